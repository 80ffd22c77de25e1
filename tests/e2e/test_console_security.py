"""S48: whatever strangers and colleagues write, every page of the console shows it as text."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import ChoiceLoader, DictLoader
from playwright.sync_api import Browser, Page

from console.web import templates
from kernel.runtime import Runtime
from tests.conftest import FakeClock

from .console_pages import PAGES, PARTS, fill, find_routes, list_known
from .desk import Browsers
from .evil_desk import Evil, find_evil, open_evil
from .furnished import Furnished
from .payloads import PAYLOADS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

PUSHED_MS = 60_000  # sixty words at once are drawn for two pages; a slow machine takes its time
TEMPLATES = Path(__file__).parents[2] / "console" / "templates"


@pytest.fixture
def evil(runtime: Runtime, browser: Browser) -> Iterator[Evil]:
    with open_evil(runtime, browser) as evil:
        yield evil


def open_all(page: Page, browsers: Browsers, shown: Furnished) -> list[str]:
    """Open every page and part of staff, and what lies behind the first page of a list."""
    made: list[str] = []
    paths = [*fill(PAGES, shown.ids), *fill(PARTS, shown.ids)]
    for path in paths:
        answer = page.goto(browsers.desk.address + path)
        assert answer is not None
        assert answer.status == 200, path
        made += find_evil(page, browsers, path)
        onward = page.locator("a[href^='?'][href*='after=']").last
        if onward.count():
            page.goto(page.evaluate("one => one.href", onward.element_handle()))
            made += find_evil(page, browsers, f"{path} onward")
    return made


def test_s48_nothing_runs_on_any_page(evil: Evil) -> None:
    browsers, shown = evil.browsers, evil.shown
    assert len(PAYLOADS) >= 60
    assert find_routes(browsers.desk.app) == list_known()
    colleague = browsers.open(f"/staff/conversations/{shown.chat}", shown.lin)
    page = browsers.open("/staff/account", shown.ben)
    assert open_all(page, browsers, shown) == []
    assert find_evil(colleague, browsers, "colleague") == []
    page.goto(f"{browsers.desk.address}/staff/conversations/{shown.chat}")
    texts = {tidy(one) for one in page.locator("#transcript .said").all_text_contents()}
    assert [one for one in PAYLOADS if tidy(one) not in texts] == []


def tidy(text: str) -> str:
    return " ".join(text.split())


def test_s48_nothing_runs_in_what_is_pushed(evil: Evil, clock: FakeClock) -> None:
    """The parts of an open page come anew with each word: as markup, over the socket."""
    browsers, shown = evil.browsers, evil.shown
    desk = browsers.desk
    page = browsers.open(f"/staff/conversations/{shown.chat}", shown.ben)
    inbox = browsers.open("/staff/", shown.ben)
    for text in PAYLOADS:
        understood = {"intent": {"name": text, "confidence": 0.5}, "entities": []}
        desk.hear(shown.chat, text, understanding=understood, rating=1, rating_comment=text)
    clock.advance(seconds=1)  # newer than all other chats, hence on the first page of the list
    desk.hear(shown.chat, "the last word")
    page.locator("#transcript .said", has_text="the last word").wait_for(timeout=PUSHED_MS)
    last = inbox.locator(f"#c{shown.chat} .preview", has_text="the last word")
    last.wait_for(timeout=PUSHED_MS)
    assert find_evil(page, browsers, "page") + find_evil(inbox, browsers, "inbox") == []


UNSAFE = ("desk/_message.html", "{{ message.text }}", "{{ message.text|safe }}")


def test_s48_twin_turns_red(evil: Evil, monkeypatch: pytest.MonkeyPatch) -> None:
    """One text of one template is let through unescaped: one page is enough to notice."""
    browsers, shown = evil.browsers, evil.shown
    name, said, unsafe = UNSAFE
    source = (TEMPLATES / name).read_text("utf-8")
    assert said in source
    broken = DictLoader({name: source.replace(said, unsafe)})
    page = browsers.open("/staff/account", shown.ben)
    monkeypatch.setattr(templates.env, "loader", ChoiceLoader([broken, templates.env.loader]))
    templates.env.cache.clear()
    try:
        page.goto(f"{browsers.desk.address}/staff/conversations/{shown.chat}?all=1")
        made = find_evil(page, browsers, "twin")
    finally:
        monkeypatch.undo()
        templates.env.cache.clear()
    assert any("script" in one or "was left" in one for one in made)
    assert any("Content Security Policy" in one for one in made)


# Markup that is drawn from templates of our own, which escape what they are given.
DRAWN = {
    "desk/conversation.html": "{{ beside|safe }}",
    "staff/account.html": '{{ t("account_factor_on", day=day)|safe }}',
}


def test_s48_templates_have_no_way_round_escaping() -> None:
    files = list(TEMPLATES.rglob("*.html"))
    assert len(files) > 60
    for file in files:
        name, text = file.relative_to(TEMPLATES).as_posix(), file.read_text("utf-8")
        text = text.replace(DRAWN.get(name, "\0"), "")
        assert "|safe" not in text.replace(" ", ""), name
        assert "autoescape" not in text, name
        assert "<script>" not in text, name
        assert "onclick" not in text.lower(), name
        assert "style=" not in text, name
