"""Finds 100 planted faults, beside `rasa data validate`: how many, how fast, how many false.

Half of them stand in the shipped project, half in a made one; ten of each of ten kinds. Also: the
time for 500 stories of ten turns and 200 rules. `--rasa N`: of how many faults of each kind Rasa
is asked (it takes seconds for each), 0 for none.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from benchmarks.prover_faults import KINDS, Planted, plant
from benchmarks.prover_projects import make_project
from benchmarks.report import figure
from nlu.core.dialogue.code import names_in_code, read_sources
from nlu.core.dialogue.finding import Proof
from nlu.core.dialogue.prove import prove
from nlu.core.project.files import Files, lay_over, read_folder
from nlu.core.project.project import read_project

ROOT = Path(__file__).parent.parent
RASA = ROOT / "nlu" / ".venv" / "bin" / "python"
EACH = 5  # faults of a kind, in each of two projects


@dataclass(frozen=True)
class Case:
    """A fault in one of the projects."""

    where: str
    planted: Planted
    seed: int

    @property
    def name(self) -> str:
        """The name of its folder."""
        return f"{self.where}-{self.planted.kind}-{self.seed}"


@dataclass(frozen=True)
class Ground:
    """A project to plant in, and what code uses of it."""

    where: str
    files: Files
    names: frozenset[str]

    def prove(self, files: Files) -> tuple[Proof, float]:
        """Prove files of this project; return the seconds with reading."""
        began = time.perf_counter()
        proof = prove(read_project(files), used_names=self.names)
        return proof, time.perf_counter() - began


def main() -> None:
    """Plant, prove and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rasa", type=int, default=4, help="faults of each kind Rasa is asked of")
    asked = parser.parse_args()
    names = names_in_code(read_sources(ROOT))
    grounds = {
        "shipped": Ground("shipped", read_folder(ROOT), names),
        "made": Ground("made", make_project(1, stories=200, rules=80), frozenset()),
    }
    for ground in grounds.values():
        proof, _ = ground.prove(ground.files)
        false = {"errors": len(proof.errors), "warnings": len(proof.warnings)}
        figure("false_alarms", len(proof.findings), "findings", project=ground.where, **false)
    cases = [
        Case(ground.where, plant(ground.files, kind, seed), seed)
        for ground in grounds.values()
        for kind in KINDS
        for seed in range(EACH)
    ]
    report_found(cases, grounds)
    report_large()
    if asked.rasa:
        report_rasa(cases, grounds, asked.rasa)


def report_found(cases: list[Case], grounds: dict[str, Ground]) -> None:
    """Print how many faults are found, and the time each takes."""
    known = {where: one.prove(one.files)[0].counted() for where, one in grounds.items()}
    found: dict[str, list[bool]] = defaultdict(list)
    times: list[float] = []
    processor: list[float] = []
    for case in cases:
        before = time.process_time()
        proof, seconds = grounds[case.where].prove(case.planted.files)
        processor.append(time.process_time() - before)
        new = {one.kind for one in proof.findings if one.same not in known[case.where]}
        found[case.planted.kind].append(bool(new & case.planted.expected))
        times.append(seconds)
    for kind, hits in found.items():
        figure("faults_found", sum(hits), "faults", kind=KINDS[kind][0], planted=len(hits))
    everything = [hit for hits in found.values() for hit in hits]
    figure("faults_found", sum(everything), "faults", kind="all", planted=len(everything))
    figure("fault_seconds_median", sorted(times)[len(times) // 2], "s", faults=len(times))
    figure("fault_seconds_most", max(times), "s", faults=len(times))
    figure("fault_processor_most", max(processor), "s", faults=len(times))


def report_large() -> None:
    """Print the time for a large project: read anew, and after one file has changed."""
    files = make_project(2)
    more = {"stories": 500, "turns": 10, "rules": 200}
    ground = Ground("large", files, frozenset())
    took, processor = [], []
    for number in range(5):
        # other texts each time: nothing is known from before
        fresh = {path: f"# {number}\n{text}" for path, text in files.items()}
        before = time.process_time()
        took.append(ground.prove(fresh)[1])
        processor.append(time.process_time() - before)
    figure("prove_large", sorted(took)[2], "s", runs=5, processor=round(min(processor), 3), **more)
    ground.prove(files)
    again = []
    for number in range(5):
        changed = lay_over(files, {"data/rules.yml": f"{files['data/rules.yml']}# {number}\n"})
        again.append(ground.prove(changed)[1])
    figure("prove_large_after_change", sorted(again)[2], "s", runs=5, **more)


def report_rasa(cases: list[Case], grounds: dict[str, Ground], each: int) -> None:
    """Print how many of a sample Rasa's own check finds, and how long it takes."""
    taken: dict[str, list[Case]] = defaultdict(list)
    for case in sorted(cases, key=lambda one: (one.seed, one.where)):
        if len(taken[case.planted.kind]) < each:
            taken[case.planted.kind].append(case)
    sample = [case for of_kind in taken.values() for case in of_kind]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        for ground in grounds.values():
            write(root / ground.where, ground.files)
        for case in sample:
            write(root / case.name, case.planted.files)
        said = ask_rasa([root / one for one in [*grounds, *(case.name for case in sample)]])
    times = [float(str(said[case.name]["seconds"])) for case in sample]
    found: dict[str, int] = defaultdict(int)
    for case in sample:
        usual, now = (set(list_said(said[name])) for name in (case.where, case.name))
        found[case.planted.kind] += bool(now - usual)
    for kind, of_kind in taken.items():
        more = {"kind": KINDS[kind][0], "asked": len(of_kind)}
        figure("rasa_found", found[kind], "faults", **more)
    figure("rasa_found", sum(found.values()), "faults", kind="all", asked=len(sample))
    for where in grounds:
        alarms = [one for one in list_said(said[where]) if "is not used in any" in one]
        figure("rasa_false_alarms", len(alarms), "unused names", project=where)
    figure("rasa_seconds_median", sorted(times)[len(times) // 2], "s", runs=len(times))
    figure("rasa_seconds_most", max(times), "s", runs=len(times))


def write(folder: Path, files: Files) -> None:
    """Write a project into a folder."""
    for path, text in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")


def ask_rasa(folders: list[Path]) -> dict[str, dict[str, object]]:
    """Return what Rasa says of each folder, by its name."""
    command = [str(RASA), "-m", "benchmarks.prover_rasa", *map(str, folders)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    rows = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {row["folder"]: row for row in rows}


def list_said(row: dict[str, object]) -> list[str]:
    """Return the lines Rasa said of a folder."""
    said = row["said"]
    assert isinstance(said, list)
    return [str(one) for one in said]


if __name__ == "__main__":
    main()
