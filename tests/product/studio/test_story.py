"""The story of an admin, on the real product; with a mouse, and without one.

Customers ask what the bot does not know. The admin finds it in the inbox, makes an intent, its
answer in both languages and a story, is warned of a contradiction, trains, reads report and replay,
promotes while others write, asks the bot, and goes back.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from benchmarks.customer import Customer
from benchmarks.promotion import customers
from bot.ledger.models import Inbox, Turn
from frontdesk.installation import open_runtime
from tests.e2e.story.acts import WAYS, Mouse
from tests.e2e.story.stage import VIEW, WATCH_POINTER

from .admin import SOON, AdminPage
from .conftest import EMAIL, PASSWORD, Shop, find_setup_link

RATE = 5.0  # messages a second while the models change places
SORRY = "Sorry, I didn't get that"


@dataclass(frozen=True)
class Question:
    """What customers ask, and what becomes of it; `later` they ask when the bot knows it."""

    asked: str
    intent: str
    story: str
    english: str
    chinese: str
    examples: tuple[str, ...]
    later: tuple[str, str]

    @property
    def intent_name(self) -> str:
        return self.intent.replace(" ", "_")


ENGRAVING = Question(
    asked="can you engrave a name on it",
    intent="ask engraving",
    story="A name on a lamp",
    english="Yes: up to twelve letters on lamps of metal, for 15 euros.",
    chinese="可以：金属灯具最多可刻十二个字母，收费 15 欧元。",
    examples=(
        "engrave it for me please",
        "do you do engravings",
        "I would like initials engraved on the lamp",
        "is engraving possible",
        "could you put my name on the lamp as an engraving",
        "可以刻字吗",
        "你们能刻名字吗",
        "灯上可以刻字吗",
        "能帮我刻上名字吗",
        "刻字要多少钱",
        "我想刻字",
    ),
    later=("could you engrave my initials?", "能不能在灯上刻名字？"),
)
OLD_SOFA = Question(
    asked="would you take my old sofa away",
    intent="ask take away",
    story="The old sofa goes",
    english="Yes: when we bring the new one, our drivers take the old one along for 40 euros.",
    chinese="可以：送新货上门时，司机可以顺便带走旧家具，收费 40 欧元。",
    examples=(
        "can the drivers take the old wardrobe along",
        "do you dispose of old furniture",
        "will you remove my old bed when you deliver",
        "who takes away the old mattress",
        "do you collect used furniture",
        "你们可以带走旧沙发吗",
        "送货的时候能把旧床拉走吗",
        "旧家具你们回收吗",
        "可以帮我处理旧柜子吗",
        "旧床垫谁来拉走",
    ),
    later=("can you take away the old couch?", "能把我家的旧沙发拉走吗？"),
)
QUESTIONS = {"mouse": ENGRAVING, "keyboard": OLD_SOFA}


@pytest.fixture(scope="module")
def asked(shop: Shop) -> None:
    """Both questions were asked by customers, and nobody was understood."""
    for question in QUESTIONS.values():
        assert SORRY in ask(shop, question.asked)


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(shop: Shop, browser: Browser) -> Iterator[Page]:
    """A tab of the admin, who is logged in from the second time on."""
    state = shop.state if shop.state.exists() else None
    context = browser.new_context(viewport=VIEW, locale="en-GB", storage_state=state)
    context.set_default_timeout(SOON)
    page = context.new_page()
    page.add_init_script(WATCH_POINTER)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.storage_state(path=shop.state)
    context.close()
    assert faults == []


@pytest.mark.usefixtures("asked")
def test_story_of_an_admin(shop: Shop, page: Page, way: str) -> None:
    question, admin = QUESTIONS[way], AdminPage(page, WAYS[way])
    come(shop, admin)
    teach(admin, question)
    write_story(admin, question)
    model = train(admin, question)
    read_report(admin, model)
    read_replay(admin, question)
    before = admin.live_model()
    with customers(shop.product.url, RATE) as finish:
        promote(admin, model)
        answers = [ask(shop, words) for words in question.later]
        go_back(admin, before)
        sent, answered = finish()
    assert question.english in answers[0]
    assert question.chinese in answers[1]
    assert sent == answered > 10 * RATE
    check_ledger(shop, {before, model})
    assert question.english not in ask(shop, question.later[0])
    assert bool(page.evaluate("sessionStorage.getItem('pointed')")) == isinstance(WAYS[way], Mouse)


def ask(shop: Shop, words: str) -> str:
    """Ask as a customer who is new; return what the bot says. In a thread: the browser has a loop
    of its own here."""

    async def converse() -> str:
        async with Customer(shop.product.url) as customer:
            return " ".join(one["text"] for one in await customer.ask(words))

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, converse()).result()


def come(shop: Shop, admin: AdminPage) -> None:
    if shop.state.exists():
        admin.page.goto(f"{shop.product.url}/staff/studio")
    else:
        admin.make_account(find_setup_link(shop.product), "Ana Ruiz", EMAIL, PASSWORD)


def teach(admin: AdminPage, question: Question) -> None:
    """An intent with examples, an answer in both languages."""
    admin.go("Inbox")
    admin.name_group(question.asked, question.intent)
    admin.photograph("inbox")
    admin.press(admin.link("Add examples"))
    admin.add_examples(list(question.examples))
    admin.press(admin.link("Write its answer"))
    admin.write_answer(question.english, question.chinese)
    admin.photograph("answer")


def write_story(admin: AdminPage, question: Question) -> None:
    """Cards; what contradicts a rule is said at once, and the repair that is proposed is taken."""
    admin.go("Intents")
    admin.press(admin.link(question.intent_name))
    admin.press(admin.link("Write its story"))
    admin.make_story(question.story)
    admin.add_card("Customer says (intent)", "thank")
    admin.add_card("Bot answers or acts", "utter_goodbye")
    warning = admin.page.locator(".step .finding.is-error")
    expect(warning).to_contain_text("but the rule “Thanks” does utter_thank there")
    admin.photograph("contradiction")
    repair = f"Let “{question.story}” do utter_thank instead of utter_goodbye"
    admin.press(admin.button(repair))
    expect(admin.page.locator("#steps > .step").last).to_contain_text("utter_thank")
    expect(warning).to_have_count(0)
    admin.go("Checks")
    admin.is_told("Nothing is wrong. The draft can be trained.")


def train(admin: AdminPage, question: Question) -> str:
    """Publish and train; the progress is seen. Returns the model."""
    admin.go("My draft")
    admin.publish(f"Customers ask: {question.asked}")
    admin.go("Training")
    model, percents = admin.train()
    assert len(set(percents)) >= 4, percents
    assert percents == sorted(percents)
    return model


def read_report(admin: AdminPage, model: str) -> None:
    """The report comes by itself once the model is judged."""
    admin.go("How models do")
    admin.press(admin.link(model))
    admin.wait_judged()
    figure = admin.page.locator(".figures li", has_text="Macro-F1").first.locator(".value")
    assert float(figure.inner_text().split("\xa0")[0]) > 90
    expect(admin.page.get_by_text("34 of 34 passed")).to_be_visible()
    admin.photograph("report")


def read_replay(admin: AdminPage, question: Question) -> None:
    """Of past conversations the turns that change are shown, the two models side by side."""
    admin.press(admin.page.locator("a[href*='/replay/']").first)
    admin.press(admin.button("Replay"))
    admin.press_when_there(admin.link("Show it"))
    turn = admin.page.locator(".examples > li", has_text=question.asked).first
    expect(turn.locator(".sides > div").first).to_contain_text("action_fallback")
    expect(turn.locator(".sides > div").last).to_contain_text(f"utter_{question.intent_name}")
    admin.photograph("replay")


def promote(admin: AdminPage, model: str) -> None:
    admin.follow_model(model)
    admin.overwrite("Why (for the history)", "It answers what customers ask")
    admin.press(admin.button("Promote this model"))
    admin.is_told("Promoted.")
    admin.serves(model)
    admin.photograph("promoted")


def go_back(admin: AdminPage, before: str) -> None:
    admin.press(admin.button(f"Go back to {before}"))
    admin.is_told("Gone back to the model before.")
    admin.serves(before)


def check_ledger(shop: Shop, models: set[str]) -> None:
    """No message was lost or given up, and of each turn it is known which model made it."""
    runtime = open_runtime(shop.settings)
    with runtime.db.session() as session:
        states = Counter(session.scalars(select(Inbox.state)))
        turns = Counter(session.scalars(select(Turn.model).where(Turn.state == "done")))
        others = session.scalars(select(Turn.state).where(Turn.state != "done")).all()
    runtime.db.dispose()
    assert set(states) == {"done"}
    assert others == []
    assert models <= set(turns)
    assert None not in turns
    assert "" not in turns
