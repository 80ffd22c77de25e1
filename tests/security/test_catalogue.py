"""docs/security.md says what the tests say: each named file tests its case, none is left out."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| (S\d\d) [^|]*\|([^|]*)\|([^|]*)\|$", re.MULTILINE)
TWINS = (1, 2, 3, 10, 17, 18, 19, 20, 24, 26, 33, 40, 42, 48, 56, 58, 59, 63, 64)
NAMED = re.compile(r"def (?:test|scenario)_((?:s\d\d_)*s\d\d)")


def read_table() -> dict[str, tuple[str, set[str]]]:
    text = (ROOT / "docs/security.md").read_text("utf-8")
    return {case: (how, set(re.findall(r"`([^`]+)`", where))) for case, how, where in rows(text)}


def rows(text: str) -> list[tuple[str, str, str]]:
    found = ROW.findall(text)
    assert len(found) > 45
    return found


def find_tests() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in (ROOT / "tests").rglob("*.py"):
        for names in NAMED.findall(path.read_text("utf-8")):
            for case in names.upper().split("_"):
                found.setdefault(case, set()).add(str(path.relative_to(ROOT)))
    return found


def test_every_case_stands_with_its_tests_and_no_other() -> None:
    table, tests = read_table(), find_tests()
    assert {case: files for case, (_how, files) in table.items()} == tests


def test_cases_with_a_twin_have_one() -> None:
    said = {case for case, (how, _files) in read_table().items() if "twin" in how}
    assert said >= {f"S{n:02}" for n in TWINS}
