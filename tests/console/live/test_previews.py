"""What customers are writing: who sees it, and for how long."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from bot.handoff.gazing import CUSTOMER, gaze
from bot.ledger.notes import Note
from console.live.previews import FRESH_SECONDS, PREVIEWS, Previews
from kernel.clock import utc_now
from tests.console.conftest import ClientOf
from tests.console.scene import Scene

WORDS = "I was thinking <b>of"
SHOWN = "<q>I was thinking &lt;b&gt;of</q>"


@pytest.fixture
def written(scene: Scene) -> Iterator[str]:
    """A chat whose customer is writing."""
    made = scene.conversation()
    PREVIEWS.hear(Note("preview", made, text=WORDS))
    with scene.db.transaction() as session:
        now = utc_now()  # signs are shown by the real clock
        gaze(session, conversation_id=made, agent=CUSTOMER, state="typing", now=now)
    yield made
    PREVIEWS.hear(Note("message", made))


def test_only_who_has_the_chat_sees_the_words(client_of: ClientOf, written: str) -> None:
    path = f"/staff/conversations/{written}"
    mine, other, boss = client_of("agent", "Al"), client_of("agent", "Bo"), client_of("admin", "Cy")
    assert SHOWN not in mine.get(path).text
    assert mine.post(f"{path}/take").status_code == 303
    assert PREVIEWS.read(written) == ""  # written for whoever had it before
    PREVIEWS.hear(Note("preview", written, text=WORDS))
    assert SHOWN in mine.get(path).text
    for client in (other, boss):
        page = client.get(path).text
        assert "The customer is typing" in page
        assert "thinking" not in page


def test_words_are_not_shown_once_the_customer_types_no_more(
    agent: TestClient, scene: Scene
) -> None:
    made = scene.conversation()
    agent.post(f"/staff/conversations/{made}/take")
    PREVIEWS.hear(Note("preview", made, text=WORDS))
    assert "thinking" not in agent.get(f"/staff/conversations/{made}").text
    PREVIEWS.hear(Note("message", made))


@pytest.mark.parametrize("end", [Note("message", "a"), Note("owner", "a"), Note("preview", "a")])
def test_words_are_forgotten_once_the_chat_goes_on(end: Note) -> None:
    kept = Previews()
    for chat in "ab":
        kept.hear(Note("preview", chat, text="words"))
    kept.hear(end)
    assert (kept.read("a"), kept.read("b")) == ("", "words")


def test_words_are_forgotten_after_some_seconds_even_if_nobody_asks() -> None:
    now = [0.0]
    kept = Previews(lambda: now[0])
    kept.hear(Note("preview", "a", text="secret"))
    now[0] = FRESH_SECONDS
    kept.hear(Note("preview", "b", text="others"))
    assert "secret" not in str(vars(kept))
