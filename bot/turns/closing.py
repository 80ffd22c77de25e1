"""The transaction that ends a turn: the answer lands and its directives are carried out."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.handoff.ending import close
from bot.handoff.reasons import make_reason
from bot.handoff.service import request_handoff
from bot.identity.service import Identity, issue_challenge
from bot.ledger.claims import Claim
from bot.ledger.finish import Ending, Outcome, finish_turn
from bot.ledger.letters import bury_letter
from bot.ledger.messages import Draft, post
from bot.ledger.models import Conversation, Message
from bot.reception import do_own
from bot.turns.endings import is_typed_button
from bot.turns.escalating import escalate
from bot.turns.invitation import find_invitation
from bot.turns.questions import Asking
from bot.turns.variations import note_said
from bot.wording import say
from kernel import crash
from kernel.messages import Challenge, Directive, Handoff, Reply, SetLanguage


def end_turn(
    session: Session,
    identity: Identity,
    *,
    claim: Claim,
    ending: Ending,
    asking: Asking,
    now: datetime,
) -> Outcome:
    """Finish the turn; directives count only if its answer did.

    What was asked in place of the text is kept like a pressed button, so that a later "try again"
    means the same; a message that was asked again and answered is a dead letter no more.
    """
    outcome = finish_turn(session, claim=claim, ending=ending, now=now)
    if outcome == "done":
        if claim.payload is None and asking.payload is not None:
            _keep_choice(session, claim, asking.payload)
        if asking.message_id != claim.message_id and ending.reason is None:
            bury_letter(
                session, conversation_id=claim.conversation_id, message_id=asking.message_id
            )
        for reply in ending.replies:
            for directive in reply.directives:
                _carry_out(session, identity, claim, ending, directive, now)
        note_said(session, ending.variations, customer_id=asking.customer_id, now=now)
        _do_more(session, claim, ending, asking, now)
    crash.point("before_landing")
    return outcome


def _do_more(session: Session, claim: Claim, ending: Ending, asking: Asking, now: datetime) -> None:
    """Do what a typed button of ours does, hand over or offer a person, invite to Telegram."""
    chosen, payload = claim.conversation_id, asking.payload
    if payload is not None and is_typed_button(payload):
        do_own(session, conversation_id=chosen, payload=payload, now=now)
    escalate(session, claim=claim, ending=ending, asking=asking, now=now)
    invitation = find_invitation(session, claim, ending, payload, now)
    if invitation is not None:
        post(session, conversation_id=chosen, drafts=[Draft("bot", invitation)], now=now)


def _keep_choice(session: Session, claim: Claim, payload: str) -> None:
    session.execute(
        update(Message)
        .where(Message.conversation_id == claim.conversation_id, Message.id == claim.message_id)
        .values(payload=payload)
    )


def _carry_out(
    session: Session,
    identity: Identity,
    claim: Claim,
    ending: Ending,
    directive: Directive,
    now: datetime,
) -> None:
    chosen = claim.conversation_id
    if isinstance(directive, Challenge):
        address = directive.email
        if not issue_challenge(session, identity, conversation_id=chosen, address=address, now=now):
            refusal = Draft("bot", Reply(text=say("too_many_codes", ending.language)))
            post(session, conversation_id=chosen, drafts=[refusal], now=now)
    elif isinstance(directive, Handoff):
        asked = [make_reason("asked", directive.reason)]
        request_handoff(session, conversation_id=chosen, reasons=asked, now=now, actor="bot")
    elif isinstance(directive, SetLanguage):
        session.execute(
            update(Conversation)
            .where(Conversation.id == chosen)
            .values(language=directive.language)
        )
    else:
        close(session, conversation_id=chosen, now=now, actor="bot")
