"""The studio: drafts and revisions, jobs, releases of models, labels, rights beyond a role.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "insight_day",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_insight_day")),
    )
    op.create_table(
        "insight_ending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("meant", sa.String(length=100), nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("step", sa.String(length=100), nullable=False),
        sa.Column("chats", sa.Integer(), nullable=False),
        sa.Column("understood", sa.Integer(), nullable=False),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("called", sa.Integer(), nullable=False),
        sa.Column("rated", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insight_ending")),
    )
    with op.batch_alter_table("insight_ending", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insight_ending_day"), ["day"], unique=False)

    op.create_table(
        "insight_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("meant", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("policy", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=100), nullable=False),
        sa.Column("form", sa.String(length=100), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("typed", sa.Integer(), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insight_group")),
    )
    with op.batch_alter_table("insight_group", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insight_group_day"), ["day"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=100), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "queued", "running", "done", "failed", "cancelled", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column("stage", sa.String(length=64), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("asked_by", sa.String(length=100), nullable=False),
        sa.Column("worker", sa.String(length=64), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("cancel_asked_by", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_kind", ["kind", "id"], unique=False)
        batch_op.create_index("ix_job_state", ["state", "run_at", "id"], unique=False)
        batch_op.create_index(
            "uq_job_open_key",
            ["kind", "dedupe_key"],
            unique=True,
            sqlite_where=sa.text("state IN ('queued', 'running')"),
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        )

    op.create_table(
        "label_kept",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("staff_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_label_kept")),
    )
    op.create_table(
        "model_server",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("machine", sa.String(length=200), nullable=False),
        sa.Column("live", sa.String(length=100), nullable=False),
        sa.Column("canary", sa.String(length=100), nullable=False),
        sa.Column("loading", sa.String(length=100), nullable=False),
        sa.Column("failed", sa.String(length=100), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("switched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_model_server")),
    )
    op.create_table(
        "release",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "deed",
            sa.Enum(
                "settled",
                "proposed",
                "withdrawn",
                "promoted",
                "trial_began",
                "share_changed",
                "trial_ended",
                "trial_failed",
                "rolled_back",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("live", sa.String(length=100), nullable=True),
        sa.Column("previous", sa.String(length=100), nullable=True),
        sa.Column("canary", sa.String(length=100), nullable=True),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("trial_id", sa.Integer(), nullable=True),
        sa.Column("proposed", sa.String(length=100), nullable=True),
        sa.Column("proposed_share", sa.Double(), nullable=True),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("proposed_by_name", sa.String(length=200), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("staff_name", sa.String(length=200), nullable=False),
        sa.Column("seconded_by", sa.String(length=200), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release")),
    )
    op.create_table(
        "studio_file",
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("sum", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("path", name=op.f("pk_studio_file")),
    )
    op.create_table(
        "studio_text",
        sa.Column("sum", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sum", name=op.f("pk_studio_text")),
    )
    op.create_table(
        "label_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("staff_name", sa.String(length=200), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("accepted", "corrected", "new", "ignored", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("intent", sa.String(length=100), nullable=False),
        sa.Column("proposed", sa.String(length=100), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("gain", sa.Double(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_label_decision_staff_id_staff"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_decision")),
    )
    with op.batch_alter_table("label_decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_decision_at"), ["at"], unique=False)
        batch_op.create_index(
            "ix_label_decision_staff", ["staff_id", "undone_at", "id"], unique=False
        )

    op.create_table(
        "staff_grant",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("permission", sa.String(length=32), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["given_by"], ["staff.id"], name=op.f("fk_staff_grant_given_by_staff")
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_grant_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", "permission", name=op.f("pk_staff_grant")),
    )
    op.create_table(
        "studio_publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_studio_publication_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_publication")),
    )
    op.create_table(
        "studio_talk",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turns", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_studio_talk_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_studio_talk_staff_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_talk")),
    )
    with op.batch_alter_table("studio_talk", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_studio_talk_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "studio_upload",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_studio_upload_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_upload")),
    )
    with op.batch_alter_table("studio_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_studio_upload_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_studio_upload_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "studio_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publication_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["studio_publication.id"],
            name=op.f("fk_studio_revision_publication_id_studio_publication"),
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_studio_revision_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_studio_revision")),
    )
    with op.batch_alter_table("studio_revision", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_studio_revision_publication_id"), ["publication_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_studio_revision_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "trial_visit",
        sa.Column("trial_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=32), nullable=False),
        sa.Column("arm", sa.Enum("live", "canary", native_enum=False, length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("bad_why", sa.String(length=16), nullable=True),
        sa.Column("bad_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_trial_visit_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["release_id"], ["release.id"], name=op.f("fk_trial_visit_release_id_release")
        ),
        sa.ForeignKeyConstraint(
            ["trial_id"], ["release.id"], name=op.f("fk_trial_visit_trial_id_release")
        ),
        sa.PrimaryKeyConstraint("trial_id", "conversation_id", name=op.f("pk_trial_visit")),
    )
    with op.batch_alter_table("trial_visit", schema=None) as batch_op:
        batch_op.create_index(
            "ix_trial_visit_open", ["trial_id", "bad_why", "conversation_id"], unique=False
        )
        batch_op.create_index(
            "ix_trial_visit_subject", ["trial_id", "release_id", "arm", "subject"], unique=False
        )

    op.create_table(
        "label_proposal",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("staff_name", sa.String(length=200), nullable=False),
        sa.Column("intent", sa.String(length=100), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id", "message_id"],
            ["message.conversation_id", "message.id"],
            name=op.f("fk_label_proposal_conversation_id_message"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_label_proposal_staff_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "conversation_id", "message_id", "staff_id", name=op.f("pk_label_proposal")
        ),
    )
    with op.batch_alter_table("label_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_proposal_at"), ["at"], unique=False)

    op.create_table(
        "labelled_message",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id", "message_id"],
            ["message.conversation_id", "message.id"],
            name=op.f("fk_labelled_message_conversation_id_message"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"],
            ["label_decision.id"],
            name=op.f("fk_labelled_message_decision_id_label_decision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "message_id", name=op.f("pk_labelled_message")),
    )
    with op.batch_alter_table("labelled_message", schema=None) as batch_op:
        batch_op.create_index("ix_labelled_message_decision", ["decision_id"], unique=False)
        batch_op.create_index("ix_labelled_message_name", ["name"], unique=False)

    op.create_table(
        "studio_change",
        sa.Column("revision_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("base_sum", sa.String(length=64), nullable=True),
        sa.Column("before_sum", sa.String(length=64), nullable=True),
        sa.Column("after_sum", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["revision_id"],
            ["studio_revision.id"],
            name=op.f("fk_studio_change_revision_id_studio_revision"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("revision_id", "path", name=op.f("pk_studio_change")),
    )


def downgrade() -> None:
    """Take it back."""
    op.drop_table("studio_change")
    with op.batch_alter_table("labelled_message", schema=None) as batch_op:
        batch_op.drop_index("ix_labelled_message_name")
        batch_op.drop_index("ix_labelled_message_decision")

    op.drop_table("labelled_message")
    with op.batch_alter_table("label_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_proposal_at"))

    op.drop_table("label_proposal")
    with op.batch_alter_table("trial_visit", schema=None) as batch_op:
        batch_op.drop_index("ix_trial_visit_subject")
        batch_op.drop_index("ix_trial_visit_open")

    op.drop_table("trial_visit")
    with op.batch_alter_table("studio_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_studio_revision_staff_id"))
        batch_op.drop_index(batch_op.f("ix_studio_revision_publication_id"))

    op.drop_table("studio_revision")
    with op.batch_alter_table("studio_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_studio_upload_staff_id"))
        batch_op.drop_index(batch_op.f("ix_studio_upload_at"))

    op.drop_table("studio_upload")
    with op.batch_alter_table("studio_talk", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_studio_talk_staff_id"))

    op.drop_table("studio_talk")
    op.drop_table("studio_publication")
    op.drop_table("staff_grant")
    with op.batch_alter_table("label_decision", schema=None) as batch_op:
        batch_op.drop_index("ix_label_decision_staff")
        batch_op.drop_index(batch_op.f("ix_label_decision_at"))

    op.drop_table("label_decision")
    op.drop_table("studio_text")
    op.drop_table("studio_file")
    op.drop_table("release")
    op.drop_table("model_server")
    op.drop_table("label_kept")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_job_open_key",
            sqlite_where=sa.text("state IN ('queued', 'running')"),
            postgresql_where=sa.text("state IN ('queued', 'running')"),
        )
        batch_op.drop_index("ix_job_state")
        batch_op.drop_index("ix_job_kind")

    op.drop_table("job")
    with op.batch_alter_table("insight_group", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insight_group_day"))

    op.drop_table("insight_group")
    with op.batch_alter_table("insight_ending", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insight_ending_day"))

    op.drop_table("insight_ending")
    op.drop_table("insight_day")
