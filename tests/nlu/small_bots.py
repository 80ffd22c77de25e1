"""Small projects that the tests of judging train for real, quickly and without TensorFlow."""

from __future__ import annotations

import os
from pathlib import Path

from nlu import manifest

KEY = "k" * 43
DOMAIN = """
version: "3.1"
intents: [greet, track_order, stop, inform]
entities: [order_number]
actions: [action_track_order, action_open_ticket, action_submit]
slots:
  subject: {type: text, influence_conversation: false, mappings: [{type: custom}]}
forms:
  ticket_form: {required_slots: [subject]}
responses:
  utter_greet: [{text: Hello!}]
  utter_bye: [{text: Bye!}]
"""
NLU = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - good morning
    - hi there
    - good evening
    - hello there
- intent: track_order
  examples: |
    - where is my order
    - where is order [FD-1004217](order_number)
    - track my parcel
    - where is my parcel
    - is my order on the way
- intent: stop
  examples: |
    - stop
    - stop it please
    - please stop now
    - never mind
    - forget it
- intent: inform
  examples: |
    - the lamp is broken
    - the screen is black
    - it does not work
    - the cable is missing
    - it makes noise
- regex: order_number
  examples: |
    - FD-\\d{7}
"""
RULES = """
version: "3.1"
rules:
- rule: greet
  steps: [{intent: greet}, {action: utter_greet}]
- rule: track
  steps: [{intent: track_order}, {action: action_track_order}]
- rule: bye
  steps: [{intent: stop}, {action: utter_bye}]
- rule: done
  condition: [{active_loop: ticket_form}]
  steps: [{action: ticket_form}, {active_loop: null}, {action: action_submit}]
stories:
- story: a ticket
  steps: [{intent: inform}, {action: action_open_ticket}]
"""
HEAD = "recipe: default.v1\nassistant_id: small\nlanguage: en\n"
OF_POLICIES = "policies: [{name: MemoizationPolicy}, {name: RulePolicy}]\n"
FOREIGN = f"""{HEAD}pipeline:
- name: WhitespaceTokenizer
- name: CountVectorsFeaturizer
- name: LogisticRegressionClassifier
- name: RegexEntityExtractor
- name: FallbackClassifier
  threshold: 0.3
{OF_POLICIES}"""
OURS = f"""{HEAD}pipeline:
- name: nlu.components.intent.IntentReader
- name: RegexEntityExtractor
{OF_POLICIES}"""


def train_bot(folder: Path, name: str, *, config: str = FOREIGN, nlu: str = NLU) -> Path:
    """Train a small bot and sign it; return its archive."""
    from rasa.model_training import train

    folder.mkdir(parents=True, exist_ok=True)
    for file, text in {"config.yml": config, "domain.yml": DOMAIN, "rules.yml": RULES}.items():
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "data/nlu").mkdir(parents=True, exist_ok=True)
    (folder / "data/nlu/all.yml").write_text(nlu, encoding="utf-8")
    before = Path.cwd()
    os.chdir(folder)
    try:
        files = ["data/nlu", "rules.yml"]
        made = train("domain.yml", "config.yml", files, output=str(folder), fixed_model_name=name)
    finally:
        os.chdir(before)
    archive = folder / f"{name}.tar.gz"
    assert made.code == 0
    assert archive.is_file()
    manifest.write(archive, {"needs_tensorflow": True, "trained_at": "2026-01-01"}, KEY)
    return archive
