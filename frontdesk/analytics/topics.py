"""`frontdesk analytics topics`: what texts are about, how people feel, what lowers ratings."""

import sys
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from crm_backend.analytics.feedback.drivers import explain_low_ratings
from crm_backend.analytics.feedback.model import TopicModel
from crm_backend.analytics.feedback.reading import Columns, read_documents
from crm_backend.analytics.feedback.topics import Found, find_topics
from crm_backend.analytics.files.reading import read_csv
from frontdesk.analytics.output import JsonOut, write_result, writing
from kernel.errors import Invalid

NO_TOPIC = "(none)"
SHOWN = 5  # effects told on the screen

Column = typer.Option(help="The column of it, if there is one.")


def topics(
    csv: Annotated[Path, typer.Option(help="A CSV file with a head, a text in each row.")],
    text: Annotated[str, typer.Option(help="The column of the texts.")],
    time: Annotated[str, Column] = "",
    rating: Annotated[str, typer.Option(help="The column of ratings, 1 to 5.")] = "",
    language: Annotated[str, Column] = "",
    sentiment: Annotated[str, typer.Option(help="The column of scores, -1 to 1.")] = "",
    kind: Annotated[str, Column] = "",
    drivers: Annotated[
        str, typer.Option(help="More columns that may lower ratings, parted by commas.")
    ] = "",
    number: Annotated[int | None, typer.Option(help="Topics per language; found if none.")] = None,
    previous: Annotated[Path | None, typer.Option(help="A model whose topics go on.")] = None,
    model: Annotated[Path | None, typer.Option(help="Keep the model here (.npz).")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn at random.")] = 0,
    out: JsonOut = None,
) -> None:
    """Say what texts are about, how often over time, and what goes with low ratings."""
    columns = Columns(text, time, rating, language, sentiment, kind)
    more = [name.strip() for name in drivers.split(",") if name.strip()]
    frame = read_csv(csv, needs=[*columns.named, *more])
    documents, notes = read_documents(frame, columns)
    earlier = TopicModel.load(previous) if previous else None
    found = find_topics(documents, topics=number, previous=earlier, seed=seed)
    result: dict[str, Any] = found.report.to_dict()
    result["notes"] = [*notes, *result["notes"]]
    if rating:
        result["drivers"] = find_drivers(frame, columns, found, more, seed)
    if model:
        with writing(model):
            model.parent.mkdir(parents=True, exist_ok=True)
            found.model.save(model)
    tell(found, result)
    write_result(result, out)


def find_drivers(
    frame: pd.DataFrame, columns: Columns, found: Found, more: list[str], seed: int
) -> dict[str, Any]:
    """Return what goes with low ratings, or why nothing can be said."""
    names = found.model.names
    placed = [found.assigned.get(str(row + 1)) for row in range(len(frame))]
    table = frame.assign(topic=[names[one] if one else NO_TOPIC for one in placed])
    given = [name for name in (columns.kind, columns.language, *more) if name]
    chosen = list(dict.fromkeys(["topic", *(name for name in given if name != "topic")]))
    try:
        return explain_low_ratings(
            table, rating=columns.rating, columns=chosen, seed=seed
        ).to_dict()
    except Invalid as error:
        return {"refused": error.message}


def tell(found: Found, result: dict[str, Any]) -> None:
    """Say the result in short on the screen, beside the JSON."""
    lines = [f"{found.report.texts} texts, {found.report.unassigned} in no topic."]
    lines += [
        f"{topic.share:6.1%} {topic.name} ({topic.language}, {topic.trend.direction})"
        for topic in found.report.topics
    ]
    effects = result.get("drivers", {}).get("effects", [])
    lines += [f"- {one['sentences']['en']}" for one in effects[:SHOWN] if one["is_sure"]]
    lines += [result["drivers"]["refused"]] if "refused" in result.get("drivers", {}) else []
    sys.stderr.write("\n".join(lines) + "\n")
