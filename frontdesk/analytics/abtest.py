"""`frontdesk analytics abtest`: what may be concluded from an experiment in any file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from console.words import say
from crm_backend.analytics.experiments.analysis import analyse
from crm_backend.analytics.experiments.files import read_experiment
from crm_backend.analytics.experiments.results import Analysis, Sentence
from frontdesk.analytics.output import JsonOut, write_result
from kernel.errors import Invalid

LANGUAGES = ("en", "zh")


def abtest(
    csv: Annotated[Path, typer.Option(help="A CSV file with a row for each customer.")],
    group: Annotated[str, typer.Option(help="The column that names each customer's group.")],
    metric: Annotated[str, typer.Option(help="What is measured, the primary metric first: A,B,C.")],
    pre: Annotated[
        str, typer.Option(help="The same from before the experiment (CUPED); one for all, or each.")
    ] = "",
    control: Annotated[str, typer.Option(help="The group that the others are compared with.")] = "",
    denominator: Annotated[
        str, typer.Option(help="What metrics are measured by, such as orders: then a ratio.")
    ] = "",
    shares: Annotated[str, typer.Option(help="Planned shares, if uneven: old=0.9,new=0.1.")] = "",
    looks: Annotated[int, typer.Option(help="How many looks were planned.")] = 1,
    look: Annotated[int, typer.Option(help="Which of them this is; 0 for the last.")] = 0,
    winsorise: Annotated[
        float, typer.Option(help="Cap values at this quantile, if that was declared: 0.99.")
    ] = 0.0,
    lower_is_better: Annotated[
        bool, typer.Option("--lower-is-better", help="A fall of the primary metric is good.")
    ] = False,
    out: JsonOut = None,
) -> None:
    """Compare groups: sizes first, then metrics, and in one sentence what may be concluded."""
    look = look or looks
    if not 1 <= look <= looks:
        raise Invalid(f"Look {look} is not one of the {looks} planned.")
    read = read_experiment(
        csv,
        group=group,
        metrics=_split(metric),
        before=_split(pre),
        control=control,
        below=denominator,
        shares=_read_shares(shares),
        looks=looks,
        look=look,
        cap=winsorise or None,
        is_lower_better=lower_is_better,
    )
    found = analyse(read.arms, read.metrics, read.design)
    write_result(tell(found, read.notes), out)


def tell(found: Analysis, notes: tuple[str, ...]) -> dict[str, Any]:
    """Return the analysis with its sentences said."""
    said = {language: _say("says", found.verdict, language) for language in LANGUAGES}
    return {
        "conclusion": said["en"],
        "conclusion_zh": said["zh"],
        **found.to_dict(),
        "notes": [*notes, *(_say("note", one, "en") for one in found.notes)],
    }


def _say(kind: str, sentence: Sentence, language: Any) -> str:
    return say(f"exp_{kind}_{sentence.key}", language, **sentence.values)


def _split(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _read_shares(text: str) -> dict[str, float]:
    shares: dict[str, float] = {}
    for part in _split(text):
        name, is_there, number = part.rpartition("=")
        try:
            shares[name.strip()] = float(number)
        except ValueError:
            is_there = ""
        if not is_there:
            raise Invalid(f"Write shares as name=0.5,other=0.5; {part!r} is not like that.")
    return shares
