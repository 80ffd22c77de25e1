"""`frontdesk analytics fit-recs`: recommendations learnt from any file, beside the bestsellers."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from crm_backend.analytics.files.reading import read_csv
from crm_backend.analytics.recommendations.fitting import fit_recs
from crm_backend.analytics.recommendations.saving import save_scorer
from frontdesk.analytics.output import JsonOut, write_result, writing
from kernel.clock import utc_now
from kernel.errors import Invalid


def fit_recommendations(
    train: Annotated[Path, typer.Option(help="A CSV file: who has (bought, read) what.")],
    test: Annotated[
        Path | None, typer.Option(help="What came after; a part of the training file if left out.")
    ] = None,
    user: Annotated[str, typer.Option(help="The column of users.")] = "user",
    item: Annotated[str, typer.Option(help="The column of items.")] = "item",
    time: Annotated[
        str | None,
        typer.Option(help="The column of dates or rising numbers (time)."),
    ] = None,
    split: Annotated[
        Literal["leave-one-out", "time"], typer.Option(help="What to keep back without --test.")
    ] = "leave-one-out",
    sequences: Annotated[
        bool, typer.Option(help="Try models that know the order, too (needs times).")
    ] = True,
    save: Annotated[
        Path | None, typer.Option(help="Keep the model here (.npz, with a .json beside it).")
    ] = None,
    out: JsonOut = None,
) -> None:
    """Choose a recommender, and say how well it ranks what users came to next."""
    if save is not None and save.suffix != ".npz":
        raise Invalid(f"{save.name} should end in .npz.")
    needs = [user, item, *([time] if time else [])]
    learnt = read_csv(train, needs=needs)
    tested = read_csv(test, needs=needs) if test else None
    if time is None and "time" in learnt and (tested is None or "time" in tested):
        time = "time"
    report, scorer, data = fit_recs(
        learnt,
        tested,
        user=user,
        item=item,
        time=time,
        split=split,
        sequences=sequences,
        now=utc_now(),
    )
    if save is not None:
        settings = {**report.model["settings"], "items": data.item_ids}
        with writing(save):
            save_scorer(scorer, save, name=report.model["name"], settings=settings)
    write_result(report.to_dict(), out)
