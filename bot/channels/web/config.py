"""What the operator wants of the widget: a form before the chat, opening messages by page.

One YAML or JSON file, named by FRONTDESK_WIDGET; docs/embedding.md shows one.
"""

from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kernel.errors import Invalid
from kernel.turns import Language

Ask = Literal["off", "optional", "required"]
MAX_RULES = 50  # every page of the shop loads them


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PreChat(_Part):
    """Which fields are asked for before the chat; it can be skipped unless one is required."""

    name: Ask = "off"
    email: Ask = "off"

    @field_validator("name", "email", mode="before")
    @classmethod
    def _read_off(cls, value: object) -> object:
        return "off" if value is False else value  # YAML reads a bare `off` as no


class Opening(_Part):
    """A message that speaks first on some pages. In `path` a star stands for anything."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")]
    path: Annotated[str, Field(pattern=r"^/\S*$", max_length=300)]
    delay_seconds: Annotated[float, Field(ge=0, le=3_600)] = 10.0
    text: dict[Language, Annotated[str, Field(min_length=1, max_length=500)]]

    @field_validator("text")
    @classmethod
    def _need_both(cls, value: dict[Language, str]) -> dict[Language, str]:
        if set(value) != {"en", "zh"}:
            raise ValueError("needs a text in en and one in zh")
        return value


class WidgetConfig(_Part):
    """The whole file; empty, there is nothing of it.

    With `typing_preview` the agent who has a chat sees what its customer is writing, and the widget
    says so.
    """

    prechat: PreChat = PreChat()
    typing_preview: bool = False
    proactive: Annotated[tuple[Opening, ...], Field(max_length=MAX_RULES)] = ()

    def find_opening(self, opening_id: str | None) -> Opening | None:
        """Return an opening message by its id."""
        return next((one for one in self.proactive if one.id == opening_id), None)

    def to_public(self) -> dict[str, Any]:
        """Return what browsers are told."""
        return self.model_dump(mode="json")


def read_config(path: Path | None) -> WidgetConfig:
    """Return the operator's wishes; raise `Invalid` that names file, place and fault."""
    if path is None:
        return WidgetConfig()
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        config = WidgetConfig.model_validate(found or {})
    except OSError as error:
        raise Invalid(f"FRONTDESK_WIDGET: {path}: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Invalid(f"FRONTDESK_WIDGET: {path} is neither YAML nor JSON: {error}") from error
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, one['loc'])) or 'the file'}: {one['msg']}"
            for one in error.errors()
        )
        raise Invalid(f"FRONTDESK_WIDGET: {path}: {faults}") from error
    ids = [one.id for one in config.proactive]
    if len(set(ids)) < len(ids):
        raise Invalid(f"FRONTDESK_WIDGET: {path}: two opening messages have the same id.")
    return config
