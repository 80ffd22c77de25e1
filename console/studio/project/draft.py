"""What an admin's draft makes of the project: their changes, laid over what is published now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.studio.project.merge import Clash, Merged, merge
from console.studio.project.models import StudioRevision
from console.studio.project.store import load_texts
from nlu.core.project.files import lay_over, sum_of
from nlu.core.project.project import Project, read_project


@dataclass(frozen=True)
class Touched:
    """A file that a draft changes: what it was, is in the draft, and is published by now."""

    path: str
    base: str | None
    mine: str | None
    theirs: str | None

    @cached_property
    def merged(self) -> Merged | None:
        """Both put together; None where one deleted what the other changed."""
        return merge(self.base, self.mine, self.theirs)

    @property
    def is_clear(self) -> bool:
        """Tell whether nobody has to decide anything."""
        return self.merged is not None and not self.merged.clashes

    @property
    def clashes(self) -> tuple[Clash, ...]:
        """What somebody has to decide."""
        if self.merged is None:
            whole = [tuple((text or "").splitlines(True)) for text in self._versions]
            return (Clash(1, *whole),)
        return self.merged.clashes

    @property
    def text(self) -> str | None:
        """What the draft makes of the file: mine where it is not clear."""
        return self.mine if self.merged is None else self.merged.text

    @property
    def _versions(self) -> tuple[str | None, str | None, str | None]:
        return self.base, self.mine, self.theirs


@dataclass(frozen=True)
class Draft:
    """The project as somebody's draft has it. `revisions` are not published yet, oldest first."""

    published: Mapping[str, str]
    touched: Mapping[str, Touched]
    revisions: tuple[StudioRevision, ...] = field(repr=False)

    @cached_property
    def files(self) -> dict[str, str]:
        """All files as the draft has them."""
        return lay_over(self.published, {path: one.text for path, one in self.touched.items()})

    @cached_property
    def project(self) -> Project:
        """What the files say."""
        return read_project(self.files)

    @property
    def sum(self) -> str:
        """One sum over all files, which names this state."""
        return sum_of(self.files)

    @property
    def changed(self) -> dict[str, Touched]:
        """The files that differ from what is published."""
        return {path: one for path, one in self.touched.items() if one.text != one.theirs}

    @property
    def unclear(self) -> dict[str, Touched]:
        """The files of which somebody has to decide something."""
        return {path: one for path, one in self.touched.items() if not one.is_clear}


def open_draft(session: Session, published: Mapping[str, str], *, staff_id: int) -> Draft:
    """Return somebody's draft over the published files; without changes it is those files."""
    revisions = list_open(session, staff_id)
    newest = {change.path: change for one in revisions for change in one.changes}
    sums = {s for change in newest.values() for s in (change.base_sum, change.after_sum)}
    texts = load_texts(session, sums)
    touched = {
        path: Touched(path, texts[one.base_sum], texts[one.after_sum], published.get(path))
        for path, one in newest.items()
    }
    return Draft(published, touched, tuple(revisions))


def list_open(session: Session, staff_id: int) -> list[StudioRevision]:
    """Return the revisions of somebody's draft, oldest first."""
    query = select(StudioRevision).where(
        StudioRevision.staff_id == staff_id,
        StudioRevision.publication_id.is_(None),
        StudioRevision.undone_at.is_(None),
    )
    return list(session.scalars(query.order_by(StudioRevision.id)))
