"""Which arm a customer is in: by a keyed hash, so that nobody has to be asked. Pure."""

import hashlib
from collections.abc import Mapping

DIGITS = 8  # bytes of the hash
PLACES = 2.0 ** (8 * DIGITS)
KEY_BYTES = 64  # of which blake2b takes no more


def draw(key: str, customer_id: int) -> float:
    """Return where in 0..1 an experiment's key puts a customer, anew for each key."""
    made = hashlib.blake2b(
        str(customer_id).encode(), key=key.encode()[:KEY_BYTES], digest_size=DIGITS
    )
    return int.from_bytes(made.digest(), "big") / PLACES


def choose_arm(key: str, customer_id: int, shares: Mapping[str, float]) -> str:
    """Return the arm of a customer; `shares` are in the order of the plan and add up to 1."""
    place, edge, arm = draw(key, customer_id), 0.0, ""
    for arm, share in shares.items():
        edge += share
        if place < edge:
            return arm
    return arm  # the last, where rounding leaves a gap below 1
