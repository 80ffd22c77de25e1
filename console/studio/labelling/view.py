"""What the pages of labelling show: a page of groups, in words why each stands where it stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from bot.labelling import UNSURE
from console.studio.labelling.deciding import propose_lines
from console.studio.labelling.inbox import SHOWN, Group
from console.web import templates
from console.words import plainly, say
from kernel.turns import Language

PAGE_SIZE = 20
MOSTLY = 0.95  # of a gain: from there what is left out is not worth a word
# The keys of the inbox (`static/label.js`), for the sheet that "?" opens.
KEYS = (
    ("j k", "label_key_step"),
    ("Enter", "label_key_accept"),
    ("1 2 3", "label_key_choice"),
    ("c", "label_key_correct"),
    ("n", "label_key_new"),
    ("i", "label_key_ignore"),
    ("u", "label_key_undo"),
    ("Esc", "key_leave"),
    ("?", "key_sheet"),
)


@dataclass(frozen=True)
class Typed:
    """What somebody typed for a group and what is wrong with it, so that nothing is lost."""

    key: str = ""
    kind: str = ""
    intent: str = ""
    lines: str = ""
    problem: str = ""


@dataclass(frozen=True)
class GroupView:
    """A group as its card shows it. `share` is its gain beside the greatest, 0 to 1."""

    group: Group
    reason: str
    because: tuple[str, ...]
    lines: tuple[str, ...]
    share: float

    @property
    def variants(self) -> list[tuple[str, int]]:
        """The ways of writing that are shown."""
        return self.group.variants[:SHOWN]

    @property
    def more_variants(self) -> int:
        """How many further ways of writing there are."""
        return max(0, len(self.group.variants) - SHOWN)


@dataclass(frozen=True)
class InboxPage:
    """One page of the inbox; `counts` are groups by language, "" for all."""

    cards: Sequence[GroupView]
    page: int
    pages: int
    counts: Mapping[str, int]
    messages: int
    language: str = ""
    typed: Typed = field(default_factory=Typed)


def show_page(
    groups: Sequence[Group], *, language: str, page: int, reader: Language, typed: Typed
) -> InboxPage:
    """Return a page of what is left to label; a page behind the last one is the last one."""
    counts = {"": len(groups)}
    for one in groups:
        counts[one.language] = counts.get(one.language, 0) + 1
    chosen = [one for one in groups if not language or one.language == language]
    pages = max(1, -(-len(chosen) // PAGE_SIZE))
    page = min(page, pages)
    best = max((one.gain for one in chosen), default=0.0) or 1.0
    shown = chosen[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return InboxPage(
        cards=[view_group(one, reader, best) for one in shown],
        page=page,
        pages=pages,
        counts=counts,
        messages=sum(len(one.members) for one in chosen),
        language=language,
        typed=typed,
    )


def view_group(group: Group, reader: Language, best: float) -> GroupView:
    """Return a group with its reasons in words."""
    return GroupView(
        group=group,
        reason=tell_reading(group, reader),
        because=tuple(tell_gain(group, reader)),
        lines=tuple(propose_lines(group)),
        share=group.gain / best,
    )


def tell_reading(group: Group, reader: Language) -> str:
    """Return in words what the bot made of the messages."""
    key = "label_read_nothing" if group.read_as in ("", *UNSURE) else "label_read_as"
    return say(key, reader, intent=plainly(group.read_as))


def tell_gain(group: Group, reader: Language) -> list[str]:
    """Return in words what the gain is made of: frequency, uncertainty, value."""
    count = len(group.members)
    told = [
        say("label_seen_once", reader) if count == 1 else say("label_seen", reader, count=count),
    ]
    if group.proposed:
        told.append(
            say(
                "label_unsure",
                reader,
                chance=round(100 * group.chance),
                intent=plainly(group.proposed),
                misread=_number(group.misread),
            )
        )
    else:
        told.append(say("label_unsure_of_all", reader))
    told += [
        say(f"label_{name}", reader, count=amount)
        for name in ("handed_over", "upset", "valued")
        if (amount := getattr(group, name))
    ]
    if group.weight > 1:
        told.append(say("label_weight", reader, weight=_number(group.weight)))
    if group.counted < MOSTLY and not group.earlier:
        told.append(say("label_alike", reader, share=round(100 * group.counted)))
    return told


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def mark_language(language: str) -> Markup:
    """Return the attribute that says in which language something stands; nothing for another."""
    tag = {"en": "en", "zh": "zh-CN"}.get(language)
    return Markup(f' lang="{tag}"') if tag else Markup()  # noqa: S704 (one of two words of ours)


templates.env.globals["spoken"] = mark_language
