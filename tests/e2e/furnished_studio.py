"""A studio with something of everything: a draft, what others published meanwhile, test chats."""

from typing import Any

from sqlalchemy.orm import Session

from bot.dialogue import Answer, Question
from console.staff.models import Staff
from console.studio.judging.asking import JUDGE, Ask, request_judging
from console.studio.project import service
from console.studio.talk.models import StudioTalk
from console.studio.talk.turns import TalkTurn
from kernel.jobs.queue import JobQueue
from kernel.messages import Button, Card, Challenge, Reply
from tests.console.floor import Floor
from tests.console.studio.desk import NLU, STORIES
from tests.console.studio.judging.bench import GOOD, POOR, Bench, change
from tests.e2e.furnished_models import fill_models

UNDERSTOOD: dict[str, Any] = {
    "intent": {"name": "greet", "confidence": 0.97},
    "ranking": [{"name": "greet", "confidence": 0.97}, {"name": "thank", "confidence": 0.02}],
    "entities": [{"entity": "product", "value": "lamp", "start": 0, "end": 4}],
    "sentiment": {"label": "positive", "score": 0.4},
}
STEPS = (
    {
        "action": "utter_hi",
        "policy": "policy_0_MemoizationPolicy",
        "confidence": 1.0,
        "story": "One",
    },
    {"action": "action_listen", "policy": "policy_1_RulePolicy", "confidence": 1.0},
)


DOMAIN = """intents:
- greet
- buy
entities:
- product
slots:
  size:
    type: text
    mappings:
    - type: from_entity
      entity: product
forms:
  order_form:
    required_slots:
    - size
responses:
  utter_hi:
  - condition:
    - type: slot
      name: language
      value: en
    text: "Hi!"
    buttons:
    - title: "Buy a lamp"
      payload: /buy
    custom:
      frontdesk:
        cards:
        - title: "Arc lamp"
          price: "€49.00"
"""
LISTS = """nlu:
- synonym: lamp
  examples: |
    - light
- regex: product
  examples: |
    - L\\d+
- intent: buy
  examples: |
    - a [lamp](product)
    - 我要[台灯](product)
"""


def answer(question: Question) -> Answer:
    """Answer as a model would."""
    lamp = Card(title="Arc lamp", subtitle="brass", price="€49.00", reason="You like brass.")
    choice = Button(label="Tell me more", payload="/ask_price")
    reply = Reply(
        text=f"Hello to {question.text}",
        cards=(lamp,),
        buttons=(choice,),
        directives=(Challenge(email="ada@example.com"),),
    )
    return Answer(replies=(reply,), understanding=UNDERSTOOD, steps=STEPS, model="m1")


def fill_studio(floor: Floor, staff: Staff) -> dict[str, Any]:
    """Fill the project and the draft of `staff` and return the ids for addresses."""
    root = floor.runtime.settings.project
    parts = {"data/stories.yml": STORIES, "data/nlu.yml": NLU, "domain.yml": DOMAIN}
    for name, text in (parts | {"data/lists.yml": LISTS}).items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    colleague = floor.staff("studio", "Eddy Tor", "eddy@desk.example")
    change = {
        staff.id: {
            "data/nlu.yml": NLU.replace("- hi\n", "- hiya\n"),
            "data/new.yml": "stories: [",
        },
        colleague.id: {"data/nlu.yml": NLU.replace("- hi\n", "- hi there\n")},
    }
    with floor.db.transaction() as session:
        service.notice_others(session, root, now=floor.now)
        made = {
            who: service.change(
                session, root, staff_id=who, now=floor.now, words="greetings", changes=changes
            )
            for who, changes in change.items()
        }
    with floor.db.transaction() as session:
        service.publish(session, root, staff_id=colleague.id, now=floor.now, note="More")
    _judge(floor)
    with floor.db.transaction() as session:
        talk = _talk(session, staff, floor.now)
    revision = made[colleague.id]
    made_by = {"talk": talk, "revision": 0 if revision is None else revision.id}
    return made_by | fill_models(floor, staff.id)


def _judge(floor: Floor) -> None:
    """A good model, a poor one that is compared and replayed, and one that nobody has judged."""
    bench = Bench(floor.runtime.settings)
    good, poor = bench.report(GOOD), bench.report(POOR, 0, 1, 2, 3, 4, 5)
    bench.archive("frontdesk-3")
    bench.compare(poor, good)
    turns = [change(f"where {'w' * 90}"), change("", button="affirm", is_first=False)]
    bench.replay(POOR, GOOD, turns)
    job = {"model": "frontdesk-3", "conversations": 1}
    queue = JobQueue(frozenset({JUDGE}))
    with floor.db.transaction() as session:
        for ask in (Ask("report", **job), Ask("replay", against=GOOD, **job)):  # type: ignore[arg-type]
            request_judging(session, queue, ask, asked_by="Ben Okafor", now=floor.now)


def _talk(session: Session, staff: Staff, now: Any) -> str:
    said = answer(Question("t", 1, "lamp", "en", ""))
    turns = (
        TalkTurn(
            text="lamp hi",
            replies=said.replies,
            understanding=UNDERSTOOD,
            steps=STEPS,
            form="ticket_form",
        ),
        TalkTurn(text="and now?", problem="dialogue_slow"),
        TalkTurn(text="hi", replies=said.replies, understanding=UNDERSTOOD, steps=STEPS),
    )
    talk = StudioTalk(
        id="c" * 32,
        staff_id=staff.id,
        model="m1",
        language="en",
        at=now,
        turns=[one.model_dump(mode="json") for one in turns],
    )
    session.add(talk)
    return talk.id
