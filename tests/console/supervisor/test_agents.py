"""Profiles of agents and the teams they make, over the store that is handed in."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from bot.handoff.profiles import Profile, list_profiles
from console.audit.models import AuditEntry
from console.supervisor.agents_routes import read_profile, show_profile
from tests.console.conftest import ClientOf
from tests.console.floor import MINA, OLI, Floor

URL = "/staff/desk/agents"


@pytest.fixture(autouse=True)
def _agents(floor: Floor) -> None:
    floor.arrive(MINA)
    floor.arrive(OLI)


def kept(floor: Floor) -> dict[str, Profile]:
    with floor.db.session() as session:
        return list_profiles(session)


def send(boss: TestClient, agent: str = "mina", **fields: Any) -> tuple[int, str]:
    answer = boss.post(f"{URL}/{agent}", data=fields)
    return answer.status_code, answer.text


def test_profile_is_saved_in_small_letters_and_makes_teams(floor: Floor, boss: TestClient) -> None:
    fields = {"languages": ["zh", "en"], "skills": "Returns，returns, 发票 ", "teams": "VIP"}
    assert send(boss, seen="", capacity="6", **fields)[0] == 303
    mina = kept(floor)["mina"]
    assert (mina.languages, mina.skills, mina.teams) == (
        ("en", "zh"),
        ("returns", "发票"),
        ("vip",),
    )
    assert mina.capacity == 6
    send(boss, "oli", seen="", teams="vip, nights")
    page = boss.get(URL).text
    assert "Mina Sørensen, Oli" in page
    assert "Agents and teams" in boss.get("/staff/desk").text
    assert "Last changed by Bo Lind," in boss.get(f"{URL}/mina").text


def test_change_is_in_the_audit_log_and_counts_at_once(floor: Floor, boss: TestClient) -> None:
    send(boss, seen="", capacity="6", skills="returns")
    mina = floor.presence_of(MINA)
    assert mina is not None
    assert mina.capacity == 6
    with floor.db.session() as session:
        (line,) = session.scalars(select(AuditEntry).where(AuditEntry.action == "team_changed"))
    assert (line.actor, line.object_kind, line.object_id) == ("Bo Lind", "staff", "mina")
    assert line.details == {"skills": "0 → 1", "capacity": "– → 6"}


def test_report_is_filtered_by_team(floor: Floor, boss: TestClient) -> None:
    send(boss, "oli", seen="", teams="vip")
    floor.help(agent=MINA)
    floor.help(agent=OLI)
    page = boss.get("/staff/reports?team=vip").text
    assert '<th scope="row">Oli</th>' in page
    assert '<th scope="row">Mina Sørensen</th>' not in page
    nobody = boss.get("/staff/reports?team=gone").text
    assert "Nobody asked for a person in this period." in nobody


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"capacity": "0"}, "p-capacity"),
        ({"capacity": "51"}, "p-capacity"),
        ({"capacity": "²"}, "p-capacity"),
        ({"skills": "x" * 65}, "p-skills"),
        ({"teams": ",".join(map(str, range(51)))}, "p-teams"),
    ],
)
def test_wrong_profile_is_refused_beside_its_field(
    floor: Floor, boss: TestClient, fields: dict[str, str], where: str
) -> None:
    status, page = send(boss, seen="", **fields)
    assert status == 422
    assert f'id="{where}"' in page
    assert kept(floor) == {}


def test_second_who_saves_is_told(floor: Floor, boss: TestClient) -> None:
    assert send(boss, seen="", skills="returns")[0] == 303
    status, page = send(boss, seen="", skills="invoices")
    assert status == 409
    assert "Not saved: Bo Lind has changed this meanwhile." in page
    assert kept(floor)["mina"].skills == ("returns",)


def test_only_known_agents_have_profiles(
    floor: Floor, boss: TestClient, client_of: ClientOf
) -> None:
    assert boss.get(f"{URL}/nobody").status_code == 404
    assert send(boss, "nobody", seen="", skills="x")[0] == 404
    assert client_of("agent", "Al").post(f"{URL}/mina", data={"seen": ""}).status_code == 403
    assert kept(floor) == {}


def test_form_gives_back_the_profile_it_shows() -> None:
    profile = Profile(languages=("en",), skills=("invoices", "returns"), teams=("vip",), capacity=3)
    assert read_profile(show_profile(profile), "en") == (profile, {})
    assert read_profile(show_profile(Profile()), "zh") == (Profile(), {})
