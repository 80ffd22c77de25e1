"""Insight counts by story or rule; what was counted before knows none.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TEXTS = (
    ("insight_group", "story", 200),
    ("insight_ending", "policy", 100),
    ("insight_ending", "story", 200),
)
COUNTS = (("insight_group", "heard"), ("insight_group", "lost"))


def upgrade() -> None:
    """Apply the change."""
    for table, name, length in TEXTS:
        kind, unknown = sa.String(length=length), sa.text("''")
        op.add_column(table, sa.Column(name, kind, server_default=unknown, nullable=False))
    for table, name in COUNTS:
        op.add_column(table, sa.Column(name, sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Take it back."""
    for table, name, *_ in (*TEXTS, *COUNTS):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(name)
