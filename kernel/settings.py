"""Settings of the application process, read from the environment or `.env`.

`.env.example` documents each of them. Secrets have no usable default: where none is given, one is
made at the first start and kept in the data folder, readable by its owner alone.
"""

import hashlib
import hmac
import os
import re
import secrets
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent  # where relative paths of the project begin
SECRET_BYTES = 32  # 256 bits, the output size of the SHA-256 that signs with it
MIN_SECRET_CHARACTERS = 32
TELEGRAM_TOKEN = re.compile(r"\d{3,20}:[A-Za-z0-9_-]{3,}")
# No login in it, and no fragment: nobody would be sent either.
WEBHOOK = re.compile(r"https://[^\s/?#@\\]+(?:[/?][^\s#]*)?")
LOOPBACK_WEBHOOK = re.compile(
    r"https?://(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?(?:[/?][^\s#]*)?"
)
ISSUER = re.compile(r"https://[^\s?#@]+|http://(?:127\.0\.0\.1|localhost)(?::\d+)?(?:/[^\s?#]*)?")
MAX_WEBHOOK_SECRETS = 2
TELEGRAM_PATH = "/telegram/v1/webhook"
OFF, ON = ("", "0", "false", "no", "off"), ("1", "true", "yes", "on")


class Settings(BaseSettings):
    """One frozen set of settings for the whole process."""

    model_config = SettingsConfigDict(
        env_prefix="FRONTDESK_", env_file=".env", frozen=True, extra="ignore", env_ignore_empty=True
    )

    data: Path = Path("var")
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65_535)
    public_url: str = ""
    database_url: str = ""
    demo: bool = False
    shop_name: str = "Lumen & Loom"
    secret: SecretStr | None = None
    models: Path = Path("models")
    # The Rasa project that the studio edits and models are trained on: by default the one shipped.
    project: Path = Field(default=Path(), validate_default=True)
    rasa_urls: Annotated[tuple[str, ...], NoDecode] = ()
    rasa_workers: int = Field(default=1, ge=1, le=32)
    rasa_port: int = Field(default=0, ge=0, le=65_535)
    site_keys: Path | None = None
    site_secret: SecretStr | None = None
    site_audience: str = "frontdesk"
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr | None = None
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    widget: Path | None = None
    smtp_url: SecretStr | None = None
    mail_from: str = "frontdesk@localhost"
    workers: int = Field(default=16, ge=1, le=256)
    telegram_token: SecretStr | None = None
    telegram_webhook: str = ""
    telegram_api: str = "https://api.telegram.org"
    # Empty: DuckDB over a nightly snapshot. Or postgresql://… (the database itself, or a replica of
    # it), or spark://local[2].
    analytics_url: SecretStr | None = None
    # The hour of the shop's day at which sales are looked over; None: only when asked for.
    analytics_hour: int | None = Field(default=3, ge=0, le=23)
    webhook_url: str = ""
    webhook_secrets: Annotated[tuple[SecretStr, ...], NoDecode] = ()
    webhook_loopback: bool = False
    # Customers who are recommended to by no model, so that what the models add can be measured.
    recommendation_holdout: float = Field(default=0.05, ge=0, le=0.5)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("rasa_urls", "allowed_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("project")
    @classmethod
    def _begin_at_root(cls, value: Path) -> Path:
        return ROOT / value

    @field_validator("secret", "site_secret")
    @classmethod
    def _refuse_short_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MIN_SECRET_CHARACTERS:
            raise ValueError(f"needs {MIN_SECRET_CHARACTERS} characters or more")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _refuse_malformed_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TELEGRAM_TOKEN.fullmatch(value.get_secret_value()):
            raise ValueError("is no token of @BotFather; it looks like 123456789:AAF3…")
        return value

    @field_validator("telegram_api")
    @classmethod
    def _require_address(cls, value: str) -> str:
        if not re.match(r"https?://[^/\s]", value):
            raise ValueError("must be an address such as https://api.telegram.org")
        return value.rstrip("/")

    @field_validator("telegram_webhook")
    @classmethod
    def _require_webhook_address(cls, value: str, info: ValidationInfo) -> str:
        if value.strip().lower() in OFF:
            return ""
        # `true` means the address that people see.
        base = info.data.get("public_url", "") if value.strip().lower() in ON else value.strip()
        if not base.startswith("https://"):
            raise ValueError(
                "Telegram needs an https:// address that it can reach: give it here, or give true"
                " here and the address in FRONTDESK_PUBLIC_URL"
            )
        return base.rstrip("/").removesuffix(TELEGRAM_PATH) + TELEGRAM_PATH

    @field_validator("webhook_secrets", mode="before")
    @classmethod
    def _split_secrets(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("webhook_secrets")
    @classmethod
    def _refuse_weak_secrets(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if any(len(one.get_secret_value()) < MIN_SECRET_CHARACTERS for one in value):
            raise ValueError(f"each needs {MIN_SECRET_CHARACTERS} characters or more")
        if len(value) > MAX_WEBHOOK_SECRETS:
            raise ValueError("one secret, or two while receivers change over")
        return value

    @field_validator("analytics_hour", mode="before")
    @classmethod
    def _switch_off(cls, value: object) -> object:
        return None if isinstance(value, str) and value.strip().lower() in ("off", "no") else value

    @field_validator("oidc_issuer")
    @classmethod
    def _require_issuer_address(cls, value: str) -> str:
        if value and not ISSUER.fullmatch(value):
            raise ValueError("must be an https:// address such as https://login.example.com/shop")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _check_oidc(self) -> Self:
        if self.oidc_issuer and not (
            self.oidc_client_id and self.oidc_client_secret and self.public_url
        ):
            raise ValueError(
                "FRONTDESK_OIDC_ISSUER needs FRONTDESK_OIDC_CLIENT_ID, FRONTDESK_OIDC_CLIENT_SECRET"
                " and FRONTDESK_PUBLIC_URL, the address that the provider sends people back to"
            )
        return self

    @model_validator(mode="after")
    def _check_webhook(self) -> Self:
        if not self.webhook_url:
            return self
        if not WEBHOOK.fullmatch(self.webhook_url) and not (
            self.webhook_loopback and LOOPBACK_WEBHOOK.fullmatch(self.webhook_url)
        ):
            raise ValueError("FRONTDESK_WEBHOOK_URL must be an https:// address, without a login")
        if not self.webhook_secrets:
            raise ValueError(
                "FRONTDESK_WEBHOOK_SECRETS is missing: a receiver must be able to tell our calls"
                " from anybody's"
            )
        return self

    @property
    def url_of_database(self) -> str:
        """The database named by the operator, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{(self.data / 'frontdesk.db').absolute()}"

    @property
    def url_of_analytics(self) -> str:
        """What computes the features; empty for DuckDB."""
        return self.analytics_url.get_secret_value() if self.analytics_url else ""

    @property
    def outbox_folder(self) -> Path:
        """Where mails are written while no SMTP server is set."""
        return self.data / "outbox"

    def signing_key(self) -> str:
        """Return the secret that signs tokens, made and kept in the data folder if not set."""
        if self.secret is not None:
            return self.secret.get_secret_value()
        return read_or_make_secret(self.data / "secret.key")

    def derive_key(self, purpose: str) -> str:
        """Return a key for one purpose: who learns one of them learns nothing of the others."""
        digest = hmac.new(self.signing_key().encode(), purpose.encode(), hashlib.sha256)
        return digest.hexdigest()


def read_or_make_secret(path: Path) -> str:
    """Return the secret in `path`; where there is none, make one that only the owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        made = secrets.token_urlsafe(SECRET_BYTES)
        file.write(made)
    return made
