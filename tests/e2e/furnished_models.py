"""Models and trainings with something of everything: live, previous, on trial, proposed, failed."""

from pathlib import Path
from typing import Any

from bot.releases import rules, service
from bot.releases.archives import find_archive, models_folder, report_of
from bot.releases.models import ModelServer, TrialVisit
from bot.releases.reports import findings_of, write_about
from bot.releases.rules import Proposal
from bot.releases.service import Mover
from console.studio.training.service import TRAIN
from kernel.jobs import claims
from kernel.jobs.claims import News
from kernel.jobs.queue import JobQueue
from kernel.runtime import Runtime
from nlu.manifest import write
from tests.console.floor import Floor

FACTS: dict[str, Any] = {
    "trained_at": "2026-03-01T08:00:00+00:00",
    "trained_by": "Eddy Tor",
    "data_revision": "draft of staff 2, change 7",
    "data_sha256": "ab" * 32,
    "examples": 19_770,
    "seconds": 40.4,
    "peak_mb": 3_252,
    "held_out": {"macro_f1": 0.9706},
    "versions": {"rasa": "3.6.21", "numpy": "1.23.5"},
}
NAMES = ("frontdesk-20260201-080000", "frontdesk-20260215-080000", "frontdesk-20260301-080000")
REPORT: dict[str, Any] = {
    "judged_on": "sum",
    "held_out": {"macro_f1": 0.9706},
    "tests": [{"file": "tests/a.yml", "name": "orders", "passed": True}],
}


def make_models(runtime: Runtime, *, report: bool = True) -> list[Path]:
    """Write three signed archives that hold nothing; the last has no findings beside it."""
    folder, key = models_folder(runtime.settings), runtime.settings.derive_key("model")
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number, name in enumerate(NAMES):
        path = folder / f"{name}.tar.gz"
        path.write_bytes(name.encode())
        write(path, FACTS | {"held_out": {"macro_f1": 0.96 + number / 200}}, key)
        archive = find_archive(runtime.settings, name)
        if report:
            write_about(report_of(path), archive, REPORT, key)
        if report and number < 2:
            write_about(findings_of(path), archive, {"findings": []}, key)
        made.append(path)
    return made


def fill_models(floor: Floor, staff_id: int) -> dict[str, Any]:
    """Fill models, pointer, servers and jobs; return the ids for addresses."""
    make_models(floor.runtime)
    me, now = Mover(staff_id, "Ana Lima", "better at returns"), floor.now
    old, live, new = NAMES
    proposal = Proposal(new, None, staff_id + 1_000, "Eddy Tor")
    with floor.db.transaction() as session:
        service.move(session, "promoted", lambda one: rules.promote(one, old), mover=me, now=now)
        service.move(session, "promoted", lambda one: rules.promote(one, live), mover=me, now=now)
        state = service.move(
            session,
            "trial_began",
            lambda one: rules.begin_trial(one, new, 0.05),
            mover=me,
            now=now,
        )
        service.move(
            session, "proposed", lambda one: rules.propose(one, proposal), mover=me, now=now
        )
        server = {"machine": "desk", "live": live, "canary": new, "seen_at": now}
        session.add(ModelServer(name="desk-1", **server))
        failed = {"failed": new, "error": "The intent model cannot be read.", "failures": 2}
        session.add(ModelServer(name="desk-2", **{**server, "canary": ""}, **failed))
    visit = {"trial_id": state.id, "release_id": state.id, "subject": "a" * 32, "at": now}
    chat = floor.conversation()
    with floor.db.transaction() as session:
        session.add(TrialVisit(conversation_id=chat, arm="canary", **visit))
    return {"model": new, "live": live} | _fill_jobs(floor)


def _fill_jobs(floor: Floor) -> dict[str, Any]:
    queue, now = JobQueue(frozenset({TRAIN})), floor.now

    def ask() -> int:
        with floor.db.transaction() as session:
            given = {"kind": TRAIN, "payload": {}, "now": now, "asked_by": "7 Eddy Tor"}
            return queue.enqueue(session, **given)[0]

    def claim() -> claims.Claim:
        with floor.db.transaction() as session:
            found = claims.claim_next(session, worker="w", kinds=queue.kinds, now=now)
        assert found is not None
        return found

    done = ask()
    held = claim()
    with floor.db.transaction() as session:
        result = {"model": NAMES[2], "seconds": 41.0, "macro_f1": 0.97}
        claims.finish(session, claim=held, result=result, now=now)
    ask()
    held = claim()
    with floor.db.transaction() as session:
        claims.give_up(session, claim=held, error="Training failed.", now=now, is_final=True)
    running = ask()
    held = claim()
    lines = ("Loading Rasa …", "Training intents, entities, sentiment and dialogue …")
    with floor.db.transaction() as session:
        news = News("learning IntentReader", 41, lines)
        claims.tell(session, claim=held, news=news)
    return {"training": running, "trained": done}
