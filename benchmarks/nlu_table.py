"""The figures of understanding side by side, as plain text or Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any

HEADS = (
    "set",
    "system",
    "accuracy or F1",
    "published",
    "OOS AUROC",
    "OOS found",
    "coverage",
    "set size",
    "training s",
    "p50 / p95 ms",
    "MB",
)
Row = tuple[str, str, str, Mapping[str, Any]]


def draw_table(rows: Sequence[Row], *, as_markdown: bool) -> str:
    """Return a line for each (set, system, published, report)."""
    lines = [HEADS, *(fill_cells(*row) for row in rows)]
    if as_markdown:
        lines.insert(1, ("---",) * len(HEADS))
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    padded = [
        [cell.ljust(width) for cell, width in zip(line, widths, strict=True)] for line in lines
    ]
    return "\n".join("  ".join(line).rstrip() for line in padded)


def fill_cells(
    name: str, system: str, published: str, report: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the cells of a line; what was not measured is a dash."""
    main = report.get("accuracy", report.get("f1"))
    both = f"{report['p50_ms']:.1f} / {report['p95_ms']:.1f}"
    return (
        name,
        system,
        show(main, 100),
        published or "-",
        show(report.get("oos_auroc"), 100),
        show(report.get("oos_recall_at_95_kept"), 100),
        show(report.get("coverage"), 100),
        show(report.get("mean_set_size"), 1, 2),
        show(report.get("train_seconds"), 1),
        both,
        show(report.get("size_bytes"), 1e-6),
    )


def show(value: float | None, scale: float, places: int = 1) -> str:
    """Return a figure as text."""
    return "-" if value is None else f"{value * scale:.{places}f}"
