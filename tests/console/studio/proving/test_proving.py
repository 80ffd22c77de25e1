"""The page that says what is wrong with a draft, and takes repairs into it."""

import re

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from console.audit.models import AuditEntry
from console.studio.proving.service import prove_files
from console.studio.proving.view import findings_of, say_finding, say_repair
from console.words import LANGUAGES
from nlu.core.dialogue.finding import Finding
from tests.console.studio.desk import Desk
from tests.core.dialogue.projects import BASE, add
from tests.core.dialogue.projects import prove_files as prove_base
from tests.core.dialogue.test_kinds import CASES

PROVE = "/staff/studio/prove"
CONTRARY = """\
stories:
- story: A <b>contrary</b> one
  steps:
  - intent: greet # mine
  - action: utter_stop
"""
BUTTON = re.compile(r'name="finding" value="(\w+)"><input type="hidden" name="number" value="(\d)"')


def seed(desk: Desk, more: str | None = None) -> None:
    """Have the desk's project be the prover's, with a file of one's own draft."""
    (desk.root / "data" / "stories.yml").unlink()
    (desk.root / "data" / "nlu.yml").unlink()
    for path, text in BASE.items():
        desk.write(path, text)
    desk.notice()
    if more is not None:
        desk.change(desk.ana, {"data/more.yml": more})


def errors(page: str) -> list[str]:
    return re.findall(r'<article class="card finding error".*?</article>', page, re.DOTALL)


def test_clean_draft_is_said_to_be_clean(ana: TestClient, desk: Desk) -> None:
    seed(desk)
    page = ana.get(PROVE).text
    assert errors(page) == []
    assert "3 stories and 5 rules checked" in page


def test_contradiction_shows_both_paths_side_by_side(ana: TestClient, desk: Desk) -> None:
    seed(desk, CONTRARY)
    page = ana.get(PROVE).text
    (found,) = errors(page)
    assert "data/more.yml:5" in found
    assert found.count('class="way"') == 2
    assert "A &lt;b&gt;contrary&lt;/b&gt; one" in found
    assert "<b>contrary" not in page
    assert re.search(r"Rule <strong>Greet</strong>\s*<code>data/rules.yml:6", found)


def test_repair_is_taken_into_the_draft(ana: TestClient, desk: Desk) -> None:
    seed(desk, CONTRARY)
    (finding, number), *_ = BUTTON.findall(ana.get(PROVE).text)
    answer = ana.post(f"{PROVE}/repair", data={"finding": finding, "number": number})
    assert answer.status_code == 303
    text = desk.draft(desk.ana).files["data/more.yml"]
    assert text == CONTRARY.replace("utter_stop", "utter_greet")
    page = ana.get(answer.headers["location"]).text
    assert errors(page) == []
    assert "Repaired in your draft: Let “A &lt;b&gt;contrary&lt;/b&gt; one” do utter_greet" in page
    with desk.runtime.db.session() as session:
        query = select(AuditEntry.details).where(AuditEntry.action == "studio_changed")
        details = list(session.scalars(query))
    assert details == [{"what": "repaired", "finding": "story_against_rule"}]


def test_repair_taken_on_the_page_of_a_story_leads_back_there(ana: TestClient, desk: Desk) -> None:
    seed(desk, CONTRARY)
    story = {"path": "data/more.yml", "kind": "story", "name": "A <b>contrary</b> one", "nth": "0"}
    (finding, number), *_, last = BUTTON.findall(ana.get(PROVE).text)
    assert finding in ana.get("/staff/studio/stories/story", params=story).text
    answer = ana.post(f"{PROVE}/repair", data={"finding": finding, "number": number, **story})
    where = answer.headers["location"]
    assert where.startswith("/staff/studio/stories/story?path=data%2Fmore.yml")
    assert "Kept in your draft." in ana.get(where).text
    desk.change(desk.ana, {"data/more.yml": CONTRARY})
    deletes = {"finding": last[0], "number": last[1], **story}
    assert ana.post(f"{PROVE}/repair", data=deletes).headers["location"].startswith(PROVE)


def test_repair_of_what_is_gone_changes_nothing(ana: TestClient, desk: Desk) -> None:
    seed(desk, CONTRARY)
    (finding, number), *_ = BUTTON.findall(ana.get(PROVE).text)
    other = CONTRARY.replace("utter_stop", "utter_greet")
    desk.change(desk.ana, {"data/more.yml": other})
    for data in (
        {"finding": finding, "number": number},
        {"finding": "0" * 16, "number": "0"},
        {"finding": finding, "number": "9"},
    ):
        answer = ana.post(f"{PROVE}/repair", data=data)
        assert answer.headers["location"] == f"{PROVE}?done=gone"
    assert desk.draft(desk.ana).files["data/more.yml"] == other
    assert "has changed since" in ana.get(f"{PROVE}?done=gone").text


def test_draft_of_another_is_not_proven_nor_mended(ana: TestClient, desk: Desk) -> None:
    seed(desk)
    desk.change(desk.bo, {"data/more.yml": CONTRARY})
    assert errors(ana.get(PROVE).text) == []


def test_broken_file_is_said_with_its_line(ana: TestClient, desk: Desk) -> None:
    seed(desk, "stories: [")
    (found, *_) = errors(ana.get(PROVE).text)
    assert "This is no YAML" in found


def test_page_speaks_chinese(ana: TestClient, desk: Desk) -> None:
    seed(desk, CONTRARY)
    page = ana.get(PROVE, headers={"accept-language": "zh"}).text
    assert "规则总是优先" in page
    assert "采用此修复" in page


def test_findings_of_one_file_alone() -> None:
    files = add(CONTRARY)
    here = findings_of(files, "data/more.yml", "en")
    assert [one.line for one in here if one.severity == "error"] == [5]
    assert not [
        one for one in findings_of(files, "data/rules.yml", "en") if one.severity == "error"
    ]


def test_same_files_are_proven_once() -> None:
    assert prove_files(BASE) is prove_files(dict(BASE))


@pytest.mark.parametrize("language", sorted(set(LANGUAGES.values())))
@pytest.mark.parametrize("kind", sorted(CASES))
def test_every_kind_can_be_said(kind: str, language: str) -> None:
    found: list[Finding] = list(prove_base(CASES[kind]).findings)
    assert found
    for one in found:
        said = say_finding(one, "zh" if language == "zh" else "en")
        assert len(said) > 3
        assert not re.search(r"\{(name|by|meant|slot|form|entry)\}", said)
        for repair in one.repairs:
            assert say_repair(repair, "zh" if language == "zh" else "en")
