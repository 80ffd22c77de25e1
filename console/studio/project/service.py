"""Changing a draft, taking changes back, and making it the project's files."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.studio.project.draft import Draft, open_draft
from console.studio.project.merge import merge
from console.studio.project.models import (
    StudioChange,
    StudioFile,
    StudioPublication,
    StudioRevision,
)
from console.studio.project.store import keep, load_texts, read_published, sum_text, write_files
from kernel.errors import Conflict, Invalid, NotFound
from nlu.core.project.files import Changes, belongs
from nlu.core.project.reader import Fault
from nlu.core.project.yaml import MAX_BYTES

MAX_WORDS, MAX_PATH = 300, 200


class DraftUnclear(Conflict):
    """Somebody published other changes of the same lines; `paths` are the files to look at."""

    code = "draft_unclear"

    def __init__(self, paths: list[str]) -> None:
        super().__init__(
            f"Others have published changes of the same lines in {', '.join(paths)}; decide there"
            " which are to stay.",
            paths=paths,
        )
        self.paths = paths


class DraftUnreadable(Invalid):
    """A file of the draft cannot be read; `faults` say where and why."""

    code = "draft_unreadable"

    def __init__(self, faults: list[Fault]) -> None:
        first = faults[0]
        super().__init__(f"{first.place}: {first.reason}", places=[str(f.place) for f in faults])
        self.faults = faults


class NothingToPublish(Conflict):
    """A draft without changes; a second click finds what the first has done."""

    code = "nothing_to_publish"

    def __init__(self) -> None:
        super().__init__("There are no changes to publish.")


class ChangedSince(Conflict):
    """What is to be taken back was changed again since; `path` is where."""

    code = "changed_since"

    def __init__(self, path: str) -> None:
        super().__init__(f"{path} was changed again since; change it by hand.", path=path)
        self.path = path


def read_draft(session: Session, root: Path, *, staff_id: int) -> Draft:
    """Return somebody's draft over what lies in the project's folder now."""
    return open_draft(session, read_published(root), staff_id=staff_id)


def change(
    session: Session,
    root: Path,
    *,
    staff_id: int,
    now: datetime,
    words: str,
    changes: Changes,
    decides: bool = False,
) -> StudioRevision | None:
    """Add a revision to somebody's draft; None where nothing is changed by it.

    `words` say what was done, for people. A text may hold any YAML, even a broken one: what was
    typed is kept, and refused when it is to be published. Where others have published the same
    lines meanwhile, the draft's stay as they are until a change that `decides`. Raises `Invalid`
    for a path that is none of a project's, and for a text that is too large.
    """
    for path, text in changes.items():
        _check(path, text)
    notice_others(session, root, now=now)
    draft = read_draft(session, root, staff_id=staff_id)
    real = {path: text for path, text in changes.items() if text != draft.files.get(path)}
    if decides:
        real |= {path: text for path, text in changes.items() if path in draft.unclear}
    if not real:
        return None
    made = StudioRevision(at=now, staff_id=staff_id, words=words[:MAX_WORDS])
    for path, text in real.items():
        touched = draft.touched.get(path)
        stays = touched is not None and not touched.is_clear and not decides
        base = touched.base if touched is not None and stays else draft.published.get(path)
        made.changes.append(
            StudioChange(
                path=path,
                base_sum=keep(session, base),
                before_sum=keep(session, draft.files.get(path)),
                after_sum=keep(session, text),
            )
        )
    session.add(made)
    session.flush()
    return made


def _check(path: str, text: str | None) -> None:
    if not belongs(path) or len(path) > MAX_PATH:
        raise Invalid(f"{path} is no file of a project; those lie in data/ and end in .yml.")
    if text is not None and len(text.encode()) > MAX_BYTES:
        raise Invalid(f"{path} would be larger than {MAX_BYTES // 1_000_000} MB; split it.")


def undo(
    session: Session, root: Path, *, revision_id: int, staff_id: int, now: datetime
) -> StudioRevision | None:
    """Take a revision back: one of the own draft, or as a change of it one that was published.

    Later changes of other lines stay. Raises `NotFound`, or `ChangedSince` for the same lines.
    """
    done = session.get(StudioRevision, revision_id)
    if done is None or (done.publication_id is None and done.staff_id != staff_id):
        raise NotFound("There is no such change.")
    if done.undone_at is not None:
        raise Conflict("This change was taken back already.")
    draft = read_draft(session, root, staff_id=staff_id)
    texts = load_texts(
        session, {s for one in done.changes for s in (one.before_sum, one.after_sum)}
    )
    back: dict[str, str | None] = {}
    for one in done.changes:
        before, after = texts[one.before_sum], texts[one.after_sum]
        merged = merge(after, before, draft.files.get(one.path))
        if merged is None or merged.clashes:
            raise ChangedSince(one.path)
        back[one.path] = merged.text
    if draft.revisions and draft.revisions[-1] is done:
        done.undone_at = now
        return done
    words = f"↩ {done.words}"
    return change(session, root, staff_id=staff_id, now=now, words=words, changes=back)


def discard(session: Session, *, staff_id: int, now: datetime) -> int:
    """Take back the whole of somebody's draft and return how many changes that were."""
    open_ones = open_draft(session, {}, staff_id=staff_id).revisions
    for one in open_ones:
        one.undone_at = now
    return len(open_ones)


def publish(
    session: Session, root: Path, *, staff_id: int, now: datetime, note: str
) -> StudioPublication:
    """Write somebody's draft into the project's folder; what others published is kept.

    Raises `NothingToPublish`, `DraftUnclear`, `DraftUnreadable`, and
    `Unavailable` where the folder cannot be written: the draft is then as it was.
    """
    made = StudioPublication(at=now, staff_id=staff_id, note=note)
    session.add(made)
    session.flush()  # on SQLite nobody else writes from here on; elsewhere the rows are locked
    notice_others(session, root, now=now)
    draft = read_draft(session, root, staff_id=staff_id)
    if not draft.revisions:
        raise NothingToPublish
    if draft.unclear:
        raise DraftUnclear(sorted(draft.unclear))
    if faults := [one for one in draft.project.faults if one.place.path in draft.changed]:
        raise DraftUnreadable(faults)
    for one in draft.revisions:
        one.publication_id = made.id
    texts = {path: one.text for path, one in draft.changed.items()}
    for path, text in texts.items():
        _remember(session, path, keep(session, text))
    session.flush()
    write_files(root, texts)
    return made


def notice_others(session: Session, root: Path, *, now: datetime) -> StudioPublication | None:
    """Store what an editor or a deployment did to the files since we last looked."""
    query = select(StudioFile).order_by(StudioFile.path).with_for_update()
    known = {row.path: row.sum for row in session.scalars(query)}
    files = read_published(root)
    sums = {path: sum_text(text) for path, text in files.items()}
    changed = sorted(
        path for path in known.keys() | sums.keys() if known.get(path) != sums.get(path)
    )
    if not changed:
        return None
    made = None
    if known:
        made = StudioPublication(at=now)
        session.add(made)
        session.flush()
        _store_others(session, made, known, files, changed)
    for path in changed:
        _remember(session, path, keep(session, files.get(path)))
    return made


def _store_others(
    session: Session,
    made: StudioPublication,
    known: Mapping[str, str],
    files: Mapping[str, str],
    changed: list[str],
) -> None:
    revision = StudioRevision(at=made.at, words=", ".join(changed)[:MAX_WORDS])
    revision.publication_id = made.id
    for path in changed:
        sums = {"before_sum": known.get(path), "after_sum": keep(session, files.get(path))}
        revision.changes.append(StudioChange(path=path, base_sum=known.get(path), **sums))
    session.add(revision)
    session.flush()


def _remember(session: Session, path: str, digest: str | None) -> None:
    row = session.get(StudioFile, path)
    if row is not None and digest is None:
        session.delete(row)
    elif row is not None and digest is not None:
        row.sum = digest
    elif digest is not None:
        session.add(StudioFile(path=path, sum=digest))
