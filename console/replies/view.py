"""What the pages of saved replies show: a form as it was typed, and its preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import pass_context
from jinja2.runtime import Context

from console.replies.models import SavedReply
from console.replies.placeholders import PLACEHOLDERS, Filled, fill_placeholders
from console.replies.schemas import Problem
from console.replies.values import example_values
from console.web import templates
from console.words import WORDS, say
from kernel.turns import Language

FIELDS = ("shortcut", "title", "text_en", "text_zh", "scope", "team")
LANGUAGES: tuple[Language, Language] = ("en", "zh")


@dataclass(frozen=True)
class Preview:
    """A text in one language with the placeholders filled by an example."""

    language: Language
    filled: Filled


@dataclass(frozen=True)
class ReplyForm:
    """The form: what was typed, what is wrong by field, and how it would read.

    `seen_at` is the moment of the row the form was made from, empty for a new reply.
    """

    typed: Mapping[str, str]
    problems: Mapping[str, str]
    previews: tuple[Preview, ...]
    reply_id: int | None = None
    seen_at: str = ""
    placeholders: tuple[str, ...] = PLACEHOLDERS


def make_form(
    typed: Mapping[str, str],
    *,
    language: Language,
    shop_name: str,
    problems: Sequence[Problem] = (),
    reply_id: int | None = None,
    seen_at: str = "",
) -> ReplyForm:
    """Return the form of what was typed, its problems said in `language`."""
    told = {one.field: say(one.key, language, **dict(one.values)) for one in reversed(problems)}
    previews = [
        Preview(tag, fill_placeholders(text, example_values(tag, shop_name)))
        for tag in LANGUAGES
        if (text := typed.get(f"text_{tag}", "").strip())
    ]
    return ReplyForm(typed, told, tuple(previews), reply_id, seen_at)


def form_of(reply: SavedReply, *, language: Language, shop_name: str) -> ReplyForm:
    """Return the form that changes a reply."""
    typed = {name: str(getattr(reply, name)) for name in FIELDS}
    return make_form(
        typed,
        language=language,
        shop_name=shop_name,
        reply_id=reply.id,
        seen_at=reply.changed_at.isoformat(),
    )


@pass_context
def name_gaps(context: Context, missing: Sequence[str]) -> str:
    """Return what an agent has to fill in by hand, in the language of the page.

    Words in braces that name no value (an agent once wrote them to a customer) stand as they are.
    """
    language: Language = context["lang"]
    keys = {name: f"replies_value_{name.replace('.', '_')}" for name in missing}
    names = [say(key, language) if key in WORDS else name for name, key in keys.items()]
    return ("、" if language == "zh" else ", ").join(names)


templates.env.globals["gap_names"] = name_gaps
