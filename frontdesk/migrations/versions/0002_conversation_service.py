"""The conversation service in its final form: sessions, desk, retries, Telegram, uploads.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "channel_bot",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=64), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel_bot")),
    )
    op.create_table(
        "desk_setting",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("value", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_desk_setting")),
    )
    op.create_table(
        "presence",
        sa.Column("agent_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "state", sa.Enum("online", "away", "off", native_enum=False, length=16), nullable=False
        ),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_presence")),
    )
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_presence_state"), ["state"], unique=False)

    op.create_table(
        "revocation",
        sa.Column("subject", sa.String(length=220), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_revocation")),
    )
    op.create_table(
        "telegram_chat",
        sa.Column("bot", sa.String(length=64), nullable=False),
        sa.Column("chat", sa.String(length=64), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("bot", "chat", name=op.f("pk_telegram_chat")),
    )
    op.create_table(
        "telegram_update",
        sa.Column("bot", sa.String(length=64), nullable=False),
        sa.Column("update_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lane", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(none_as_null=True), nullable=True),
        sa.Column(
            "state",
            sa.Enum("waiting", "done", "dead", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("bot", "update_id", name=op.f("pk_telegram_update")),
    )
    with op.batch_alter_table("telegram_update", schema=None) as batch_op:
        batch_op.create_index("ix_telegram_update_age", ["state", "received_at"], unique=False)
        batch_op.create_index(
            "ix_telegram_update_lane", ["bot", "lane", "state", "update_id"], unique=False
        )
        batch_op.create_index("ix_telegram_update_state", ["state", "bot", "next_at"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.String(length=43), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_attachment_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_attachment_conversation", ["conversation_id", "created_at"], unique=False
        )
        batch_op.create_index("ix_attachment_unsent", ["message_id", "created_at"], unique=False)

    op.create_table(
        "browser_session",
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("by_token", sa.Boolean(), nullable=False),
        sa.Column("token_id", sa.String(length=200), nullable=True),
        sa.Column("rotate_for", sa.Integer(), nullable=True),
        sa.Column("rotate_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("move_to", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_browser_session_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_browser_session")),
    )
    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_browser_session_conversation_id"), ["conversation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_browser_session_token_id"), ["token_id"], unique=False)

    op.create_table(
        "customer_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column(
            "kind", sa.Enum("answers", "transcript", native_enum=False, length=16), nullable=False
        ),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_customer_mail_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customer_mail")),
    )
    with op.batch_alter_table("customer_mail", schema=None) as batch_op:
        batch_op.create_index(
            "ix_customer_mail_address", ["address_hash", "created_at"], unique=False
        )
        batch_op.create_index(
            "ix_customer_mail_conversation", ["conversation_id", "created_at"], unique=False
        )

    op.create_table(
        "link_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "opened", "used", "refused", "replaced", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("account", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_link_token_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_link_token_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_link_token_token_hash")),
    )
    with op.batch_alter_table("link_token", schema=None) as batch_op:
        batch_op.create_index(
            "ix_link_token_conversation", ["conversation_id", "created_at"], unique=False
        )

    op.create_table(
        "visit",
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(length=300), nullable=False),
        sa.Column("mailed_id", sa.Integer(), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_visit_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index("ix_visit_seen", ["seen_at"], unique=False)

    op.create_table(
        "attachment_content",
        sa.Column("attachment_id", sa.String(length=43), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_attachment_content_attachment_id_attachment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_attachment_content")),
    )
    op.execute(
        "INSERT INTO browser_session (secret_hash, conversation_id, by_token, created_at) "
        "SELECT session_hash, id, false, created_at FROM conversation "
        "WHERE session_hash IS NOT NULL"
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("bot", sa.String(length=64), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(sa.Column("external_id", sa.String(length=64), nullable=True))
        batch_op.add_column(
            sa.Column(
                "address_hash", sa.String(length=64), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(
            sa.Column(
                "visitor_name", sa.String(length=200), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(
            sa.Column(
                "visitor_email", sa.String(length=254), nullable=False, server_default=sa.text("''")
            )
        )
        batch_op.add_column(
            sa.Column("priority", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        batch_op.add_column(sa.Column("question_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("is_delayed", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column(
                "served_at",
                sa.DateTime(timezone=True),
                nullable=False,
                server_default=sa.text("'1970-01-01 00:00:00+00:00'"),
            )
        )
        batch_op.drop_constraint(batch_op.f("uq_conversation_session_hash"), type_="unique")
        batch_op.create_index(
            batch_op.f("ix_conversation_address_hash"), ["address_hash"], unique=False
        )
        batch_op.create_index(
            "uq_conversation_external", ["channel", "bot", "external_id"], unique=True
        )
        batch_op.drop_column("session_hash")

    with op.batch_alter_table("handoff", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reasons", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(
            sa.Column("priority", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        batch_op.add_column(
            sa.Column(
                "queued_at",
                sa.DateTime(timezone=True),
                nullable=False,
                server_default=sa.text("'1970-01-01 00:00:00+00:00'"),
            )
        )
        batch_op.add_column(
            sa.Column("requeues", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )

    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "next_at",
                sa.DateTime(timezone=True),
                nullable=False,
                server_default=sa.text("'1970-01-01 00:00:00+00:00'"),
            )
        )
        batch_op.add_column(sa.Column("reason", sa.String(length=32), nullable=True))
        batch_op.drop_index(batch_op.f("ix_inbox_waiting"))
        batch_op.create_index(
            "ix_inbox_waiting", ["conversation_id", "state", "message_id"], unique=False
        )

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attachments", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(
            sa.Column("asks_rating", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("bot", sa.String(length=64), nullable=False, server_default=sa.text("''"))
        )
        batch_op.add_column(
            sa.Column("priority", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        batch_op.add_column(
            sa.Column("parts_sent", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        batch_op.add_column(
            sa.Column("failures", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        batch_op.add_column(
            sa.Column("reason", sa.String(length=300), nullable=False, server_default=sa.text("''"))
        )
        batch_op.create_index(
            "ix_outbox_lane", ["kind", "recipient", "state", "priority", "id"], unique=False
        )
        batch_op.create_index("ix_outbox_order", ["kind", "state", "priority", "id"], unique=False)
        batch_op.create_index("uq_outbox_message", ["conversation_id", "message_id"], unique=True)
    # Rows that were there have their values; new ones get theirs from the code.
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.alter_column("bot", server_default=None)
        batch_op.alter_column("address_hash", server_default=None)
        batch_op.alter_column("visitor_name", server_default=None)
        batch_op.alter_column("visitor_email", server_default=None)
        batch_op.alter_column("priority", server_default=None)
        batch_op.alter_column("is_delayed", server_default=None)
        batch_op.alter_column("served_at", server_default=None)
    with op.batch_alter_table("handoff", schema=None) as batch_op:
        batch_op.alter_column("priority", server_default=None)
        batch_op.alter_column("queued_at", server_default=None)
        batch_op.alter_column("requeues", server_default=None)
    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.alter_column("next_at", server_default=None)
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("asks_rating", server_default=None)
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.alter_column("bot", server_default=None)
        batch_op.alter_column("priority", server_default=None)
        batch_op.alter_column("parts_sent", server_default=None)
        batch_op.alter_column("failures", server_default=None)
        batch_op.alter_column("reason", server_default=None)


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("uq_outbox_message")
        batch_op.drop_index("ix_outbox_order")
        batch_op.drop_index("ix_outbox_lane")
        batch_op.drop_column("reason")
        batch_op.drop_column("failures")
        batch_op.drop_column("parts_sent")
        batch_op.drop_column("priority")
        batch_op.drop_column("bot")
        batch_op.drop_column("message_id")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("asks_rating")
        batch_op.drop_column("attachments")

    with op.batch_alter_table("inbox", schema=None) as batch_op:
        batch_op.drop_index("ix_inbox_waiting")
        batch_op.create_index(
            batch_op.f("ix_inbox_waiting"), ["conversation_id", "state", "id"], unique=False
        )
        batch_op.drop_column("reason")
        batch_op.drop_column("next_at")

    with op.batch_alter_table("handoff", schema=None) as batch_op:
        batch_op.drop_column("requeues")
        batch_op.drop_column("queued_at")
        batch_op.drop_column("priority")
        batch_op.drop_column("reasons")

    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("session_hash", sa.VARCHAR(length=64), nullable=True))
        batch_op.drop_index("uq_conversation_external")
        batch_op.drop_index(batch_op.f("ix_conversation_address_hash"))
        batch_op.create_unique_constraint(
            batch_op.f("uq_conversation_session_hash"), ["session_hash"]
        )
        batch_op.drop_column("served_at")
        batch_op.drop_column("is_delayed")
        batch_op.drop_column("question_id")
        batch_op.drop_column("priority")
        batch_op.drop_column("visitor_email")
        batch_op.drop_column("visitor_name")
        batch_op.drop_column("address_hash")
        batch_op.drop_column("external_id")
        batch_op.drop_column("bot")

    op.drop_table("attachment_content")
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index("ix_visit_seen")

    op.drop_table("visit")
    with op.batch_alter_table("link_token", schema=None) as batch_op:
        batch_op.drop_index("ix_link_token_conversation")

    op.drop_table("link_token")
    with op.batch_alter_table("customer_mail", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_mail_conversation")
        batch_op.drop_index("ix_customer_mail_address")

    op.drop_table("customer_mail")
    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_browser_session_token_id"))
        batch_op.drop_index(batch_op.f("ix_browser_session_conversation_id"))

    op.drop_table("browser_session")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_unsent")
        batch_op.drop_index("ix_attachment_conversation")

    op.drop_table("attachment")
    with op.batch_alter_table("telegram_update", schema=None) as batch_op:
        batch_op.drop_index("ix_telegram_update_state")
        batch_op.drop_index("ix_telegram_update_lane")
        batch_op.drop_index("ix_telegram_update_age")

    op.drop_table("telegram_update")
    op.drop_table("telegram_chat")
    op.drop_table("revocation")
    with op.batch_alter_table("presence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_presence_state"))

    op.drop_table("presence")
    op.drop_table("desk_setting")
    op.drop_table("channel_bot")
