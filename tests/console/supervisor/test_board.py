"""The live board: every figure by hand, and what a supervisor does there."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from bot.handoff.desk import Targets
from bot.handoff.watch import find_abandoned
from console.supervisor.board import Board, find_risks, read_board
from console.supervisor.board_part import render_board
from console.supervisor.held import Held, find_wait
from kernel.messages import Reply
from tests.console.conftest import ClientOf
from tests.console.floor import MINA, OLI, Floor

T0 = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def board(floor: Floor) -> Board:
    with floor.db.session() as session:
        return read_board(session, now=floor.now)


def test_board_of_an_empty_desk_says_so(floor: Floor, boss: TestClient) -> None:
    found = board(floor)
    assert (found.waiting, found.longest_wait, found.oldest_unanswered) == (0, None, None)
    page = boss.get("/staff/board").text
    assert "Nobody waits for longer than they should." in page
    assert "No agent is here, and none was today." in page


def test_board_counts_what_waits_and_how_long(floor: Floor) -> None:
    floor.hear(floor.conversation(), "Where is my order?")
    floor.conversation()  # nothing said yet
    first = floor.ask()
    floor.wait(20)
    floor.ask()
    floor.wait(40)
    found = board(floor)
    assert (found.waiting, found.longest_wait, found.bot_chats) == (2, 60, 1)
    floor.take(first)
    floor.clock.advance(minutes=15)
    found = board(floor)
    assert (found.waiting, found.bot_chats) == (1, 0)


def test_chat_is_at_risk_from_three_quarters_of_the_target(floor: Floor) -> None:
    floor.set(Targets(first_response_seconds=100, answer_seconds=60))
    chat = floor.ask("mood", customer=floor.customer("Ada Moreno"))
    floor.wait(74)
    assert board(floor).risks == []
    floor.wait(1)
    (risk,) = board(floor).risks
    assert (risk.conversation_id, risk.target, risk.waited_seconds) == (chat, "first_response", 75)
    assert (risk.customer, risk.reason, risk.agent_id, risk.is_late) == (
        "Ada Moreno",
        "mood",
        "",
        False,
    )
    floor.wait(25)
    assert board(floor).late_count == 1
    floor.take(chat)  # nobody has said a word yet
    assert board(floor).risks[0].agent == "Mina Sørensen"
    floor.answer(chat)
    assert board(floor).risks == []


def test_unanswered_question_is_at_risk_and_notices_are_no_answers(floor: Floor) -> None:
    floor.set(Targets(first_response_seconds=100, answer_seconds=60))
    chat = floor.ask()
    floor.take(chat)
    floor.answer(chat)
    floor.hear(chat, "And the other lamp?")
    floor.wait(50)
    floor.say(chat, Reply(text="A notice"), "system")
    floor.hear(chat, "Hello?")
    (risk,) = board(floor).risks
    assert (risk.target, risk.waited_seconds) == ("answer", 50)
    assert board(floor).oldest_unanswered == 50
    floor.answer(chat)
    assert (board(floor).risks, board(floor).unanswered) == ([], 0)


@pytest.mark.parametrize(
    ("owner", "first_answer", "taken", "asked", "expected"),
    [
        ("waiting", False, False, None, ("first_response", 0)),
        ("waiting", True, False, None, ("first_response", 50)),  # back in line after a while
        ("person", False, True, 5, ("first_response", 0)),
        ("person", False, False, None, ("answer", None)),  # an agent came unasked
        ("person", False, False, 7, ("answer", 7)),
        ("person", True, True, None, ("answer", None)),
        ("person", True, True, 9, ("answer", 9)),
    ],
)
def test_what_a_customer_waits_for(
    owner: str,
    first_answer: bool,
    taken: bool,
    asked: int | None,
    expected: tuple[str, int | None],
) -> None:
    def at(seconds: int | None) -> datetime | None:
        return None if seconds is None else T0 + timedelta(seconds=seconds)

    found = find_wait(
        owner,  # type: ignore[arg-type]
        requested_at=at(0),
        queued_at=at(50),
        taken_at=at(20) if taken else None,
        first_answer_at=at(30) if first_answer else None,
        asked_at=at(asked),
    )
    assert found == (expected[0], at(expected[1]))


def test_worst_is_first() -> None:
    def held(mark: str, seconds: int) -> Held:
        since = T0 - timedelta(seconds=seconds)
        return Held(mark, None, "waiting", "", "", "", "first_response", since)

    found = find_risks([held("b", 90), held("a", 200), held("c", 10)], Targets(), T0)
    assert [one.conversation_id for one, _used in found] == ["a", "b"]
    assert [used for _one, used in found] == [200 / 120, 0.75]


def test_agents_are_shown_with_what_they_carry(floor: Floor) -> None:
    floor.arrive(MINA, capacity=2)
    floor.arrive(OLI, state="away")
    for _ in range(7):
        floor.help(wait=30, first=10, handle=20)
    floor.arrive(MINA)
    chat = floor.ask()
    floor.take(chat)
    floor.wait(25)
    found = {one.agent_id: one for one in board(floor).agents}
    mina = found["mina"]
    assert (mina.state, mina.chats, mina.capacity, mina.oldest_seconds) == ("online", 1, 4, 25)
    assert (mina.today, mina.first.n, round(mina.first.median or 0)) == (8, 7, 40)
    assert (found["oli"].state, found["oli"].today) == ("away", 0)
    floor.wait(60)
    assert board(floor).agents[0].is_gone  # no sign of life for too long
    floor.clock.advance(days=1)
    assert {one.agent_id: one.today for one in board(floor).agents}["mina"] == 0


def test_part_is_rendered_without_a_request_in_either_language(floor: Floor) -> None:
    floor.arrive(MINA)
    floor.ask()
    floor.wait(500)
    with floor.db.session() as session:
        english = render_board(session, now=floor.now, language="en")
        chinese = render_board(session, now=floor.now, language="zh")
    assert english.strip().startswith('<div id="board"')
    assert english.strip().endswith("</div>")
    assert "8 min 20 s · late" in english
    assert "8 分 20 秒 · 已超时" in chinese
    assert "Waiting" not in chinese


def test_page_holds_the_part_and_links_to_listening(floor: Floor, boss: TestClient) -> None:
    chat = floor.ask(customer=floor.customer("<b>Eve</b>"))
    floor.wait(500)
    page = boss.get("/staff/board").text
    assert f'href="/staff/conversations/{chat}"' in page
    assert "&lt;b&gt;Eve&lt;/b&gt;" in page
    assert "<b>Eve" not in page
    assert boss.get(f"/staff/conversations/{chat}").status_code == 200
    assert floor.read(chat).owner == "waiting"  # listening changes nothing


@pytest.mark.parametrize("role", ["viewer", "agent"])
def test_board_is_for_who_may_overrule(client_of: ClientOf, floor: Floor, role: str) -> None:
    floor.arrive(MINA)
    chat, client = floor.ask(), client_of(role)
    for path in ("board", f"board/chats/{chat}", "board/agents/mina"):
        assert client.get(f"/staff/{path}").status_code == 403
    assert client.post(f"/staff/board/chats/{chat}", data={"to": "mina"}).status_code == 403
    away = {"state": "off", "capacity": "1", "put_back": "1"}
    assert client.post("/staff/board/agents/mina", data=away).status_code == 403
    assert floor.read(chat).owner == "waiting"
    assert "nav_board" not in client.get("/staff/").text
    assert 'href="/staff/board"' not in client.get("/staff/").text


def assign(boss: TestClient, chat: str, to: str, seen: str) -> tuple[int, str]:
    answer = boss.post(f"/staff/board/chats/{chat}", data={"to": to, "seen": seen})
    return answer.status_code, answer.text


def test_supervisor_gives_a_chat_to_another_agent(floor: Floor, boss: TestClient) -> None:
    floor.arrive(MINA)
    floor.arrive(OLI)
    chat = floor.ask()
    assert "Oli" in boss.get(f"/staff/board/chats/{chat}").text
    assert assign(boss, chat, "mina", "")[0] == 303
    assert floor.read(chat).agent_id == "mina"
    assert assign(boss, chat, "oli", "mina")[0] == 303
    assert (floor.read(chat).owner, floor.read(chat).agent_name) == ("person", "Oli")
    assert floor.call(chat).transfers == 1
    assert assign(boss, chat, "line", "oli")[0] == 303
    assert floor.read(chat).owner == "waiting"
    assert floor.call(chat).requeues == 1


def test_chat_that_has_moved_meanwhile_is_left_alone(floor: Floor, boss: TestClient) -> None:
    floor.arrive(MINA)
    floor.arrive(OLI)
    chat = floor.ask()
    floor.take(chat, MINA)
    for to, seen in (("oli", ""), ("line", "oli")):
        status, page = assign(boss, chat, to, seen)
        assert status == 409
        assert "has moved meanwhile" in page
        assert "Mina Sørensen" in page
    assert floor.read(chat).agent_id == "mina"
    floor.close(chat)
    assert "It is closed." in assign(boss, chat, "oli", "mina")[1]


def test_chat_is_not_given_to_who_is_full_or_gone(floor: Floor, boss: TestClient) -> None:
    floor.arrive(MINA, capacity=1)
    chat, other = floor.ask(), floor.ask()
    floor.take(other, MINA)
    status, page = assign(boss, chat, "mina", "")
    assert (status, "1 chats of 1" in page) == (409, True)
    for nobody in ("oli", "o\x00li", "x" * 64):
        status, page = assign(boss, chat, nobody, "")
        assert (status, "not at the desk any more" in page) == (409, True)
    for nothing in ("", "\x00"):
        assert "Choose to whom it goes." in assign(boss, chat, nothing, "")[1]
    assert floor.read(chat).owner == "waiting"
    assert boss.post(f"/staff/board/chats/{'0' * 32}", data={"to": "mina"}).status_code == 404


def test_agent_who_went_home_is_set_off_and_their_chats_go_back(
    floor: Floor, boss: TestClient
) -> None:
    floor.arrive(MINA)
    seen_at = floor.now
    chats = [floor.ask(), floor.ask()]
    for chat in chats:
        floor.take(chat)
    floor.wait(20)
    assert "Put their 2 chats back in line" in boss.get("/staff/board/agents/mina").text
    form = {"state": "off", "capacity": "3", "put_back": "1"}
    assert boss.post("/staff/board/agents/mina", data=form).status_code == 303
    row = floor.presence_of(MINA)
    assert row is not None
    assert (row.state, row.capacity, row.seen_at) == ("off", 3, seen_at)
    assert [floor.read(chat).owner for chat in chats] == ["waiting", "waiting"]


def test_agent_who_is_away_keeps_their_chats(floor: Floor, boss: TestClient) -> None:
    floor.arrive(MINA)
    chat = floor.ask()
    floor.take(chat)
    form = {"state": "away", "capacity": "4"}
    assert boss.post("/staff/board/agents/mina", data=form).status_code == 303
    assert floor.read(chat).agent_id == "mina"
    with floor.db.session() as session:
        assert find_abandoned(session, now=floor.now) == []


def test_nobody_is_made_present_by_somebody_else(floor: Floor, boss: TestClient) -> None:
    floor.arrive(MINA, state="off")
    page = boss.post("/staff/board/agents/mina", data={"state": "online", "capacity": "4"})
    assert page.status_code == 422
    assert "goes online by themselves" in page.text
    row = floor.presence_of(MINA)
    assert row is not None
    assert row.state == "off"


@pytest.mark.parametrize("capacity", ["", "0", "51", "-1", "4.5", "many", "9" * 11])
def test_capacity_is_checked_beside_its_field(
    floor: Floor, boss: TestClient, capacity: str
) -> None:
    floor.arrive(MINA)
    page = boss.post("/staff/board/agents/mina", data={"state": "away", "capacity": capacity})
    assert page.status_code == 422
    if len(capacity) < 11:
        assert 'aria-describedby="capacity-problem"' in page.text
        assert "whole number from 1 to 50" in page.text
    row = floor.presence_of(MINA)
    assert row is not None
    assert (row.state, row.capacity) == ("online", 4)


def test_unknown_agent_is_not_found(boss: TestClient) -> None:
    form = {"state": "off", "capacity": "4"}
    assert boss.get("/staff/board/agents/nobody").status_code == 404
    assert boss.post("/staff/board/agents/nobody", data=form).status_code == 404
    assert boss.get("/staff/board/agents/%00").status_code == 422
