"""A training asked for as a job: from kept texts to a signed model, or a reason why not."""

from pathlib import Path

import pytest

import frontdesk.schema  # noqa: F401 - the tables must be known before they are made
from bot.releases.archives import list_archives
from bot.releases.reports import read_judgement
from console.studio.judging.asking import JUDGE
from console.studio.project.store import keep
from frontdesk.jobs import TRAIN, lay_out, make_handlers
from kernel.db import Database
from kernel.jobs.models import Job
from kernel.jobs.progress import JobFailed
from kernel.jobs.queue import ask_cancel, get_job, list_jobs
from kernel.jobs.worker import JobWorker
from kernel.runtime import Runtime
from kernel.settings import Settings
from tests.bot.driver import until
from tests.conftest import FakeClock
from tests.frontdesk.test_training import install_trainer

FILES = {"config.yml": "recipe: default.v1\n", "data/nlu/grüße.yml": "nlu: []\r\n"}
SAVE = """
sys.path.insert(0, os.environ["PYTHONPATH"])
from nlu.manifest import write
project = Path(sys.argv[sys.argv.index("--project") + 1])
for path in sorted(project.rglob("*.yml")):
    print(path.relative_to(project), path.read_bytes())
folder.mkdir()
(folder / "fresh.tar.gz").write_bytes(b"model")
facts = {"seconds": 4.5, "held_out": {"macro_f1": 0.9}, "by": os.environ["FRONTDESK_TRAINED_BY"]}
facts["revision"] = os.environ["FRONTDESK_DATA_REVISION"]
from nlu.core.project.files import read_folder, sum_of
facts["data_sha256"] = sum_of(read_folder(project))
write(folder / "fresh.tar.gz", facts, os.environ["FRONTDESK_MODEL_KEY"])
"""


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"models": tmp_path / "models", "data": tmp_path / "data"})


@pytest.fixture
def worker(runtime: Runtime) -> JobWorker:
    worker = JobWorker(runtime.db, make_handlers(runtime), clock=runtime.clock, name="w")
    worker.poll_seconds = worker.tell_seconds = worker.renew_seconds = 0.05
    return worker


def ask(worker: JobWorker, clock: FakeClock, files: dict[str, str] = FILES) -> int:
    with worker.database.transaction() as session:
        sums = {path: keep(session, text) for path, text in files.items()}
        payload = {"files": sums, "revision": "draft of Ada", "who": "Ada"}
        return worker.queue.enqueue(session, kind=TRAIN, payload=payload, now=clock())[0]


def read(database: Database, job_id: int) -> Job:
    with database.session() as session:
        return get_job(session, job_id=job_id)


async def run(worker: JobWorker, job_id: int) -> Job:
    worker.start()
    await until(lambda: not read(worker.database, job_id).is_open, 20)
    await worker.stop()
    return read(worker.database, job_id)


async def test_model_is_made_of_the_snapshot_and_its_scores_are_told(
    worker: JobWorker,
    clock: FakeClock,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, SAVE)
    job = await run(worker, ask(worker, clock))
    assert (job.state, job.stage) == ("done", "reading")
    assert job.result == {"model": "fresh", "seconds": 4.5, "macro_f1": 0.9}
    assert r"data/nlu/grüße.yml b'nlu: []\r\n'" in job.log
    [archive] = list_archives(settings)
    assert (archive.facts["by"], archive.facts["revision"]) == ("Ada", "draft of Ada")
    with worker.database.session() as session:
        [judging] = list_jobs(session, kind=JUDGE)  # what the gate asks for comes by itself
    assert (judging.dedupe_key or "").startswith("report:")
    assert judging.asked_by == "Ada"
    findings = read_judgement(archive, settings.derive_key("model")).findings
    assert findings is not None


async def test_reason_is_told_when_training_fails(
    worker: JobWorker, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, 'sys.exit("The file is no YAML.")')
    job = await run(worker, ask(worker, clock))
    assert job.state == "failed"
    assert "Training failed" in (job.error or "")
    assert "The file is no YAML." in job.log


async def test_training_is_cancelled_when_somebody_asks_for_it(
    worker: JobWorker,
    clock: FakeClock,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, "import time; time.sleep(60)")
    job_id = ask(worker, clock)
    worker.start()
    await until(lambda: read(worker.database, job_id).stage == "reading", 20)
    with worker.database.transaction() as session:
        ask_cancel(session, job_id=job_id, who="staff:1", now=clock())
    await until(lambda: read(worker.database, job_id).state == "cancelled", 20)
    await worker.stop()
    assert list_archives(settings) == []


@pytest.mark.parametrize(
    "name", ["../evil.yml", "/evil.yml", "data/../../evil.yml", "nlu/train.py", "data/x.so"]
)
def test_file_that_leads_out_or_is_no_yaml_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(JobFailed):
        lay_out(tmp_path / "project", {name: "x"})
    assert not (tmp_path / "evil.yml").exists()


async def test_training_fails_when_a_text_of_the_snapshot_is_gone(
    worker: JobWorker, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install_trainer(tmp_path / "python", monkeypatch, SAVE)
    with worker.database.transaction() as session:
        payload = {"files": {"config.yml": "0" * 64}}
        job_id, _ = worker.queue.enqueue(session, kind=TRAIN, payload=payload, now=clock())
    job = await run(worker, job_id)
    assert (job.state, job.error) == ("failed", "A file of the snapshot is gone; train again.")
