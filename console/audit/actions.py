"""What can stand in the audit log. Each has words, `audit_<action>`, in the catalogs."""

READING = ("conversation_read", "customer_read", "ticket_read", "search_made")
CONVERSATIONS = (
    "conversation_taken",
    "conversation_replied",
    "conversation_noted",
    "conversation_transferred",
    "conversation_requeued",
    "conversation_returned",
    "conversation_closed",
    "conversation_snoozed",
    "conversation_merged",
    "conversation_changed",
    "stranded_retried",
    "proof_asked",
)
CRM = (
    "customer_changed",
    "order_changed",
    "order_refunded",
    "return_started",
    "ticket_opened",
    "ticket_changed",
)
SETTINGS = (
    "setting_changed",
    "saved_reply_changed",
    "team_changed",
    "recommendation_rule_added",
    "recommendation_rule_ended",
)
EXPERIMENTS = (
    "experiment_created",
    "experiment_started",
    "experiment_looked",
    "experiment_stopped",
    "experiment_decided",
)
EXPORTS = ("exported", "analytics_asked", "analytics_model_moved")
LOGINS = (
    "logged_in",
    "logged_out",
    "login_failed",
    "factor_failed",
    "proved_again",
)
ACCOUNTS = (
    "account_made",
    "account_invited",
    "invitation_withdrawn",
    "account_disabled",
    "account_enabled",
    "account_changed",
    "role_changed",
    "password_changed",
    "password_link_made",
    "factor_turned_on",
    "factor_turned_off",
    "factor_taken_away",
    "recovery_codes_made",
    "recovery_code_used",
    "sessions_ended",
    "factor_rule_changed",
    "rights_changed",
    "promotion_rule_changed",
)
OF_SHOP = (*READING, *CONVERSATIONS, *CRM, *SETTINGS, *EXPERIMENTS, *EXPORTS)
STUDIO = (
    "studio_changed",
    "training_asked",
    "training_cancelled",
    "model_proposed",
    "model_withdrawn",
    "model_promoted",
    "model_rolled_back",
    "trial_began",
    "trial_changed",
    "trial_ended",
    "trial_failed",
    "project_imported",
    "message_labelled",
    "label_undone",
    "meaning_proposed",
    "example_settled",
)
ACTIONS = (*OF_SHOP, *STUDIO, *LOGINS, *ACCOUNTS)
KINDS = (
    "staff",
    "conversation",
    "customer",
    "order",
    "ticket",
    "setting",
    "reply",
    "team",
    "report",
    "experiment",
    "label",
    "audit",
    "studio",
    "project",
    "model",
)
