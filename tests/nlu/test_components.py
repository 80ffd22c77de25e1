"""The Rasa components: one list of checks over all of them."""

from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.base import LearnedComponent
from nlu.components.entities import EntityReader
from nlu.components.intent import IntentReader
from nlu.components.sentiment import SentimentReader
from nlu.core.artefact import ArtefactBroken

CONTEXT = ExecutionContext(GraphSchema({}), model_id="test")
UTTERANCES = """
examples:
  negative: |
    - this is terrible
    - awful and late
    - broken again
  neutral: |
    - what does it cost
    - where is it
    - which colours are there
  positive: |
    - thank you so much
    - lovely and quick
    - 太好了，谢谢
"""
EXAMPLES = [
    ("where is my order", "track_order", []),
    ("track my parcel", "track_order", []),
    ("where is my package now", "track_order", []),
    ("hello", "greet", []),
    ("good morning", "greet", []),
    ("你好", "greet", []),
    (
        "what does the floor lamp cost",
        "ask_price",
        [{"entity": "product", "value": "floor lamp", "start": 14, "end": 24}],
    ),
    ("how much is it", "ask_price", []),
    (
        "price of bedding",
        "ask_price",
        [{"entity": "category", "value": "x", "start": 9, "end": 16}],
    ),
]
# component, what it reads from "Hello, the FLOOR LAMP of FD-1004217 is lovely"
COMPONENTS = (
    (IntentReader, "intent_ranking"),
    (EntityReader, "entities"),
    (SentimentReader, "sentiment"),
)
TEXT = "Hello, the FLOOR LAMP of FD-1004217 is lovely"


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    folder = tmp_path / "model"
    folder.mkdir()
    return LocalModelStorage.create(folder)


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    folder = tmp_path / "moods"
    folder.mkdir()
    (folder / "en.yml").write_text(UTTERANCES, encoding="utf-8")
    return {"utterances": str(folder)}


def training_data() -> TrainingData:
    messages = [
        Message.build(text, intent, entities=entities) for text, intent, entities in EXAMPLES
    ]
    return TrainingData(messages)


def trained(kind: type[LearnedComponent], storage: Any, config: Any) -> LearnedComponent:
    resource = Resource(kind.__name__)
    kind.create(config, storage, resource, CONTEXT).train(training_data())
    return kind.load(config, storage, resource, CONTEXT)


def read(component: LearnedComponent, text: str) -> Message:
    [message] = component.process([Message.build(text)])
    return message


@pytest.mark.parametrize(("kind", "field"), COMPONENTS)
def test_it_reads_what_a_person_wrote(kind: Any, field: str, storage: Any, config: Any) -> None:
    message = read(trained(kind, storage, config), TEXT)
    assert message.get(field)
    assert field in message.output_properties


@pytest.mark.parametrize(("kind", "field"), COMPONENTS)
def test_it_leaves_payloads_alone(kind: Any, field: str, storage: Any, config: Any) -> None:
    message = read(trained(kind, storage, config), "/greet")
    assert not message.get(field)


@pytest.mark.parametrize(("kind", "field"), COMPONENTS)
def test_it_takes_empty_and_odd_texts(kind: Any, field: str, storage: Any, config: Any) -> None:
    component = trained(kind, storage, config)
    for text in ("", " ", "?", "👍", "x" * 8_000, "\x00", "你" * 2_000):
        assert read(component, text).get("text") == text


@pytest.mark.parametrize(("kind", "field"), COMPONENTS)
def test_a_missing_artefact_raises_and_yields_no_empty_component(
    kind: Any, field: str, storage: Any, config: Any
) -> None:
    resource = Resource(kind.__name__)
    with storage.write_to(resource) as folder:
        (folder / "something").write_text("else")
    with pytest.raises(ArtefactBroken):
        kind.load(config, storage, resource, CONTEXT)


@pytest.mark.parametrize(("kind", "field"), COMPONENTS)
def test_it_stores_no_pickle(kind: Any, field: str, storage: Any, config: Any) -> None:
    trained(kind, storage, config)
    with storage.read_from(Resource(kind.__name__)) as folder:
        assert {path.suffix for path in Path(folder).rglob("*") if path.is_file()} <= {
            ".npz",
            ".json",
        }


def test_the_likeliest_intent_comes_first(storage: Any, config: Any) -> None:
    message = read(trained(IntentReader, storage, config), "where is my parcel")
    assert message.get("intent")["name"] == "track_order"
    confidences = [item["confidence"] for item in message.get("intent_ranking")]
    assert confidences == sorted(confidences, reverse=True)


def test_a_payload_is_certain_whatever_a_fallback_asks(storage: Any, config: Any) -> None:
    assert read(trained(IntentReader, storage, config), "/greet").get("intent")["confidence"] == 1


def test_numbers_and_phrases_are_found_in_order(storage: Any, config: Any) -> None:
    message = read(trained(EntityReader, storage, config), TEXT)
    found = [(entity["entity"], entity["value"]) for entity in message.get("entities")]
    assert found == [("product", "FLOOR LAMP"), ("order_number", "FD-1004217")]


def test_mood_and_language_go_out_with_the_message(storage: Any, config: Any) -> None:
    component = trained(SentimentReader, storage, config)
    assert read(component, "lovely, thank you").get("sentiment")["label"] == "positive"
    assert read(component, "谢谢").get("language") == "zh"
