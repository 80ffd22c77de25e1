"""Secrets at rest: encrypted (AES-256-GCM) for one purpose and one owner, by the settings' key."""

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.errors import Invalid

NONCE = 12  # bytes, as NIST SP 800-38D has it


def seal(text: str, *, key: str, owner: str) -> str:
    """Return `text` encrypted with a 256-bit key in hexadecimal; only `owner` opens it again."""
    nonce = os.urandom(NONCE)
    sealed = AESGCM(bytes.fromhex(key)).encrypt(nonce, text.encode(), owner.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, key: str, owner: str) -> str:
    """Return what was sealed; raise `Invalid` for what was not, or for somebody else."""
    try:
        raw = base64.urlsafe_b64decode(sealed.encode())
        return AESGCM(bytes.fromhex(key)).decrypt(raw[:NONCE], raw[NONCE:], owner.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Invalid("This was not sealed here, or for somebody else.") from error
