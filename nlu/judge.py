"""`python -m nlu.judge`: judges a signed model, beside another one, or on real conversations.

Writes JSON whose shape is in `nlu.core.judging`; says how far it is in lines on standard output
(`nlu.stages`). Ends with 0, with 1 where a model is refused, with 2 for input that cannot be used.
What is judged may be bad: that is no failure of this command.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from nlu import manifest
from nlu.core.embedding import WeightsUnusable, check_weights
from nlu.core.judging.replaying import read_export
from nlu.core.judging.report import Report
from nlu.core.judging.storage import (
    ReportRefused,
    comparison_path,
    read_report,
    report_path,
    write_signed,
)
from nlu.evaluation.errors import BadInput
from nlu.hollow import leave_out_tensorflow
from nlu.judging.run import Places, judge_beside, judge_one, replay_both
from nlu.judging.stages import Stages
from nlu.parent import end_with_parent
from nlu.quiet import quieten


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    parser = argparse.ArgumentParser(prog="python -m nlu.judge", description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the archive to be judged")
    parser.add_argument("--against", type=Path, help="the archive to compare it with")
    parser.add_argument("--out", type=Path, help="where the report goes: beside the archive")
    parser.add_argument("--project", type=Path, default=Path(), help="where the rest lies")
    parser.add_argument("--held-out", type=Path, default=Path("tests/nlu"))
    parser.add_argument("--tests", type=Path, default=Path("tests/conversations"))
    parser.add_argument("--cross", action="store_true", help="cross-validate data/nlu, too: slow")
    parser.add_argument("--replay", type=Path, help="an export of conversations to replay instead")
    parser.add_argument("--replay-out", type=Path, help="where the replay goes")
    parser.add_argument("--watch-parent", action="store_true")
    return parser


def check_options(parser: argparse.ArgumentParser, chosen: argparse.Namespace) -> None:
    """End with 2 where options do not go together; make paths whole and go to the project."""
    if chosen.replay and not (chosen.against and chosen.replay_out):
        parser.error("--replay needs --against and --replay-out")
    if not chosen.project.is_dir():
        parser.error(f"--project: {chosen.project} is no folder")
    for name in ("model", "against", "out", "replay", "replay_out"):
        if getattr(chosen, name) is not None:
            setattr(chosen, name, getattr(chosen, name).absolute())
    os.chdir(chosen.project)


def verify_models(chosen: argparse.Namespace, key: str) -> list[tuple[Path, dict[str, object]]]:
    """Return the archives with their manifests; raise `ManifestRefused` for one not ours."""
    archives = [one for one in (chosen.model, chosen.against) if one is not None]
    return [(archive, manifest.verify(archive, key)) for archive in archives]


def run(chosen: argparse.Namespace, key: str) -> None:
    """Judge what was asked for and write it down."""
    if chosen.watch_parent:
        end_with_parent()
    models = verify_models(chosen, key)
    check_weights()
    if not any(facts.get("needs_tensorflow", True) for _, facts in models):
        leave_out_tensorflow()
    quieten()
    tell = Stages()
    places = Places(held_out=chosen.held_out, tests=chosen.tests, cross=chosen.cross)
    if chosen.replay:
        try:
            said = read_export(json.loads(chosen.replay.read_text(encoding="utf-8")))
        except ValueError as error:
            raise BadInput(str(error)) from error
        write_signed(chosen.replay_out, replay_both(models, said, tell), key)
    elif chosen.against is None:
        report = judge_one(models[0], places, tell)
        keep_cross(report, read_known(chosen.model, key))
        write_signed(chosen.out or report_path(chosen.model), report, key)
    else:
        known = read_known(chosen.against, key)
        both, comparison = judge_beside(models, places, known, tell)
        keep_cross(both[0], read_known(chosen.model, key))
        paths = chosen.out or report_path(chosen.model), report_path(chosen.against)
        for path, report in zip(paths, both, strict=True):
            write_signed(path, report, key)
        if comparison is not None:
            write_signed(comparison_path(chosen.model, chosen.against), comparison, key)
    tell(100, "done")


def read_known(archive: Path, key: str) -> Report | None:
    """Return the report that a model has; one that is no longer good counts as none."""
    try:
        return read_report(archive, key)
    except ReportRefused:
        return None


def keep_cross(report: Report, known: Report | None) -> None:
    """Let a report keep the cross-validation that an earlier one of the same model holds."""
    if known is not None and report["cross"] is None and known["model"] == report["model"]:
        report["cross"] = known["cross"]


def main(words: Sequence[str] | None = None) -> int:
    """Read the command line and judge."""
    parser = make_parser()
    chosen = parser.parse_args(words)
    check_options(parser, chosen)
    try:
        run(chosen, os.environ.get("FRONTDESK_MODEL_KEY", ""))
    except (manifest.ManifestRefused, WeightsUnusable) as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    except (BadInput, ReportRefused, OSError) as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
