"""Step `next`: what each customer buys next, and what they turn to the shop about next."""

from pathlib import Path
from typing import Any

import pandas as pd

from crm_backend.analytics.pipeline.step import Context, Report, StepResult
from crm_backend.analytics.registry.gate import Score
from crm_backend.analytics.registry.service import Fitted, find_held
from crm_backend.analytics.sequences.histories import PERSON, TIME, WHAT, read_histories
from crm_backend.analytics.sequences.learning import learn_next
from crm_backend.analytics.sequences.model import NextModel
from kernel.errors import FrontdeskError, Invalid

LATEST = 50  # events of a customer that are asked with; older ones no longer matter


class NextStep:
    """Learns from histories; tells of each customer only where it ranks better than naive."""

    name, weight = "next", 4.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Learn both; raise `Invalid` where neither can be learnt."""
        notes: list[str] = []
        payload: dict[str, Any] = {"category": None, "reason": None}
        frames = [
            self._learn(context, "category", list_bought(context), payload, notes),
            self._learn(context, "reason", list_asked(context), payload, notes),
        ]
        if payload["category"] is None and payload["reason"] is None:
            raise Invalid(" ".join(notes))
        told = [frame for frame in frames if frame is not None]
        return StepResult(
            reports=(Report("next", payload, tuple(notes)),),
            insights=pd.concat(told, axis=1) if told else None,
        )

    def _learn(
        self,
        context: Context,
        name: str,
        rows: pd.DataFrame,
        payload: dict[str, Any],
        notes: list[str],
    ) -> pd.DataFrame | None:
        try:
            histories = read_histories(rows, as_of=pd.Timestamp(context.as_of))
            model, report = learn_next(histories)
        except Invalid as error:
            notes.append(f"The next {name} is not foretold. {error.message}")
            return None

        def write(folder: Path) -> None:
            model.save(folder / "model.npz")

        naive = max(report.popular.mrr, report.same_again.mrr)
        kind = f"next-{name}"
        score = Score(
            "mean reciprocal rank",
            report.model.mrr,
            naive,
            is_higher_better=True,
        )
        row, verdict = context.keep(Fitted(kind, write, score, window_end=context.as_of))
        notes += [*histories.notes, f"Model {row.name} of the next {name}: {verdict.why}"]
        payload[name] = {**report.to_dict(), "verdict": verdict.why}
        if not verdict.may_go_live:
            held = open_held(context, kind, notes)
            if held is None:
                notes.append(f"The next {name} is told of nobody: the naive answer ranks better.")
                return None
            model = held
        best = [model.predict(events[-LATEST:], top=1) for events in histories.events]
        frame = pd.DataFrame(
            {
                f"next_{name}": [one[0].what if one else None for one in best],
                f"next_{name}_probability": [one[0].probability if one else None for one in best],
            },
            index=[int(person) for person in histories.people],
        )
        if name == "category":
            numbers = frame.pop("next_category").astype("Int64")
            frame = frame.assign(next_category_id=numbers)
        return frame


def open_held(context: Context, kind: str, notes: list[str]) -> NextModel | None:
    """Return the model that a person holds, or None; what keeps it from being loaded is noted."""
    with context.database.session() as session:
        held = find_held(session, kind)
    if held is None:
        return None
    try:
        return NextModel.load(context.registry.open(held)[0] / "model.npz")
    except FrontdeskError as error:
        notes.append(f"The held model was not loaded: {error.message}")
        return None


def list_bought(context: Context) -> pd.DataFrame:
    """Return each category of each order once."""
    baskets = context.frames.baskets().drop_duplicates(["order_id", "category_id"])
    return pd.DataFrame(
        {
            PERSON: baskets["customer_id"].astype(str),
            TIME: baskets["placed_at"],
            WHAT: baskets["category_id"].astype(str),
        }
    )


def list_asked(context: Context) -> pd.DataFrame:
    """Return what customers wanted: kinds of tickets and first wishes of chats."""
    tickets, chats = context.frames.tickets(), context.frames.chats()
    chats = chats[chats["intent"].notna()]
    parts = [
        pd.DataFrame(
            {
                PERSON: tickets["customer"].astype(str),
                TIME: tickets["opened_at"],
                WHAT: tickets["kind"],
            }
        ),
        pd.DataFrame(
            {PERSON: chats["customer"].astype(str), TIME: chats["at"], WHAT: chats["intent"]}
        ),
    ]
    return pd.concat([part for part in parts if not part.empty] or parts, ignore_index=True)
