"""The pointer from the command line: behind the same gate, past it with a reason alone."""

from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.releases.archives import find_archive
from bot.releases.reports import findings_of
from bot.releases.service import list_deeds, read_state
from console.audit.models import AuditEntry
from frontdesk.cli import cli
from frontdesk.installation import open_runtime
from frontdesk.promoting import promote
from kernel.errors import FrontdeskError, Invalid, NotFound
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.e2e.furnished_models import NAMES, make_models

OLD, LIVE, NEW = NAMES


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runtime:
    """An installation with three models, the last one not proved."""
    monkeypatch.setenv("FRONTDESK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FRONTDESK_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("FRONTDESK_SECRET", "s" * 43)
    runtime = open_runtime(Settings())
    make_models(runtime)
    return runtime


def live(runtime: Runtime) -> str | None:
    with runtime.db.session() as session:
        return read_state(session).live


def test_model_is_promoted_by_name_or_by_its_file(opened: Runtime) -> None:
    runner = CliRunner()
    for name, said in ((OLD, OLD), (f"{LIVE}.tar.gz", LIVE)):
        assert runner.invoke(cli, ["promote", name, "--why", "first"]).exit_code == 0
        assert live(opened) == said
    with opened.db.session() as session:
        [deed, *_] = list_deeds(session)
        details = list(session.scalars(select(AuditEntry.details)))
    assert (deed.staff_name, deed.why, deed.previous) == ("command line", "first", OLD)
    assert details == [{"why": "first", "despite_gate": False}] * 2
    listed = runner.invoke(cli, ["models"]).output.splitlines()
    assert sorted(listed) == sorted([f"{OLD}  previous", f"{LIVE}  live", f"{NEW}  -"])


def test_gate_holds_here_too_and_says_what_is_missing(opened: Runtime) -> None:
    promote(opened, LIVE, why="", despite_gate=False)
    result = CliRunner().invoke(cli, ["promote", NEW])
    assert isinstance(result.exception, FrontdeskError)
    assert "missing: Nobody has proved the files" in result.output
    assert live(opened) == LIVE


def test_gate_is_passed_by_with_a_reason_alone(opened: Runtime) -> None:
    findings_of(find_archive(opened.settings, LIVE).path).unlink()
    with pytest.raises(Invalid, match="Say why"):
        promote(opened, LIVE, why="", despite_gate=True)
    promote(opened, LIVE, why="the judge is broken", despite_gate=True)
    assert live(opened) == LIVE
    with opened.db.session() as session:
        [details] = session.scalars(select(AuditEntry.details))
    assert details == {"why": "the judge is broken", "despite_gate": True}


@pytest.mark.parametrize("name", ["absent", "../../etc/passwd", ""])
def test_model_that_is_not_ours_is_not_promoted(opened: Runtime, name: str) -> None:
    with pytest.raises(NotFound):
        promote(opened, name, why="x", despite_gate=True)
