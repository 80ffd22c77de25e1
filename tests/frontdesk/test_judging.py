"""A judgement asked for as a job: what the judge is told, what it leaves, why there is none."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest

import frontdesk.schema  # noqa: F401 - the tables must be known before they are made
from bot.ledger.models import Conversation, Message
from console.studio.judging.asking import JUDGE, Ask
from console.studio.judging.places import replay_path
from frontdesk import models
from frontdesk.jobs import make_handlers
from frontdesk.judging import judge
from frontdesk.watched import Watch
from kernel.db import Database
from kernel.errors import NotFound, Unavailable
from kernel.jobs.models import Job
from kernel.jobs.queue import get_job
from kernel.jobs.worker import JobWorker
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.driver import until
from tests.conftest import FakeClock
from tests.console.studio.judging.bench import GOOD, POOR, Bench

# Stands in for the interpreter of the Rasa side: writes down what it is told.
STAND_IN = """#!{python}
import json, os, sys
from pathlib import Path
words = sys.argv[3:]
named = {{one: words[words.index(one) + 1] for one in words if one.startswith("--") and
          words.index(one) + 1 < len(words)}}
export = named.get("--replay")
said = json.loads(Path(export).read_text()) if export else None
Path("{out}").write_text(json.dumps({{"module": sys.argv[2], "words": words, "said": said}}))
print('@stage ' + json.dumps({{"stage": "tests", "part": "", "percent": 70}}), flush=True)
{rest}
"""


@pytest.fixture
def bench(settings: Settings) -> Bench:
    bench = Bench(settings)
    for name in (GOOD, POOR):
        bench.archive(name)
    return bench


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bench: Bench) -> Path:
    return install(tmp_path, monkeypatch)


def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rest: str = "") -> Path:
    """Put a script in the place of the judge; return the file in which it tells what it heard."""
    out, path = tmp_path / "told.json", tmp_path / "python"
    path.write_text(STAND_IN.format(python=sys.executable, out=out, rest=rest), encoding="utf-8")
    path.chmod(0o700)
    monkeypatch.setattr(models, "RASA_PYTHON", path)
    return out


def hear(told: Path) -> Any:
    return json.loads(told.read_text(encoding="utf-8"))


def test_judge_is_told_of_both_models_and_the_project(
    runtime: Runtime, told: Path, bench: Bench
) -> None:
    stages: list[tuple[str, int]] = []
    watch = Watch(stage=lambda stage, _part, percent: stages.append((stage, percent)))
    judge(runtime, Ask("comparison", POOR, GOOD), watch)
    heard = hear(told)
    assert heard["module"] == "nlu.judge"
    words = heard["words"]
    assert words[words.index("--model") + 1] == str(bench.folder / f"{POOR}.tar.gz")
    assert words[words.index("--against") + 1] == str(bench.folder / f"{GOOD}.tar.gz")
    assert words[words.index("--project") + 1] == str(runtime.settings.project)
    assert "--cross" not in words
    assert stages == [("tests", 70)]
    judge(runtime, Ask("cross", POOR), Watch())
    assert "--cross" in hear(told)["words"]


def test_replay_hands_over_masked_conversations_and_keeps_no_copy(
    runtime: Runtime, told: Path, settings: Settings
) -> None:
    with pytest.raises(Unavailable, match="no conversation yet"):
        judge(runtime, Ask("replay", POOR, GOOD), Watch())
    understood = {"intent": {"name": "greet"}, "entities": []}
    with runtime.db.transaction() as session:
        at = runtime.clock()
        session.add(Conversation(id="c1", created_at=at, updated_at=at))
        session.flush()
        text = "it is ada@example.com, order 1004217"
        row = {"conversation_id": "c1", "id": 1, "sender": "customer", "at": at, "text": text}
        session.add(Message(**row, understanding=understood))
    judge(runtime, Ask("replay", POOR, GOOD), Watch())
    heard = hear(told)
    (said,) = heard["said"]["conversations"]
    assert said["turns"][0]["text"] == "it is [email], order [order_number]"
    words = heard["words"]
    assert words[words.index("--replay-out") + 1] == str(replay_path(settings, POOR, GOOD))
    assert not Path(words[words.index("--replay") + 1]).exists()


def test_judging_is_refused_with_the_judges_last_word(
    runtime: Runtime, tmp_path: Path, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, 'sys.exit("error: tests/nlu/held_out_x.yml is no YAML.")')
    with pytest.raises(Unavailable, match=r"not judged: tests/nlu/held_out_x\.yml"):
        judge(runtime, Ask("report", GOOD), Watch())


def test_a_model_that_is_not_here_is_not_judged(runtime: Runtime, told: Path) -> None:
    for ask in (Ask("report", "gone"), Ask("comparison", GOOD, "gone")):
        with pytest.raises(NotFound):
            judge(runtime, ask, Watch())
    assert not told.exists()


def read(database: Database, job_id: int) -> Job:
    with database.session() as session:
        return get_job(session, job_id=job_id)


@pytest.mark.parametrize(
    ("payload", "state", "error"),
    [
        (Ask("report", GOOD).payload(), "done", None),
        (Ask("report", "gone").payload(), "failed", "no such model"),
        ({"what": "x"}, "failed", "no judgement that can be made"),
    ],
)
async def test_job_ends_as_the_judgement_does(
    runtime: Runtime,
    told: Path,
    clock: FakeClock,
    payload: dict[str, Any],
    state: str,
    error: str | None,
) -> None:
    worker = JobWorker(runtime.db, make_handlers(runtime), clock=runtime.clock, name="w")
    worker.poll_seconds = worker.tell_seconds = worker.renew_seconds = 0.05
    with runtime.db.transaction() as session:
        job_id, _ = worker.queue.enqueue(session, kind=JUDGE, payload=payload, now=clock())
    worker.start()
    await until(lambda: not read(runtime.db, job_id).is_open, 20)
    await worker.stop()
    job = read(runtime.db, job_id)
    assert job.state == state
    if error is None:
        assert job.result == {"what": "report", "model": GOOD, "against": ""}
        assert (job.stage, job.percent) == ("tests", 100)
    else:
        assert error in (job.error or "")
