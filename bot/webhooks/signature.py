"""The signature of a webhook, and how a receiver checks it. Pure.

HMAC-SHA256 over `v0:timestamp:raw body`, the scheme of Slack's signed requests.
"""

import hashlib
import hmac
from collections.abc import Sequence

from kernel.errors import Unauthenticated

HEADER = "Frontdesk-Signature"
WINDOW_SECONDS = 300  # clocks differ, and a call may wait in a queue; a replay gets no older


def sign(body: bytes, *, timestamp: int, secret: str) -> str:
    """Return the signature of a body as hexadecimal digits."""
    signed = b"v0:%d:%b" % (timestamp, body)
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def write_header(body: bytes, *, timestamp: int, secrets: Sequence[str]) -> str:
    """Return the header: one `v0` for each secret, so that a receiver may know either."""
    marks = [f"v0={sign(body, timestamp=timestamp, secret=one)}" for one in secrets]
    return ",".join([f"t={timestamp}", *marks])


def verify(body: bytes, header: str, *, secrets: Sequence[str], now: int) -> int:
    """Return when the body was signed; raise `Unauthenticated` unless we did, five minutes ago.

    `now` and the result are seconds since 1970.
    """
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    given = [value for name, _, value in parts if name == "v0"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdecimal()) or len(times[0]) > 12:
        raise Unauthenticated("The signature names no time.")
    timestamp = int(times[0])
    ours = [sign(body, timestamp=timestamp, secret=one) for one in secrets]
    if not any(hmac.compare_digest(a.encode(), b.encode()) for a in ours for b in given):
        raise Unauthenticated("The signature is not ours.")
    if abs(now - timestamp) > WINDOW_SECONDS:
        raise Unauthenticated("The signature is too old.")
    return timestamp
