"""`frontdesk prove`: what is wrong with a folder, for operators' CI."""

from pathlib import Path

from typer.testing import CliRunner

from frontdesk.cli import cli
from tests.core.dialogue.projects import BASE, add, change

ROOT = Path(__file__).parents[2]
CONTRARY = "stories:\n- story: Contrary\n  steps:\n  - intent: greet\n  - action: utter_stop\n"


def run(folder: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, ["prove", str(folder), *options])
    return done.exit_code, done.output


def write(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def test_clean_project_passes(tmp_path: Path) -> None:
    code, said = run(write(tmp_path, BASE))
    assert code == 0, said
    assert "0 errors" in said


def test_error_fails_and_names_file_and_line(tmp_path: Path) -> None:
    code, said = run(write(tmp_path, add(CONTRARY)))
    assert code == 1
    assert "data/more.yml:5: error: The story “Contrary” wants utter_stop after greet" in said
    assert "Greet: greet → utter_greet" in said
    assert "Let “Contrary” do utter_greet instead of utter_stop?" in said


def test_warning_fails_when_strict(tmp_path: Path) -> None:
    write(tmp_path, change("data/nlu.yml", "    - hi\n", "    - hi\n    - hi\n"))
    assert run(tmp_path)[0] == 0
    code, said = run(tmp_path, "--strict")
    assert code == 1
    assert ": warning: “hi” is an example of greet twice" in said


def test_other_folder_is_no_project(tmp_path: Path) -> None:
    assert run(tmp_path)[0] == 2
    assert run(tmp_path / "none")[0] == 2


def test_shipped_project_is_clean() -> None:
    code, said = run(ROOT, "--strict")
    assert code == 0, said


def test_findings_are_said_in_chinese(tmp_path: Path) -> None:
    assert "错误: 故事“Contrary”" in run(write(tmp_path, add(CONTRARY)), "--language", "zh")[1]
