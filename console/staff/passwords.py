"""What a new password must be. Pure but for the list of well-known ones, read once.

The list holds the 27,986 passwords of six characters or more among the 30,000 that zxcvbn 4.5.0
(Daniel Wolf, MIT licence) counts as the most used.
"""

import gzip
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

# OWASP ASVS 5.0: 6.2.1 asks for 8 characters and recommends 15; we ask for 12.
MIN_PASSWORD = 12
MAX_PASSWORD = 256  # more than anybody types, and a bound on what argon2id is fed
MIN_DIFFERENT = 5
MIN_STEPS = 6  # characters that do not merely go on from the one before
FEW_WORDS = 2  # so many well-known words, with figures around them, are guessed first

COMMON = ("password", "passwort", "qwerty", "letmein", "welcome", "iloveyou", "12345678", "abc123")
PRODUCT = ("frontdesk", "helpdesk")
LIST = Path(__file__).with_name("known_passwords.txt.gz")
ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "abcdefghijklmnopqrstuvwxyz")
NEXT_KEYS = {pair for row in ROWS for way in (row, row[::-1]) for pair in pairwise(way)}
LEET = str.maketrans("013457@$!", "oieastasi")
NOT_LETTER = re.compile(r"[\W\d_]+")
REPEATED = re.compile(r"(.{4,}?)\1+")


@cache
def known_passwords() -> frozenset[str]:
    """Return the well-known passwords, in lower case."""
    return frozenset(gzip.decompress(LIST.read_bytes()).decode().split())


def password_problem(
    password: str, *, email: str, shop_name: str, name: str = ""
) -> tuple[str, dict[str, int]] | None:
    """Return the key of the words that say what is wrong with a new password, and their values."""
    if len(password) < MIN_PASSWORD:
        return "password_short", {"least": MIN_PASSWORD}
    if len(password) > MAX_PASSWORD:
        return "password_long", {"most": MAX_PASSWORD}
    if len(set(password)) < MIN_DIFFERENT or count_steps(password) < MIN_STEPS:
        return "password_monotonous", {}
    if holds_what_all_know(password, email, shop_name, name) or is_well_known(password):
        return "password_known", {}
    return None


def count_steps(password: str) -> int:
    """Return how many characters neither repeat the one before nor are its neighbour."""
    lowered = password.casefold()
    return 1 + sum(
        one != other and (one, other) not in NEXT_KEYS for one, other in pairwise(lowered)
    )


def holds_what_all_know(password: str, email: str, shop_name: str, name: str) -> bool:
    """Tell whether a word is in it that everybody would try: the owner's, the shop's, the first."""
    lowered = password.casefold()
    own = [email.casefold().split("@")[0], shop_name.casefold(), *name.casefold().split()]
    known = [*COMMON, *PRODUCT, *(part for part in own if len(part) > 3)]
    squeezed = NOT_LETTER.sub("", shop_name.casefold())
    if len(squeezed) > 3 and squeezed in NOT_LETTER.sub("", lowered):
        return True
    return any(word in text for word in known for text in (lowered, lowered.translate(LEET)))


def is_well_known(password: str) -> bool:
    """Tell whether it is on the list, or made of one or two words of it and figures around them."""
    listed, lowered = known_passwords(), password.casefold()
    for text in (lowered, lowered.translate(LEET)):
        words = [word for word in NOT_LETTER.split(text) if word]
        whole = "".join(words)
        again = REPEATED.fullmatch(whole)
        if {text, whole, again[1] if again else whole} & listed:
            return True
        if words and len(words) <= FEW_WORDS and all(word in listed for word in words):
            return True
    return False
