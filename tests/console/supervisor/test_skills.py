"""The page of which chats need which skill or team."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.handoff.desk import read_setting
from bot.handoff.matching import COMPLAINTS, Assignment, SkillRule
from console.supervisor.skills_routes import make_rule, show_line
from tests.console.conftest import ClientOf
from tests.console.floor import Floor
from tests.console.supervisor.test_settings import version

URL = "/staff/desk/skills"
RULES = {
    "intents_0": "Track order，return_item",
    "skill_0": "Returns",
    "team_0": "",
    "intents_1": "",
    "reasons_1": ["mood", "valued_complaint"],
    "skill_1": "",
    "team_1": "VIP",
    "intents_2": "",
    "skill_2": "",
    "team_2": "",
}
MEANT = (
    SkillRule(intents=("track_order", "return_item"), skill="returns"),
    SkillRule(reasons=("mood", "valued_complaint"), team="vip"),
)


def stored(floor: Floor) -> Assignment:
    with floor.db.session() as session:
        return read_setting(session, Assignment)


def send(boss: TestClient, **fields: Any) -> tuple[int, str]:
    answer = boss.post(URL, data=fields)
    return answer.status_code, answer.text


def test_rules_are_saved_in_their_order_and_the_queue_stays(floor: Floor, boss: TestClient) -> None:
    floor.set(Assignment(mode="round_robin", capacity=7))
    assert "complain" in boss.get(URL).text
    assert send(boss, seen=version(floor, Assignment), **RULES)[0] == 303
    assert stored(floor) == Assignment(mode="round_robin", capacity=7, rules=MEANT)
    assert 'value="track_order, return_item"' in boss.get(URL).text


@pytest.mark.parametrize(
    "change", [{"skill_0": ""}, {"intents_0": ""}, {"reasons_1": ["boredom"]}, {"team_1": "x" * 65}]
)
def test_half_a_rule_is_refused(floor: Floor, boss: TestClient, change: dict[str, Any]) -> None:
    status, page = send(boss, seen="", **RULES | change)
    assert status == 422
    assert page.count('class="problem"') == 1
    assert stored(floor) == Assignment()


def test_second_who_saves_sees_what_is_stored(floor: Floor, boss: TestClient) -> None:
    assert send(boss, seen="", **RULES)[0] == 303
    status, page = send(boss, seen="", skill_0="x", intents_0="y")
    assert status == 409
    assert "track_order, return_item → returns" in page
    assert stored(floor).rules == MEANT


def test_only_who_runs_the_desk_sees_it(client_of: ClientOf) -> None:
    agent = client_of("agent", "Al")
    assert agent.get(URL).status_code == 403
    assert agent.post(URL, data=RULES).status_code == 403


def test_line_gives_back_the_rule_it_shows() -> None:
    for rule in (*MEANT, COMPLAINTS):
        assert SkillRule.model_validate(make_rule(show_line(rule))) == rule
