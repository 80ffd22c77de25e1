"""Effects on ratings as sentences, in English and Chinese."""

from dataclasses import replace

from crm_backend.analytics.feedback.design import Factor
from crm_backend.analytics.feedback.figures import Estimate

CONFOUNDED = (
    "These go together with low ratings; what is not among the columns may be behind it. "
    "Several ratings of one customer count as independent."
)
MOST_ODDS = 100.0  # beyond, an interval's end is said as "more than"

EFFECT = {
    "en": (
        "{what}: ratings are low in {inside} of cases, {outside} {otherwise}; {odds} times the "
        "odds with all else equal, 95 % interval {low} to {high}, n = {n}.{unsure}"
    ),
    "zh": (
        "{what}：低分占 {inside}，{otherwise} {outside}；其他条件相同时，得低分的几率是 {odds} 倍，"
        "95% 区间 {low}–{high}，n = {n}。{unsure}"
    ),
}
OTHERWISE = {
    "en": {"level": "otherwise", "scale": "at {low} or less"},
    "zh": {"level": "其余为", "scale": "不超过 {low} 时为"},
}
SCALE = {"en": "{column} at {high} or more", "zh": "{column}不低于 {high}"}
COLUMNS = {"en": {}, "zh": {"topic": "主题"}}  # names of ours; those of a file stay as they are
UNSURE = {"en": " This may be chance.", "zh": "这可能只是偶然。"}


def describe_effect(
    factor: Factor,
    odds: float,
    low: float,
    high: float,
    with_it: Estimate,
    without_it: Estimate,
    *,
    is_sure: bool,
) -> dict[str, str]:
    """Return a sentence on one effect by language."""
    numbers = {"low": format_number(factor.low), "high": format_number(factor.high)}
    return {
        language: template.format(
            what=SCALE[language].format(column=factor.column, **numbers)
            if factor.kind == "scale"
            else name_level(factor, language),
            inside=format_share(with_it),
            outside=format_share(without_it),
            otherwise=OTHERWISE[language][factor.kind].format(**numbers),
            odds=format_odds(odds),
            low=format_odds(low),
            high=format_odds(high),
            n=with_it.n,
            unsure="" if is_sure else UNSURE[language],
        )
        for language, template in EFFECT.items()
    }


def name_level(factor: Factor, language: str) -> str:
    """Return a value of a column in words."""
    return replace(factor, column=COLUMNS[language].get(factor.column, factor.column)).label


def format_share(estimate: Estimate) -> str:
    """Return a share in per cent."""
    return "–" if estimate.value is None else f"{100 * estimate.value:.0f} %"


def format_odds(odds: float) -> str:
    """Return a ratio of odds with as many figures as mean something."""
    if odds > MOST_ODDS:
        return f">{MOST_ODDS:.0f}"
    return f"{odds:.1f}" if odds >= 1 else f"{odds:.2f}"


def format_number(number: float) -> str:
    """Return a number of a scale as people write it."""
    return f"{number:,.4g}" if abs(number) < 10_000 else f"{number:,.0f}"
