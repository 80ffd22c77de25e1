"""One-time codes: made, hashed, found in what people type, masked. Pure but for the generator."""

import hashlib
import hmac
import re
import secrets
import unicodedata

DIGITS = 6
MASK = "•" * DIGITS
FEW_WORDS = 16  # characters beside the digits
# Six digits, in one or two groups, that are no part of a longer number or of a word.
CODE = re.compile(
    r"(?<![0-9A-Za-z-])(?<!\d[ -])(\d{3})[ \u00a0-]?(\d{3})(?![0-9A-Za-z-]*\d)(?![ -]\d)"
)


def make_code() -> str:
    """Return six random digits."""
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def hash_code(code: str, *, key: str, challenge_id: int) -> str:
    """Return what is stored: without the key a million guesses would find the code."""
    return _sign(f"code:{challenge_id}:{code}", key)


def hash_address(address: str, *, key: str) -> str:
    """Return what is stored of an address, to count by."""
    return _sign(f"address:{address.strip().lower()}", key)


def is_same(one: str, other: str) -> bool:
    """Compare in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def find_code(text: str) -> str | None:
    """Return the code in a text, full-width digits included, or None."""
    found = CODE.search(text)
    if found is None:
        return None
    return "".join(str(unicodedata.digit(digit)) for digit in "".join(found.groups()))


def is_code(text: str) -> bool:
    """Tell whether a text is a code and hardly anything else: "it is 123 456"."""
    return find_code(text) is not None and len(CODE.sub("", text).strip()) <= FEW_WORDS


def mask_codes(text: str) -> str:
    """Return the text with every six-digit number hidden."""
    return CODE.sub(MASK, text)


def _sign(value: str, key: str) -> str:
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()
