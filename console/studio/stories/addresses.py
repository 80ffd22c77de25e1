"""Addresses of stories: file, kind, name, and which of one name."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query

from console.studio.editing.sheet import Kind, StoryKey

LIST = "/staff/studio/stories"
STORY = f"{LIST}/story"


def read_key(
    path: Annotated[str, Query(max_length=200)],
    name: Annotated[str, Query(max_length=500)],
    kind: Kind = "story",
    nth: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> StoryKey:
    """Return which story an address names."""
    return StoryKey(path, kind, name, nth)


AskedStory = Annotated[StoryKey, Depends(read_key)]


def story_url(key: StoryKey, deed: str = "", **more: Any) -> str:
    """Return where a story is shown, or (`deed`) where a change of it is sent."""
    query: dict[str, Any] = {"path": key.path, "kind": key.kind, "name": key.name}
    if key.nth:
        query["nth"] = key.nth
    asked = {name: value for name, value in more.items() if value not in ("", None)}
    return f"{STORY}{'/' if deed else ''}{deed}?{urlencode(query | asked)}"
