"""The areas of the studio in groups: address, words, and who may see it.

Of each the words are in the catalog: the key here is its name, the key with `_about` one sentence
that says what it is for.
"""

from functools import lru_cache
from urllib.parse import quote, quote_plus

Area = tuple[str, str, str]
STUDIO: tuple[tuple[str, tuple[Area, ...]], ...] = (
    ("studio_group_start", (("/staff/studio", "studio_start", "studio:read"),)),
    (
        "studio_group_teach",
        (
            ("/staff/studio/inbox", "studio_inbox", "studio:read"),
            ("/staff/studio/intents", "studio_intents", "studio:read"),
            ("/staff/studio/responses", "studio_responses", "studio:read"),
            ("/staff/studio/stories", "stories_nav", "studio:read"),
            ("/staff/studio/map", "stories_map", "studio:read"),
            ("/staff/studio/domain", "studio_domain", "studio:read"),
            ("/staff/studio/files", "yaml_nav", "studio:read"),
        ),
    ),
    (
        "studio_group_change",
        (
            ("/staff/studio/prove", "studio_prove", "studio:read"),
            ("/staff/studio/changes", "studio_changes", "studio:write"),
            ("/staff/studio/history", "studio_history", "studio:read"),
            ("/staff/studio/exchange", "exchange", "studio:read"),
        ),
    ),
    (
        "studio_group_release",
        (
            ("/staff/studio/training", "studio_training", "studio:read"),
            ("/staff/studio/talk", "studio_talk", "studio:read"),
            ("/staff/studio/judging", "studio_judging", "studio:read"),
            ("/staff/studio/models", "studio_models", "studio:read"),
        ),
    ),
    ("studio_group_see", (("/staff/studio/insight", "studio_insight", "studio:read"),)),
)


def address_of(name: str, area: str, more: str = "") -> str:
    """Return the address of a page of something. A slash in its name is written "~"."""
    parts = [area, quote(name.replace("/", "~"), safe="~"), more]
    return "/staff/studio/" + "/".join(one for one in parts if one)


def line_url(path: str, line: int) -> str:
    """Return where what stands on a line of a file (from 1) is shown, whatever it is."""
    return f"/staff/studio/stories/at?path={quote_once(path)}&line={line}"


@lru_cache(maxsize=256)
def quote_once(path: str) -> str:
    """Return a path as it stands in a query."""
    return quote_plus(path)
