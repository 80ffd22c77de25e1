"""The page of what chats may come to."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from bot.handoff import ending
from bot.handoff.desk import read_setting
from bot.handoff.outcomes import DEFAULT, RESERVED, Outcome, Outcomes
from console.supervisor.outcomes_routes import Line, make_outcome, name_new, show_line
from tests.console.conftest import ClientOf
from tests.console.floor import MINA, Floor
from tests.console.supervisor.test_settings import version

URL = "/staff/desk/outcomes"


def stored(floor: Floor) -> tuple[Outcome, ...]:
    with floor.db.session() as session:
        return read_setting(session, Outcomes).items


def fields(*lines: Outcome | Line, **more: str) -> dict[str, str]:
    """Return the form as a browser sends it: boxes that are not ticked are left out."""
    found: dict[str, str] = {}
    for number, line in enumerate(lines):
        found |= {f"code_{number}": line.code, f"en_{number}": line.en, f"zh_{number}": line.zh}
        found[f"place_{number}"] = str(number + 1)
        found |= {f"active_{number}": "1"} if line.is_active else {}
        found |= {f"rating_{number}": "1"} if line.asks_rating else {}
    return found | more


def send(boss: TestClient, *lines: Outcome | Line, **more: str) -> tuple[int, str]:
    answer = boss.post(URL, data=fields(*lines, **more))
    return answer.status_code, answer.text


def test_list_is_saved_as_it_was_shown(floor: Floor, boss: TestClient) -> None:
    assert 'value="客户未回复"' in boss.get(URL).text
    assert send(boss, *DEFAULT, Line(), seen="")[0] == 303
    assert stored(floor) == DEFAULT


def test_agents_choose_from_what_was_added_and_not_from_what_was_switched_off(
    floor: Floor, boss: TestClient, client_of: ClientOf
) -> None:
    new = Line(en="Sold a lamp", zh="售出灯具", asks_rating=False)
    off = Outcome(**DEFAULT[4].model_dump() | {"is_active": False})
    kept = DEFAULT[:4]
    assert send(boss, *kept, off, new, seen="", place_5="1", place_0="2")[0] == 303
    made = Outcome(code="sold_a_lamp", en="Sold a lamp", zh="售出灯具", asks_rating=False)
    assert stored(floor) == (made, *kept, off)
    agent = client_of("agent", "Al")
    chat = floor.conversation()
    agent.post(f"/staff/conversations/{chat}/take")
    page = agent.get(f"/staff/conversations/{chat}").text
    assert '<option value="sold_a_lamp">Sold a lamp</option><option value="resolved">' in page
    assert 'value="spam"' not in page
    chosen = {"outcome": "sold_a_lamp"}
    assert agent.post(f"/staff/conversations/{chat}/close", data=chosen).status_code == 303
    assert floor.call(chat).outcome == "sold_a_lamp"


def test_second_who_saves_sees_what_is_stored(floor: Floor, boss: TestClient) -> None:
    assert send(boss, *DEFAULT[:2], seen="")[0] == 303
    status, page = send(boss, DEFAULT[2], seen="")
    assert status == 409
    assert "<li>Not resolved · 未解决</li>" in page
    assert stored(floor) == DEFAULT[:2]
    assert send(boss, DEFAULT[2], seen=version(floor, Outcomes))[0] == 303
    assert stored(floor) == (DEFAULT[2],)


def test_what_chats_have_come_to_is_not_deleted(floor: Floor, boss: TestClient) -> None:
    chat = floor.ask()
    floor.arrive()
    floor.take(chat)
    floor.do(ending.close, conversation_id=chat, agent=MINA, outcome="spam")
    gone = [Line(code=one.code) for one in DEFAULT[3:]]
    status, page = send(boss, *DEFAULT[:3], *gone, seen="")
    assert status == 422
    assert "Switch it off instead." in page
    assert 'value="spam"' in page
    assert stored(floor) == DEFAULT
    assert send(boss, *DEFAULT[:3], gone[0], DEFAULT[4], seen="")[0] == 303
    assert stored(floor) == (*DEFAULT[:3], DEFAULT[4])


@pytest.mark.parametrize(
    ("line", "count"),
    [(Line(en="Half"), 1), (Line(en="x" * 201, zh="长"), 1), (Line("Bad code!", "a", "b"), 1)],
)
def test_line_that_cannot_be_is_told_beside_it(
    floor: Floor, boss: TestClient, line: Line, count: int
) -> None:
    status, page = send(boss, *DEFAULT, line, seen="")
    assert status == 422
    assert page.count('class="problem"') == count
    assert stored(floor) == DEFAULT


@pytest.mark.parametrize("code", ["resolved", "merged"])
def test_forged_code_is_refused(floor: Floor, boss: TestClient, code: str) -> None:
    assert send(boss, *DEFAULT, Line(code, "Again", "又"), seen="")[0] == 422
    assert stored(floor) == DEFAULT


def test_only_who_runs_the_desk_sees_it(client_of: ClientOf) -> None:
    agent = client_of("agent", "Al")
    assert agent.get(URL).status_code == 403
    assert agent.post(URL, data=fields(*DEFAULT)).status_code == 403


def test_hostile_names_stay_words(floor: Floor, boss: TestClient) -> None:
    bad = "<img src=x onerror=alert(1)>"
    assert send(boss, Line(en=bad, zh='"><b>'), seen="")[0] == 303
    page = boss.get(URL).text
    assert bad not in page
    assert '"><b>' not in page


@given(st.lists(st.text(min_size=1, max_size=40), max_size=30))
def test_new_ones_get_codes_that_may_be_stored(names: list[str]) -> None:
    named = name_new([Line(en=name, zh="某") for name in names])
    codes = [one.code for one in named]
    assert len({*codes, *RESERVED}) == len(codes) + len(RESERVED)
    for code in codes:
        assert Outcome(code=code, en="x", zh="某").code == code


def test_line_gives_back_the_outcome_it_shows() -> None:
    found: Any = [Outcome.model_validate(make_outcome(show_line(one))) for one in DEFAULT]
    assert tuple(found) == DEFAULT
