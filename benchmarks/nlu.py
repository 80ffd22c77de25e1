"""`make bench-nlu`: understanding on public data sets, beside its rivals in the same run.

Rivals: TF-IDF with a linear SVM, and on the sets of `--rasa-sets` Rasa's default pipeline. Every
system runs as a process of its own in the Rasa environment, one after another.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks.bare_rasa import CONFIG
from benchmarks.nlu_sets import SETS, UNKNOWN, Case
from benchmarks.nlu_table import draw_table
from benchmarks.report import figure
from frontdesk.paths import RASA_PYTHON, ROOT

OURS, LINEAR, RASA = "frontdesk", "TF-IDF + linear SVM", "Rasa 3.6 default"
RASA_SETS = ("banking77-10shot", "hwu64-5shot")
UNITS = {
    "accuracy": (100, "per cent"),
    "macro_f1": (100, "per cent"),
    "f1": (100, "per cent"),
    "oos_auroc": (100, "per cent"),
    "oos_recall_at_95_kept": (100, "per cent"),
    "threshold_known_kept": (100, "per cent"),
    "threshold_oos_recall": (100, "per cent"),
    "coverage": (100, "per cent"),
    "mean_set_size": (1, "intents"),
    "worst_language": (100, "per cent"),
    "polarity_auroc": (100, "per cent"),
    "train_seconds": (1, "s"),
    "p50_ms": (1, "ms"),
    "p95_ms": (1, "ms"),
    "size_bytes": (1e-6, "MB"),
}


@dataclass(frozen=True)
class Result:
    """What one system reached on one case."""

    case: Case
    system: str
    report: dict[str, Any] = field(repr=False)


def list_cases(names: Sequence[str], data: Path, out: Path) -> Iterator[Case]:
    """Yield the cases of the sets or cases named, of all where none is; say what is absent."""
    for name, convert in SETS.items():
        wanted = [chosen for chosen in names if chosen.startswith(name)]
        if names and not wanted:
            continue
        if not (data / name).is_dir():
            print(f"{name}: skipped, {data / name} is absent.", file=sys.stderr)
            continue
        for case in convert(data / name, out):
            if not names or name in names or case.name in names:
                yield case


def list_systems(case: Case, rasa_sets: Sequence[str]) -> list[str]:
    """Return who is measured on a case."""
    systems = [OURS]
    if case.task != "entities":
        systems.append(LINEAR)
    if case.task == "intents" and case.name in rasa_sets:
        systems.append(RASA)
    return systems


def make_command(case: Case, system: str, config: Path, out: Path) -> list[str]:
    """Return the command that judges a system on a case and writes its figures to `out`."""
    modules = {OURS: "nlu.evaluate", LINEAR: "benchmarks.nlu_svm", RASA: "benchmarks.nlu_diet"}
    words = [str(RASA_PYTHON), "-m", modules[system], case.task, "--test", str(case.test)]
    if case.train is not None:
        words += ["--train", str(case.train)]
    if case.has_unknown:
        words += ["--oos-label", UNKNOWN]
    if system == RASA:
        words += ["--config", str(config)]
    return [*words, "--json", str(out)]


def run(case: Case, system: str, config: Path, folder: Path) -> Result | None:
    """Return what a system reached; None, with a word on why, where it could not be judged."""
    out = folder / "figures.json"
    print(f"{case.name}, {system} …", file=sys.stderr, flush=True)
    # One thread of linear algebra for each, as in a server that answers many.
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "RASA_TELEMETRY_ENABLED": "false"}
    done = subprocess.run(
        make_command(case, system, config, out),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["no word on why"])[-1]
        print(f"{case.name}, {system}: skipped, {reason}", file=sys.stderr)
        return None
    return Result(case, system, json.loads(out.read_text(encoding="utf-8")))


def print_figures(result: Result) -> None:
    """Print each figure of a result on a line of its own."""
    report, more = result.report, {"set": result.case.name, "system": result.system}
    for name, (scale, unit) in UNITS.items():
        if name in report:
            figure(name, report[name] * scale, unit, **more)


def write_config(path: Path, epochs: int) -> Path:
    """Write the rival's configuration, as `rasa init` makes it, and return its path."""
    pipeline = [
        {**part, "epochs": epochs} if "epochs" in part else part for part in CONFIG["pipeline"]
    ]
    path.write_text(yaml.safe_dump({**CONFIG, "pipeline": pipeline}), encoding="utf-8")
    return path


def main() -> None:
    """Measure and print figures, then the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/datasets"))
    parser.add_argument("--only", nargs="+", metavar="NAME", default=[], help="sets or cases")
    parser.add_argument("--rasa-sets", nargs="*", metavar="NAME", default=RASA_SETS)
    parser.add_argument("--epochs", type=int, default=100, help="how long DIET learns")
    parser.add_argument("--markdown", action="store_true", help="print the table as Markdown")
    chosen = parser.parse_args()
    results = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = write_config(folder / "config.yml", chosen.epochs)
        for case in list_cases(chosen.only, chosen.data.resolve(), folder):
            for system in list_systems(case, chosen.rasa_sets):
                if result := run(case, system, config, folder):
                    print_figures(result)
                    results.append(result)
    rows = [(r.case.name, r.system, r.case.published, r.report) for r in results]
    print(draw_table(rows, as_markdown=chosen.markdown))


if __name__ == "__main__":
    main()
