"""One experiment runs at a place at most; of several that do, the oldest goes on.

Revision ID: 0007
Revises: 0006
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

RUNS = sa.text("state = 'running'")
EXPERIMENT = sa.table(
    "experiment",
    sa.column("id", sa.Integer()),
    sa.column("subject", sa.String()),
    sa.column("target", sa.String()),
    sa.column("state", sa.String()),
    sa.column("stopped_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """Apply the change."""
    stop_others()
    op.create_index(
        "uq_experiment_running",
        "experiment",
        ["subject", "target"],
        unique=True,
        sqlite_where=RUNS,
        postgresql_where=RUNS,
    )


def downgrade() -> None:
    """Take it back; what was stopped stays stopped."""
    op.drop_index("uq_experiment_running", table_name="experiment")


def stop_others() -> None:
    """Let nobody into the younger ones any more; who is in them keeps their arm."""
    older = EXPERIMENT.alias("older")
    is_beside = sa.exists().where(
        older.c.state == "running",
        older.c.subject == EXPERIMENT.c.subject,
        older.c.target == EXPERIMENT.c.target,
        older.c.id < EXPERIMENT.c.id,
    )
    op.execute(
        EXPERIMENT.update()
        .where(EXPERIMENT.c.state == "running", is_beside)
        .values(state="stopped", stopped_at=datetime.now(UTC))
    )
