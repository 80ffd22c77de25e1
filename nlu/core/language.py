"""Which language a message is in: English or Chinese, by its characters."""

from typing import Literal

from nlu.core.text import HAN

Language = Literal["en", "zh"]
Speech = Literal["en", "zh", "mixed"]

# A Han character says about as much as two or three Latin letters.
LETTERS_PER_HAN = 2.5
LEAST_SHARE = 0.15  # of the other language; a name or an "ok" does not make a message mixed


def share_of_chinese(text: str) -> float:
    """Return how much of the words of `text` is Chinese, from 0 to 1; 0 where there are none."""
    han = len(HAN.findall(text)) * LETTERS_PER_HAN
    latin = sum(character.isascii() and character.isalpha() for character in text)
    return han / (han + latin) if han + latin else 0.0


def name_speech(text: str) -> Speech:
    """Return whether a message is English, Chinese, or mixes both."""
    share = share_of_chinese(text)
    return "mixed" if LEAST_SHARE < share < 1 - LEAST_SHARE else detect_language(text)


def detect_language(text: str, default: Language = "en") -> Language:
    """Return the language most of `text` is in; `default` where it holds no word at all."""
    if not any(character.isalpha() for character in text):
        return default
    return "zh" if share_of_chinese(text) > 0.3 else "en"
