"""Which figures a page explains, in this order; the words are `report_def_…` in the catalog."""

# Key of the definition, and that of the name it explains.
DEFINED = (
    ("conversations", "report_conversations"),
    ("alone", "report_alone"),
    ("calls", "report_calls"),
    ("reason", "report_reason"),
    ("first", "report_first"),
    ("in_time", "report_in_time"),
    ("wait", "report_wait"),
    ("handle", "report_handle"),
    ("given_up", "report_given_up"),
    ("csat", "report_csat"),
    ("transfers", "report_transfers"),
    ("requeues", "report_requeues"),
    ("small", "report_sample"),
    ("before", "report_value_before"),
)
