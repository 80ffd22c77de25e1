"""What pages show of findings, in the language of the reader."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from console.studio.proving.service import prove_files
from console.words import say
from kernel.turns import Language
from nlu.core.dialogue.finding import Finding, Path, Repair
from nlu.core.dialogue.known import LISTEN
from nlu.core.project.files import Files

SHOWN = 100  # findings on a page
LONGEST = 8  # steps of a path
MEANT = {"en": "Is {meant} meant?", "zh": "是否指 {meant}？"}


@dataclass(frozen=True)
class Step:
    """A step of a path: the key of who does it, and what."""

    who: str
    text: str


@dataclass(frozen=True)
class Way:
    """A path as a page shows it; `left_out` counts the steps before."""

    name: str
    kind: str
    place: str
    steps: tuple[Step, ...]
    last: str
    left_out: int


@dataclass(frozen=True)
class Shown:
    """A finding as a page shows it. `repairs` hold a number and words."""

    id: str
    severity: str
    path: str
    line: int
    text: str
    ways: tuple[Way, ...]
    repairs: tuple[tuple[int, str], ...]


def findings_of(files: Files, path: str, language: Language) -> list[Shown]:
    """Return what is wrong in one file, for the page that edits it."""
    return show_all(prove_files(files).of(path), language)


def show_all(findings: Iterable[Finding], language: Language) -> list[Shown]:
    """Return findings as pages show them."""
    return [show(one, language) for one in findings]


def show(finding: Finding, language: Language) -> Shown:
    """Return a finding as pages show it."""
    repairs = enumerate(finding.repairs)
    return Shown(
        id=name_finding(finding),
        severity=finding.severity,
        path=finding.place.path,
        line=finding.place.line,
        text=say_finding(finding, language),
        ways=tuple(_show_path(path, language) for path in finding.paths),
        repairs=tuple((number, say_repair(one, language)) for number, one in repairs),
    )


def say_finding(finding: Finding, language: Language) -> str:
    """Return a finding in words."""
    about = dict(finding.about)
    if "meant" in about and not finding.kind.endswith("_meant"):
        about["meant"] = MEANT[language].format(**about) if about["meant"] else ""
    return say(f"prover_{finding.kind}", language, **_readable(about, language)).strip()


def say_repair(repair: Repair, language: Language) -> str:
    """Return a repair in words."""
    return say(f"prover_repair_{repair.key}", language, **_readable(dict(repair.about), language))


def name_finding(finding: Finding) -> str:
    """Return what a form calls a finding by: it stays while lines around it change."""
    return sha256(repr((finding.same, finding.place.line)).encode()).hexdigest()[:16]


def _readable(about: dict[str, str], language: Language) -> dict[str, str]:
    waits = say("prove_waits", language)
    return {name: waits if value == LISTEN else value for name, value in about.items()}


def _show_path(path: Path, language: Language) -> Way:
    *before, last = path.steps
    kept = before[-LONGEST:]
    steps = [
        Step(
            f"prove_step_{one.kind}", say("prove_gap", language) if one.kind == "gap" else one.text
        )
        for one in kept
    ]
    return Way(
        name=path.name,
        kind="prove_path_rule" if path.is_rule else "prove_path_story",
        place=str(last.place),
        steps=tuple(steps),
        last=_readable({"last": last.text}, language)["last"],
        left_out=len(before) - len(kept),
    )
