"""Where the stories and rules that the figures name are shown."""

from pathlib import Path

from console.studio.insight.figures import make_course
from console.studio.insight.models import TITLE
from console.studio.project.store import read_published
from console.studio.stories.addresses import story_url
from console.studio.stories.listing import keys_of
from kernel.errors import Invalid
from nlu.core.project.project import read_project

SECTIONS = ("stories:", "rules:")


def find_stories(root: Path) -> dict[str, str]:
    """Return the addresses of what is published, by kind and name as the figures have them.

    Of those of one name the first; none where the project cannot be read.
    """
    try:
        files = read_published(root)
    except Invalid:
        return {}
    holding = {path: text for path, text in files.items() if any(one in text for one in SECTIONS)}
    found: dict[str, str] = {}
    for key, _story in keys_of(read_project(holding).stories):
        found.setdefault(make_course(key.kind, key.name[: TITLE.length]), story_url(key))
    return found
