"""Forms of the simple settings: errors beside their fields, defaults, and two who save at once."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.handoff.desk import SETTINGS, Refunds, Targets, Timers, find_row, read_setting
from bot.handoff.matching import Assignment
from console.audit.models import AuditEntry
from console.supervisor.problems import check_form, name_place
from console.supervisor.sections import SECTIONS, find_bounds, list_choices
from console.words import WORDS
from tests.console.conftest import ClientOf
from tests.console.floor import Floor

TIMERS = {"gone_seconds": "60", "silent_seconds": "900"}


def stored(floor: Floor, kind: Any = Timers) -> Any:
    with floor.db.session() as session:
        return read_setting(session, kind)


def version(floor: Floor, kind: Any = Timers) -> str:
    with floor.db.session() as session:
        row = find_row(session, kind)
    return row.changed_at.isoformat() if row is not None else ""


def send(client: TestClient, key: str, **fields: str) -> tuple[int, str]:
    answer = client.post(f"/staff/desk/{key}", data=fields)
    return answer.status_code, answer.text or answer.headers.get("Location", "")


def test_every_section_has_words_and_a_page(boss: TestClient) -> None:
    page = boss.get("/staff/desk").text
    for section in SECTIONS:
        assert {f"desk_{section.key}", f"desk_{section.key}_about"} <= WORDS.keys()
        for field in section.fields:
            name = f"desk_{section.key}_{field.name}"
            assert {name, f"{name}_about"} <= WORDS.keys()
            for choice in list_choices(section, field) if field.kind == "choice" else ():
                assert f"{name}_{choice}" in WORDS
            if field.kind != "choice":
                assert find_bounds(section, field)[0] is not None
        if section.setting is not None:
            assert section.setting in SETTINGS.values()
            assert f'href="{section.path}"' in page
            assert boss.get(section.path).status_code == 200
    assert "Agents and teams" in page
    assert boss.get("/staff/desk/agents").status_code == 200


@pytest.mark.parametrize("role", ["viewer", "agent"])
def test_settings_are_for_who_runs_the_desk(client_of: ClientOf, floor: Floor, role: str) -> None:
    client = client_of(role)
    for path in ("", "/timers", "/hours", "/escalation", "/escalation/rules/new"):
        assert client.get(f"/staff/desk{path}").status_code == 403
    posts = ("timers", "timers/reset", "hours", "escalation", "escalation/rules/new")
    for path in (*posts, "escalation/rules/0/toggle", "escalation/rules/0/delete"):
        assert client.post(f"/staff/desk/{path}", data=TIMERS).status_code == 403, path
    assert stored(floor) == Timers()


def test_setting_is_saved_and_says_who_did_it(floor: Floor, boss: TestClient) -> None:
    assert "Never changed: these are the defaults." in boss.get("/staff/desk/timers").text
    status, where = send(boss, "timers", seen="", **TIMERS)
    assert (status, where) == (303, "/staff/desk/timers?saved=1")
    assert stored(floor) == Timers(gone_seconds=60, silent_seconds=900)
    page = boss.get("/staff/desk/timers?saved=1").text
    assert "Saved. It holds from now on." in page
    assert "Last changed by Bo Lind," in page
    assert "Default: 40 s" in page
    assert "Bo Lind" in boss.get("/staff/desk").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("1", "It is at least 20."),
        ("601", "It is at most 600."),
        ("soon", "Write a whole number."),
        ("", "Write a whole number."),
        ("40.5", "Write a whole number."),
        ("9" * 5_000, "This cannot be taken as it is."),
    ],
)
def test_error_stands_beside_its_field(
    floor: Floor, boss: TestClient, typed: str, words: str
) -> None:
    status, page = send(boss, "timers", seen="", **TIMERS | {"gone_seconds": typed})
    assert status == 422
    assert words in page
    assert 'aria-describedby="about-gone_seconds p-gone_seconds"' in page
    assert 'value="900"' in page  # what was right is kept
    assert "p-silent_seconds" not in page
    assert stored(floor) == Timers()


def test_page_takes_what_the_api_takes_and_nothing_else() -> None:
    for seconds in (19, 20, 600, 601):
        value, problems = check_form(Timers, {"gone_seconds": str(seconds)}, "en")
        assert (value is not None) == (20 <= seconds <= 600)
        assert bool(problems) == (value is None)
    assert check_form(Timers, {"other": 1}, "zh")[1] == {"other": "该值无效。"}


def test_second_who_saves_is_told_and_nothing_is_overwritten(
    floor: Floor, boss: TestClient, client_of: ClientOf
) -> None:
    other = client_of("admin", "Kim Ito")
    assert send(other, "timers", seen="", **TIMERS)[0] == 303
    status, page = send(boss, "timers", seen="", gone_seconds="30", silent_seconds="900")
    assert status == 409
    assert "Not saved: Kim Ito has changed this meanwhile." in page
    assert "stored now: 60 s" in page  # beside the field that differs
    assert page.count("stored now:") == 1
    assert 'value="30"' in page
    assert stored(floor).gone_seconds == 60
    # Having seen it, one may save over it: the form bears the new version.
    assert f'value="{version(floor)}"' in page
    mine = {"gone_seconds": "30", "silent_seconds": "900"}
    assert send(boss, "timers", seen=version(floor), **mine)[0] == 303
    assert stored(floor).gone_seconds == 30


def test_two_changes_within_a_moment_have_two_versions(floor: Floor, boss: TestClient) -> None:
    send(boss, "timers", seen="", **TIMERS)
    first = version(floor)
    send(boss, "timers", seen=first, **TIMERS | {"gone_seconds": "61"})
    assert version(floor) != first
    assert send(boss, "timers", seen=first, **TIMERS)[0] == 409


@pytest.mark.parametrize("seen", ["yesterday", "2026-03-02T09:30:00", "2026-03-02T09:30:00+00:00"])
def test_version_that_is_none_of_ours_saves_nothing(
    floor: Floor, boss: TestClient, seen: str
) -> None:
    assert send(boss, "timers", seen=seen, **TIMERS)[0] == 409
    assert stored(floor) == Timers()


def test_field_goes_back_to_its_default_without_being_saved(floor: Floor, boss: TestClient) -> None:
    send(boss, "timers", seen="", **TIMERS)
    seen = version(floor)
    status, page = send(boss, "timers", seen=seen, default="gone_seconds", **TIMERS)
    assert status == 200
    assert "The default is in the field. It is not saved yet." in page
    assert 'value="40"' in page
    assert f'value="{seen}"' in page
    assert stored(floor).gone_seconds == 60


def test_section_goes_back_to_its_defaults(floor: Floor, boss: TestClient) -> None:
    send(boss, "targets", seen="", first_response_seconds="60", answer_seconds="60")
    assert stored(floor, Targets) == Targets(first_response_seconds=60, answer_seconds=60)
    late = boss.post("/staff/desk/targets/reset", data={"seen": ""})
    assert late.headers["Location"].endswith("changed=1")
    assert stored(floor, Targets).answer_seconds == 60
    boss.post("/staff/desk/targets/reset", data={"seen": version(floor, Targets)})
    assert stored(floor, Targets) == Targets()
    assert boss.post("/staff/desk/agents/reset").status_code == 404


def test_queue_is_set_and_its_rules_are_kept(floor: Floor, boss: TestClient) -> None:
    fields = {"mode": "round_robin", "language": "must", "skill": "preferred", "capacity": "3"}
    fields |= {"anybody_after_seconds": "", "answer_seconds": "90", "seen": ""}
    assert send(boss, "assignment", **fields)[0] == 303
    found = stored(floor, Assignment)
    assert (found.mode, found.language, found.capacity) == ("round_robin", "must", 3)
    assert (found.anybody_after_seconds, found.answer_seconds) == (None, 90)
    assert found.rules == Assignment().rules
    other = Assignment(mode="least_busy", rules=())
    floor.set(other)
    boss.post("/staff/desk/assignment/reset", data={"seen": version(floor, Assignment)})
    assert stored(floor, Assignment) == Assignment(rules=())  # what the shop wrote is kept
    assert send(boss, "assignment", **fields | {"mode": "by_magic"})[0] == 422


def test_change_is_in_the_audit_log_and_a_refused_one_is_not(
    floor: Floor, boss: TestClient
) -> None:
    send(boss, "timers", seen="", **TIMERS)
    send(boss, "timers", seen="", **TIMERS | {"gone_seconds": "70"})  # 409
    fields = {"mode": "manual", "language": "must", "skill": "preferred", "capacity": "4"}
    send(boss, "assignment", seen="", anybody_after_seconds="60", answer_seconds="180", **fields)
    with floor.db.session() as session:
        query = select(AuditEntry).where(AuditEntry.action == "setting_changed")
        lines = session.scalars(query.order_by(AuditEntry.id)).all()
    assert [(one.actor, one.object_id) for one in lines] == [
        ("Bo Lind", "timers"),
        ("Bo Lind", "assignment"),
    ]
    assert lines[0].details == {"gone_seconds": "40 → 60", "silent_seconds": "600 → 900"}
    assert lines[1].details == {
        "language": "preferred → must",
        "released_after_seconds": "120 → 60",
    }


def test_change_by_a_program_is_told_as_such(floor: Floor, boss: TestClient) -> None:
    with floor.db.transaction() as session:
        from bot.handoff.desk import write_setting

        write_setting(session, Timers(gone_seconds=50), now=floor.now, by="service:3")
    assert "Last changed by a program," in boss.get("/staff/desk/timers").text


def test_unknown_section_is_not_found(boss: TestClient) -> None:
    assert boss.get("/staff/desk/everything").status_code == 404
    assert boss.post("/staff/desk/everything", data=TIMERS).status_code == 404


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ((), "form"),
        (("zone", "function-after"), "zone"),
        (("week", 3, 1), "week.3"),
        (("rules", 0, "name"), "rules.0.name"),
        (("holiday_names", "2026-01-01"), "holiday_names"),
    ],
)
def test_problem_finds_its_field(place: tuple[int | str, ...], name: str) -> None:
    assert name_place(place) == name


@pytest.mark.parametrize(
    ("typed", "cents"), [("75", 7_500), ("75.50", 7_550), ("75,5", 7_550), ("0", 0)]
)
def test_limit_of_refunds_is_written_as_money(
    floor: Floor, boss: TestClient, typed: str, cents: int
) -> None:
    assert 'value="50.00"' in boss.get("/staff/desk/refunds").text
    assert send(boss, "refunds", seen="", agent_limit_cents=typed)[0] == 303
    assert stored(floor, Refunds).agent_limit_cents == cents
    assert f'value="{cents / 100:.2f}"' in boss.get("/staff/desk/refunds").text


@pytest.mark.parametrize("typed", ["", "much", "1.234", "-1", "1e99", "NaN", "99999999"])
def test_no_amount_is_refused_and_shown_again(floor: Floor, boss: TestClient, typed: str) -> None:
    status, page = send(boss, "refunds", seen="", agent_limit_cents=typed)
    assert status == 422
    assert 'class="problem"' in page
    assert f'value="{typed}"' in page
    assert stored(floor, Refunds) == Refunds()
