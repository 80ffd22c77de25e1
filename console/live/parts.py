"""What a live part of a page is, and the register of those that pages may ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from bot.ledger.notes import Note, NoteKind
from console.staff.models import Staff
from crm_backend.analytics.recommendations import Holdout
from kernel.errors import NotFound
from kernel.turns import Language

NOBODY = Holdout()


@dataclass(frozen=True)
class Viewer:
    """Who looks at a page, in which language, and which customers are held out from offers."""

    staff: Staff
    language: Language
    holdout: Holdout = NOBODY


@dataclass(frozen=True)
class Part:
    """A piece of a page with one root element, whose id is `element`.

    Parts with the same `key` read the same for everybody: they are rendered once for all pages that
    show them. `kinds` are the notes after which it may read otherwise, of one conversation where
    `conversation_id` is set, and of those `around` it that it was found to show as well. Two
    renderings are `pause` seconds apart at least.
    """

    key: str
    element: str
    kinds: frozenset[NoteKind]
    render: Callable[[Session], str] = field(compare=False)
    conversation_id: str = ""
    pause: float = 0.0
    around: set[str] = field(default_factory=set, compare=False)

    def concerns(self, note: Note) -> bool:
        """Tell whether the part may read otherwise after a note."""
        if note.kind not in self.kinds:
            return False
        is_there = note.conversation_id in ("", self.conversation_id)
        return not self.conversation_id or is_there or note.conversation_id in self.around


# Makes a part for a viewer from what stands behind the colon; raises where they may not see it.
PartMaker = Callable[[Viewer, str], Part]


def make_part(makers: Mapping[str, PartMaker], viewer: Viewer, name: str) -> Part:
    """Return the part of a name such as `transcript:0c0ffee…`; raise `NotFound` for no such one."""
    kind, _, about = name.partition(":")
    maker = makers.get(kind)
    if maker is None:
        raise NotFound(f"There is no live part {kind!r}.")
    return maker(viewer, about)
