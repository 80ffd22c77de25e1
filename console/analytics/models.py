"""The page of the models: which answers, how it scored beside the naive answer, the way back. Pure.

Moving them is done by `model_routes`.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

from console.analytics.overview import say_moment, say_step
from console.analytics.page import Card, Cell, Dashboard, Section, Table, head, name_by
from console.analytics.reading import Told
from console.analytics.risk import name_feature
from console.words import say
from crm_backend.analytics.registry.models import AnalyticsModel
from kernel.turns import Language

HERE = "/staff/analytics/models"
NAMING = ("segments", "topics")  # found anew each night; only their names go on from the live one
SHOWN_COLUMNS = 3


def make_models(models: Sequence[AnalyticsModel], drift: Told, language: Language) -> Dashboard:
    """Return the page; `models` are ordered by kind."""
    if not models:
        return Dashboard(say("analytics_models_nothing", language))
    kinds = {kind: list(group) for kind, group in groupby(models, key=lambda one: one.kind)}
    drifts = {str(one.get("kind")): one for one in drift.payload.get("models") or ()}
    held = sum(any(one.is_held for one in group) for group in kinds.values())
    moved = sum(bool(one.get("drifted")) for one in drifts.values())
    live = sum(any(one.state == "live" for one in group) for group in kinds.values())
    cards = (
        Card(say("analytics_models_card_live", language), f"{live} / {len(kinds)}"),
        Card(say("analytics_models_card_held", language), str(held)),
        Card(say("analytics_models_card_drifted", language), str(moved)),
    )
    sections = tuple(
        Section(
            kind,
            say_step(kind, language),
            " ".join(_say_kind(kind, group, drifts.get(kind), language)),
            table=_list_models(group, language),
        )
        for kind, group in kinds.items()
    )
    return Dashboard(say("analytics_models_lead", language), cards, sections, drift.notes)


def name_deed(model: AnalyticsModel) -> str:
    """Return what may be done with a model: promote, rollback, hold or release."""
    if model.state == "live":
        return "release" if model.is_held else "hold"
    return "rollback" if model.state == "previous" else "promote"


def _say_kind(
    kind: str, models: Sequence[AnalyticsModel], drift: dict[str, Any] | None, language: Language
) -> list[str]:
    live = next((one for one in models if one.state == "live"), None)
    if live is None:
        return [say("analytics_models_no_live", language)]
    since = say_moment(live.changed_at)
    said = [say("analytics_models_live", language, name=live.name, since=since)]
    said.append(say_score(live, language) + say("analytics_models_stop", language))
    if live.is_held:
        said.append(say("analytics_models_held", language, by=live.changed_by))
    said.append(say_drift(drift, language))
    role = "names" if kind in NAMING else "answers"
    return [*said, say(f"analytics_models_does_{role}", language)]


def say_drift(drift: dict[str, Any] | None, language: Language) -> str:
    """Return in a sentence whether customers are still as the model of a kind knew them."""
    if drift is None:
        return say("analytics_models_drift_unknown", language)
    columns = drift.get("columns") or ()
    by_verdict = {
        verdict: [str(one["name"]) for one in columns if one["verdict"] == verdict]
        for verdict in ("shifted", "unknown")
    }
    worst = next(
        (
            (verdict, names)
            for verdict, names in (
                ("drifted", [str(name) for name in drift.get("drifted") or ()]),
                ("shifted", by_verdict["shifted"]),
                ("unknown", by_verdict["unknown"]),
            )
            if names
        ),
        ("steady", []),
    )
    names = [name_feature(name, language) for name in worst[1][:SHOWN_COLUMNS]]
    between = say("analytics_models_between", language)
    return say(f"analytics_models_drift_{worst[0]}", language, names=between.join(names))


def say_score(model: AnalyticsModel, language: Language) -> str:
    """Return what the model reached on weeks it had not seen, beside the plain guess."""
    scores = model.scores
    if not {"metric", "model", "naive"} <= scores.keys():
        return model.why
    key = f"analytics_metric_{str(scores['metric']).lower().replace(' ', '_')}"
    metric = name_by(key, language, str(scores["metric"]))
    reached, naive = (f"{scores[name]:,.3g}" for name in ("model", "naive"))
    return say("analytics_score", language, metric=metric, reached=reached, naive=naive)


def _list_models(models: Sequence[AnalyticsModel], language: Language) -> Table:
    rows = tuple(
        (
            Cell(model.name),
            _tell_state(model, language),
            Cell(say_moment(model.created_at), note=model.made_by),
            Cell(say_score(model, language)),
            Cell(_say_gate(model, language)),
            _link_deed(model, language),
        )
        for model in models
    )
    columns = ("model", "state", "when", "score", "gate", "by_hand")
    return Table(head(language, columns), rows)


def _tell_state(model: AnalyticsModel, language: Language) -> Cell:
    held = say("analytics_models_is_held", language) if model.is_held else ""
    return Cell(say(f"analytics_model_{model.state}", language), note=held)


def _say_gate(model: AnalyticsModel, language: Language) -> str:
    passed = model.scores.get("may_go_live")
    key = "unknown" if passed is None else "passed" if passed else "failed"
    return say(f"analytics_models_gate_{key}", language)


def _link_deed(model: AnalyticsModel, language: Language) -> Cell:
    deed = name_deed(model)
    address = f"{HERE}/{quote(model.kind)}/{quote(model.name)}/{deed}"
    return Cell(say(f"analytics_models_do_{deed}", language), href=address)
