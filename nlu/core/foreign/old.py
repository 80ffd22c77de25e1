"""Recognises training data of Rasa 1 and 2 that is not YAML: Markdown and JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from nlu.core.foreign.findings import Finding, find
from nlu.core.project.faults import Place, ProjectUnreadable
from nlu.core.project.reader import line_of
from nlu.core.project.yaml import Table, Text, read_yaml

# Headings of Rasa's Markdown: of examples, and of stories, whose steps follow with an asterisk.
EXAMPLES = re.compile(r"##\s*(intent|synonym|regex|lookup)\s*:", re.IGNORECASE)
STORY, STEP = (
    re.compile(r"##\s+\S"),
    re.compile(r"\s*\*\s+[\w/]+(\{.*\})?(\s+OR\s+.*)?\s*(<!--.*)?"),
)
JSON_DATA = re.compile(r'"rasa_nlu_data"')
ENDPOINTS = ("endpoints.yml", "endpoints.yaml")


def survey_beside(beside: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what files tell that are not taken: old training data, and another action server."""
    for path, text in sorted(beside.items()):
        if path in ENDPOINTS:
            yield from _survey_endpoints(path, text)
        elif path.endswith(".md"):
            yield from _survey_markdown(path, text)
        elif JSON_DATA.search(text):
            yield from _survey_json(path, text)


def _survey_markdown(path: str, text: str) -> Iterator[Finding]:
    heading = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if EXAMPLES.match(line):
            yield find("stops", "old_examples", Place(path, number), path=path)
            return
        if STORY.match(line):
            heading = number
        elif heading and STEP.fullmatch(line):
            yield find("stops", "old_stories", Place(path, heading), path=path)
            return
        elif heading and line.strip() and not line.startswith(("<!--", ">")):
            heading = 0  # a heading of words, not of a story


def _survey_json(path: str, text: str) -> Iterator[Finding]:
    try:
        top = json.loads(text)
    except (ValueError, RecursionError):
        top = None
    if isinstance(top, dict) and "rasa_nlu_data" in top:
        found = JSON_DATA.search(text)
        line = text.count("\n", 0, found.start() if found else 0) + 1
        yield find("stops", "old_json", Place(path, line), path=path)


def _survey_endpoints(path: str, text: str) -> Iterator[Finding]:
    try:
        top = read_yaml(text, path)
    except ProjectUnreadable:
        return
    server = top.get("action_endpoint") if isinstance(top, Table) else None
    url = server.get("url") if isinstance(server, Table) else None
    if isinstance(url, Text):
        place = Place(path, line_of(url))
        yield find("warns", "action_server", place, url=_without_secrets(url))


def _without_secrets(url: str) -> str:
    """Return an address without a name and password in it, and without its query."""
    return re.sub(r"//[^/@]*@", "//", url.partition("?")[0])[:200]
