"""All that is to be known of a project made elsewhere before it is taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from nlu.core.foreign.config import survey_config
from nlu.core.foreign.domain import survey_domain
from nlu.core.foreign.findings import Finding, find, in_order
from nlu.core.project.faults import Place, ProjectUnreadable
from nlu.core.project.project import CONFIGS, Project
from nlu.core.project.yaml import Table, read_yaml

NOT_READ = ("data/sentiment/", "data/responses/")  # holds no training data of Rasa's here
TRAINING = ("nlu", "stories", "rules")
TWO_NAMES = (("config.yml", "config.yaml"), ("domain.yml", "domain.yaml"))


def survey(project: Project, offered: Collection[str] = ()) -> list[Finding]:
    """Return the findings, what stops first; `offered` are the actions our server has.

    What cannot be read stands in `project.faults`.
    """
    found: list[Finding] = []
    for path in CONFIGS:
        if path in project.files:
            found += survey_config(path, project.files[path])
    found += survey_domain(project, offered)
    found += _survey_places(project)
    return in_order(found)


def _survey_places(project: Project) -> Iterator[Finding]:
    """Find what lies where nobody looks for it."""
    for first, second in TWO_NAMES:
        if first in project.files and second in project.files:
            yield find("stops", "two_files", Place(second), path=second, other=first)
    for path, text in project.files.items():
        if path.startswith(NOT_READ):
            try:
                top = read_yaml(text, path)
            except ProjectUnreadable:
                continue
            for key in TRAINING if isinstance(top, Table) else ():
                if isinstance(top, Table) and key in top:
                    folder = path.rpartition("/")[0]
                    yield find("stops", "not_read", Place(path, 1), section=key, folder=folder)
    domain = project.domain
    if not (domain.intents or domain.responses or domain.actions):
        yield find("stops", "no_domain")
    if not project.understood.examples:
        yield find("warns", "no_examples")
