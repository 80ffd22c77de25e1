"""A project to plant faults in: what can be picked in it, and how its lines are changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from nlu.core.project.files import Files
from nlu.core.project.project import Project, read_project
from nlu.core.project.steps import ActionStep, Story, UserStep


@dataclass(frozen=True)
class Planted:
    """A project with one fault. `expected` are the kinds of findings that name it."""

    kind: str
    how: str
    files: dict[str, str]
    expected: frozenset[str]


@dataclass
class Field:
    """A project to plant in."""

    files: Files
    project: Project
    random: Random

    def edit(self, path: str, change: Callable[[list[str]], None]) -> dict[str, str]:
        """Return the files with the lines of one changed."""
        lines = self.files[path].split("\n")
        change(lines)
        return {**self.files, path: "\n".join(lines)}

    def swap(self, path: str, line: int, old: str, new: str) -> dict[str, str]:
        """Return the files with a word of a line replaced."""
        text = self.files[path].split("\n")[line - 1]
        assert old in text, (path, line, old, text)
        place = text.rindex(old)
        return self.edit(
            path, lambda lines: _set(lines, line - 1, text[:place] + new + text[place + len(old) :])
        )

    def add(self, path: str, text: str) -> dict[str, str]:
        """Return the files with another one."""
        return {**self.files, path: text}

    def stories(self, kind: str = "story") -> list[Story]:
        """Return the stories (or rules) that begin with a message and an action."""
        return [
            one
            for one in self.project.stories
            if one.kind == kind
            and len(one.steps) >= 2
            and isinstance(one.steps[0], UserStep)
            and isinstance(one.steps[1], ActionStep)
        ]

    def pick(self, kind: str = "story") -> Story:
        """Return one of them."""
        return self.random.choice(self.stories(kind))

    def other_response(self, name: str) -> str:
        """Return a response that is none of a form's and not the given one."""
        names = [n for n in self.project.domain.responses if n != name and "ask_" not in n]
        return self.random.choice(names)


def _set(lines: list[str], at: int, text: str) -> None:
    lines[at] = text


def open_field(files: Files, seed: int) -> Field:
    """Return a project to plant in."""
    return Field(files, read_project(files), Random(seed))


def typo(name: str, random: Random) -> str:
    """Return a name with a letter doubled, left out or swapped in its last part."""
    at = random.randrange(max(1, len(name) - 4), len(name) - 1)
    return random.choice([name[:at] + name[at] + name[at:], name[:at] + name[at + 1 :], f"{name}x"])


def write_rule(name: str, *steps: str, condition: str = "") -> str:
    """Return a file of one rule."""
    body = "".join(f"  - {step}\n" for step in steps)
    head = f"  condition:\n  - {condition}\n" if condition else ""
    return f'version: "3.1"\nrules:\n- rule: {name}\n{head}  steps:\n{body}'


def cut_entry(lines: list[str], line: int) -> None:
    """Take out the entry that begins in a line."""
    depth = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    end = line
    while end < len(lines) and (
        not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > depth
    ):
        end += 1
    del lines[line - 1 : end]


def require_slot(lines: list[str], line: int, slot: str) -> None:
    """Have a form ask for one more slot."""
    at = next(n for n in range(line - 1, len(lines)) if "required_slots" in lines[n])
    indent = lines[at + 1][: lines[at + 1].index("-")]
    lines.insert(at + 1, f"{indent}- {slot}")


def list_in_domain(files: Files, section: str, *lines: str) -> dict[str, str]:
    """Return the files with one more entry in a section of the domain, the first there."""
    text = files["domain.yml"].rstrip("\n").split("\n")
    if f"{section}:" not in text:
        return {**files, "domain.yml": "\n".join([*text, f"{section}:", *lines, ""])}
    at = text.index(f"{section}:") + 1
    below = next(line for line in text[at:] if line.strip() and line.strip()[0] != "#")
    indent = below[: len(below) - len(below.lstrip())]
    more = [f"{indent}{line}" for line in lines]
    return {**files, "domain.yml": "\n".join([*text[:at], *more, *text[at:], ""])}
