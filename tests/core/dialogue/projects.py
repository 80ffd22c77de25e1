"""A small project with all that the prover looks at, in which nothing is wrong."""

from collections import Counter

from nlu.core.dialogue.finding import Finding, Proof
from nlu.core.dialogue.prove import prove
from nlu.core.project.files import Files
from nlu.core.project.project import read_project

CONFIG = """\
recipe: default.v1
assistant_id: shop
language: en
pipeline:
- name: WhitespaceTokenizer
- name: RegexFeaturizer
- name: CountVectorsFeaturizer
- name: DIETClassifier
- name: RegexEntityExtractor
- name: EntitySynonymMapper
- name: ResponseSelector
policies:
- name: MemoizationPolicy
  max_history: 3
- name: RulePolicy
  core_fallback_action_name: action_fallback
"""
DOMAIN = """\
version: "3.1"
intents:
- greet
- buy
- stop
- faq
- thank
- travel:
    use_entities: [city]
entities:
- product
- city:
    roles:
    - from
    - to
slots:
  vip:
    type: bool
    mappings:
    - type: custom
  kind:
    type: categorical
    values:
    - red
    - blue
    mappings:
    - type: custom
  language:
    type: text
    influence_conversation: false
    mappings:
    - type: custom
  product:
    type: text
    influence_conversation: false
    mappings:
    - type: from_entity
      entity: product
  size:
    type: text
    influence_conversation: false
    mappings:
    - type: from_text
      conditions:
      - active_loop: buy_form
forms:
  buy_form:
    required_slots:
    - product
    - size
actions:
- action_fallback
- action_buy
- action_travel
- validate_buy_form
"""
RULES = """\
version: "3.1"
rules:
- rule: Greet
  steps:
  - intent: greet
  - action: utter_greet
- rule: Open the form
  steps:
  - intent: buy
  - action: buy_form
  - active_loop: buy_form
- rule: The form is complete
  condition:
  - active_loop: buy_form
  steps:
  - action: buy_form
  - active_loop: null
  - action: action_buy
- rule: Stop
  steps:
  - intent: stop
  - action: utter_stop
- rule: Questions
  steps:
  - intent: faq
  - action: utter_faq
"""
STORIES = """\
version: "3.1"
stories:
- story: Somebody travels
  steps:
  - intent: greet
  - action: utter_greet
  - intent: travel
    entities:
    - city: Rome
      role: to
  - action: action_travel
  - checkpoint: travelled
- story: A friend is thanked
  steps:
  - checkpoint: travelled
  - slot_was_set:
    - vip: true
  - or:
    - intent: thank
    - intent: stop
  - action: utter_stop
- story: A stranger asks
  steps:
  - checkpoint: travelled
  - slot_was_set:
    - kind: red
  - intent: faq
  - action: utter_faq
"""
RESPONSES = """\
version: "3.1"
responses:
  utter_greet:
  - condition:
    - type: slot
      name: language
      value: en
    text: "Hello {product}"
    buttons:
    - title: Buy
      payload: '/buy{"product": "lamp"}'
  - condition:
    - type: slot
      name: language
      value: zh
    text: "你好"
  utter_stop:
  - condition:
    - type: slot
      name: language
      value: en
    text: Stopped
  - condition:
    - type: slot
      name: language
      value: zh
    text: "停止"
  utter_ask_product:
  - condition:
    - type: slot
      name: language
      value: en
    text: Which?
  - condition:
    - type: slot
      name: language
      value: zh
    text: "哪个？"
  utter_ask_size:
  - condition:
    - type: slot
      name: language
      value: en
    text: What size?
  - condition:
    - type: slot
      name: language
      value: zh
    text: "多大？"
  utter_faq/hours:
  - text: Always
"""
NLU = """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hi
    - hello there
- intent: buy
  examples: |
    - a [lamp](product)
    - one [chair](product) please
- intent: stop
  examples: |
    - stop it
- intent: thank
  examples: |
    - thanks
- intent: travel
  examples: |
    - from [Rome]{"entity": "city", "role": "from"} to [Bonn]{"entity": "city", "role": "to"}
- intent: faq/hours
  examples: |
    - when are you open
- regex: product
  examples: |
    - \\blamp\\w+
- lookup: city
  examples: |
    - Rome
- synonym: lamp
  examples: |
    - light
"""
TESTS = """\
version: "3.1"
stories:
- story: A purchase
  steps:
  - user: a lamp
    intent: buy
  - action: buy_form
  - active_loop: buy_form
  - action: buy_form
  - active_loop: null
  - action: action_buy
"""
BASE: dict[str, str] = {
    "config.yml": CONFIG,
    "domain.yml": DOMAIN,
    "data/rules.yml": RULES,
    "data/stories.yml": STORIES,
    "data/responses.yml": RESPONSES,
    "data/nlu.yml": NLU,
    "tests/conversations/test_all.yml": TESTS,
}


def change(path: str, old: str, new: str, files: Files = BASE) -> dict[str, str]:
    """Return the files with a part of one replaced; it must stand there once."""
    assert files[path].count(old) == 1, f"{old!r} stands {files[path].count(old)} times in {path}"
    return {**files, path: files[path].replace(old, new)}


def add(text: str, path: str = "data/more.yml", files: Files = BASE) -> dict[str, str]:
    """Return the files with one more."""
    return {**files, path: text}


def prove_files(files: Files, **known: object) -> Proof:
    """Prove files; code is known to use no name."""
    return prove(read_project(files), used_names=known.pop("used_names", ()), **known)  # type: ignore[arg-type]


def kinds(files: Files) -> Counter[str]:
    """Return how often each kind is found."""
    return Counter(one.kind for one in prove_files(files).findings)


def the(kind: str, files: Files) -> Finding:
    """Return the one finding of a kind."""
    found = [one for one in prove_files(files).findings if one.kind == kind]
    assert len(found) == 1, [one.kind for one in prove_files(files).findings]
    return found[0]
