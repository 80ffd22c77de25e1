"""Our own texts: both languages, the same blanks."""

import re

import pytest

from bot.wording import WORDS, say


@pytest.mark.parametrize("key", sorted(WORDS))
def test_text_has_both_languages_with_the_same_blanks(key: str) -> None:
    blanks = {language: set(re.findall(r"{(\w+)}", text)) for language, text in WORDS[key].items()}
    assert set(blanks) == {"en", "zh"}
    assert blanks["en"] == blanks["zh"]
    assert re.search(r"[\u4e00-\u9fff]", WORDS[key]["zh"])


def test_blanks_are_filled() -> None:
    assert say("person_joined", "en", name="Mina") == "Mina has joined the chat."
