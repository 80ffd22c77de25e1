"""A small project in a folder, and the steps that admins take with it."""

from collections.abc import Mapping
from pathlib import Path

from console.studio.project import service
from console.studio.project.draft import Draft
from console.studio.project.models import StudioPublication, StudioRevision
from kernel.runtime import Runtime
from tests.conftest import FakeClock
from tests.console.scene import Scene

STORIES = "# Buying.\nstories:\n- story: One\n  steps:\n  - intent: greet\n  - action: utter_hi\n"
NLU = "nlu:\n- intent: greet\n  examples: |\n    - hi\n    - hello\n"


class Desk:
    """Two admins at a small project, who do things in transactions of their own."""

    def __init__(self, runtime: Runtime, clock: FakeClock, root: Path) -> None:
        self.runtime, self.clock, self.root = runtime, clock, root
        self.scene = Scene(runtime)
        self.people = (
            self.scene.staff("admin", "Ana", "ana@x.example"),
            self.scene.staff("studio", "Bo", "bo@x.example"),
        )
        self.ana, self.bo = (one.id for one in self.people)
        self.write("data/stories.yml", STORIES)
        self.write("data/nlu.yml", NLU)
        self.notice()

    def change(self, who: int, changes: Mapping[str, str | None], **more: bool) -> int | None:
        now = self.clock.advance(seconds=1)
        with self.runtime.db.transaction() as session:
            made = service.change(
                session, self.root, staff_id=who, now=now, words="did it", changes=changes, **more
            )
            return None if made is None else made.id

    def undo(self, who: int, revision: int | None) -> StudioRevision | None:
        assert revision is not None
        with self.runtime.db.transaction() as session:
            return service.undo(
                session, self.root, revision_id=revision, staff_id=who, now=self.clock()
            )

    def publish(self, who: int) -> StudioPublication:
        with self.runtime.db.transaction() as session:
            return service.publish(
                session, self.root, staff_id=who, now=self.clock(), note="because"
            )

    def notice(self) -> StudioPublication | None:
        with self.runtime.db.transaction() as session:
            return service.notice_others(session, self.root, now=self.clock())

    def draft(self, who: int) -> Draft:
        with self.runtime.db.session() as session:
            return service.read_draft(session, self.root, staff_id=who)

    def read(self, path: str) -> str:
        return (self.root / path).read_text("utf-8")

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, "utf-8")
