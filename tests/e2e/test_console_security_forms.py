"""S48: what an address says or a form sends is shown as text in the answer."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser, Error, Page

from console.app import create_pages
from kernel.runtime import Runtime
from tests.console.examples import Examples

from .console_pages import PAGES, PARTS, STRANGERS
from .evil_desk import Evil, find_evil, open_evil
from .payloads import PAYLOADS

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

# They end the login, or ask for another one.
OUT = {"/logout", "/login", "/login/code", "/setup/{token}", "/account/sessions/{session_id}"}


@pytest.fixture
def evil(runtime: Runtime, browser: Browser) -> Iterator[Evil]:
    with open_evil(runtime, browser) as evil:
        yield evil


def test_s48_what_an_address_says_is_shown_as_text(evil: Evil) -> None:
    browsers, shown = evil.browsers, evil.shown
    page = browsers.open("/staff/account", shown.ben)
    described = create_pages(browsers.desk.app.state).openapi()["paths"]
    made: list[str] = []
    asked = 0
    for route, addresses in {**PAGES, **PARTS, **STRANGERS}.items():
        names = {
            one["name"]
            for one in described[route.replace(":path}", "}")]["get"].get("parameters", ())
            if one["in"] == "query"
        }
        if route == "/":
            names |= {"view", "q", "after", "channel", "language", "agent", "team", "reason"}
        for name in sorted(names - {"conversation"}):
            asked += 1
            text = PAYLOADS[asked % len(PAYLOADS)]
            path = "/staff/" + addresses[0].format_map(shown.ids)
            query = page.evaluate("q => '' + new URLSearchParams(q)", {name: text})
            page.goto(f"{browsers.desk.address}{path}{'&' if '?' in path else '?'}{query}")
            made += find_evil(page, browsers, f"{path} {name}")
    assert asked > 30
    assert made == []


SUBMIT = """([action, fields]) => {
  const form = document.createElement('form');
  Object.assign(form, { method: 'post', action });
  for (const [name, value] of Object.entries(fields)) {
    const field = document.createElement('textarea');
    Object.assign(field, { name, value });
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


def submit(page: Page, action: str, fields: dict[str, Any]) -> None:
    """Send a form as a page would; an answer without a page leaves the page as it is."""
    try:
        with page.expect_navigation():
            page.evaluate(SUBMIT, [action, fields])
    except Error as error:
        if "ERR_ABORTED" not in str(error):
            raise


def list_forms(app: FastAPI, ids: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the address and the fields of every form, evil wherever words may be written."""
    pages = create_pages(app.state)
    examples, known = Examples(pages), known_ids(ids)
    for number, route in enumerate(sorted(examples.paths)):
        post = examples.paths[route].get("post")
        if post is None or route in OUT:
            continue
        made = examples.make("post", route, known)
        content = post.get("requestBody", {}).get("content", {})
        schema = examples.resolve(next(iter(content.values()), {}).get("schema", {}))
        fields = dict(made.get("data", {}))
        for name, one in schema.get("properties", {}).items():
            is_free = one.get("type") == "string" and not {"enum", "pattern", "const"} & one.keys()
            if is_free and "format" not in one and "contentMediaType" not in one:
                fields[name] = PAYLOADS[number % len(PAYLOADS)]
        for name in ("amount", "reason", "street", "skills", "words", "name", "notice", "valued"):
            fields.setdefault(name, PAYLOADS[number % len(PAYLOADS)])
        yield made["url"], fields


def known_ids(ids: dict[str, Any]) -> dict[str, str]:
    known = {"conversation_id": ids["waiting"], "staff_id": ids["gone"], "agent_id": ids["lin"]}
    known |= {"customer_id": ids["ada"], "note_id": ids["note"], "reply_id": 1, "key": "hours"}
    return {name: str(one) for name, one in known.items()}


def test_s48_what_a_form_says_is_shown_as_text(evil: Evil) -> None:
    browsers, shown = evil.browsers, evil.shown
    made: list[str] = []
    forms = list(list_forms(browsers.desk.app, shown.ids))
    assert len(forms) > 50
    page = browsers.open("/staff/account", shown.ben)
    for url, fields in forms:
        submit(page, f"/staff{url}", fields)
        made += find_evil(page, browsers, url)
        page.goto(f"{browsers.desk.address}/staff/account")
        assert "/staff/account" in page.url, f"{url} ended the login"
    assert made == []
    stranger = browsers.open("/staff/login?back=" + "%22%3E%3Cb%20x-evil%3E")
    stranger.evaluate("document.querySelectorAll('input').forEach(one => { one.type = 'text'; })")
    stranger.locator("input[name=email]").fill('"><b x-evil>@x.example')
    stranger.locator("input[name=password]").fill("<b x-evil>")
    stranger.keyboard.press("Enter")
    stranger.get_by_role("alert").wait_for()
    assert find_evil(stranger, browsers, "login") == []
