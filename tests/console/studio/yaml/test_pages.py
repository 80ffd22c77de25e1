"""Files as text: what is typed is kept, even broken; what is wrong is told by its line."""

import re
from pathlib import Path

from fastapi.testclient import TestClient
from httpx import Response

from console.studio.yaml.lint import lint
from console.studio.yaml.routes import unite_lines
from nlu.core.project.files import read_folder
from tests.console.conftest import ClientOf
from tests.console.studio.desk import STORIES, Desk

FILES = "/staff/studio/files"
PATH = "data/stories.yml"
ROOT = Path(__file__).parents[4]
DOMAIN = """\
intents: [greet]
entities: [size]
responses: {utter_hi: [{text: Hi}]}
forms: {a_form: {required_slots: [gone]}}
"""
ALL = """\
stories:
- story: One
  steps:
  - intent: greet
    entities: [size, colour]
  - or:
    - intent: greet
    - intent: lost
  - action: utter_lost
  - active_loop: lost_form
  - slot_was_set:
    - lost: 1
"""


def seen(client: TestClient, path: str = PATH) -> str:
    return re.findall(r'name="seen" value="(\w+)"', client.get(f"{FILES}/{path}").text)[0]


def save(client: TestClient, text: str, path: str = PATH, **more: str) -> Response:
    data = {"seen": seen(client, path), "text": text, **more}
    return client.post(f"{FILES}/{path}", data=data)


def test_names_unknown_to_the_domain_are_found_at_their_lines() -> None:
    files = {"domain.yml": DOMAIN}
    found = lint(files, PATH, ALL, "en")
    assert [(one.line, re.findall(r"\w+", one.text)[-1]) for one in found] == [
        *((4, "colour"), (8, "lost"), (9, "utter_lost"), (10, "lost_form"), (12, "lost")),
    ]
    nlu = "nlu:\n- intent: gone\n  examples: |\n    - a [b](size) [c](what)\n"
    told = [one.text for one in lint(files, "data/nlu.yml", nlu, "zh")]
    assert told == ["领域中没有实体 what。", "领域中没有意图 gone。"]
    (slot,) = lint(files, "domain.yml", DOMAIN, "en")
    assert (slot.line, slot.text) == (4, "The domain has no slot gone.")


def test_broken_text_is_told_by_its_line() -> None:
    (found,) = lint({"domain.yml": DOMAIN}, PATH, "stories:\n- story: [\n", "en")
    assert (found.severity, found.line) == ("error", 3)
    assert lint({}, PATH, "", "en") == []
    bomb = (
        "a: &a [x,x]\n"
        + "".join(f"{c}: &{c} [*{p},*{p}]\n" for p, c in zip("abcdefgh", "bcdefghi", strict=True))
        * 9
    )
    assert lint({}, PATH, bomb, "en")


def test_shipped_files_have_no_finding() -> None:
    files = read_folder(ROOT)
    paths = [one for one in files if "sentiment" not in one and not one.startswith("tests/")]
    assert [one for path in paths for one in lint(files, path, files[path], "en")] == []


def test_lines_end_as_they_did() -> None:
    assert unite_lines("a\r\nb\r\n", "a\n") == "a\nb\n"
    assert unite_lines("a\r\nb\n", "x\r\ny\r\n") == "a\r\nb\r\n"


def test_tree_lists_files_and_marks_what_changed(ana: TestClient, desk: Desk) -> None:
    desk.change(desk.ana, {PATH: "stories: ["})
    page = ana.get(FILES).text
    assert f'href="{FILES}/data/nlu.yml"' in page
    assert page.count("changed in your draft") == 1
    assert "1 fault" in page


def test_text_is_shown_and_saved(ana: TestClient, desk: Desk) -> None:
    page = ana.get(f"{FILES}/{PATH}").text
    assert f">\n{STORIES}</textarea>" in page
    typed = STORIES.replace("One", "</textarea><b>").replace("\n", "\r\n")
    answer = save(ana, typed)
    assert answer.status_code == 303
    assert desk.draft(desk.ana).files[PATH] == typed.replace("\r\n", "\n")
    page = ana.get(answer.headers["location"]).text
    assert "<b>" not in page.split("<textarea")[1].split("</textarea>")[0]
    assert "Kept in your draft" in page


def test_broken_text_is_kept_and_told(ana: TestClient, desk: Desk) -> None:
    page = ana.get(save(ana, "stories: [").headers["location"]).text
    assert desk.draft(desk.ana).files[PATH] == "stories: ["
    assert "This is no YAML" in page


def test_nothing_is_lost_when_the_file_was_changed_meanwhile(ana: TestClient, desk: Desk) -> None:
    old = seen(ana)
    desk.change(desk.ana, {PATH: STORIES.replace("One", "Theirs")})
    answer = ana.post(f"{FILES}/{PATH}", data={"seen": old, "text": STORIES + "# mine\n"})
    assert answer.status_code == 409
    assert "# mine" in answer.text
    assert "<del>-- story: Theirs</del>" in answer.text
    again = re.findall(r'name="seen" value="(\w+)"', answer.text)[0]
    ana.post(f"{FILES}/{PATH}", data={"seen": again, "text": STORIES + "# mine\n"})
    assert desk.draft(desk.ana).files[PATH] == STORIES + "# mine\n"


def test_editor_is_told_what_is_wrong(ana: TestClient, desk: Desk) -> None:
    desk.write("domain.yml", DOMAIN)
    answer = ana.post(f"{FILES}/{PATH}/lint", data={"text": "stories:\n- action: x\n"})
    assert answer.json() == [
        {
            "line": 2,
            "severity": "error",
            "text": "Each entry begins with `- story:` and its name; Rasa skips this one.",
        }
    ]
    assert desk.draft(desk.ana).revisions == ()


def test_file_is_added_and_deleted(ana: TestClient, desk: Desk) -> None:
    assert ana.post(FILES, data={"path": "data/new.yml", "note": "New"}).status_code == 303
    assert desk.draft(desk.ana).files["data/new.yml"] == '# New\nversion: "3.1"\n'
    for path in ("data/new.yml", "elsewhere.yml", "data/../x.yml", "data/x.txt"):
        answer = ana.post(FILES, data={"path": path})
        assert answer.status_code in (409, 422), path
        assert f'value="{path}"' in answer.text
    old = seen(ana, "data/new.yml")
    save(ana, "# other\n", "data/new.yml")
    assert ana.post(f"{FILES}/data/new.yml/delete", data={"seen": old}).status_code == 409
    data = {"seen": seen(ana, "data/new.yml")}
    assert ana.post(f"{FILES}/data/new.yml/delete", data=data).status_code == 303
    assert ana.get(f"{FILES}/data/new.yml").status_code == 404
    assert ana.post(f"{FILES}/data/new.yml", data=data | {"text": "x"}).status_code == 404


def test_who_may_only_look_cannot_save(client_of: ClientOf, desk: Desk) -> None:
    reader = client_of("supervisor", "Vera")
    page = reader.get(f"{FILES}/{PATH}").text
    assert "readonly" in page
    assert "Delete it" not in page
    data = {"seen": "x", "text": "y"}
    assert reader.post(f"{FILES}/{PATH}", data=data).status_code == 403
    assert reader.post(f"{FILES}/{PATH}/lint", data={"text": ""}).status_code == 200
    assert client_of("agent", "Al").get(FILES).status_code == 403
