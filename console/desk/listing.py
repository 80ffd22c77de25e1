"""The list beside a chat: a view with filters or what search found, as a page and a live part."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

from sqlalchemy.orm import Session

from bot.handoff.desk import read_setting
from bot.handoff.matching import Assignment
from bot.handoff.models import Presence
from bot.handoff.presence import AgentLoad, count_chats, list_colleagues
from bot.handoff.profiles import list_tags, read_profile
from bot.handoff.reasons import Code
from bot.ledger.matching import tidy_words
from bot.ledger.models import NEVER
from console.inbox.counts import Counter
from console.inbox.filters import Filters, read_filters
from console.inbox.lookup import read_cursor
from console.inbox.query import list_view
from console.inbox.saved import list_saved
from console.inbox.search import search
from console.inbox.views import VIEWS, View
from console.inbox.views import Viewer as Reader
from console.live.parts import Viewer
from console.web import as_principal
from kernel.errors import Invalid
from kernel.principals import may

PAGE_SIZE = 50
# These read the same for everybody: drawn once, without what the reader has not seen.
COMMON_VIEWS: frozenset[View] = frozenset({"waiting", "open", "bot", "closed"})
COUNTER = Counter()
Values = dict[str, Any]


@dataclass(frozen=True)
class Chosen:
    """A view and its filters, as they stand in an address; words are looked for in all views."""

    view: View
    filters: Filters
    after: str | None = None
    words: str = ""

    @property
    def query(self) -> str:
        """The part of an address that chooses the same again, from its newest."""
        return urlencode(self.to_values() | ({"q": self.words} if self.words else {}))

    def to_values(self) -> dict[str, str]:
        """Return the view and its filters, without the words, as they stand in an address."""
        return {"view": self.view, **self.filters.to_values()}


def choose(values: dict[str, str]) -> Chosen:
    """Return what an address chooses; raise `Invalid` for a view or filter there is not."""
    view = values.get("view") or "open"
    if view not in VIEWS:
        raise Invalid("There is no such view.", known=list(VIEWS))
    words = tidy_words(values.get("q", ""))
    return Chosen(view, read_filters(values), values.get("after") or None, words)


def read_choice(query: str) -> Chosen:
    """Return what a query chooses; the newest page of it."""
    return choose({key: value for key, value in parse_qsl(query) if key != "after"})


def as_reader(session: Session, viewer: Viewer) -> Reader:
    """Return the viewer with the teams they are in."""
    profile = read_profile(session, agent_id=str(viewer.staff.id))
    return Reader(viewer.staff.id, tuple(profile.teams))


def read_list(session: Session, viewer: Viewer, chosen: Chosen, now: datetime) -> Values:
    """Return the rows of a view, or what search found."""
    if chosen.words:
        return read_results(session, viewer, chosen)
    is_common = chosen.view in COMMON_VIEWS
    reader = Reader(0) if is_common else as_reader(session, viewer)
    page = list_view(
        session,
        view=chosen.view,
        viewer=reader,
        now=now,
        filters=chosen.filters,
        after=chosen.after,
        limit=PAGE_SIZE,
    )
    return {
        "rows": [(row, row.label(viewer.language)) for row in page.items],
        "tells_unread": not is_common,
        **_describe(chosen, page.next),
    }


def read_results(session: Session, viewer: Viewer, chosen: Chosen) -> Values:
    """Return what the words of the search are the name of, and the conversations they are in."""
    found = search(
        session,
        words=chosen.words,
        principal=as_principal(viewer.staff),
        viewer=as_reader(session, viewer),
        filters=chosen.filters,
        after=chosen.after,
        limit=PAGE_SIZE,
    )
    following, is_short = found.hits.next, len(found.hits.items) < PAGE_SIZE
    looked = read_cursor(following, "newest").at if following and is_short else None
    return {
        "jumps": [
            (jump, [(row, row.label(viewer.language)) for row in jump.rows]) for jump in found.jumps
        ],
        "hits": [(hit, hit.row.label(viewer.language)) for hit in found.hits.items],
        "looked": looked,
        "tells_unread": True,
        **_describe(chosen, following),
    }


def _describe(chosen: Chosen, after: str | None) -> Values:
    return {
        "view": chosen.view,
        "words": chosen.words,
        "chosen": chosen.to_values(),
        "query": chosen.query,
        "cleared": urlencode(chosen.to_values()),
        "is_filtered": not chosen.filters.is_empty,
        "is_later": chosen.after is not None,
        "newest": f"?{chosen.query}",
        "onward": f"?{chosen.query}&{urlencode({'after': after})}" if after else None,
    }


def read_views(
    session: Session, viewer: Viewer, chosen: Chosen, now: datetime, mark: int | None = None
) -> Values:
    """Return the views with how many conversations each holds, and whether the viewer is there.

    Without `mark`, see `Counter`, the counts may be a second old.
    """
    counts = COUNTER.count(session, viewer=as_reader(session, viewer), now=now, mark=mark)
    began = (counts["waiting"].newest, counts["mine"].newest)
    return {
        "views": VIEWS,
        "view": chosen.view,
        "words": chosen.words,
        "counts": counts,
        "youngest": max((one for one in began if one is not None), default=None),
        "load": read_load(session, viewer),
        "may_write": may(as_principal(viewer.staff), "conversations:write"),
    }


def read_load(session: Session, viewer: Viewer) -> AgentLoad:
    """Return whether the viewer is there, how many chats they take, and how many they have."""
    known = str(viewer.staff.id)
    row = session.get(Presence, known)
    usual = read_setting(session, Assignment).capacity
    chats = count_chats(session, agent_id=known)
    if row is None:
        capacity = read_profile(session, agent_id=known).capacity or usual
        return AgentLoad(known, viewer.staff.name, "off", capacity, chats, NEVER)
    return AgentLoad(known, row.name, row.state, row.capacity, chats, row.seen_at)


def read_filter_form(session: Session, viewer: Viewer, chosen: Chosen) -> Values:
    """Return what the form of filters offers, and the filters that are saved."""
    teams, _skills = list_tags(session)
    return {
        "filters": chosen.filters,
        "agents": sorted(list_colleagues(session), key=lambda one: one.name),
        "teams": teams,
        "codes": get_args(Code),
        "saved": [
            (one, Chosen(one.view, one.filters).query)
            for one in list_saved(session, principal=as_principal(viewer.staff))
        ],
    }
