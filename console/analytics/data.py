"""The page of the data: what is wrong with them, how fresh they are, the models. Pure."""

from collections.abc import Sequence
from typing import Any

from console.analytics.overview import say_moment, say_step
from console.analytics.page import Cell, Dashboard, Section, Table, head, name_by
from console.analytics.reading import Told
from console.words import say
from crm_backend.analytics.registry.models import AnalyticsModel
from kernel.turns import Language


def make_data(
    quality: Told,
    freshness: Told,
    drift: Told,
    models: Sequence[AnalyticsModel],
    language: Language,
) -> Dashboard:
    """Return the page."""
    if not quality.payload and not models:
        return Dashboard(say("analytics_data_none", language))
    wrong = [one for one in quality.payload.get("checks") or () if one["rows"]]
    grave = sum(one["severity"] == "error" for one in wrong)
    key = "analytics_data_grave" if grave else "analytics_data_fine"
    sections = (
        Section(
            "faults",
            say("analytics_faults", language),
            say("analytics_faults_about", language),
            table=_list_faults(wrong, language) if wrong else None,
            empty=say("analytics_faults_none", language),
        ),
        Section(
            "feeds",
            say("analytics_feeds", language),
            table=_list_feeds(freshness, language),
        ),
        Section(
            "models",
            say("analytics_models", language),
            say("analytics_models_about", language),
            table=_list_models(models, drift, language) if models else None,
            empty=say("analytics_models_none", language),
        ),
    )
    return Dashboard(say(key, language, count=grave), sections=sections)


def _list_faults(wrong: Sequence[dict[str, Any]], language: Language) -> Table:
    rows = tuple(
        (
            Cell(_name_fault(one, language), note=_say_left_out(one, language)),
            Cell(say(f"analytics_severity_{one['severity']}", language)),
            Cell(
                f"{one['rows']:,}", note=say("analytics_of_known", language, count=f"{one['of']:,}")
            ),
            Cell(", ".join(map(str, one["examples"]))),
        )
        for one in wrong
    )
    return Table(head(language, ("fault", "severity", "rows", "examples")), rows)


def _name_fault(one: dict[str, Any], language: Language) -> str:
    return name_by(f"analytics_fault_{one['name']}", language, str(one["sentence"]))


def _say_left_out(one: dict[str, Any], language: Language) -> str:
    return say("analytics_left_out", language) if one["drops"] else ""


def _list_feeds(freshness: Told, language: Language) -> Table | None:
    feeds = freshness.payload.get("feeds") or ()
    if not feeds:
        return None
    rows = tuple(
        (
            Cell(_name_feed(str(one["name"]), language)),
            Cell(f"{one['rows']:,}"),
            Cell(
                "–"
                if one["hours"] is None
                else say("analytics_hours_ago", language, hours=f"{one['hours']:,.0f}")
            ),
            Cell(say("analytics_silent" if one["is_silent"] else "analytics_as_usual", language)),
        )
        for one in feeds
    )
    return Table(head(language, ("feed", "rows", "newest", "state")), rows)


def _name_feed(name: str, language: Language) -> str:
    return name_by(f"analytics_feed_{name}", language, name)


def say_score(model: AnalyticsModel, language: Language) -> str:
    """Return what the model reached on weeks it had not seen, beside the plain guess."""
    scores = model.scores
    if not {"metric", "model", "naive"} <= scores.keys():
        return model.why
    key = f"analytics_metric_{str(scores['metric']).lower().replace(' ', '_')}"
    metric = name_by(key, language, str(scores["metric"]))
    reached, naive = (f"{scores[name]:,.3g}" for name in ("model", "naive"))
    return say("analytics_score", language, metric=metric, reached=reached, naive=naive)


def _list_models(models: Sequence[AnalyticsModel], drift: Told, language: Language) -> Table:
    drifted = {one["model"]: one["drifted"] for one in drift.payload.get("models") or ()}
    rows = tuple(
        (
            Cell(say_step(model.kind, language), note=model.name),
            Cell(say(f"analytics_model_{model.state}", language)),
            Cell(say_moment(model.created_at)),
            Cell(say_score(model, language)),
            Cell(", ".join(drifted.get(model.name, ())) or "–"),
        )
        for model in models
    )
    return Table(head(language, ("model", "state", "when", "verdict", "drift")), rows)
