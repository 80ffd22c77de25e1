"""Puts what is evil into every text of the database, whoever may write there.

Nothing here knows the columns: a new one is poisoned from its first day, unless it is named in
`KEPT`, because the pages are addressed by it or decide by it.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import JSON, Column, Enum, String, Table, Text, select, update
from sqlalchemy.orm import Session

from kernel.db import Base

FEW = 12  # the first rows hold all payloads at once: they are shown on pages of their own
# Tables whose every text is a key, a hash, or what a program reads back.
KEPT_TABLES = frozenset(
    {
        *("api_key", "browser_session", "challenge", "link_token", "login_failure", "login_step"),
        *("number_series", "recovery_code", "revocation", "staff_factor", "staff_rule"),
        *("button_token", "channel_bot", "turn", "studio_file", "model_server", "staff_grant"),
    }
)
KEPT = frozenset(
    {
        *("agent_id", "author_id", "bot", "external_id", "recipient", "cid", "idempotency_key"),
        *("number", "slug", "sku", "currency", "role", "language", "status", "state", "kind"),
        *("key", "view", "field", "shelf", "shortcut", "channel", "source", "place", "once"),
        *("address_hash", "password_hash", "token_hash", "text_hash", "sha256", "media_type"),
        *("conversation_id", "assignee_id", "first_answer_by", "lost_by", "action", "image_path"),
        *("object_kind", "object_id", "changed_by", "given_by", "merged_into", "outcome", "lane"),
        *("base_sum", "before_sum", "after_sum", "dedupe_key", "worker"),
        *("staff_id", "result", "team", "skill", "filters", "id", "facts"),
    }
)
# What a program reads back out of JSON: everything else in it is somebody's words.
KEPT_KEYS = frozenset(
    {
        *("code", "then", "id", "payload", "token", "media_type", "key", "image", "kind"),
        *("week", "start", "period", "periods", "earliest", "severity", "direction", "level"),
        *("method", "reference"),
    }
)
KEPT_COLUMNS = frozenset(
    {
        *("desk_setting.value", "agent_profile.languages", "customer_insight.rfm_segment"),
        *("ticket_change.before", "ticket_change.after"),
        # Names that the form takes in one shape alone, and what is computed.
        *("experiment.arms", "experiment.primary_metric", "experiment.secondary_metrics"),
        *("experiment.winner", "experiment.plan", "exposure.arm", "analytics_model.name"),
        *("studio_upload.findings", "studio_upload.left_out"),
    }
)
# What is checked before it is stored: a code and an address that fit, a text without placeholders.
SHORT = frozenset({"staff.email", "agent_profile.skills", "agent_profile.teams"})
WITHOUT_BRACES = frozenset({"saved_reply.text_en", "saved_reply.text_zh"})
SHORTEST, FITS = 12, 60


def poison(session: Session, payloads: Sequence[str]) -> set[str]:
    """Poison every text; return the columns that were, such as "message.text"."""
    done: set[str] = set()
    tables = [one for one in Base.metadata.sorted_tables if one.name not in KEPT_TABLES]
    for place, (table, column) in enumerate(list_columns(tables)):
        keys = list(table.primary_key)
        rows = session.execute(select(*keys, column).order_by(*keys)).all()
        for row, values in enumerate(rows):
            old = values[-1]
            if old is None:
                continue
            fitting = fit(payloads, f"{table.name}.{column.name}")
            new = spoil(old, choose(fitting, row, place, is_unique=bool(column.unique)))
            where = [key == value for key, value in zip(keys, values, strict=False)]
            session.execute(update(table).where(*where).values({column.name: new}))
        if rows:
            done.add(f"{table.name}.{column.name}")
    return done


def list_columns(tables: Sequence[Table]) -> Iterator[tuple[Table, Column[Any]]]:
    """Give the columns that hold words, and those that hold JSON."""
    for table in tables:
        for column in table.columns:
            is_text = isinstance(column.type, String | Text) and not isinstance(column.type, Enum)
            is_key = column.primary_key or bool(column.foreign_keys) or column.name in KEPT
            is_kept = is_key or f"{table.name}.{column.name}" in KEPT_COLUMNS
            if (is_text or isinstance(column.type, JSON)) and not is_kept:
                yield table, column


def fit(payloads: Sequence[str], column: str) -> Sequence[str]:
    """Return the payloads that a column can hold; of those that are short, one at a time."""
    if column in SHORT:
        return [next(one for one in payloads if "<" in one and SHORTEST < len(one) < FITS)]
    if column in WITHOUT_BRACES:
        return [one for one in payloads if "{" not in one]
    return payloads


def choose(payloads: Sequence[str], row: int, place: int, *, is_unique: bool) -> str:
    """Return all payloads in turn, each time another one first; one alone in the later rows."""
    first = (row + place) % len(payloads)
    evil = payloads[first]
    if row < FEW:
        evil = " ".join((*payloads[first:], *payloads[:first]))
    return f"{row}{evil}" if is_unique else evil


def spoil(old: Any, evil: str) -> Any:
    """Return what is stored with the words in it replaced."""
    if isinstance(old, str):
        return evil
    if isinstance(old, list):
        return [spoil(one, evil) for one in old]
    if isinstance(old, dict):
        return {key: one if key in KEPT_KEYS else spoil(one, evil) for key, one in old.items()}
    return old
