"""`frontdesk telegram check` names what is wrong and what to do."""

import asyncio
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.channels.telegram.check import judge_webhook
from frontdesk import cli
from tests.fakes.bot_api import TOKEN, FakeBotApi

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOOK = "https://shop.example/telegram/v1/webhook"


class Hosted:
    """The fake on a loop of its own: a command runs its own."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        self.api = self.run(self._make())

    async def _make(self) -> FakeBotApi:
        api = FakeBotApi()
        await api.start()
        return api

    def run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(5)

    def stop(self) -> None:
        self.run(self.api.go_down())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()


@pytest.fixture
def hosted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hosted]:
    hosted = Hosted()
    monkeypatch.setenv("FRONTDESK_DATA", str(tmp_path))
    monkeypatch.setenv("FRONTDESK_TELEGRAM_API", hosted.api.url)
    monkeypatch.setenv("FRONTDESK_TELEGRAM_TOKEN", TOKEN)
    yield hosted
    hosted.stop()


def check() -> Result:
    return CliRunner().invoke(cli.cli, ["telegram", "check"], catch_exceptions=False)


def test_all_is_well_when_the_bot_is_reached(hosted: Hosted) -> None:
    result = check()
    assert result.exit_code == 0
    assert "@shop_bot" in result.output
    assert "long polling" in result.output
    assert TOKEN not in result.output


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("", "@BotFather"),
        ("not a token", "is no token of @BotFather"),
        ("999:somebody-elses", "Telegram refuses the token"),
    ],
)
def test_token_is_judged(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch, token: str, said: str
) -> None:
    monkeypatch.setenv("FRONTDESK_TELEGRAM_TOKEN", token)
    result = check()
    assert result.exit_code == 1
    assert said in result.output
    assert not token or token not in result.output


def test_operator_is_told_when_telegram_is_not_reached(hosted: Hosted) -> None:
    hosted.run(hosted.api.go_down())
    result = check()
    assert result.exit_code == 1
    assert f"does not answer at {hosted.api.url}" in result.output


@pytest.mark.parametrize(
    ("value", "said"),
    [("http://shop.example", "https"), ("true", "FRONTDESK_PUBLIC_URL"), ("ftp", "https")],
)
def test_webhook_address_must_be_https(
    hosted: Hosted, monkeypatch: pytest.MonkeyPatch, value: str, said: str
) -> None:
    monkeypatch.setenv("FRONTDESK_TELEGRAM_WEBHOOK", value)
    result = check()
    assert result.exit_code == 1
    assert said in result.output


@pytest.mark.parametrize(
    ("hook", "wanted", "said"),
    [
        ({"url": "https://other.example"}, "", "another program uses this bot"),
        ({"url": ""}, HOOK, "`frontdesk up` sets"),
        ({"url": "http://old.example"}, HOOK, "not https"),
        ({"url": HOOK, "last_error_message": "SSL error {error:1}"}, HOOK, "certificate"),
        ({"url": HOOK, "last_error_message": "Wrong response: 403 Forbidden"}, HOOK, "secret"),
        ({"url": HOOK, "last_error_message": "Wrong response: 404 Not Found"}, HOOK, "proxy"),
        ({"url": HOOK, "last_error_message": "Wrong response: 502 Bad Gateway"}, HOOK, "/readyz"),
        ({"url": HOOK, "last_error_message": "Connection timed out"}, HOOK, "port 443"),
        ({"url": HOOK, "last_error_message": "Failed to resolve host"}, HOOK, "DNS"),
        ({"url": "", "pending_update_count": 101}, "", "101 updates wait"),
    ],
)
def test_webhook_is_judged(hook: dict[str, Any], wanted: str, said: str) -> None:
    findings = judge_webhook({"last_error_date": NOW.timestamp() - 120, **hook}, wanted, now=NOW)
    [finding] = [one for one in findings if one.is_bad]
    assert said in finding.text
    assert ("2 min ago" in finding.text) == ("last_error_message" in hook)


def test_webhook_is_well_when_it_is_ours() -> None:
    findings = judge_webhook({"url": HOOK, "pending_update_count": 3}, HOOK, now=NOW)
    assert not [one for one in findings if one.is_bad]
    assert "3 updates wait" in findings[-1].text
