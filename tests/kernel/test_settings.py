"""Settings: what an operator may write, and the key nobody has to think of."""

import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from kernel.settings import Settings

ROOT = Path(__file__).parents[2]


def read(monkeypatch: pytest.MonkeyPatch, **variables: str) -> Settings:
    for name in list(os.environ):
        if name.startswith("FRONTDESK_"):
            monkeypatch.delenv(name)
    for name, value in variables.items():
        monkeypatch.setenv(f"FRONTDESK_{name.upper()}", value)
    return Settings(_env_file=None)


def test_lists_are_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = read(monkeypatch, allowed_origins="https://a.example/, https://b.example")
    assert settings.allowed_origins == ("https://a.example", "https://b.example")


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = Settings(_env_file=None, data=tmp_path).signing_key()
    again = Settings(_env_file=None, data=tmp_path).signing_key()
    assert first == again
    assert len(first) >= 43
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_keys_of_two_purposes_differ(settings: Settings) -> None:
    assert settings.derive_key("rasa") != settings.derive_key("actions")


@pytest.mark.parametrize(("name", "value"), [("port", "99999"), ("secret", "short")])
def test_a_wrong_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    with pytest.raises(ValidationError, match=name):
        read(monkeypatch, **{name: value})


def test_the_example_names_every_setting_with_its_default(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    example = ROOT / ".env.example"
    written = {
        line.split("=")[0].removeprefix("FRONTDESK_").lower()
        for line in example.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    }
    assert written == set(Settings.model_fields)
    plain = read(monkeypatch)
    assert Settings(_env_file=example) == plain
