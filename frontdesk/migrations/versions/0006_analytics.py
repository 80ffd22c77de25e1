"""Analytics: runs, reports, what is foretold of customers, models, offers, experiments.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "analytics_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum("candidate", "live", "previous", "retired", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=True),
        sa.Column("window_end", sa.DateTime(timezone=True), nullable=True),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=100), nullable=False),
        sa.Column("why", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analytics_model")),
    )
    with op.batch_alter_table("analytics_model", schema=None) as batch_op:
        batch_op.create_index(
            "uq_analytics_model_live",
            ["kind"],
            unique=True,
            sqlite_where=sa.text("state = 'live'"),
            postgresql_where=sa.text("state = 'live'"),
        )
        batch_op.create_index("uq_analytics_model_name", ["kind", "name"], unique=True)

    op.create_table(
        "analytics_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analytics_report")),
    )
    with op.batch_alter_table("analytics_report", schema=None) as batch_op:
        batch_op.create_index("uq_analytics_report_kind", ["kind", "as_of"], unique=True)

    op.create_table(
        "analytics_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "running",
                "done",
                "incomplete",
                "failed",
                "cancelled",
                "lost",
                native_enum=False,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("engine", sa.String(length=16), nullable=False),
        sa.Column("made_by", sa.String(length=100), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analytics_run")),
    )
    op.create_table(
        "experiment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("hypothesis", sa.Text(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "recommendation", "bot_response", "campaign", "model", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("arms", sa.JSON(), nullable=False),
        sa.Column("primary_metric", sa.String(length=32), nullable=False),
        sa.Column("secondary_metrics", sa.JSON(), nullable=False),
        sa.Column("window_days", sa.Integer(), nullable=False),
        sa.Column("lift", sa.Double(), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("cap", sa.Double(), nullable=True),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "running", "stopped", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.Enum("ship", "keep", native_enum=False, length=16), nullable=True),
        sa.Column("winner", sa.String(length=40), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment")),
        sa.UniqueConstraint("key", name=op.f("uq_experiment_key")),
    )
    with op.batch_alter_table("experiment", schema=None) as batch_op:
        batch_op.create_index("ix_experiment_place", ["subject", "target", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_experiment_state"), ["state"], unique=False)

    op.create_table(
        "customer_insight",
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_count", sa.Integer(), nullable=True),
        sa.Column("spend_cents", sa.BigInteger(), nullable=True),
        sa.Column("last_order_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("churn_probability", sa.Double(), nullable=True),
        sa.Column("churn_days", sa.Integer(), nullable=True),
        sa.Column("churn_reasons", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("expected_orders", sa.Double(), nullable=True),
        sa.Column("expected_spend_cents", sa.BigInteger(), nullable=True),
        sa.Column("spend_low_cents", sa.BigInteger(), nullable=True),
        sa.Column("spend_high_cents", sa.BigInteger(), nullable=True),
        sa.Column("horizon_days", sa.Integer(), nullable=True),
        sa.Column("p_alive", sa.Double(), nullable=True),
        sa.Column("rfm_segment", sa.String(length=32), nullable=True),
        sa.Column("cluster", sa.String(length=64), nullable=True),
        sa.Column("next_category_id", sa.Integer(), nullable=True),
        sa.Column("next_category_probability", sa.Double(), nullable=True),
        sa.Column("next_reason", sa.String(length=64), nullable=True),
        sa.Column("next_reason_probability", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_customer_insight_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_customer_insight")),
    )
    with op.batch_alter_table("customer_insight", schema=None) as batch_op:
        batch_op.create_index("ix_customer_insight_churn", ["churn_probability"], unique=False)
        batch_op.create_index("ix_customer_insight_segment", ["rfm_segment"], unique=False)
        batch_op.create_index("ix_customer_insight_spend", ["expected_spend_cents"], unique=False)

    op.create_table(
        "experiment_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customers", sa.Integer(), nullable=False),
        sa.Column("information", sa.Double(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiment.id"],
            name=op.f("fk_experiment_look_experiment_id_experiment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_experiment_look")),
        sa.UniqueConstraint(
            "experiment_id", "number", name=op.f("uq_experiment_look_experiment_id_number")
        ),
    )
    op.create_table(
        "exposure",
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("arm", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_exposure_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["experiment_id"],
            ["experiment.id"],
            name=op.f("fk_exposure_experiment_id_experiment"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("experiment_id", "customer_id", name=op.f("pk_exposure")),
    )
    with op.batch_alter_table("exposure", schema=None) as batch_op:
        batch_op.create_index("ix_exposure_at", ["experiment_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_exposure_customer_id"), ["customer_id"], unique=False)

    op.create_table(
        "segment_membership",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["customer_id"],
            ["customer.id"],
            name=op.f("fk_segment_membership_customer_id_customer"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("kind", "as_of", "customer_id", name=op.f("pk_segment_membership")),
    )
    with op.batch_alter_table("segment_membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_segment_membership_customer_id"), ["customer_id"], unique=False
        )
        batch_op.create_index(
            "ix_segment_membership_segment", ["kind", "as_of", "segment"], unique=False
        )

    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("conversation_id", sa.String(length=64), nullable=True),
        sa.Column("product_id", sa.Integer(), nullable=False),
        sa.Column(
            "place",
            sa.Enum(
                "chat", "after_order", "console", "api", "campaign", native_enum=False, length=16
            ),
            nullable=False,
        ),
        sa.Column(
            "list_name",
            sa.Enum("new", "again", "with", "basket", "search", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("strategy", sa.String(length=40), nullable=False),
        sa.Column("arm", sa.Enum("model", "holdout", native_enum=False, length=16), nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("is_shown", sa.Boolean(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["customer_id"], ["customer.id"], name=op.f("fk_offer_customer_id_customer")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_offer_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint(
            "idempotency_key", "position", name=op.f("uq_offer_idempotency_key_position")
        ),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(
            "ix_offer_conversation_place", ["conversation_id", "place"], unique=False
        )
        batch_op.create_index("ix_offer_customer_shown", ["customer_id", "shown_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_product_id"), ["product_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_shown_at"), ["shown_at"], unique=False)

    op.create_table(
        "recommendation_rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("include", "exclude", "boost", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("product_id", sa.Integer(), nullable=True),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("factor", sa.Double(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=100), nullable=False),
        sa.Column("ended_by", sa.String(length=100), nullable=False),
        sa.Column("idempotency_key", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(product_id IS NULL) <> (category_id IS NULL)",
            name=op.f("ck_recommendation_rule_product_or_category"),
        ),
        sa.CheckConstraint("factor > 0", name=op.f("ck_recommendation_rule_factor_positive")),
        sa.ForeignKeyConstraint(
            ["category_id"],
            ["category.id"],
            name=op.f("fk_recommendation_rule_category_id_category"),
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_recommendation_rule_product_id_product")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_rule")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_recommendation_rule_idempotency_key")),
    )
    with op.batch_alter_table("recommendation_rule", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_recommendation_rule_ends_at"), ["ends_at"], unique=False
        )


def downgrade() -> None:
    """Take it back."""
    with op.batch_alter_table("recommendation_rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_rule_ends_at"))

    op.drop_table("recommendation_rule")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_shown_at"))
        batch_op.drop_index(batch_op.f("ix_offer_product_id"))
        batch_op.drop_index("ix_offer_customer_shown")
        batch_op.drop_index("ix_offer_conversation_place")

    op.drop_table("offer")
    with op.batch_alter_table("segment_membership", schema=None) as batch_op:
        batch_op.drop_index("ix_segment_membership_segment")
        batch_op.drop_index(batch_op.f("ix_segment_membership_customer_id"))

    op.drop_table("segment_membership")
    with op.batch_alter_table("exposure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exposure_customer_id"))
        batch_op.drop_index("ix_exposure_at")

    op.drop_table("exposure")
    op.drop_table("experiment_look")
    with op.batch_alter_table("customer_insight", schema=None) as batch_op:
        batch_op.drop_index("ix_customer_insight_spend")
        batch_op.drop_index("ix_customer_insight_segment")
        batch_op.drop_index("ix_customer_insight_churn")

    op.drop_table("customer_insight")
    with op.batch_alter_table("experiment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_experiment_state"))
        batch_op.drop_index("ix_experiment_place")

    op.drop_table("experiment")
    op.drop_table("analytics_run")
    with op.batch_alter_table("analytics_report", schema=None) as batch_op:
        batch_op.drop_index("uq_analytics_report_kind")

    op.drop_table("analytics_report")
    with op.batch_alter_table("analytics_model", schema=None) as batch_op:
        batch_op.drop_index("uq_analytics_model_name")
        batch_op.drop_index(
            "uq_analytics_model_live",
            sqlite_where=sa.text("state = 'live'"),
            postgresql_where=sa.text("state = 'live'"),
        )

    op.drop_table("analytics_model")
