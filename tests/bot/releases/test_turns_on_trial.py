"""A trial in running turns: each conversation is answered by one model, and its turns say which."""

from sqlalchemy import select

from bot.app import BotService
from bot.dialogue import Answer, Question, ScriptedDialogue
from bot.ledger.models import Turn
from bot.releases import rules, service
from bot.releases.rules import State
from bot.releases.service import Mover
from bot.releases.trial import Trials
from kernel.clock import utc_now
from kernel.db import Database
from kernel.messages import Reply
from tests.bot.driver import Client

CHATS = 24
ME = Mover(1, "Ada")


def answer(question: Question) -> Answer:
    """Answer with the name of the model that is asked."""
    model = question.model or "old"
    return Answer((Reply(text=f"I am {model}"),), model=model)


def begin(database: Database) -> State:
    with database.transaction() as session:
        for deed, change in (
            ("promoted", lambda state: rules.promote(state, "old")),
            ("trial_began", lambda state: rules.begin_trial(state, "new", 0.5)),
        ):
            state = service.move(session, deed, change, mover=ME, now=utc_now())  # type: ignore[arg-type]
    return state


async def test_each_conversation_is_one_models_and_its_turns_say_which(
    service: BotService, engine: ScriptedDialogue, address: str, database: Database
) -> None:
    engine.script = answer
    state = begin(database)
    trials = Trials(service.ledger, key="k" * 43, clock=utc_now, tell=lambda *_: None)
    trials.hear(state, "new")
    service.runner.trials = trials
    heard: list[list[str]] = []
    for _ in range(CHATS):
        async with Client(address) as client:
            heard.append([(await client.ask(said))["text"] for said in ("hello", "and now?")])
    assert all(first == second for first, second in heard)
    assert {first for first, _ in heard} == {"I am old", "I am new"}
    with database.session() as session:
        models = list(session.scalars(select(Turn.model).order_by(Turn.id)))
    assert sorted(f"I am {model}" for model in models) == sorted(
        said for two in heard for said in two
    )
