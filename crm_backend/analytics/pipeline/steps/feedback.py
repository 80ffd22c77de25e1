"""Step `feedback`: what tickets and comments are about, how it changes, what lowers ratings."""

from pathlib import Path
from typing import Any

import pandas as pd

from crm_backend.analytics.feedback.drivers import explain_low_ratings
from crm_backend.analytics.feedback.model import TopicModel
from crm_backend.analytics.feedback.topics import Found, find_topics
from crm_backend.analytics.pipeline.step import Context, Report, StepResult
from crm_backend.analytics.pipeline.texts import list_documents
from crm_backend.analytics.registry.gate import Score
from crm_backend.analytics.registry.service import Fitted, find_live
from crm_backend.analytics.warehouse.features import moment
from kernel.errors import FrontdeskError, Invalid

KIND = "topics"


class FeedbackStep:
    """Groups texts, masked before anything is learnt; topics keep their names over nights."""

    name, weight = "feedback", 8.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Find topics and drivers; raise `Invalid` where there is neither."""
        notes: list[str] = []
        payload: dict[str, Any] = {"topics": None, "drivers": None}
        with context.database.session() as session:
            documents = list_documents(session, as_of=context.as_of)
        try:
            found = find_topics(documents, previous=open_previous(context))
            payload["topics"] = found.report.to_dict()
            notes += found.report.notes
            row, verdict = context.keep(self._keep(found, context))
            notes.append(f"Model {row.name}: {verdict.why}")
        except Invalid as error:
            notes.append(f"No topics: {error.message}")
        try:
            drivers = explain_low_ratings(
                list_ratings(context),
                rating="rating",
                columns=["channel", "language", "wait_minutes", "mood", "weekday", "intent"],
            )
            payload["drivers"] = drivers.to_dict()
            notes += drivers.notes
        except Invalid as error:
            notes.append(f"What lowers ratings is not known: {error.message}")
        if payload["topics"] is None and payload["drivers"] is None:
            raise Invalid(" ".join(notes))
        return StepResult(reports=(Report("feedback", payload, tuple(notes)),))

    def _keep(self, found: Found, context: Context) -> Fitted:
        def write(folder: Path) -> None:
            found.model.save(folder / "model.npz")

        weakest = min(found.report.quality, key=lambda one: one.cohesion - one.chance)
        score = Score("cohesion", weakest.cohesion, weakest.chance, is_higher_better=True)
        return Fitted(KIND, write, score, window_end=context.as_of)


def open_previous(context: Context) -> TopicModel | None:
    """Return the live topics, whose names are kept; None where there are none to trust."""
    with context.database.session() as session:
        live = find_live(session, KIND)
    if live is None:
        return None
    try:
        return TopicModel.load(context.registry.open(live)[0] / "model.npz")
    except FrontdeskError as error:
        context.tell(f"The topics before are not gone on with: {error.message}")
        return None


def list_ratings(context: Context) -> pd.DataFrame:
    """Return each rated talk with a person, and what could have lowered its rating."""
    house, at = context.frames.warehouse, moment(context.as_of)
    calls, chats = house.tables["handoff"], house.tables["conversation"]
    said = house.tables["message"]
    said = said.filter(said["at"] <= at)
    moods = said.group_by("conversation_id").aggregate(
        mood=said.sentiment_score.mean(), intent=said.intent.min()
    )
    calls = calls.filter(calls.rating.notnull(), calls.requested_at <= at)
    joined = calls.inner_join(chats, calls.conversation_id == chats.id, rname="chat_{name}")
    joined = joined.left_join(moods, joined.conversation_id == moods.conversation_id)
    answered = joined.first_answer_at.coalesce(joined.taken_at)
    waited = answered.epoch_seconds() - joined.requested_at.epoch_seconds()
    frame = house.frame(
        joined.select(
            "rating",
            "channel",
            "language",
            "mood",
            "intent",
            id=joined.id,
            asked_at=joined.requested_at,
            wait_minutes=waited.cast("float64") / 60.0,
        )
    )
    days = pd.to_datetime(frame["asked_at"]).dt.day_name()
    return frame.assign(weekday=days).sort_values("id", ignore_index=True)
