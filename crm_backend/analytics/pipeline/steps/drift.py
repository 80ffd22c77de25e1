"""Step `drift`: whether what models are fed and what they say is still as when they were made.

A model made in this very run cannot have drifted: then the one that was live before it is asked.
"""

from typing import Any

from crm_backend.analytics.pipeline.step import Context, Report, StepResult
from crm_backend.analytics.registry.drift import compare_all
from crm_backend.analytics.registry.service import find_reference

SHOWN = 12


class DriftStep:
    """Compares tonight's spread of inputs and scores with the profile of the model before."""

    name, weight = "drift", 0.5
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Compare."""
        told: list[dict[str, Any]] = []
        notes: list[str] = []
        for result in context.results.values():
            for kind, columns in result.spread.items():
                with context.database.session() as session:
                    live = find_reference(session, kind, before=context.as_of)
                if live is None:
                    continue
                found = compare_all(live.profile, columns)
                drifted = [one.name for one in found if one.verdict == "drifted"]
                told.append(
                    {
                        "kind": kind,
                        "model": live.name,
                        "since": live.created_at,
                        "columns": [one.to_dict() for one in found[:SHOWN]],
                        "drifted": drifted,
                    }
                )
                if drifted:
                    notes.append(
                        f"The {kind} model sees other customers than it learnt from:"
                        f" {', '.join(drifted[:3])}. Look at its scores before relying on it."
                    )
        report = Report("drift", {"models": told}, tuple(notes))
        return StepResult(reports=(report,), notes=tuple(notes))
