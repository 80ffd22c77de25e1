"""Whether a model may be promoted, line by line. Pure: what it is judged by is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from kernel.errors import Conflict

MARGIN = 0.01  # how much worse than the live model's its macro-F1 may be: one point
SHOWN = 5  # names of failed tests and findings that a line repeats

Verdict = Literal["passed", "failed", "missing"]
Check = Literal["score", "tests", "findings"]


@dataclass(frozen=True)
class Judgement:
    """What is known of a model; None for what nobody has judged.

    `macro_f1` is of messages it never saw, `judged_on` names them and the tests; `tests` says of
    each end-to-end test whether it passed; `findings` are the prover's grave ones, in words.
    """

    macro_f1: float | None = None
    judged_on: str = ""
    tests: Mapping[str, bool] | None = None
    findings: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Line:
    """One condition. `code` names its words (`gate_<code>`), which `facts` fill in."""

    check: Check
    verdict: Verdict
    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)


class GateClosed(Conflict):
    """A model may not be promoted; `checks` names the conditions that are not met."""

    code = "gate_closed"


@dataclass(frozen=True)
class Gate:
    """All conditions; open where each of them passed."""

    lines: tuple[Line, ...]

    @property
    def is_open(self) -> bool:
        """Whether the model may be promoted."""
        return all(line.verdict == "passed" for line in self.lines)

    @property
    def missing(self) -> tuple[Check, ...]:
        """What nobody has judged yet."""
        return tuple(line.check for line in self.lines if line.verdict == "missing")


def require_open(gate: Gate) -> None:
    """Raise `GateClosed` unless every condition is met."""
    if not gate.is_open:
        checks = [line.check for line in gate.lines if line.verdict != "passed"]
        raise GateClosed(f"The gate is closed: {', '.join(checks)}.", checks=", ".join(checks))


def decide(candidate: Judgement, live: Judgement | None, *, margin: float = MARGIN) -> Gate:
    """Return the gate of a candidate beside the live model (None: there is none yet)."""
    return Gate(
        (
            judge_score(candidate, live, margin),
            judge_tests(candidate.tests),
            judge_findings(candidate.findings),
        )
    )


def judge_score(candidate: Judgement, live: Judgement | None, margin: float) -> Line:
    """No worse than the live model by more than the margin, on the same messages."""
    if candidate.macro_f1 is None:
        return Line("score", "missing", "score_missing")
    facts = {"score": candidate.macro_f1, "margin": margin}
    if live is None:
        return Line("score", "passed", "score_alone", facts)
    if live.macro_f1 is None:
        return Line("score", "missing", "score_live_missing", facts)
    facts |= {"live": live.macro_f1}
    if candidate.judged_on != live.judged_on:
        return Line("score", "missing", "score_apart", facts)
    # A ten-thousandth is what scores are rounded to where they are kept.
    is_good = candidate.macro_f1 >= live.macro_f1 - margin - 1e-9
    return Line("score", "passed" if is_good else "failed", "score", facts)


def judge_tests(tests: Mapping[str, bool] | None) -> Line:
    """All end-to-end tests pass; none at all is not enough."""
    if not tests:
        return Line("tests", "missing", "tests_missing")
    failed = sorted(name for name, has_passed in tests.items() if not has_passed)
    facts = {"count": len(tests), "failed": len(failed), "names": failed[:SHOWN]}
    if failed:
        return Line("tests", "failed", "tests_failed", facts)
    return Line("tests", "passed", "tests", facts)


def judge_findings(findings: tuple[str, ...] | None) -> Line:
    """The prover has nothing grave to say of the stories it was trained on."""
    if findings is None:
        return Line("findings", "missing", "findings_missing")
    facts = {"count": len(findings), "names": list(findings[:SHOWN])}
    if findings:
        return Line("findings", "failed", "findings_failed", facts)
    return Line("findings", "passed", "findings", facts)
