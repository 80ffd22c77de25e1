"""What a masked message becomes as an example. Pure.

A placeholder such as `[email]` would teach the bot a word that nobody writes: the sentence encoder
reads brackets, the n-grams learn "email", and the entity reader sees nothing. So each becomes an
example of its kind, marked as an entity where the bot reads that kind: what is learned looks like
what will come. Digits do not matter to the n-grams (all are read as 0), nor do these values belong
to anybody: domains and telephone numbers are reserved for examples (RFC 2606) or plainly invented.
"""

import re
from zlib import crc32

from console.studio.editing.personal import refuse_personal
from console.studio.labelling.errors import ExampleEmpty, ExampleLong
from console.studio.masking import PLACEHOLDER
from crm_backend.text import plain
from nlu.core.language import detect_language

LONGEST = 500  # characters of an example: longer ones are stories, no questions
SPACE = re.compile(r"\s+")
# What YAML 1.2 (5.1, character set) lets stand in a file; a line break starts another example.
UNFIT = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Who types brackets could mark entities, and so teach the bot: theirs become round ones.
BRACKETS = str.maketrans("[]{}", "()()")
ENTITIES = frozenset({"email", "order_number", "ticket_number", "phone"})
EXAMPLES: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "email": ("ada@example.com", "tom.b@example.org", "m.keller@example.net"),
        "phone": ("+49 170 1234567", "212-555-0147", "+44 20 1234567"),
        "order_number": ("FD-1004217", "FD-1010006", "FD-1012790"),
        "ticket_number": ("T-20481", "T-20703", "T-20377"),
        "name": ("Ada Moreno", "Tom Brandt", "Mira Keller"),
        "address": ("4 Mill Lane", "12 Harbour Road", "7 Elm Court"),
        "card": ("1234",),
        "account": ("the account",),
        "link": ("the link",),
        "token": ("the code",),
        "number": ("1234", "204817", "55012"),
    },
    "zh": {
        "email": ("ada@example.com", "lin@example.org", "wang@example.net"),
        "phone": ("13812345678", "13800000000", "13900000000"),
        "order_number": ("FD-1004217", "FD-1010006", "FD-1012790"),
        "ticket_number": ("T-20481", "T-20703", "T-20377"),
        "name": ("陈晓", "李明", "王芳"),
        "address": ("和平路12号", "中山路8号", "长江路30号"),
        "card": ("1234",),
        "account": ("这个账户",),
        "link": ("这个链接",),
        "token": ("这个验证码",),
        "number": ("1234", "204817", "55012"),
    },
}


def make_example(masked: str) -> str:
    """Return the line that a masked message becomes: one line, examples for placeholders.

    The same text always becomes the same line. Raises `ExampleEmpty`, `ExampleLong`, and
    `PersonalData` where masking has missed something.
    """
    language = detect_language(PLACEHOLDER.sub(" ", masked))
    parts, at = [], 0
    for found in PLACEHOLDER.finditer(masked):
        parts += [
            _bare(masked[at : found.start()]),
            _give(found[1], language, found.start(), masked),
        ]
        at = found.end()
    line = SPACE.sub(" ", "".join((*parts, _bare(masked[at:])))).strip()
    if not re.search(r"\w", PLACEHOLDER.sub("", masked)):
        raise ExampleEmpty("There is nothing in this text to learn from.")
    if len(line) > LONGEST:
        raise ExampleLong(f"An example holds up to {LONGEST} characters.", most=LONGEST)
    # Before the examples are in: two of them side by side may look like one longer number.
    refuse_personal(_bare(PLACEHOLDER.sub("·", masked)))
    return line


def tidy_line(text: str) -> str:
    """Return a text as it can stand in a line of a YAML file; space around it stays."""
    return SPACE.sub(" ", UNFIT.sub(" ", plain(text)))


def _bare(text: str) -> str:
    return tidy_line(text).translate(BRACKETS)


def _give(kind: str, language: str, place: int, text: str) -> str:
    choices = EXAMPLES[language][kind]
    value = choices[crc32(f"{place}:{text}".encode()) % len(choices)]
    return f"[{value}]({kind})" if kind in ENTITIES else value
