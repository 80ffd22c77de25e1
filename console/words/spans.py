"""Spans of time in words."""

from kernel.turns import Language

MINUTE, HOUR, DAY = 60, 3_600, 86_400
UNITS: dict[Language, tuple[str, str, str, str]] = {
    "en": (" d", " h", " min", " s"),
    "zh": (" 天", " 小时", " 分", " 秒"),
}


def say_span(seconds: float | None, language: Language) -> str:
    """Return a span in its two largest units: 200 is "3 min 20 s", "3 分 20 秒"; None is a dash.

    Below a minute it is whole seconds, and never below nought: clocks of two machines differ.
    """
    if seconds is None:
        return "–"
    left = max(0, round(seconds))
    names = UNITS[language]
    sizes = (DAY, HOUR, MINUTE, 1)
    first = next((place for place, size in enumerate(sizes) if left >= size), 3)
    parts = []
    for place in (first, first + 1):
        if place < len(sizes):
            count, left = divmod(left, sizes[place])
            if count or place == first:
                parts.append(f"{count}{names[place]}")
    return " ".join(parts)
