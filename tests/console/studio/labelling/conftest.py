"""A small project, admins and agents, and messages the bot was not sure of."""

from pathlib import Path
from typing import Any

import pytest

from console.studio.project import service
from kernel.runtime import Runtime
from tests.console.scene import Scene

DOMAIN = """# What the dialogue knows.
version: "3.1"
intents:
# orders
- track_order
- return_item
- greet
"""
NLU = """version: "3.1"
nlu:
- intent: track_order
  examples: |
    - where is my order
    - track [FD-1004217](order_number)
- intent: return_item
  examples: |
    - I want to send it back
- intent: greet
  examples: |
    - hello
    - hi there
"""


def unsure(*ranked: tuple[str, float], intent: str = "nlu_fallback", **more: Any) -> dict[str, Any]:
    """What the bot stores of a message it did not understand."""
    ranking = [{"name": name, "confidence": chance} for name, chance in ranked]
    found = {"name": intent, "confidence": 1.0}
    return {"intent": found, "ranking": ranking, "language": "en", **more}


class Desk(Scene):
    """Who labels, and what there is to label."""

    def __init__(self, runtime: Runtime, root: Path) -> None:
        super().__init__(runtime)
        self.root = root

    def ask(self, *texts: str, chat: str | None = None, **columns: Any) -> str:
        """A customer writes something the bot does not understand."""
        chat = chat or self.conversation()
        columns = {"understanding": unsure(("track_order", 0.4), ("greet", 0.1))} | columns
        for text in texts:
            self.hear(chat, text, **columns)
        return chat

    def files(self, staff_id: int) -> dict[str, str]:
        """The project as somebody's draft has it."""
        with self.db.session() as session:
            return service.read_draft(session, self.root, staff_id=staff_id).files


@pytest.fixture
def project(settings: Any, tmp_path: Path) -> Path:
    """The folder of the project that the studio edits."""
    root = tmp_path / "project"
    (root / "data/nlu/en").mkdir(parents=True)
    (root / "domain.yml").write_text(DOMAIN, "utf-8")
    (root / "data/nlu/en/talk.yml").write_text(NLU, "utf-8")
    return root


@pytest.fixture
def runtime(settings: Any, database: Any, clock: Any, project: Path) -> Runtime:
    """The process, with the small project in place of the shipped one."""
    return Runtime(
        settings=settings.model_copy(update={"project": project}), db=database, clock=clock
    )


@pytest.fixture
def desk(runtime: Runtime, project: Path) -> Desk:
    return Desk(runtime, project)


@pytest.fixture
def scene(desk: Desk) -> Desk:
    return desk
