"""Which page is made of what: reads the results, hands them to the views."""

from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.analytics import reading
from console.analytics.data import make_data
from console.analytics.demand import SHOWN as FORECAST
from console.analytics.demand import make_demand
from console.analytics.models import make_models
from console.analytics.overview import make_overview
from console.analytics.page import Dashboard, Section
from console.analytics.reading import EXPORTED, SHOWN, read_told
from console.analytics.risk import make_risk
from console.analytics.segments import make_segments, name_segment
from console.analytics.topics import make_topics
from console.analytics.worth import list_people, make_worth
from console.words import say
from crm_backend.analytics.registry.service import list_models
from crm_backend.catalog.models import Category, Product
from kernel.errors import NotFound
from kernel.turns import Language

Builder = Callable[[Session, Language, bool], Dashboard]


def build_overview(session: Session, language: Language, _whole: bool) -> Dashboard:
    """Return the first page."""
    shelves = {one.id: one.name(language) for one in session.scalars(select(Category))}
    told, totals = read_told(session, "sales"), reading.read_totals(session)
    return make_overview(told, totals, reading.read_runs(session), shelves, language)


def build_risk(session: Session, language: Language, whole: bool) -> Dashboard:
    """Return the page of who may leave."""
    return make_risk(
        read_told(session, "churn"),
        reading.read_totals(session),
        reading.count_in_bins(session),
        reading.list_by_stake(session, EXPORTED if whole else SHOWN),
        reading.read_currency(session),
        language,
    )


def build_worth(session: Session, language: Language, whole: bool) -> Dashboard:
    """Return the page of what customers are worth."""
    return make_worth(
        read_told(session, "value"),
        reading.read_totals(session),
        reading.list_by_spend(session, EXPORTED if whole else SHOWN),
        reading.read_currency(session),
        language,
    )


def build_segments(session: Session, language: Language, _whole: bool) -> Dashboard:
    """Return the page of segments."""
    counts, currency = reading.count_segments(session), reading.read_currency(session)
    return make_segments(read_told(session, "segments"), counts, currency, language)


def build_segment(session: Session, segment: str, language: Language) -> Dashboard:
    """Return the page of one segment. Raises `NotFound`."""
    known = reading.list_in_segment(session, segment)
    if not known:
        raise NotFound("Nobody is in that segment.")
    name = name_segment(segment, language)
    table = list_people(known, reading.read_currency(session), language)
    about = say("analytics_segment_about", language, shown=len(known))
    return Dashboard(name, sections=(Section("who", name, about, table=table),))


def build_demand(session: Session, language: Language, whole: bool) -> Dashboard:
    """Return the page of demand."""
    names = {f"products:{one.id}": one.name(language) for one in session.scalars(select(Product))}
    names |= {
        f"categories:{one.id}": one.name(language) for one in session.scalars(select(Category))
    }
    demand, contacts = read_told(session, "demand"), read_told(session, "contacts")
    return make_demand(demand, contacts, names, language, EXPORTED if whole else FORECAST)


def build_topics(session: Session, language: Language, _whole: bool) -> Dashboard:
    """Return the page of feedback."""
    return make_topics(read_told(session, "feedback"), language)


def build_data(session: Session, language: Language, _whole: bool) -> Dashboard:
    """Return the page of the data and the models."""
    return make_data(
        read_told(session, "quality"),
        read_told(session, "freshness"),
        read_told(session, "drift"),
        list_models(session),
        language,
    )


def build_models(session: Session, language: Language, _whole: bool) -> Dashboard:
    """Return the page of the models."""
    return make_models(list_models(session), read_told(session, "drift"), language)


BUILDERS: Mapping[str, Builder] = {
    "overview": build_overview,
    "segments": build_segments,
    "risk": build_risk,
    "worth": build_worth,
    "demand": build_demand,
    "topics": build_topics,
    "data": build_data,
    "models": build_models,
}
PERSONAL = ("reports:read", "customers:read")
NEEDED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(BUILDERS, ("reports:read",)),
    "risk": PERSONAL,
    "worth": PERSONAL,
    "models": ("reports:read", "analytics:run"),
}
