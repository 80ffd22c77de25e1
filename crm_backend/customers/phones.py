"""Phone numbers compared however they are written. Pure."""

import re
import unicodedata

# "+44 (0)20 …": the nought is dialled at home only.
TRUNK = re.compile(r"^((?:\+|00)\s*\d{1,3}\s*)\(0\)")
SIGNS = " -().,/\u00a0\u2010\u2011\u2013"
MIN_DIGITS = 7  # of an international number, country included


def normalise_phone(written: str) -> str:
    """Return the digits of an international number, "" for any other.

    A number without its country could be anybody's, so it proves nothing.

    >>> normalise_phone("+44 (0)7700 900142"), normalise_phone("030 123456")
    ('447700900142', '')
    """
    text = TRUNK.sub(r"\1", unicodedata.normalize("NFKC", written).strip())
    bare = "".join(character for character in text if character not in SIGNS)
    if bare.startswith("+"):
        digits = bare[1:]
    elif bare.startswith("00"):
        digits = bare[2:]
    else:
        return ""
    is_number = digits.isascii() and digits.isdecimal() and not digits.startswith("0")
    return digits if is_number and len(digits) >= MIN_DIGITS else ""
