"""The component: which find stays, what goes out, and the catalogue without training."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.components.entities import EntityReader
from nlu.core.artefact import ArtefactBroken

CONTEXT = ExecutionContext(GraphSchema({}), model_id="test")
THINGS = ("lamp", "rug", "oak table", "mirror", "vase", "duvet", "sofa", "clock")


def lesson(frame: str, thing: str) -> Message:
    text = frame.format(thing)
    start = text.index(thing)
    mark = {"entity": "product", "value": thing, "start": start, "end": start + len(thing)}
    return Message.build(text, "ask_price", entities=[mark])


@pytest.fixture
def storage(tmp_path: Path) -> LocalModelStorage:
    (tmp_path / "model").mkdir()
    return LocalModelStorage.create(tmp_path / "model")


def train(storage: LocalModelStorage, messages: list[Message], config: Any = None) -> EntityReader:
    resource = Resource("EntityReader")
    EntityReader.create(config or {}, storage, resource, CONTEXT).train(TrainingData(messages))
    return EntityReader.load(config or {}, storage, resource, CONTEXT)


def lessons() -> list[Message]:
    frames = ("how much is the {} please", "do you have a {} in blue")
    plain = [Message.build(text, "greet") for text in ("hello there", "where is my order")]
    return [lesson(frame, thing) for frame in frames for thing in THINGS] + plain


def read(component: EntityReader, text: str) -> list[dict[str, Any]]:
    [message] = component.process([Message.build(text)])
    found: list[dict[str, Any]] = message.get("entities")
    return found


def values(component: EntityReader, text: str) -> list[tuple[str, str]]:
    return [(entity["entity"], entity["value"]) for entity in read(component, text)]


def test_patterns_names_and_the_learned_are_found_in_order(storage: LocalModelStorage) -> None:
    component = train(storage, lessons(), {"min_confidence": 0.3})
    text = "how much is the samovar please, and 2 mirrors under 50"
    assert values(component, text) == [
        ("product", "samovar"),
        ("quantity", "2"),
        ("product", "mirrors"),
        ("money", "50"),
    ]
    learned, _, exact, limit = read(component, text)
    assert 0 < learned["confidence_entity"] < 1
    assert "confidence_entity" not in exact
    assert limit["role"] == "max"
    assert limit["resolved"] == {"amount_cents": 5_000, "currency": None}


def test_a_pattern_keeps_its_span_from_a_name(storage: LocalModelStorage) -> None:
    assert values(train(storage, lessons()), "lamp@example.com") == [("email", "lamp@example.com")]


def test_names_of_the_catalogue_are_found_without_training(
    storage: LocalModelStorage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "catalog.json"
    monkeypatch.setenv("FRONTDESK_CATALOG", str(path))
    component = train(storage, [Message.build("hello", "greet")])
    assert values(component, "a coffee table") == []
    path.write_text(json.dumps({"product": ["coffee table", "茶几"]}), encoding="utf-8")
    assert values(component, "a cofee table, 茶几") == [
        ("product", "coffee table"),
        ("product", "茶几"),
    ]
    path.write_text(json.dumps({"category": ["tables"]}), encoding="utf-8")
    os.utime(path, (1, 1))
    assert values(component, "a coffee table") == [("category", "table")]


def test_without_marks_it_learns_nothing_and_says_nothing(storage: LocalModelStorage) -> None:
    component = train(storage, [Message.build("hello", "greet")])
    assert component.tagger.model_ == b""
    assert read(component, "do you have a lamp in blue") == []


@pytest.mark.parametrize(
    "text", ["{}", "[]", '{"phrases": 1, "ordinary": {}}', '{"phrases": {}, "ordinary": {}}', "{"]
)
def test_a_broken_list_of_phrases_is_refused(storage: LocalModelStorage, text: str) -> None:
    train(storage, [Message.build("hello", "greet")])
    resource = Resource("EntityReader")
    with storage.read_from(resource) as folder:
        (folder / "phrases.json").write_text(text, encoding="utf-8")
        component = EntityReader.create({}, storage, resource, CONTEXT)
        with pytest.raises(ArtefactBroken):
            component.restore(folder)
