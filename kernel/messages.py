"""What the bot says, in one form from the actions to the channels."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

MAX_TEXT = 8_000  # characters a customer may send at once


class Frozen(BaseModel):
    """A value: no field may change, no unknown field is taken."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Button(Frozen):
    """A choice. The payload stays on the server; a channel shows the label alone."""

    label: str
    payload: str


class Card(Frozen):
    """A product or an order as a picture with words."""

    title: str
    subtitle: str = ""
    image: str = ""
    price: str = ""
    reason: str = ""
    buttons: tuple[Button, ...] = ()


class Challenge(Frozen):
    """Mail a one-time code to this address, if a customer has it."""

    kind: Literal["challenge"] = "challenge"
    email: str


class Handoff(Frozen):
    """Ask for a person."""

    kind: Literal["handoff"] = "handoff"
    reason: str


class SetLanguage(Frozen):
    """Answer in this language from now on."""

    kind: Literal["language"] = "language"
    language: Literal["en", "zh"]


class Close(Frozen):
    """The conversation has come to its end."""

    kind: Literal["close"] = "close"


Directive = Annotated[Challenge | Handoff | SetLanguage | Close, Field(discriminator="kind")]


class Reply(Frozen):
    """One message of the bot and what it asks the conversation service to do."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()
    directives: tuple[Directive, ...] = ()
