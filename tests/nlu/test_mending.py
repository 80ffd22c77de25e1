"""A domain stays as it is when it is fingerprinted; Rasa's own writes into it."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.shared.core.domain import Domain

from nlu import mending

TEXT = """
version: "3.1"
intents: [greet, order: {use_entities: []}]
entities: [size]
actions: [action_look]
e2e_actions: ["We are open."]
"""


@pytest.fixture(autouse=True)
def _own_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Domain, "fingerprint", mending._fingerprint)


def make_again(domain: Domain) -> Any:
    return Domain.from_dict(domain.as_dict())


@pytest.mark.parametrize("text", [TEXT, TEXT.replace("actions: [action_look]\n", "")])
def test_fingerprint_changes_nothing(text: str) -> None:
    plain, mended = Domain.from_yaml(text), Domain.from_yaml(text)
    expected = plain.fingerprint()
    mending.mend_fingerprints()
    before = dict(mended.as_dict())
    assert mended.fingerprint() == expected
    assert mended.as_dict() == before
    again = make_again(mended)
    assert again.action_texts == ["We are open."]
    assert again.intent_properties["order"]["used_entities"] == []


def test_twin_without_it_turns_red() -> None:
    domain = Domain.from_yaml(TEXT)
    domain.fingerprint()
    with pytest.raises(Exception, match="Duplicate actions"):
        make_again(domain)
