"""Asking who somebody is while a person answers: a code is mailed, and judged when it is typed.

No turn runs then, so what the bot does in a turn is done here by the same rules. Nobody is ever
verified by hand: what counts is the code, the login of the site or the linked account.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.identity import codes
from bot.identity.service import (
    Identity,
    Judgement,
    Verdict,
    check_code,
    hide_code,
    issue_challenge,
)
from bot.ledger.conversations import get_conversation
from bot.ledger.messages import Draft, post
from bot.payloads import contact_button
from bot.wording import say
from kernel.errors import Invalid, TooMany
from kernel.messages import Reply

# What is kept in the place of the text, as after a turn: the dialogue engine may hear of it later.
PAYLOADS: dict[Verdict, str] = {
    "confirmed": "/confirm_identity",
    "refused": "/refuse_code",
    "expired": "/expire_code",
}
ANSWERS: dict[Verdict, str] = {
    "confirmed": "proof_confirmed",
    "refused": "proof_refused",
    "expired": "proof_expired",
}


class TooManyCodes(TooMany):
    """So many codes were asked for that none is sent for a while."""

    code = "too_many_codes"


def ask_proof(
    session: Session,
    identity: Identity,
    *,
    conversation_id: str,
    address: str,
    asked_by: str,
    now: datetime,
) -> None:
    """Mail a code to an address, if a customer has it, and ask in the chat to type it.

    What is said is the same whether anybody has the address or not. Raises `TooManyCodes`, and
    `Invalid` for what is no address.
    """
    address = address.strip().lower()
    if not address or "@" not in address:
        raise Invalid("This is no e-mail address.", field="email")
    found = get_conversation(session, conversation_id=conversation_id)
    if not issue_challenge(
        session, identity, conversation_id=conversation_id, address=address, now=now
    ):
        raise TooManyCodes("Too many codes were asked for; try again in an hour.")
    text = say("proof_asked", found.language, name=asked_by, address=hide_address(address))
    buttons = (contact_button(found.language),) if found.channel == "telegram" else ()
    drafts = [Draft("system", Reply(text=text, buttons=buttons))]
    post(session, conversation_id=conversation_id, drafts=drafts, now=now)


def hide_address(address: str) -> str:
    """Return an address so that its owner knows it and nobody else learns it.

    >>> hide_address("ada.moreno@example.com")
    'a…@example.com'
    """
    name, _, host = address.partition("@")
    return f"{name[:1]}…@{host}"


def hear_code(
    session: Session,
    identity: Identity,
    *,
    conversation_id: str,
    message_id: int,
    text: str,
    now: datetime,
) -> Judgement | None:
    """Judge the code in a text that no turn will hear, and say the outcome; None for other texts.

    `text` is what was typed: the stored message is masked by then.
    """
    code = codes.find_code(text)
    if code is None:
        return None
    judged = check_code(
        session,
        identity,
        conversation_id=conversation_id,
        message_id=message_id,
        code=code,
        now=now,
    )
    if judged is None or (judged.verdict == "expired" and not codes.is_code(text)):
        return None  # no code is awaited, and this may be a postcode
    hide_code(
        session,
        conversation_id=conversation_id,
        message_id=message_id,
        payload=PAYLOADS[judged.verdict],
    )
    where = judged.moved_to or conversation_id
    spoken = get_conversation(session, conversation_id=where).language
    drafts = [Draft("system", Reply(text=say(ANSWERS[judged.verdict], spoken)))]
    post(session, conversation_id=where, drafts=drafts, now=now)
    return judged
