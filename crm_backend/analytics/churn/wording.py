"""Reasons in words, in English and Chinese."""

from crm_backend.analytics.churn.model import Explanation, Reason

NEGLIGIBLE = 0.05  # of log-odds: about one point of a chance of 30 %
WORDS = {
    "en": {
        "raises": "{column} is {value}: makes {positive!r} likelier ({log_odds:+.2f} log-odds)",
        "lowers": "{column} is {value}: makes {positive!r} less likely ({log_odds:+.2f} log-odds)",
        "hardly": "{column} is {value}: hardly matters ({log_odds:+.2f} log-odds)",
        "missing": "not known",
    },
    "zh": {
        "raises": "{column} 为 {value}：提高“{positive}”的可能性（对数几率 {log_odds:+.2f}）",
        "lowers": "{column} 为 {value}：降低“{positive}”的可能性（对数几率 {log_odds:+.2f}）",
        "hardly": "{column} 为 {value}：影响很小（对数几率 {log_odds:+.2f}）",
        "missing": "未知",
    },
}


def word_reason(reason: Reason, positive: str, language: str = "en") -> str:
    """Return a reason as a sentence: the column, its value, and the direction."""
    words = WORDS[language]
    direction = "raises" if reason.log_odds > 0 else "lowers"
    key = direction if abs(reason.log_odds) >= NEGLIGIBLE else "hardly"
    return words[key].format(
        column=reason.column,
        value=reason.value or words["missing"],
        positive=positive,
        log_odds=reason.log_odds,
    )


def word_reasons(
    explanation: Explanation, positive: str, *, most: int = 5, language: str = "en"
) -> list[str]:
    """Return the strongest reasons as sentences; what hardly matters is left out."""
    told = [reason for reason in explanation.reasons if abs(reason.log_odds) >= NEGLIGIBLE]
    return [word_reason(reason, positive, language) for reason in told[:most]]
