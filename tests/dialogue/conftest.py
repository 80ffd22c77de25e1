"""One Rasa and one action server for all dialogues; a fresh shop for each."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from pydantic import SecretStr

import crm_backend.models  # noqa: F401 (the tables must be known before they are made)
from frontdesk.paths import RASA_PYTHON
from kernel.db import Base, Database
from kernel.runtime import Runtime
from kernel.settings import Settings
from kernel.turns import Language
from tests.actions.scene import Scene
from tests.crm_backend.shop import NOW
from tests.dialogue.harness import Chat, serving_actions, serving_rasa, train_once

SECRET = "d" * 43
START_LIMIT = 1_200  # seconds: the first dialogue may have to train


@dataclass(frozen=True)
class Stage:
    """What is up for the whole run."""

    runtime: Runtime
    url: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each dialogue time, and the first one time for training."""
    here = [item for item in items if "tests/dialogue/" in item.nodeid]
    for item in here:
        item.add_marker(pytest.mark.product)
        item.add_marker(pytest.mark.slow)
        item.add_marker(pytest.mark.timeout(START_LIMIT))
        item.add_marker(pytest.mark.xdist_group("dialogue"))


@pytest.fixture(scope="session")
def stage(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stage]:
    """Train if needed, then serve."""
    if not RASA_PYTHON.exists():
        pytest.skip("the Rasa environment is not installed: make setup")
    folder = tmp_path_factory.mktemp("stage")
    settings = Settings(_env_file=None, data=folder, secret=SecretStr("s" * 43))
    database = Database(settings.url_of_database)
    runtime = Runtime(settings=settings, db=database, clock=lambda: NOW)
    model = train_once(request.config.cache.mkdir("frontdesk-model"))
    with (
        serving_actions(runtime, SECRET) as action_url,
        serving_rasa(model, folder, SECRET, action_url) as url,
    ):
        yield Stage(runtime, url)
    database.dispose()


@pytest.fixture
def shop(stage: Stage) -> Scene:
    """A shop as it was on the first day; written for good, for the server has its own sessions."""
    engine = stage.runtime.db.engine
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with stage.runtime.db.transaction() as session:
        scene = Scene(session, stage.runtime)
        scene.ticket()
        scene.article("ask_opening_hours", "We are there 9 to 18.", "我们 9 点到 18 点都在。")
        scene.article("ask_return_policy", "Returns are free.", "退货免费。")
    return scene


@pytest.fixture
def chat_in(stage: Stage, shop: Scene) -> Callable[[Language], Chat]:
    """Begin a conversation in a language."""
    return lambda language: Chat(stage.url, SECRET, stage.runtime, language)


@pytest.fixture
def chat(chat_in: Callable[[Language], Chat]) -> Chat:
    """Begin a conversation in English."""
    return chat_in("en")


@pytest.fixture
def ada(chat: Chat, shop: Scene) -> Chat:
    """A conversation whose customer has proved to be Ada."""
    chat.customer_id, chat.level = shop.ada.id, "verified"
    return chat
