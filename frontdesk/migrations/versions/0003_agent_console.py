"""The agent console: notes, drafts, saved replies, skills, audit, second factors.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "agent_profile",
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_agent_profile")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("object_kind", sa.String(length=20), nullable=False),
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("once", sa.String(length=160), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("once", name=op.f("uq_audit_entry_once")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_action", ["action", "at"], unique=False)
        batch_op.create_index("ix_audit_entry_actor", ["actor_id", "at"], unique=False)
        batch_op.create_index("ix_audit_entry_at", ["at", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_entry_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(
            "ix_audit_entry_object", ["object_kind", "object_id", "at"], unique=False
        )

    op.create_table(
        "oidc_attempt",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=64), nullable=False),
        sa.Column("back", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_oidc_attempt")),
    )
    op.create_table(
        "staff_rule",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_staff_rule")),
    )
    op.create_table(
        "customer_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.String(length=64), nullable=False),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_note_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_note")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_customer_note_idempotency_key")),
    )
    with op.batch_alter_table("customer_note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_customer_note_customer", ["customer_id", "is_pinned", "id"], unique=False
        )

    op.create_table(
        "login_step",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_login_step_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_login_step")),
    )
    with op.batch_alter_table("login_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_step_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_recovery_code_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("view", sa.String(length=16), nullable=False),
        sa.Column("filters", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"],
            ["staff.id"],
            name=op.f("fk_saved_filter_staff_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_filter_is_shared"), ["is_shared"], unique=False)
        batch_op.create_index("ix_saved_filter_staff", ["staff_id", "place"], unique=False)

    op.create_table(
        "saved_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shelf", sa.String(length=40), nullable=False),
        sa.Column("shortcut", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("text_zh", sa.Text(), nullable=False),
        sa.Column("scope", sa.Enum("shared", "own", native_enum=False, length=16), nullable=False),
        sa.Column("team", sa.String(length=64), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["staff.id"],
            name=op.f("fk_saved_reply_owner_id_staff"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_reply")),
        sa.UniqueConstraint("shelf", "shortcut", name=op.f("uq_saved_reply_shelf_shortcut")),
    )
    with op.batch_alter_table("saved_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_reply_changed_at"), ["changed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_reply_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "staff_factor",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.String(length=200), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_factor_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_factor")),
    )
    op.create_table(
        "staff_identity",
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_staff_identity_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("issuer", "subject", name=op.f("pk_staff_identity")),
    )
    with op.batch_alter_table("staff_identity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_identity_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "gaze",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "state", sa.Enum("looking", "typing", native_enum=False, length=16), nullable=False
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_gaze_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", "agent_id", name=op.f("pk_gaze")),
    )
    with op.batch_alter_table("gaze", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gaze_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "order_refund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("amount_cents", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by", sa.String(length=100), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.CheckConstraint("amount_cents > 0", name=op.f("ck_order_refund_amount_positive")),
        sa.ForeignKeyConstraint(
            ["order_id"],
            ["purchase_order.id"],
            name=op.f("fk_order_refund_order_id_purchase_order"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_refund")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_order_refund_idempotency_key")),
    )
    with op.batch_alter_table("order_refund", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_refund_order_id"), ["order_id"], unique=False)

    op.create_table(
        "reply_draft",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_reply_draft_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_reply_draft_staff_id_staff")
        ),
        sa.PrimaryKeyConstraint("staff_id", "conversation_id", name=op.f("pk_reply_draft")),
    )
    op.create_table(
        "seen",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_seen_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_seen_staff_id_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("staff_id", "conversation_id", name=op.f("pk_seen")),
    )
    op.create_table(
        "staff_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "note",
                "transfer",
                "requeue",
                "return",
                "close",
                "snooze",
                "wake",
                "merge",
                "split",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("author_id", sa.String(length=64), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_staff_note_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note")),
    )
    with op.batch_alter_table("staff_note", schema=None) as batch_op:
        batch_op.create_index("ix_staff_note_conversation", ["conversation_id", "id"], unique=False)

    op.create_table(
        "suggestion_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column(
            "source",
            sa.Enum("past", "saved", "article", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("shown", "accepted", "edited", "ignored", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_suggestion_event_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion_event")),
    )
    with op.batch_alter_table("suggestion_event", schema=None) as batch_op:
        batch_op.create_index("ix_suggestion_event_key", ["key", "outcome"], unique=False)
        batch_op.create_index("ix_suggestion_event_open", ["outcome", "shown_at"], unique=False)
        batch_op.create_index(
            "uq_suggestion_event_shown",
            ["conversation_id", "message_id", "agent_id", "key"],
            unique=True,
        )

    op.create_table(
        "staff_mention",
        sa.Column("note_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["note_id"],
            ["staff_note.id"],
            name=op.f("fk_staff_mention_note_id_staff_note"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("note_id", "staff_id", name=op.f("pk_staff_mention")),
    )
    with op.batch_alter_table("staff_mention", schema=None) as batch_op:
        batch_op.create_index("ix_staff_mention_staff", ["staff_id", "read_at"], unique=False)

    op.create_table(
        "ticket_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=20), nullable=False),
        sa.Column("before", sa.String(length=200), nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"],
            ["ticket.id"],
            name=op.f("fk_ticket_change_ticket_id_ticket"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_change")),
    )
    with op.batch_alter_table("ticket_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_change_ticket_id"), ["ticket_id"], unique=False)

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("unanswered_since", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("team", sa.String(length=64), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(
            sa.Column("skill", sa.String(length=64), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(sa.Column("snoozed_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("woke_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("merged_into", sa.String(length=32), nullable=True))
        batch_op.drop_index(batch_op.f("ix_conversation_owner"))
        batch_op.create_index(
            "ix_conversation_agent",
            ["agent_id"],
            unique=False,
            sqlite_where=sa.text("agent_id IS NOT NULL"),
            postgresql_where=sa.text("agent_id IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_conversation_closed_channel",
            ["channel", "updated_at", "id"],
            unique=False,
            sqlite_where=sa.text("owner = 'closed'"),
            postgresql_where=sa.text("owner = 'closed'"),
        )
        batch_op.create_index(
            "ix_conversation_closed_language",
            ["language", "updated_at", "id"],
            unique=False,
            sqlite_where=sa.text("owner = 'closed'"),
            postgresql_where=sa.text("owner = 'closed'"),
        )
        batch_op.create_index(
            "ix_conversation_closed_team",
            ["team", "updated_at", "id"],
            unique=False,
            sqlite_where=sa.text("owner = 'closed'"),
            postgresql_where=sa.text("owner = 'closed'"),
        )
        batch_op.create_index("ix_conversation_created", ["created_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_conversation_merged_into"), ["merged_into"], unique=False
        )
        batch_op.create_index(
            "ix_conversation_owner_updated", ["owner", "updated_at", "id"], unique=False
        )
        batch_op.create_index(
            "ix_conversation_snoozed",
            ["snoozed_until", "id"],
            unique=False,
            sqlite_where=sa.text("snoozed_until IS NOT NULL"),
            postgresql_where=sa.text("snoozed_until IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_conversation_unanswered",
            ["owner", "merged_into", "updated_at", "id"],
            unique=False,
            sqlite_where=sa.text("unanswered_since IS NOT NULL"),
            postgresql_where=sa.text("unanswered_since IS NOT NULL"),
        )

    with op.batch_alter_table("handoff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lost_by", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column("transfers", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("answers", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("first_answer_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("first_answer_by", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("rating_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rating", sa.Integer(), nullable=True))
        batch_op.create_index("ix_handoff_requested", ["requested_at"], unique=False)

    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("last_assigned_at", sa.DateTime(timezone=True), nullable=True)
        )

    with op.batch_alter_table("setup_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("staff_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("made_by", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("label", sa.String(length=200), nullable=False, server_default=sa.text("''"))
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_setup_link_staff_id_staff"), "staff", ["staff_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_setup_link_made_by_staff"), "staff", ["made_by"], ["id"]
        )

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("factor_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proved_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("browser", sa.String(length=60), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(
            sa.Column("network", sa.String(length=60), nullable=False, server_default=sa.text("''"))
        )

    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.add_column(sa.Column("assignee_id", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("assignee_name", sa.String(length=200), nullable=True))
        batch_op.create_index(batch_op.f("ix_ticket_assignee_id"), ["assignee_id"], unique=False)
    # Rows that were there have their values; new ones get theirs from the code.
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.alter_column("team", server_default=None)
        batch_op.alter_column("skill", server_default=None)
    with op.batch_alter_table("setup_link", schema=None) as batch_op:
        batch_op.alter_column("label", server_default=None)
    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.alter_column("browser", server_default=None)
        batch_op.alter_column("network", server_default=None)


def downgrade() -> None:
    """Take it back."""
    remove_index_of_search()
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_assignee_id"))
        batch_op.drop_column("assignee_name")
        batch_op.drop_column("assignee_id")

    with op.batch_alter_table("staff_session", schema=None) as batch_op:
        batch_op.drop_column("network")
        batch_op.drop_column("browser")
        batch_op.drop_column("proved_at")

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("factor_at")
        batch_op.drop_column("seen_at")
        batch_op.drop_column("language")

    with op.batch_alter_table("setup_link", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_setup_link_made_by_staff"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_setup_link_staff_id_staff"), type_="foreignkey")
        batch_op.drop_column("label")
        batch_op.drop_column("made_by")
        batch_op.drop_column("staff_id")

    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_column("last_assigned_at")

    with op.batch_alter_table("handoff", schema=None) as batch_op:
        batch_op.drop_index("ix_handoff_requested")
        batch_op.drop_column("rating")
        batch_op.drop_column("rating_id")
        batch_op.drop_column("first_answer_by")
        batch_op.drop_column("first_answer_at")
        batch_op.drop_column("answers")
        batch_op.drop_column("transfers")
        batch_op.drop_column("lost_by")
        batch_op.drop_column("assigned_at")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_conversation_unanswered",
            sqlite_where=sa.text("unanswered_since IS NOT NULL"),
            postgresql_where=sa.text("unanswered_since IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_conversation_snoozed",
            sqlite_where=sa.text("snoozed_until IS NOT NULL"),
            postgresql_where=sa.text("snoozed_until IS NOT NULL"),
        )
        batch_op.drop_index("ix_conversation_owner_updated")
        batch_op.drop_index(batch_op.f("ix_conversation_merged_into"))
        batch_op.drop_index("ix_conversation_created")
        batch_op.drop_index(
            "ix_conversation_closed_team",
            sqlite_where=sa.text("owner = 'closed'"),
            postgresql_where=sa.text("owner = 'closed'"),
        )
        batch_op.drop_index(
            "ix_conversation_closed_language",
            sqlite_where=sa.text("owner = 'closed'"),
            postgresql_where=sa.text("owner = 'closed'"),
        )
        batch_op.drop_index(
            "ix_conversation_closed_channel",
            sqlite_where=sa.text("owner = 'closed'"),
            postgresql_where=sa.text("owner = 'closed'"),
        )
        batch_op.drop_index(
            "ix_conversation_agent",
            sqlite_where=sa.text("agent_id IS NOT NULL"),
            postgresql_where=sa.text("agent_id IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_conversation_owner"), ["owner"], unique=False)
        batch_op.drop_column("merged_into")
        batch_op.drop_column("woke_at")
        batch_op.drop_column("snoozed_until")
        batch_op.drop_column("skill")
        batch_op.drop_column("team")
        batch_op.drop_column("unanswered_since")

    with op.batch_alter_table("ticket_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_change_ticket_id"))

    op.drop_table("ticket_change")
    with op.batch_alter_table("staff_mention", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_mention_staff")

    op.drop_table("staff_mention")
    with op.batch_alter_table("suggestion_event", schema=None) as batch_op:
        batch_op.drop_index("uq_suggestion_event_shown")
        batch_op.drop_index("ix_suggestion_event_open")
        batch_op.drop_index("ix_suggestion_event_key")

    op.drop_table("suggestion_event")
    with op.batch_alter_table("staff_note", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_note_conversation")

    op.drop_table("staff_note")
    op.drop_table("seen")
    op.drop_table("reply_draft")
    with op.batch_alter_table("order_refund", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_refund_order_id"))

    op.drop_table("order_refund")
    with op.batch_alter_table("gaze", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gaze_seen_at"))

    op.drop_table("gaze")
    with op.batch_alter_table("staff_identity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_identity_staff_id"))

    op.drop_table("staff_identity")
    op.drop_table("staff_factor")
    with op.batch_alter_table("saved_reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_reply_owner_id"))
        batch_op.drop_index(batch_op.f("ix_saved_reply_changed_at"))

    op.drop_table("saved_reply")
    with op.batch_alter_table("saved_filter", schema=None) as batch_op:
        batch_op.drop_index("ix_saved_filter_staff")
        batch_op.drop_index(batch_op.f("ix_saved_filter_is_shared"))

    op.drop_table("saved_filter")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_staff_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("login_step", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_step_staff_id"))

    op.drop_table("login_step")
    with op.batch_alter_table("customer_note", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_note_customer")

    op.drop_table("customer_note")
    op.drop_table("staff_rule")
    op.drop_table("oidc_attempt")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_object")
        batch_op.drop_index(batch_op.f("ix_audit_entry_customer_id"))
        batch_op.drop_index("ix_audit_entry_at")
        batch_op.drop_index("ix_audit_entry_actor")
        batch_op.drop_index("ix_audit_entry_action")

    op.drop_table("audit_entry")
    op.drop_table("agent_profile")


def remove_index_of_search() -> None:
    """Take away what `bot.ledger.fulltext` keeps beside the tables."""
    if op.get_bind().dialect.name == "postgresql":
        for name in ("message", "customer", "phone", "visitor"):
            op.execute(f"DROP INDEX IF EXISTS fulltext_{name}")
        op.execute("DROP FUNCTION IF EXISTS fulltext_grams(text)")
        return
    for name in ("insert", "delete", "update"):
        op.execute(f"DROP TRIGGER IF EXISTS fulltext_{name}")
    op.execute("DROP INDEX IF EXISTS fulltext_visitor")
    for name in ("message", "signs"):
        op.execute(f"DROP TABLE IF EXISTS fulltext_{name}")
