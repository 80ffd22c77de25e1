"""What the machine did by itself, told in the audit log and, to who may undo it, by mail."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot.ledger.outbox import queue_mail
from bot.releases.rules import State
from bot.releases.sequential import Decision
from console.access import as_principal
from console.audit.service import Actor, record
from console.staff.service import list_active
from console.words import say
from kernel.principals import may

MACHINE = Actor(id=None, name="Frontdesk", role="")
COMMAND_LINE = Actor(id=None, name="command line", role="")


def record_failed_trial(session: Session, state: State, decision: Decision, now: datetime) -> None:
    """Write down that a model on trial did worse and was taken back; mail whoever may promote."""
    if state.trial is None:
        return
    details = {"share": state.trial.share, "p": float(f"{decision.p:.3g}"), "live": state.live}
    record(
        session,
        MACHINE,
        "trial_failed",
        now=now,
        kind="model",
        object_id=state.trial.model,
        details=details,
    )
    for staff in list_active(session):
        if may(as_principal(staff), "studio:promote"):
            language = staff.language or "en"
            words = {"model": state.trial.model, "live": state.live or "–"}
            queue_mail(
                session,
                conversation_id=None,
                recipient=staff.email,
                subject=say("models_mail_subject", language),
                text=say("models_mail", language, **words, share=f"{100 * state.trial.share:.1f}"),
                now=now,
            )
