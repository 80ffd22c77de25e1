"""Settings of the application process, read from the environment or `.env`.

`.env.example` documents each of them. Secrets have no usable default: where none is given, one is
made at the first start and kept in the data folder, readable by its owner alone.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SECRET_BYTES = 32  # 256 bits, the output size of the SHA-256 that signs with it
MIN_SECRET_CHARACTERS = 32


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
    rasa_urls: Annotated[tuple[str, ...], NoDecode] = ()
    rasa_port: int = Field(default=0, ge=0, le=65_535)
    allowed_origins: Annotated[tuple[str, ...], NoDecode] = ()
    smtp_url: SecretStr | None = None
    mail_from: str = "frontdesk@localhost"
    workers: int = Field(default=16, ge=1, le=256)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("rasa_urls", "allowed_origins", mode="before")
    @classmethod
    def _split_commas(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
        return value

    @field_validator("secret")
    @classmethod
    def _refuse_short_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MIN_SECRET_CHARACTERS:
            raise ValueError(
                f"needs {MIN_SECRET_CHARACTERS} characters or more; leave it out and one is made"
            )
        return value

    @property
    def url_of_database(self) -> str:
        """The database named by the operator, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{(self.data / 'frontdesk.db').absolute()}"

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
