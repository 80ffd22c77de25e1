"""Every command, as it is typed."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

import crm_backend.seed
from bot.dialogue import ScriptedDialogue
from crm_backend.seed import SeedReport
from frontdesk import chat as terminal
from frontdesk import cli, models, schema, up
from frontdesk.app import create_app
from frontdesk.installation import open_runtime
from frontdesk.rasa import free_port
from kernel.settings import Settings

REPORT = {
    "customers": [
        {
            "name": "林悦",
            "email": "yue@example.com",
            "language": "zh",
            "orders": [
                {"number": "FD-1004217", "status": "paid", "items": ["纸灯"], "total": "49.00 EUR"}
            ],
            "tickets": [],
        }
    ],
    "unknown_order_number": "FD-7340912",
}


@pytest.fixture(autouse=True)
def _installation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("FRONTDESK_SECRET", "s" * 43)
    monkeypatch.setenv("FRONTDESK_MODELS", str(tmp_path / "models"))


def run(*words: str) -> Result:
    return CliRunner().invoke(cli.cli, list(words), catch_exceptions=False)


def run_main(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the program itself; return what it exits with."""
    monkeypatch.setattr(sys, "argv", ["frontdesk", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


@pytest.mark.parametrize(
    ("name", "value", "what"),
    [
        ("FRONTDESK_PORT", "eighty", "valid integer"),
        ("FRONTDESK_PORT", "70000", "less than or equal to 65535"),
        ("FRONTDESK_SECRET", "hunter2", "32 characters"),
        ("FRONTDESK_LOG_LEVEL", "LOUD", "'WARNING'"),
        ("FRONTDESK_DEMO", "perhaps", "valid boolean"),
    ],
)
def test_variable_is_named_when_a_setting_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    value: str,
    what: str,
) -> None:
    monkeypatch.setenv(name, value)
    assert run_main(monkeypatch, "migrate") == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{name}: ")
    assert what in line
    assert "hunter2" not in line


def test_every_wrong_setting_is_told_when_there_are_several(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FRONTDESK_PORT", "eighty")
    monkeypatch.setenv("FRONTDESK_WORKERS", "0")
    assert run_main(monkeypatch, "migrate") == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["FRONTDESK_PORT", "FRONTDESK_WORKERS"]


@pytest.mark.parametrize("words", [("up", "--help"), ("--help",), ()])
def test_help_is_shown_when_asked_for_or_when_nothing_is(words: tuple[str, ...]) -> None:
    shown = CliRunner().invoke(cli.cli, list(words)).output
    assert "Usage:" in shown
    assert ("api-key" in shown) is (words != ("up", "--help"))


def test_tables_are_made_when_migrating_and_stay_when_done_again() -> None:
    for _ in range(2):
        assert run("migrate").output == f"  ✓ database   tables at {schema.head()}\n"
    runtime = open_runtime(Settings())
    assert schema.current(runtime.db) == schema.head()


@pytest.mark.parametrize(
    ("option", "setting", "demo"),
    [
        ((), "false", False),
        ((), "true", True),
        (("--demo",), "false", True),
        (("--no-demo",), "true", False),
    ],
)
def test_option_wins_over_the_setting_when_starting(
    monkeypatch: pytest.MonkeyPatch, option: tuple[str, ...], setting: str, demo: bool
) -> None:
    started: list[Settings] = []
    monkeypatch.setattr(up, "run", started.append)
    monkeypatch.setenv("FRONTDESK_DEMO", setting)
    run("up", *option)
    assert [settings.demo for settings in started] == [demo]


def test_shop_is_filled_when_seeding(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[dict[str, Any]] = []

    def seed(_database: object, **given: Any) -> SeedReport:
        calls.append(given)
        return SeedReport(2_000, 300, 12_345, 700, 20, 310)

    monkeypatch.setattr(crm_backend.seed, "seed_shop", seed)
    assert "✓ demo shop  2,000 customers, 12,345 orders" in run("seed").output
    assert [call["data"] for call in calls] == [tmp_path / "data"]


def test_report_is_json_as_it_is_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crm_backend.seed, "demo_report", lambda _session: REPORT)
    shown = run("demo", "--json").output
    assert json.loads(shown) == REPORT
    assert "林悦" in shown


def test_report_is_readable_when_no_json_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crm_backend.seed, "demo_report", lambda _session: REPORT)
    assert run("demo").output.splitlines() == [
        "林悦 <yue@example.com> (zh)",
        "    FD-1004217  paid       49.00 EUR",
    ]


def test_one_line_says_what_to_do_when_an_error_is_ours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, "demo") == 1
    said = capsys.readouterr()
    assert said.err == (
        "frontdesk: There is no demo shop in this database; `frontdesk seed` makes one.\n"
    )
    assert said.out == ""


def test_model_is_named_when_it_is_trained(monkeypatch: pytest.MonkeyPatch) -> None:
    def train(settings: Settings, show: Any) -> Path:
        show("epoch 1")
        return settings.models / "fresh.tar.gz"

    monkeypatch.setattr(cli, "train_model", train)
    assert run("train").output == "    epoch 1\n  ✓ model      fresh.tar.gz\n"


def test_setup_is_named_when_training_without_rasa(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(models, "RASA_PYTHON", tmp_path / "absent")
    assert run_main(monkeypatch, "train") == 1
    assert "run `make setup` first" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ((), ("http://127.0.0.1:9123", "en")),
        (("--url", "https://desk.example", "--language", "zh"), ("https://desk.example", "zh")),
    ],
)
def test_chat_goes_to_this_machine_when_no_other_is_named(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], asked: tuple[str, str]
) -> None:
    calls: list[tuple[str, str]] = []

    async def chat(url: str, language: str) -> None:
        calls.append((url, language))

    monkeypatch.setattr(terminal, "chat", chat)
    monkeypatch.setenv("FRONTDESK_PORT", "9123")
    run("chat", *words)
    assert calls == [asked]


def test_chat_says_in_one_line_when_nobody_answers(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("FRONTDESK_PORT", str(free_port()))
    assert run_main(monkeypatch, "chat") == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("frontdesk: No Frontdesk answers at http://127.0.0.1:")


def test_key_opens_what_its_role_may_when_it_was_printed() -> None:
    key = run("api-key", "warehouse", "--role", "viewer").output.strip()
    assert key.startswith("fd_")
    app = create_app(open_runtime(Settings()), engine=ScriptedDialogue())
    client = TestClient(app, headers={"Authorization": f"Bearer {key}"})
    assert client.get("/api/v1/orders").json() == {"items": [], "next": None}
    assert client.get("/api/v1/api-keys").status_code == 403
    assert client.get("/api/v1/orders", headers={"Authorization": "Bearer x"}).status_code == 401


def test_roles_are_listed_when_a_key_gets_an_unknown_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_main(monkeypatch, "api-key", "warehouse", "--role", "wizard") == 1
    assert "viewer" in capsys.readouterr().err


def test_foreign_error_is_not_dressed_up_when_a_command_raises_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(_settings: Settings) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(up, "run", fail)
    monkeypatch.setattr(sys, "argv", ["frontdesk", "up"])
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_status_tells_of_a_ctrl_c_when_a_command_is_interrupted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def interrupt(_settings: Settings) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(up, "run", interrupt)
    assert run_main(monkeypatch, "up") == 130
