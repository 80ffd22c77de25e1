"""Proves projects with what our own actions do and name."""

from functools import cache
from pathlib import Path

import actions
from actions.registry import ACTIONS
from nlu.core.dialogue.code import names_in_code, read_sources
from nlu.core.dialogue.finding import Finding, Proof, Repair
from nlu.core.dialogue.prove import prove
from nlu.core.dialogue.repair import repair
from nlu.core.project.files import Changes, Files, read_folder, sum_of
from nlu.core.project.project import read_project

KEPT = 8


@cache
def list_actions() -> frozenset[str]:
    """Return the actions that our action server has."""
    return frozenset(action.action_name() for action in ACTIONS)


@cache
def list_names() -> frozenset[str]:
    """Return the names that the code of our actions uses."""
    return names_in_code(read_sources(Path(actions.__file__).parent.parent))


_proofs: dict[str, Proof] = {}


def prove_files(files: Files) -> Proof:
    """Return what is wrong with files; the same files are looked at once."""
    known = sum_of(files)
    proof = _proofs.get(known)
    if proof is None:
        proof = prove(read_project(files), known_actions=list_actions(), used_names=list_names())
        while len(_proofs) >= KEPT:
            _proofs.pop(next(iter(_proofs)), None)
        _proofs[known] = proof
    return proof


def mend(files: Files, finding: Finding, chosen: Repair) -> Changes | None:
    """Return the changes of a repair, None where it would leave something else wrong."""
    return repair(
        files, finding, only=chosen, known_actions=list_actions(), used_names=list_names()
    )


def prove_folder(folder: Path) -> Proof:
    """Prove a project that lies in a folder, with the code of actions that lies beside it."""
    sources = read_sources(folder)
    names = names_in_code(sources) if sources else None
    return prove(read_project(read_folder(folder)), used_names=names)
