"""Projects go out and come in by pages; nothing is changed before somebody has seen what."""

from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from console.audit.models import AuditEntry
from console.studio.exchange.archive import read_archive
from console.studio.exchange.models import StudioUpload
from console.studio.project.models import StudioRevision
from console.studio.project.service import read_draft
from kernel.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.conftest import ClientOf
from tests.console.studio.exchange.conftest import PAGE, upload
from tests.console.studio.exchange.zips import CONFIG, NLU, PROJECT, make_zip

MORE = {**PROJECT, "data/more.yml": NLU.replace("hello", "hey there")}


def count(runtime: Runtime, table: type) -> int:
    with runtime.db.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def draft_of(runtime: Runtime, root: Path) -> dict[str, str]:
    with runtime.db.session() as session:
        staff_id = session.scalars(select(StudioRevision.staff_id)).one()
        assert staff_id is not None
        return read_draft(session, root, staff_id=staff_id).files


def test_project_comes_out_as_it_lies_in_its_folder(editor: TestClient, runtime: Runtime) -> None:
    answer = editor.get(f"{PAGE}/export")
    assert answer.headers["content-type"] == "application/zip"
    assert "frontdesk-published-" in answer.headers["content-disposition"]
    assert dict(read_archive(answer.content).files) == dict(sorted(PROJECT.items()))
    assert answer.content == editor.get(f"{PAGE}/export").content
    with runtime.db.session() as session:
        lines = session.scalars(select(AuditEntry)).all()
    assert [(one.action, one.object_kind) for one in lines][-1] == ("exported", "project")


def test_archive_is_seen_then_taken_into_the_draft(
    editor: TestClient, runtime: Runtime, root: Path
) -> None:
    where = upload(editor, make_zip(MORE, top="bot-main/"))
    page = editor.get(where)
    assert page.status_code == 200
    assert "data/more.yml" in page.text
    assert "Put it into my draft" in page.text
    assert count(runtime, StudioRevision) == 0
    answer = editor.post(where, data={"mode": "replace", "config": "theirs"})
    assert answer.status_code == 303
    assert "1 files added, 0 changed, 0 removed" in editor.get(answer.headers["location"]).text
    assert draft_of(runtime, root) == dict(sorted(MORE.items()))
    assert not (root / "data/more.yml").exists()
    assert count(runtime, StudioUpload) == 0
    with runtime.db.session() as session:
        (line,) = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "project_imported")
        ).all()
    assert line.details["added"] == 1
    out = editor.get(f"{PAGE}/export?of=draft").content
    assert dict(read_archive(out).files) == dict(sorted(MORE.items()))


def test_archive_is_added_beside_what_is_there(
    editor: TestClient, runtime: Runtime, root: Path
) -> None:
    theirs = {"data/nlu.yml": NLU.replace("hello", "hey there")}
    where = upload(editor, make_zip(theirs), "Other bot.zip")
    assert "data/other_bot/nlu.yml" in editor.get(f"{where}?mode=add").text
    editor.post(where, data={"mode": "add", "config": "ours"})
    both = {**PROJECT, "data/other_bot/nlu.yml": theirs["data/nlu.yml"]}
    assert draft_of(runtime, root) == dict(sorted(both.items()))


def test_refused_archive_leaves_nothing(editor: TestClient, runtime: Runtime) -> None:
    answer = editor.post(f"{PAGE}/import", files={"file": ("x.zip", make_zip({"../x.yml": "a"}))})
    assert answer.status_code == 422
    assert "leads out of the archive" in answer.text
    assert "nothing of it was kept" in answer.text
    assert count(runtime, StudioUpload) == 0


def test_form_without_a_file_says_what_to_do(editor: TestClient) -> None:
    answer = editor.post(f"{PAGE}/import")
    assert answer.status_code == 422
    assert "Choose a zip file first." in answer.text


def test_too_large_a_body_is_refused_on_the_way(editor: TestClient, runtime: Runtime) -> None:
    answer = editor.post(f"{PAGE}/import", files={"file": ("x.zip", b"PK\x03\x04" * 2_600_000)})
    assert answer.status_code == 413
    answer = editor.post(f"{PAGE}/import", files={"file": ("x.zip", b"PK\x03\x04" * 2_510_000)})
    assert answer.status_code == 422
    assert "larger than 10 MB" in answer.text
    assert count(runtime, StudioUpload) == 0


def test_code_of_strangers_stops_the_import_with_its_line(
    editor: TestClient, runtime: Runtime, root: Path
) -> None:
    config = CONFIG + "- name: policies.mine.MyPolicy\n"
    where = upload(editor, make_zip({**PROJECT, "config.yml": config}))
    page = editor.get(where).text
    assert "Code of strangers is not loaded" in page
    assert "config.yml:7" in page
    assert "taken with the one we have" in page
    assert "Put it into my draft" not in page
    answer = editor.post(where, data={"mode": "replace", "config": "theirs"})
    assert answer.status_code == 422
    assert count(runtime, StudioRevision) == 0
    assert "Put it into my draft" not in editor.get(f"{where}?config=theirs").text
    assert "Your draft is so already" in editor.get(f"{where}?config=ours").text


def test_upload_is_its_readers_alone(editor: TestClient, client_of: ClientOf) -> None:
    where = upload(editor, make_zip(MORE))
    other = client_of("admin", "Ana Other")
    assert other.get(where).status_code == 404
    assert other.post(where, data={"mode": "add", "config": "ours"}).status_code == 404
    assert other.post(f"{where}/drop").status_code == 404
    assert editor.get(where).status_code == 200


def test_supervisor_takes_out_and_brings_nothing_in(root: Path, client_of: ClientOf) -> None:
    supervisor = client_of("supervisor")
    page = supervisor.get(PAGE)
    assert page.status_code == 200
    assert 'type="file"' not in page.text
    assert supervisor.get(f"{PAGE}/export").status_code == 200
    answer = supervisor.post(f"{PAGE}/import", files={"file": ("x.zip", make_zip(MORE))})
    assert answer.status_code == 403


def test_stranger_sends_no_body_in_vain(root: Path, visitor: TestClient) -> None:
    answer = visitor.post(f"{PAGE}/import", files={"file": ("x.zip", make_zip(MORE))})
    assert answer.status_code == 303
    assert "/staff/login" in answer.headers["location"]


def test_newest_upload_is_kept_for_a_day(
    editor: TestClient, runtime: Runtime, clock: FakeClock
) -> None:
    first = upload(editor, make_zip(MORE))
    second = upload(editor, make_zip(PROJECT), "second.zip")
    assert editor.get(first).status_code == 404
    assert "second.zip" in editor.get(PAGE).text
    clock.advance(seconds=timedelta(hours=25).total_seconds())
    assert editor.get(second).status_code in (303, 404)  # the login has ended by then, too
    assert count(runtime, StudioUpload) == 1
    assert "second.zip" not in editor.get(PAGE).text


def test_archive_is_forgotten_when_nobody_wants_it(editor: TestClient, runtime: Runtime) -> None:
    where = upload(editor, make_zip(MORE))
    answer = editor.post(f"{where}/drop")
    assert "The archive was forgotten." in editor.get(answer.headers["location"]).text
    assert count(runtime, StudioUpload) == 0
    assert editor.post(where, data={"mode": "add", "config": "ours"}).status_code == 404


def test_same_archive_twice_is_taken_once(editor: TestClient) -> None:
    where = upload(editor, make_zip(MORE))
    editor.post(where, data={"mode": "replace", "config": "theirs"})
    again = upload(editor, make_zip(MORE))
    assert editor.post(again, data={"mode": "replace", "config": "theirs"}).status_code == 409


def test_names_of_strangers_are_words_alone(editor: TestClient) -> None:
    evil = "<script>alert(1)</script>"
    config = CONFIG + f'- name: "{evil}"\n'
    where = upload(editor, make_zip({**PROJECT, "config.yml": config}), f"{evil}.zip")
    page = editor.get(where).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_pages_are_there_in_both_languages(editor: TestClient, language: str) -> None:
    where = upload(editor, make_zip({**MORE, "actions/actions.py": "x", "config.yml": "a: 1"}))
    for page in (PAGE, where, f"{where}?mode=add"):
        answer = editor.get(page, headers={"Accept-Language": language})
        assert answer.status_code == 200
        assert ("导入" in answer.text) == (language == "zh")
