"""The page of the map."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from console.studio.map.drawing import draw
from console.studio.map.trie import describe_step, merge_stories
from console.studio.stories.addresses import story_url
from console.studio.stories.listing import Wanted, fits, keys_of
from console.studio.stories.routes import read_offers
from console.web import SignedIn, render
from kernel.http import ReadSession, TheRuntime

router = APIRouter(prefix="/studio/map")
Name = Annotated[str, Query(max_length=200)]
Size = Literal["small", "middle", "large"]
SCALES: dict[Size, float] = {"small": 0.6, "middle": 1.0, "large": 1.4}


@router.get("")
def show_map(
    request: Request,
    staff: SignedIn,
    session: ReadSession,
    runtime: TheRuntime,
    q: Name = "",
    path: Name = "",
    intent: Name = "",
    size: Size = "middle",
) -> HTMLResponse:
    """Show stories and rules merged by how they begin; filters keep large projects readable."""
    offers = read_offers(request, staff, session, runtime)
    project = offers.project
    wanted = Wanted(words=q.strip(), path=path, intent=intent)
    found = [(key, story) for key, story in keys_of(project.stories) if fits(story, wanted)]
    parts = []
    for kind in ("story", "rule"):
        ours = [(key, story) for key, story in found if key.kind == kind]
        root = merge_stories(ours, project.domain)
        parts.append((kind, draw(root, offers, SCALES[size]), ours))
    return render(
        request,
        "studio/stories/map.html",
        staff,
        parts=parts,
        wanted=wanted,
        size=size,
        sizes=[*SCALES],
        offers=offers,
        paths=sorted({one.place.path for one in project.stories}),
        count=len(project.stories),
        shown=len(found),
        name=lambda step: describe_step(step, project.domain)[1],
        url=story_url,
    )
