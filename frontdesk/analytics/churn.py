"""`frontdesk analytics fit-churn`: who will leave, by a file of who did."""

import enum
import time
from pathlib import Path
from typing import Annotated, Any

import typer

from crm_backend.analytics.files.reading import read_csv
from frontdesk.analytics.output import JsonOut, write_result, writing


class ModelName(enum.StrEnum):
    """What may be fitted."""

    LOGISTIC = "logistic"
    EBM = "ebm"


def fit_churn(
    csv: Annotated[Path, typer.Option(help="A CSV file with a head, one row a customer.")],
    target: Annotated[str, typer.Option(help="The column that says who left, such as Churn.")],
    drop: Annotated[str, typer.Option(help="Columns to leave out, parted by commas.")] = "",
    keep: Annotated[
        str, typer.Option(help="Columns to keep though they seem to name rows or give all away.")
    ] = "",
    positive: Annotated[
        str | None, typer.Option(help="The value of the target that is to be predicted.")
    ] = None,
    model: Annotated[
        ModelName, typer.Option(help="Splines, or explainable boosting (interpret-core).")
    ] = ModelName.LOGISTIC,
    save: Annotated[Path | None, typer.Option(help="Write the model here, as JSON.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Of the folds.")] = 0,
    out: JsonOut = None,
) -> None:
    """Fit a model of any yes or no; report how good it is, beside what, and why it says what."""
    from crm_backend.analytics.churn.fitting import fit_churn as fit

    start = time.perf_counter()
    frame = read_csv(csv, needs=(target, *split_names(drop), *split_names(keep)))
    report = fit(
        frame,
        target,
        drop=split_names(drop),
        keep=split_names(keep),
        positive=positive,
        model=model.value,
        seed=seed,
    )
    if save is not None:
        with writing(save):
            report.model.save(save)
    told: dict[str, Any] = {"file": csv.name, **report.to_dict()}
    write_result(told | {"seconds": round(time.perf_counter() - start, 2)}, out)


def split_names(names: str) -> list[str]:
    """Return the names in a text parted by commas."""
    return [name.strip() for name in names.split(",") if name.strip()]
