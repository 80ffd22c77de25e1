"""The transaction that ends a turn: the answer lands and its directives are carried out."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.handoff import service as handoff
from bot.identity.service import Identity, issue_challenge
from bot.ledger.claims import Claim
from bot.ledger.finish import Ending, Outcome, finish_turn
from bot.ledger.messages import Draft, post
from bot.ledger.models import Conversation, Message
from bot.turns.comfort import find_comfort
from bot.wording import say
from kernel.messages import Challenge, Directive, Handoff, Reply, SetLanguage


def end_turn(
    session: Session,
    identity: Identity,
    *,
    claim: Claim,
    ending: Ending,
    payload: str | None,
    now: datetime,
) -> Outcome:
    """Finish the turn; directives count only if its answer did.

    `payload` is what was asked in place of the text: a typed choice is kept like a pressed one, so
    that a later "try again" means the same.
    """
    outcome = finish_turn(session, claim=claim, ending=ending, now=now)
    if outcome == "done":
        if claim.payload is None and payload is not None:
            _keep_choice(session, claim, payload)
        for reply in ending.replies:
            for directive in reply.directives:
                _carry_out(session, identity, claim, ending, directive, now)
        if (comfort := find_comfort(session, claim, ending)) is not None:
            drafts = [Draft("bot", comfort)]
            post(session, conversation_id=claim.conversation_id, drafts=drafts, now=now)
    return outcome


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
        handoff.request_handoff(
            session, conversation_id=chosen, reason=directive.reason, now=now, actor="bot"
        )
    elif isinstance(directive, SetLanguage):
        session.execute(
            update(Conversation)
            .where(Conversation.id == chosen)
            .values(language=directive.language)
        )
    else:
        handoff.close(session, conversation_id=chosen, now=now, actor="bot")
