"""Responses that are tried: customers hear their variation, and are counted when they did."""

from datetime import timedelta

from sqlalchemy import select

from bot.app import BotService
from bot.dialogue import Answer, Question, ScriptedDialogue
from bot.ledger.models import Conversation
from crm_backend.analytics.experiments import service as experiments
from crm_backend.analytics.experiments.assigning import choose_arm
from crm_backend.analytics.experiments.cache import FRESH, forget
from crm_backend.analytics.experiments.models import Exposure
from crm_backend.customers.models import Customer
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Reply
from tests.bot.driver import Client
from tests.crm_backend.trials import begin_experiment

ARMS = {"plain": 0.5, "warm": 0.5}


def begin(database: Database, key: str = "greeting", target: str = "utter_greet") -> None:
    about = {"subject": "bot_response", "target": target, "arms": ARMS, "key": key}
    begin_experiment(database, now=utc_now(), **about)


def greet(question: Question) -> Answer:
    """Say a greeting as Rasa's side does: the variation that is asked for, and that it was."""
    ids = question.variations.get("utter_greet", ())
    said = {"utter_greet": ids[0]} if question.text == "hello" and ids else {}
    return Answer((Reply(text=said.get("utter_greet", "as always")),), variations=said)


def list_exposed(database: Database) -> list[tuple[int, str]]:
    with database.session() as session:
        rows = session.execute(select(Exposure.customer_id, Exposure.arm))
        return [(row.customer_id, row.arm) for row in rows]


async def talk(
    address: str, database: Database, customer: Customer | None, *said: str
) -> list[str]:
    """Say things as a customer who has proved who they are, or as a stranger."""
    async with Client(address) as client:
        heard = [(await client.ask(".h"))["text"]]
        if customer is not None:
            with database.transaction() as session:
                chat = session.scalars(select(Conversation).order_by(Conversation.created_at)).all()
                chat[-1].customer_id, chat[-1].level = customer.id, "verified"
                chat[-1].verified_until = utc_now() + timedelta(hours=1)
        return heard[1:] + [(await client.ask(one))["text"] for one in said]


async def test_customer_hears_their_variation_and_is_counted_once_it_was_said(
    service: BotService,
    engine: ScriptedDialogue,
    address: str,
    database: Database,
    customer: Customer,
) -> None:
    engine.script = greet
    begin(database)
    mine = choose_arm("greeting", customer.id, ARMS)
    assert await talk(address, database, customer, "what else?") == ["as always"]
    assert list_exposed(database) == []
    assert await talk(address, database, customer, "hello", "hello") == [mine, mine]
    assert list_exposed(database) == [(customer.id, mine)]
    assert set(engine.asked[-1].variations["utter_greet"]) == set(ARMS)


async def test_strangers_hear_the_control_and_are_not_counted(
    service: BotService, engine: ScriptedDialogue, address: str, database: Database
) -> None:
    engine.script = greet
    begin(database)
    assert await talk(address, database, None, "hello") == ["plain"]
    assert engine.asked[-1].variations == {"utter_greet": ("plain",)}
    assert list_exposed(database) == []


async def test_all_hear_the_winner_once_it_is_decided(
    service: BotService,
    engine: ScriptedDialogue,
    address: str,
    database: Database,
    customer: Customer,
) -> None:
    engine.script = greet
    begin(database)
    with database.transaction() as session:
        experiments.stop_experiment(session, key="greeting", now=utc_now())
        experiments.decide_experiment(
            session, key="greeting", winner="warm", why="It sells.", now=utc_now()
        )
    assert await talk(address, database, customer, "hello") == ["warm"]
    assert await talk(address, database, None, "hello") == ["warm"]
    assert list_exposed(database) == []


async def test_where_nothing_is_tried_the_database_is_read_once_in_a_while(
    service: BotService, database: Database
) -> None:
    at = utc_now()
    variations = service.runner.variations
    variations.clock = lambda: at
    with database.session() as session:
        forget(session)  # what a test before tried in the same database
    assert await variations.choose(None) == {}
    begin(database)
    begin(database, "bye", "utter_say_goodbye")
    assert await variations.choose(None) == {}
    at += FRESH
    assert set(await variations.choose(None)) == {"utter_greet", "utter_say_goodbye"}
