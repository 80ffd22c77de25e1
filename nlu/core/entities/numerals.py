"""Numbers in words, English and Chinese."""

import re

WORDS = {
    word: number
    for number, words in enumerate(
        (
            "one|a|an|一",
            "two|两|兩|二|pair",
            "three|三",
            "four|四",
            "five|五",
            "six|六",
            "seven|七",
            "eight|八",
            "nine|九",
            "ten|十",
            "eleven",
            "twelve|dozen",
        ),
        start=1,
    )
    for word in words.split("|")
}
UNITS_ZH = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "萬": 10_000}
NUMERAL_ZH = "[一二两兩三四五六七八九十百千万萬零]"
PLAIN = re.compile(r"\d{1,9}", re.ASCII)


def read_number(word: str) -> int | None:
    """Return the number that digits, an English word or a Chinese numeral stands for.

    >>> read_number("dozen"), read_number("两百五十"), read_number("many")
    (12, 250, None)
    """
    word = word.strip().casefold()
    if PLAIN.fullmatch(word):
        return int(word)
    return WORDS.get(word) or read_chinese(word)


def read_chinese(word: str) -> int | None:
    """Return the value of a Chinese numeral up to 99,999,999; None where it is none."""
    total = section = digit = 0
    if not re.fullmatch(rf"{NUMERAL_ZH}{{1,12}}", word):
        return None
    for character in word:
        unit = UNITS_ZH.get(character)
        if unit is None:
            digit = 0 if character == "零" else WORDS[character]
        elif unit == UNITS_ZH["万"]:
            total, section, digit = (section + digit or 1) * unit, 0, 0
        else:
            section, digit = section + (digit or 1) * unit, 0
    return total + section + digit or None
