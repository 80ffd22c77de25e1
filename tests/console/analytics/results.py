"""What a night's run would have stored, in small."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from crm_backend.analytics.pipeline.models import AnalyticsReport, AnalyticsRun, CustomerInsight
from crm_backend.analytics.recommendations.outcomes import make_share
from crm_backend.analytics.registry.models import AnalyticsModel
from kernel.db import Database


def estimate(value: float | None, low: float = 0.0, high: float = 0.0) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "n": 9}


def series(key: str, mean: list[float], gain: float | None) -> dict[str, Any]:
    return {
        "key": key,
        "method": "theta",
        "periods": ["2026-03-02", "2026-03-09"],
        "mean": mean,
        "lower": [one / 2 for one in mean],
        "upper": [one * 2 for one in mean],
        "gain": gain,
    }


def forecasts(*made: dict[str, Any], chosen: float = 3.0, naive: float = 4.0) -> dict[str, Any]:
    held = {"series": 2, "reference": "naive", "chosen": {"mae": chosen}}
    return {"series": list(made), "held_out": {**held, "methods": {"naive": {"mae": naive}}}}


TOPIC = {
    "id": "en-1",
    "name": "late parcel",
    "language": "en",
    "size": 12,
    "share": 0.4,
    "phrases": ["late parcel"],
    "examples": ["my parcel is late", "[name] waits"],
    "sentiment": estimate(-0.5),
    "rating": estimate(1.5),
    "trend": {"direction": "rising", "p": 0.01},
}
POINTS = [
    {"start": day, "count": 5, "sentiment": estimate(value)}
    for day, value in (("2026-02-16", 0.1), ("2026-02-23", -0.2))
]
EFFECT = {
    "odds": 3.1,
    "low_end": 2.0,
    "high_end": 4.8,
    "sentences": {"en": "Ratings that mention late parcels are low.", "zh": "提到迟到的评分偏低。"},
}
SEGMENTS = {
    "clusters": {
        "stability": 0.93,
        "segments": [
            {
                "name": "champions",
                "customers": 3,
                "share": 0.3,
                "revenue_share": 0.7,
                "traits": [
                    {"column": "frequency", "level": "higher", "here": 9.0, "everybody": 2.0}
                ],
            }
        ],
    },
    "movement": {
        "earlier": "2025-12-01",
        "later": "2026-03-02",
        "rows": ["champions", "lost"],
        "columns": ["champions", "lost"],
        "counts": [[5, 2], [1, 4]],
        "stayed": 0.75,
    },
}


def share(count: int, of: int) -> dict[str, Any]:
    return asdict(make_share(count, of))


OFFERS = {
    "window_days": 14,
    "currency": "EUR",
    "shown": 120,
    "people": 80,
    "coverage": share(2, 40),
    "clicks": share(30, 120),
    "acceptance": share(9, 100),
    "places": [
        {"key": ["again", "chat"], "offered": 40, "clicked": share(5, 40), "bought": share(4, 40)},
        {"key": ["new", "chat"], "offered": 80, "clicked": share(25, 80), "bought": share(5, 60)},
    ],
    "weeks": [
        {"key": [day], "offered": 40, "clicked": share(9, 40), "bought": share(taken, of)}
        for day, taken, of in (("2026-02-02", 3, 40), ("2026-02-09", 6, 60), ("2026-03-02", 0, 0))
    ],
    "products": [
        {
            "key": [key],
            "offered": offered,
            "clicked": share(9, offered),
            "bought": share(2, offered),
            "lost": lost,
        }
        for key, offered, lost in ((1, 70, 0), (2, 50, 7))
    ],
    "compared": [["after_order", "basket"], ["chat", "new"]],
    "buyers": {"model": share(30, 60), "holdout": share(5, 40)},
    "uplift": {"value": 0.375, "low": 0.19, "high": 0.52},
    "spend_uplift": {"value": 450.0, "low": 100.0, "high": 800.0},
    "conclusion": "more",
}


def make_reports() -> dict[str, dict[str, Any]]:
    """Return a payload of each kind."""
    weeks = [
        {"week": f"2026-0{month}-02", "revenue_cents": 10_000 * month, "units": month}
        for month in (1, 2, 3)
    ]
    stock = {"key": "1", "stock": 4.0, "probability": 0.8, "earliest": "2026-03-09"}
    agents = {"agents": 2, "share_in_time": 0.9}
    hour = {"period": "2026-03-02T09:00+01:00", "contacts": 5.0, "most_contacts": 9.0}
    return {
        "sales": {
            "currency": "EUR",
            "weeks": weeks,
            "categories": [{"category_id": 1, "ever": 900, "quarter": 600, "before": 300}],
            "customers": {"known": 20, "bought": 10, "came_back": 4, "active_90d": 6},
        },
        "churn": {
            "metrics": {"auc": {"value": 0.78, "low": 0.7, "high": 0.85}},
            "is_live": True,
            "answering": {
                "name": "churn-1",
                "days": 91,
                "auc": 0.78,
                "naive": 0.71,
                "fitted_at": "2026-03-02T03:00:00+00:00",
            },
            "ablations": {"chats": {"auc": {"value": 0.01, "low": -0.01, "high": 0.03}}},
        },
        "value": {
            "totals": {"spend_interval": [100.0, 900.0]},
            "holdout": {
                "spend": [
                    {"name": "own past rate", "mae": 9.0, "rmse": 12.0, "rank": 0.4, "total": 0.6},
                    {
                        "name": "zero for everyone",
                        "mae": 8.0,
                        "rmse": 20.0,
                        "rank": None,
                        "total": -1.0,
                    },
                ]
            },
        },
        "segments": SEGMENTS,
        "demand": {
            "products": forecasts(series("1", [10.0, 12.0], 0.25)),
            "categories": forecasts(series("1", [30.0, 31.0], -0.1)),
            "reasons": forecasts(
                *(
                    series(reason, [3.0, 4.0], None)
                    for reason in ("ticket:delivery", "ticket:odd_one", "chat:track_order")
                )
            ),
            "stock": [{**stock, "is_warned": True, "to_order": 17}],
            "roster": [{**hour, "expected": agents, "careful": {**agents, "agents": 3}}],
        },
        "contacts": {
            "zone": "UTC",
            "week": [[day + hour for hour in range(24)] for day in range(7)],
        },
        "feedback": {
            "topics": {"texts": 30, "topics": [TOPIC], "series": POINTS},
            "drivers": {"effects": [EFFECT]},
        },
        "offers": OFFERS,
        "quality": {
            "currency": "EUR",
            "checks": [
                {
                    "name": "order_in_future",
                    "severity": "error",
                    "rows": 3,
                    "of": 40,
                    "drops": True,
                    "examples": ["17"],
                    "sentence": "3 of 40 orders lie in the future.",
                }
            ],
        },
        "freshness": {
            "feeds": [{"name": "orders", "rows": 40, "hours": 50.2, "is_silent": True}],
        },
        "drift": {"models": [{"model": "churn-1", "drifted": ["recency_days"]}]},
    }


def store_night(database: Database, at: datetime, customer_ids: list[int]) -> None:
    """Store a run, its reports, a model, and what is foretold of some customers."""
    with database.transaction() as session:
        refused = {"name": "churn", "state": "refused", "error": "too few orders"}
        session.add(
            AnalyticsRun(
                state="incomplete",
                as_of=at,
                started_at=at,
                ended_at=at + timedelta(seconds=42),
                made_by="nightly",
                steps=[refused],
            )
        )
        for kind, payload in make_reports().items():
            notes = [f"A doubt about {kind}."]
            session.add(AnalyticsReport(kind=kind, as_of=at, payload=payload, notes=notes))
        session.add(
            AnalyticsModel(
                kind="churn",
                name="churn-1",
                state="live",
                created_at=at,
                changed_at=at,
                sha256="0" * 64,
                scores={"metric": "AUC", "model": 0.78, "naive": 0.71},
            )
        )
        for place, customer_id in enumerate(customer_ids):
            session.add(make_insight(customer_id, at, place))


def make_insight(customer_id: int, at: datetime, place: int) -> CustomerInsight:
    """Return what is foretold of a customer: the later, the dearer; every second may leave."""
    reasons = [
        {"column": "recency_days", "value": "140", "log_odds": 1.2},
        {"column": "complaints_open", "value": "1", "log_odds": 0.4},
        {"column": "orders", "value": "9", "log_odds": -0.8},
    ]
    return CustomerInsight(
        customer_id=customer_id,
        as_of=at,
        order_count=3,
        spend_cents=20_000 + place,
        churn_probability=0.8 if place % 2 == 0 else 0.2,
        churn_days=91,
        churn_reasons=reasons,
        expected_orders=1.5,
        expected_spend_cents=10_000 * (place + 1),
        spend_low_cents=1_000,
        spend_high_cents=50_000,
        horizon_days=91,
        p_alive=0.7,
        rfm_segment="champions" if place % 2 else "at_risk",
        cluster="champions",
        next_category_id=1,
        next_category_probability=0.31,
        next_reason="delivery",
        next_reason_probability=0.22,
    )
