"""Takes back a fault of Rasa 3.6 that keeps stories with the bot's own words from being trained.

`Domain.fingerprint` writes into the domain itself: all names and texts of actions, and the bare
names of intents. The domain that is made of it next has each of those texts twice, and refuses
itself; and it has forgotten which entities an intent uses.
"""

from __future__ import annotations

from rasa.shared.core.domain import KEY_ACTIONS, KEY_INTENTS, Domain

WRITTEN = (KEY_ACTIONS, KEY_INTENTS)

_fingerprint = Domain.fingerprint


def fingerprint_and_forget(domain: Domain) -> str:
    """Return the fingerprint and leave the domain as it was."""
    data = domain.as_dict()
    before = {key: data[key] for key in WRITTEN if key in data}
    try:
        return str(_fingerprint(domain))
    finally:
        for key in WRITTEN:
            data.pop(key, None)
        data.update(before)


def mend_fingerprints() -> None:
    """Let domains stay as they are when they are fingerprinted."""
    Domain.fingerprint = fingerprint_and_forget
