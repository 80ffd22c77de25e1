"""Examples that look mislabelled, over HTTP: found behind the reader, moved, or left for good."""

import re
from html import unescape
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.models import AuditEntry
from console.studio.labelling.doubts import DoubtShelf, doubt, hash_example
from nlu.core.project.project import read_project
from tests.console.conftest import ClientOf
from tests.console.studio.labelling.conftest import Desk
from tests.console.studio.labelling.test_suspects import PAIRS

DOUBTS = "/staff/studio/inbox/doubts"
TALK = "data/nlu/en/talk.yml"
WRONG = "tell me price of the [quilt](product)"


def write_data(pairs: list[tuple[str, str]]) -> str:
    blocks: dict[str, list[str]] = {}
    for text, intent in pairs:
        blocks.setdefault(intent, []).append(text)
    rows = [
        f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
        for intent, texts in blocks.items()
    ]
    return 'version: "3.1"\nnlu:\n' + "".join(rows)


@pytest.fixture
def editor(desk: Desk, client_of: ClientOf) -> TestClient:
    text = write_data([*PAIRS, (WRONG, "return_item")])
    (desk.root / TALK).write_text(text, "utf-8")
    return client_of("studio", "Ana Ruiz")


def look(app: FastAPI, client: TestClient) -> str:
    client.get(DOUBTS)
    (mount,) = [one for one in app.routes if getattr(one, "path", "") == "/staff"]
    assert mount is not None
    app.state.doubts.wait()
    return unescape(client.get(DOUBTS).text)


def form_of(page: str, words: str) -> dict[str, str]:
    """Return the hidden fields of the form of the example that says some words."""
    [card] = [part for part in page.split("<li ")[1:] if words in part]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', card.split("<button")[0]))


def test_doubtful_example_is_moved_in_the_draft(
    app: FastAPI, desk: Desk, editor: TestClient
) -> None:
    page = look(app, editor)
    assert "perhaps it is “ask price”" in page
    form = form_of(page, "tell me price of the quilt")
    assert (form["raw"], form["intent"], form["proposed"]) == (WRONG, "return_item", "ask_price")
    answer = editor.post(DOUBTS, data=form | {"do": "move"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{DOUBTS}?done=moved&page=1")
    examples = read_project(desk.files(1)).understood.examples
    assert [one.intent for one in examples if one.raw == WRONG] == ["ask_price"]
    assert (desk.root / TALK).read_text("utf-8") == write_data([*PAIRS, (WRONG, "return_item")])
    assert "me price of the quilt" not in look(app, editor)
    with desk.db.session() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert last is not None
        assert (last.action, last.details["did"]) == ("example_settled", "move")


def test_what_is_left_is_not_asked_about_again(app: FastAPI, editor: TestClient) -> None:
    form = form_of(look(app, editor), "tell me price of the quilt")
    assert editor.post(DOUBTS, data=form | {"do": "keep"}).status_code == 303
    assert editor.post(DOUBTS, data=form | {"do": "keep"}).status_code == 303
    assert "No example looks wrong." in look(app, editor)


def test_reader_is_told_that_it_takes_a_moment(editor: TestClient) -> None:
    page = editor.get(DOUBTS).text
    assert "are being compared" in page
    assert 'hx-trigger="every 2s"' in page


@pytest.mark.parametrize(
    ("change", "status"),
    [({"proposed": "no_such"}, 422), ({"raw": "not there"}, 404), ({"path": "data/x.yml"}, 404)],
)
def test_what_is_gone_or_unknown_is_not_moved(
    app: FastAPI, desk: Desk, editor: TestClient, change: dict[str, str], status: int
) -> None:
    form = form_of(look(app, editor), "tell me price of the quilt")
    assert editor.post(DOUBTS, data=form | {"do": "move"} | change).status_code == status
    assert desk.files(1)[TALK] == (desk.root / TALK).read_text("utf-8")


def test_supervisor_looks_and_settles_nothing(
    app: FastAPI, editor: TestClient, client_of: ClientOf
) -> None:
    client = client_of("supervisor", "Sue")
    page = look(app, client)
    assert "tell me price of the quilt" in page
    assert 'name="do"' not in page
    form = form_of(look(app, editor), "tell me price of the quilt")
    assert client.post(DOUBTS, data=form | {"do": "keep"}).status_code == 403


def test_shelf_keeps_the_results_of_a_few_drafts(desk: Desk) -> None:
    shelf, sets = DoubtShelf(), []
    for number in range(6):
        text = write_data([*PAIRS, (f"price {number}", "return_item")])
        sets.append(read_project({TALK: text}).understood.examples)
    found: list[Any] = []
    for examples in sets:
        assert shelf.get(examples) is None
        shelf.wait()
        found.append(shelf.get(examples))
    assert shelf.get(sets[5]) is found[5]
    assert shelf.get(sets[0]) is None
    shelf.wait()


def test_key_is_of_intent_and_words() -> None:
    examples = read_project({TALK: write_data([*PAIRS, (WRONG, "return_item")])})
    [one] = doubt(examples.understood.examples)
    assert one.key == hash_example("return_item", "tell me price of the quilt")
    assert one.key != hash_example("ask_price", "tell me price of the quilt")
