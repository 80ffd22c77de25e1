"""config.yml: parts that cannot be trained with here, before anybody tries to."""

from __future__ import annotations

from collections.abc import Iterator

from nlu.core.dialogue.checks.question import Question
from nlu.core.dialogue.finding import Finding, error
from nlu.core.foreign.config import survey_config
from nlu.core.project.project import CONFIGS

PREFIX = "config_"  # of the kinds: what the survey of projects made elsewhere calls them follows
KINDS = ("code", "importer", "not_installed", "option_outside", "part_nameless", "parts_named")
STOPS = {"part_unknown", *(f"{PREFIX}{one}" for one in (*KINDS, "recipe", "replaced"))}


def check_parts(question: Question) -> Iterator[Finding]:
    """Yield what stops a training: parts with a program of their own, not installed, or gone.

    Parts that nobody knows and that are no module's are `check_settings`' to tell.
    """
    files = question.project.files
    path = next((one for one in CONFIGS if one in files), None)
    for found in survey_config(path, files[path]) if path is not None else ():
        about = found.about
        if found.key == "unknown_part":
            if "." in about["name"]:
                yield error(
                    "part_unknown", found.place, part=about["name"], entry=about["part"], meant=""
                )
        elif found.level == "stops":
            yield error(f"{PREFIX}{found.key}", found.place, **about)


def find_stop(errors: tuple[Finding, ...]) -> Finding | None:
    """Return the first error of a configuration that nothing can be trained by, if there is one."""
    return next((one for one in errors if one.kind in STOPS), None)
