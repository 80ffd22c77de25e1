"""`make bench-bombs`: how long hostile YAML keeps the studio busy, beside PyYAML's own safe loader.

What is read must be walked to be of use, so the rival's figure is to load a text and to count its
nodes, in a process of its own: one of them kills it. After `PATIENCE` seconds it is given up.
"""

import multiprocessing
import sys
import time
from typing import Any

import yaml

from benchmarks.report import figure
from nlu.core.project.faults import ProjectUnreadable
from nlu.core.project.yaml import MAX_BYTES, read_yaml

PATIENCE = 5.0
RUNS = 5
BAR = 100  # ms
REFUSED = 3
ALIASES = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{one}: &{one} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, one in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "aliases of aliases": ALIASES,
    "many aliases": "a: &a x\nb:\n" + "- *a\n" * 300_000,
    "nested 50 deep": "[" * 50 + "]" * 50,
    "nested 100,000 deep": "[" * 100_000,
    "20 MB": "a: " + "x" * 20_000_000,
    "a key twice, at the end": "".join(f"k{number}: 1\n" for number in range(2_000)) + "k1: 2\n",
    "object of Python": "a: !!python/object/apply:os.system [ls]\n",
    "no end of a quote": 'a: "' + "x" * (MAX_BYTES - 10),
}


def walk(node: Any) -> int:
    """Count the nodes of what was loaded."""
    if isinstance(node, dict):
        return 1 + sum(map(walk, node.values()))
    return 1 + sum(map(walk, node)) if isinstance(node, list) else 1


def trust(text: str) -> None:
    """Do what a program does that trusts the loader; the exit code tells how it ended."""
    try:
        walk(yaml.load(text, yaml.CSafeLoader))
    except yaml.YAMLError:
        sys.exit(REFUSED)


def take_theirs(text: str) -> tuple[float, str]:
    """Return how long the rival took in milliseconds, and how it ended."""
    process = multiprocessing.get_context("fork").Process(target=trust, args=(text,))
    began = time.perf_counter()
    process.start()
    process.join(PATIENCE)
    took = (time.perf_counter() - began) * 1000
    if process.exitcode is None:
        process.kill()
        return took, "given up"
    return took, {0: "read", REFUSED: "refused"}.get(process.exitcode, "crashed")


def take_ours(text: str) -> tuple[float, str]:
    """Return how long we took in milliseconds, and how it ended."""
    began, end = time.perf_counter(), "read"
    try:
        read_yaml(text)
    except ProjectUnreadable:
        end = "refused"
    return (time.perf_counter() - began) * 1000, end


def main() -> None:
    """Print a figure for each text."""
    for name, text in HOSTILE.items():
        ours = [take_ours(text) for _ in range(RUNS)]
        theirs, their_end = take_theirs(text)
        figure(
            "hostile_yaml",
            max(one for one, _end in ours),
            "ms",
            text=name,
            end=ours[0][1],
            bar=BAR,
            pyyaml=round(theirs, 1),
            pyyaml_end=their_end,
        )


if __name__ == "__main__":
    main()
