"""Plants faults of ten kinds into a project, by the seed; each says what must be found of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from benchmarks.prover_faults_data import double, misconfigure, misspeak, misteach
from benchmarks.prover_faults_dialogue import (
    break_form,
    contradict,
    end_dead,
    hold_unused,
    leave_untested,
    misspell,
)
from benchmarks.prover_field import Field, Planted, open_field
from nlu.core.project.files import Files

KINDS: dict[str, tuple[str, Callable[[Field], Planted]]] = {
    "a": ("contradiction", contradict),
    "b": ("dead end", end_dead),
    "c": ("unreachable or unused", hold_unused),
    "d": ("form that cannot be left or filled", break_form),
    "e": ("action that no story or test touches", leave_untested),
    "f": ("unknown name", misspell),
    "g": ("held twice", double),
    "h": ("response", misspeak),
    "i": ("understanding", misteach),
    "j": ("settings", misconfigure),
}


def plant(files: Files, kind: str, seed: int) -> Planted:
    """Return a project with one fault of a kind."""
    return replace(KINDS[kind][1](open_field(files, seed)), kind=kind)
