"""Where Telegram delivers: an https address, ours by default."""

import pytest
from pydantic import ValidationError

from kernel.settings import Settings

PATH = "/telegram/v1/webhook"


@pytest.mark.parametrize(
    ("value", "url"),
    [
        ("", ""),
        ("false", ""),
        ("true", "https://shop.example/base" + PATH),
        ("https://hooks.example/", "https://hooks.example" + PATH),
        ("https://hooks.example" + PATH, "https://hooks.example" + PATH),
    ],
)
def test_webhook_address_is_complete(value: str, url: str) -> None:
    settings = Settings(
        _env_file=None, public_url="https://shop.example/base/", telegram_webhook=value
    )
    assert settings.telegram_webhook == url


@pytest.mark.parametrize(
    "wrong",
    [
        {"telegram_token": "123"},
        {"telegram_token": "123:a b"},
        {"telegram_api": "api.telegram.org"},
        {"telegram_webhook": "http://shop.example"},
        {"telegram_webhook": "true"},
    ],
)
def test_wrong_value_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings.model_validate(wrong)
    assert "123:a b" not in str([problem["msg"] for problem in refused.value.errors()])
