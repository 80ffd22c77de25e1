"""Alembic's entry: runs the revisions on the connection that `frontdesk.schema` hands over."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import TypeDecorator

from bot.ledger.fulltext import is_ours
from frontdesk.schema import METADATA


def render_plain_types(kind: str, item: Any, _autogen: object) -> str | Literal[False]:
    """Write a column type of ours as the type it is made of: revisions import nothing of ours."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    render_item=render_plain_types,
    include_name=lambda name, _kind, _parents: not is_ours(name),
)
with context.begin_transaction():
    context.run_migrations()
