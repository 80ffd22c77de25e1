"""Step `quality`: what is wrong with the data, counted, with a few examples by their ids."""

from collections.abc import Mapping
from typing import Any

import ibis
import pandas as pd

from crm_backend.analytics.pipeline.checks import list_checks
from crm_backend.analytics.pipeline.faults import FAULTS
from crm_backend.analytics.pipeline.step import Context, Report, StepResult
from crm_backend.analytics.warehouse.engines import Expression

EXAMPLES = 3
HIGH = 0.99


class QualityStep:
    """Looks for rows that are missing, orphaned, doubled, odd or of the future."""

    name, weight = "quality", 2.0
    needs: tuple[str, ...] = ()

    def run(self, context: Context) -> StepResult:
        """Count."""
        house = context.frames.warehouse
        checks = list_checks(
            house.tables,
            as_of=context.as_of,
            currency=context.frames.currency,
            usual=self._find_usual(context),
        )
        rows = count_rows(context, house.tables)
        counts = count_rows(context, checks)
        found = [
            self._tell(context, name, checks[name], counts[name], rows[fault.table])
            for name, fault in FAULTS.items()
        ]
        notes = tuple(one["sentence"] for one in found if one["rows"] and one["severity"] != "note")
        payload = {"tables": rows, "checks": found, "currency": context.frames.currency}
        return StepResult(reports=(Report("quality", payload, notes),), notes=notes)

    def _find_usual(self, context: Context) -> float:
        made = context.frames.warehouse.tables["purchase_order"]
        found = context.frames.warehouse.frame(
            made.aggregate(count=made.count(), usual=made.total_cents.quantile(HIGH))
        )
        value = found["usual"][0]
        return float(value) if pd.notna(value) else 0.0

    def _tell(
        self, context: Context, name: str, wrong: Expression, rows: int, of: int
    ) -> dict[str, Any]:
        fault = FAULTS[name]
        examples: list[str] = []
        if rows:
            keys = wrong.select(key=wrong[fault.key].cast("string")).distinct()
            shown = context.frames.warehouse.frame(keys.order_by("key").limit(EXAMPLES))
            examples = [str(key) for key in shown["key"]]
        left = "; they are left out" if fault.drops else ""
        return {
            "name": name,
            "table": fault.table,
            "severity": fault.severity,
            "rows": rows,
            "of": of,
            "drops": fault.drops,
            "examples": examples,
            "sentence": f"{rows:,} of {of:,} {fault.says}{left}.",
        }


def count_rows(context: Context, tables: Mapping[str, Expression]) -> dict[str, int]:
    """Return the rows of each table or check, all by one question."""
    parts = [
        rows.aggregate(rows=rows.count()).mutate(name=ibis.literal(name))
        for name, rows in tables.items()
    ]
    found = context.frames.warehouse.frame(ibis.union(*parts))
    return {str(name): int(rows) for name, rows in zip(found["name"], found["rows"], strict=True)}
