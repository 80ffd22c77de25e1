"""Which page is made of what: reads the results, hands them to the views."""

from collections.abc import Callable, Mapping
from urllib.parse import quote

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.analytics import reading
from console.analytics.data import make_data
from console.analytics.demand import SHOWN as FORECAST
from console.analytics.demand import make_demand
from console.analytics.models import make_models
from console.analytics.offers import SHOWN as OFFERED
from console.analytics.offers import make_offers
from console.analytics.overview import make_overview
from console.analytics.page import Dashboard, Section
from console.analytics.reading import EXPORTED, SHOWN, SegmentKind, read_told
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
    shelves = name_shelves(session, language)
    told, totals = read_told(session, "sales"), reading.read_totals(session)
    return make_overview(told, totals, reading.read_runs(session), shelves, language)


def name_shelves(session: Session, language: Language) -> dict[int, str]:
    """Return the names of all categories by id."""
    return {one.id: one.name(language) for one in session.scalars(select(Category))}


def build_risk(session: Session, language: Language, whole: bool) -> Dashboard:
    """Return the page of who may leave."""
    return make_risk(
        read_told(session, "churn"),
        reading.read_totals(session),
        reading.count_in_bins(session),
        reading.list_by_stake(session, EXPORTED if whole else SHOWN),
        name_shelves(session, language),
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


def build_segment(
    session: Session, segment: str, language: Language, by: SegmentKind = "rfm"
) -> Dashboard:
    """Return the page of one segment. Raises `NotFound`."""
    known = reading.list_in_segment(session, segment, by)
    if not known:
        raise NotFound("Nobody is in that segment.")
    name = name_segment(segment, language)
    table = list_people(known, reading.read_currency(session), language)
    count = reading.count_in_segment(session, segment, by)
    about = say("analytics_segment_about", language, shown=len(known), count=f"{count:,}")
    audience = f"segments/{quote(segment, safe='')}/audience.csv?by={by}"
    return Dashboard(name, sections=(Section("who", name, about, table=table, csv=audience),))


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


def build_offers(session: Session, language: Language, whole: bool) -> Dashboard:
    """Return the page of recommendations."""
    told = read_told(session, "offers")
    shown = [row["key"][0] for row in told.payload.get("products") or ()]
    products = session.scalars(select(Product).where(Product.id.in_(shown)))
    names = {one.id: one.name(language) for one in products}
    return make_offers(told, names, language, len(shown) if whole else OFFERED)


def build_data(session: Session, language: Language, _whole: bool) -> Dashboard:
    """Return the page of the data."""
    return make_data(read_told(session, "quality"), read_told(session, "freshness"), language)


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
    "offers": build_offers,
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
