"""What anybody may write takes no longer to look at than its length allows.

A pattern that begins anew at each letter of a long word takes the square of it, and nothing else
of the process runs meanwhile.
"""

import re
from time import process_time

import pytest

import bot.language
import console.copilot.masking
import console.studio.masking
import kernel.foreign
import kernel.logging
import kernel.personal
from actions.phrases import CLAUSE_END
from kernel.messages import MAX_TEXT
from nlu.core.project.examples import MARK
from nlu.core.wishes import JOINT, split_wishes

SECONDS = 1  # of the processor; before: up to several seconds each
PATTERNS = {
    "nlu.core.project.examples.MARK": MARK,
    "kernel.logging.EMAIL": kernel.logging.EMAIL,
    "kernel.foreign.NAMES": kernel.foreign.NAMES,
    "bot.language.NAMES": bot.language.NAMES,
    "actions.phrases.CLAUSE_END": CLAUSE_END,
    "nlu.core.wishes.JOINT": JOINT,
    "copilot.masking.EMAIL": console.copilot.masking.EMAIL,
    "studio.masking.EMAIL": console.studio.masking.EMAIL,
    "kernel.personal.IDENTITY": kernel.personal.IDENTITY,
    "kernel.personal.IBAN": kernel.personal.IBAN,
    "kernel.personal.ROAD_ZH": kernel.personal.ROAD_ZH,
}
TEXTS = {
    "one word": "y" * MAX_TEXT,
    "one Chinese word": "问" * MAX_TEXT,
    "spaces": "x" + " " * (MAX_TEXT - 2) + "!",
    "marks": "!" * (MAX_TEXT - 1) + "x",
    "brackets": "[" * MAX_TEXT,
    "beginnings of marks": "[a](" * (MAX_TEXT // 4),
    "dots": "1." * (MAX_TEXT // 2),
    "digits": "1" * MAX_TEXT,
    "dashes": "-" * MAX_TEXT,
}


@pytest.mark.parametrize("name", sorted(PATTERNS))
@pytest.mark.parametrize("text", sorted(TEXTS))
def test_text_of_the_longest_kind_is_read_at_once(name: str, text: str) -> None:
    pattern: re.Pattern[str] = PATTERNS[name]
    began = process_time()
    for _ in pattern.finditer(TEXTS[text]):
        pass
    assert process_time() - began < SECONDS


def test_addresses_are_masked_as_before() -> None:
    masked = kernel.logging.EMAIL.sub("[email]", "a.b+c@x-y.example, d@e.example")
    assert masked == "[email], [email]"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("where is my order, and  cancel the other", ["where is my order", "cancel the other"]),
        ("查一下我的订单 另外帮我退货谢谢", ["查一下我的订单", "帮我退货谢谢"]),
    ],
)
def test_wishes_are_parted_as_before(text: str, parts: list[str]) -> None:
    assert split_wishes(text) == parts
