"""The rules of the house that a machine can see: sizes, words, who commits, who checks rights."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("kernel", "crm_backend", "bot", "actions", "console", "frontdesk", "nlu", "benchmarks")
MAX_MODULE, MAX_FUNCTION, MAX_TEMPLATE = 350, 50, 150
TEXTS = {".py", ".css", ".js", ".html", ".md", ".yml", ".toml", ".csv"}
BANNED = {"utils", "helpers", "common", "misc", "manager"}
MAY_COMMIT = ("kernel/db.py", "bot/ledger/", "nlu/tracker_store.py")


def tracked(pattern: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", pattern],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def sources() -> list[Path]:
    found = [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] in PACKAGES]
    assert len(found) > 50
    return found


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def is_revision(path: Path) -> bool:
    return "migrations/versions" in name_of(path)


def test_no_module_is_too_long() -> None:
    lengths = {name_of(p): len(p.read_text("utf-8").splitlines()) for p in sources()}
    too_long = {
        name: count
        for name, count in lengths.items()
        if count > MAX_MODULE and "migrations/versions" not in name
    }
    assert too_long == {}


def test_no_function_is_too_long() -> None:
    too_long = []
    for path in sources():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MAX_FUNCTION and not is_revision(path):
                    too_long.append(f"{name_of(path)}:{node.name} {lines}")
    assert too_long == []


def test_no_template_is_too_long() -> None:
    lengths = {name_of(p): len(p.read_text("utf-8").splitlines()) for p in tracked("*.html")}
    assert lengths
    assert {name: count for name, count in lengths.items() if count > MAX_TEMPLATE} == {}


def test_every_module_says_what_it_holds() -> None:
    silent = [
        name_of(path)
        for path in sources()
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [name_of(path) for path in sources() if set(path.stem.split("_")) & BANNED] == []


def test_no_mark_of_a_merge_is_left() -> None:
    mark = re.compile(r"^(<{7}|>{7}) ", re.MULTILINE)
    texts = [path for path in tracked("*") if path.suffix in TEXTS]
    assert len(texts) > 500
    assert [name_of(path) for path in texts if mark.search(path.read_text("utf-8"))] == []


def test_only_the_database_and_the_ledger_commit() -> None:
    strangers = [
        name_of(path)
        for path in sources()
        if re.search(r"\.commit\(", path.read_text("utf-8"))
        and not name_of(path).startswith(MAY_COMMIT)
    ]
    assert strangers == []


def test_permissions_are_decided_in_one_module() -> None:
    deciding = re.compile(r"\.role\s*(==|!=|in\b|not in\b)")
    strangers = [
        name_of(path)
        for path in sources()
        if deciding.search(path.read_text("utf-8")) and name_of(path) != "kernel/principals.py"
    ]
    # A set-up link's role is compared with nothing but other links' roles.
    assert [name for name in strangers if name != "console/staff/links.py"] == []


@pytest.mark.parametrize(
    ("word", "least"),
    [("requirements.txt", 80), ("nlu/requirements.txt", 80), ("requirements-spark.txt", 2)],
)
def test_pinned_requirements_name_no_host_and_carry_hashes(word: str, least: int) -> None:
    text = (ROOT / word).read_text("utf-8")
    pins = re.findall(r"^[a-zA-Z0-9][\w.\[\]-]*==", text, flags=re.MULTILINE)
    assert len(pins) >= least
    assert text.count("--hash=sha256:") >= len(pins)
    assert not re.search(r"https?://", text)
