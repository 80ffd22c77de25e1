"""Reads what data sets call moods: words, stars and digits, in one of three labels."""

from __future__ import annotations

from collections.abc import Sequence

from nlu.evaluation.errors import BadInput

NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"
THREE = (NEGATIVE, NEUTRAL, POSITIVE)
FIVE = (NEGATIVE, NEGATIVE, NEUTRAL, POSITIVE, POSITIVE)

WORDS = {
    **dict.fromkeys(("negative", "neg", "very negative", "bad", "负面", "差评"), NEGATIVE),
    **dict.fromkeys(("neutral", "neu", "mixed", "中性", "中评"), NEUTRAL),
    **dict.fromkeys(("positive", "pos", "very positive", "good", "正面", "好评"), POSITIVE),
}
STARS = tuple("12345")
# Tried in this order; a scheme fits where it knows all labels and finds both moods among them.
SCHEMES: tuple[dict[str, str], ...] = (
    WORDS,
    {"0": NEGATIVE, "1": POSITIVE},
    dict(zip(("-1", "0", "1"), THREE, strict=True)),
    dict(zip("012", THREE, strict=True)),
    dict(zip(STARS, FIVE, strict=True)),
    dict(zip((f"{star} star{'s' * (star != '1')}" for star in STARS), FIVE, strict=True)),
    dict(zip("01234", FIVE, strict=True)),
)


def name_moods(labels: Sequence[str]) -> list[str]:
    """Return negative, neutral or positive for each label; `BadInput` for names not known."""
    plain = [clean_label(label) for label in labels]
    for scheme in SCHEMES:
        if set(plain) <= set(scheme) and {NEGATIVE, POSITIVE} <= {scheme[x] for x in plain}:
            return [scheme[label] for label in plain]
    found = ", ".join(sorted(set(plain))[:8])
    raise BadInput(
        f"The labels ({found}) are no moods that are known; use negative, neutral and positive, "
        "0 and 1, or 1 to 5 stars, with both moods among them."
    )


def clean_label(label: str) -> str:
    """Return the label in lower case without fastText's prefix or a decimal nought."""
    plain = label.strip().casefold().removeprefix("__label__").replace("_", " ")
    return plain.removesuffix(".0") if plain.removesuffix(".0").lstrip("-").isdigit() else plain
