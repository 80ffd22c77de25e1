"""The page of one story."""

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

from console.staff.models import Staff
from console.studio.editing.sheet import Sheet, StoryKey, Written
from console.studio.editing.story_steps import ListName
from console.studio.project.draft import Draft
from console.studio.stories.addresses import story_url
from console.studio.stories.cards import make_cards
from console.studio.stories.finder import find_above, make_finder
from console.studio.stories.listing import list_paths
from console.studio.stories.offers import Offers
from console.studio.stories.step_forms import WHATS, StepForm, What
from console.web import is_polling, render

CONDITION_KINDS: tuple[What, ...] = ("loop", "slot")


@dataclass(frozen=True)
class Opened:
    """The form that stands open: for a new entry (`is_new`) before `at`, or for the one at `at`."""

    at: int
    form: StepForm
    where: ListName = "steps"
    is_new: bool = False


@dataclass(frozen=True)
class Told:
    """What the page tells: what was done (a revision), or why nothing was."""

    done: int | None = None
    problem: str = ""
    focus: int | None = None
    focus_where: ListName = "steps"


@dataclass(frozen=True)
class Shown:
    """What a page of a story is made of."""

    draft: Draft
    offers: Offers
    sheet: Sheet
    written: Written


def show_story(
    request: Request,
    staff: Staff,
    shown: Shown,
    told: Told = Told(),
    opened: Opened | None = None,
    status: int = 200,
) -> HTMLResponse:
    """Return the page. A script that asks is given 200, too, where something is wrong: it swaps."""
    written, offers = shown.written, shown.offers
    findings = make_finder(shown.draft.files, written.key.path, offers.language)
    key = written.key
    if is_polling(request):
        status = 200
    return render(
        request,
        "studio/stories/story.html",
        staff,
        status,
        key=key,
        story=written.story,
        line=written.first + 1,
        seen=shown.sheet.sum_of(written),
        cards=make_cards(written.steps, offers, findings),
        conditions=make_cards(written.conditions, offers, findings),
        findings=find_above(written, findings),
        offers=offers,
        told=told,
        opened=opened,
        kinds=list_kinds(key),
        condition_kinds=CONDITION_KINDS,
        paths=[one for one in list_paths(shown.draft.project) if one != key.path],
        is_unclear=key.path in shown.draft.unclear,
        url=lambda deed="", **more: story_url(key, deed, **more),
    )


def list_kinds(key: StoryKey) -> tuple[What, ...]:
    """Return the kinds of steps that can be added; a gap stands in rules alone."""
    return WHATS if key.kind == "rule" else tuple(one for one in WHATS if one != "gap")
