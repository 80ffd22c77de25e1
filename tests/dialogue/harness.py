"""Rasa as it runs in production, the action server beside it, and a customer who types.

What the conversation service does in between is done here by hand: numbering the messages, signing
who is speaking, sending a pressed button's payload, turning a right code into `/confirm_identity`.
"""

import hashlib
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr

from actions.server import PATH, create_router
from frontdesk.paths import RASA_PYTHON, ROOT
from frontdesk.rasa import free_port
from kernel.http import add_routes, install_error_handler
from kernel.runtime import Runtime
from kernel.settings import Settings
from kernel.turns import Language, Level, TurnContext, sign_turn
from nlu.manifest import manifest_path, write

MODEL_KEY = "m" * 64
TRAIN_SECONDS, START_SECONDS, TURN_SECONDS = 900, 300, 15
MADE_FROM = ("config.yml", "domain.yml", "data", "nlu/core", "nlu/components")


def rasa_environment(**more: str) -> dict[str, str]:
    """Return the environment of a Rasa process of the tests."""
    return {
        **os.environ,
        "FRONTDESK_MODEL_KEY": MODEL_KEY,
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONPATH": str(ROOT),
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        **more,
    }


def sum_of_sources() -> str:
    """Return one hash over all a model is made from."""
    digest = hashlib.sha256()
    for name in MADE_FROM:
        path = ROOT / name
        files = (
            [path] if path.is_file() else sorted(path.rglob("*.yml")) + sorted(path.rglob("*.py"))
        )
        for file in files:
            digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def train_once(cache: Path) -> Path:
    """Return a model of the present sources, trained now or at an earlier run.

    FRONTDESK_TEST_MODEL names another one, signed with `MODEL_KEY`, for work on the dialogues.
    """
    if given := os.environ.get("FRONTDESK_TEST_MODEL"):
        return Path(given)
    folder = cache / sum_of_sources()
    if not list(folder.glob("*.tar.gz")):
        folder.mkdir(parents=True, exist_ok=True)
        command = [str(RASA_PYTHON), "-m", "nlu.train", "--out", str(folder)]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=rasa_environment(OMP_NUM_THREADS=str(os.cpu_count() or 1)),
            capture_output=True,
            text=True,
            timeout=TRAIN_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2_000:] + done.stderr[-4_000:]
    return next(folder.glob("*.tar.gz"))


def lay_model(cache: Path, models: Path, secret: str) -> Path:
    """Put the model, trained once for all tests, into a new folder, signed for another secret."""
    models.mkdir()
    trained = train_once(cache)
    archive = Path(shutil.copy(trained, models))
    key = Settings(_env_file=None, secret=SecretStr(secret)).derive_key("model")
    facts = json.loads(manifest_path(trained).read_text(encoding="utf-8"))["facts"]
    assert write(archive, facts, key) == manifest_path(archive)
    return archive


@contextmanager
def serving_actions(runtime: Runtime, secret: str) -> Iterator[str]:
    """Serve the action routes on a free port and give their address."""
    app = FastAPI()
    install_error_handler(app)
    add_routes(app, create_router(runtime, secret))
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}{PATH}"
    server.should_exit = True
    thread.join(timeout=10)


@contextmanager
def serving_rasa(
    model: Path, folder: Path, secret: str, action_url: str, port: int = 0
) -> Iterator[str]:
    """Serve the model on a port, any free one for 0, and give its address."""
    port = port or free_port()
    environment = rasa_environment(
        FRONTDESK_RASA_SECRET=secret,
        FRONTDESK_ACTION_SECRET=secret,
        FRONTDESK_ACTION_URL=action_url,
        FRONTDESK_TRACKER_URL=f"sqlite:///{folder / 'tracker.db'}",
    )
    command = [str(RASA_PYTHON), "-m", "nlu.serve", "--model", str(model), "--port", str(port)]
    log_path = folder / "rasa.log"
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [*command, "--watch-parent"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_ready(url, process, log_path)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=20)
        if process.stdin is not None:
            process.stdin.close()


def wait_ready(url: str, process: subprocess.Popen[bytes], log_path: Path) -> None:
    """Return once a model is loaded; fail with the log when that does not happen."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(f"{url}/webhooks/frontdesk/health", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.25)
    raise AssertionError(log_path.read_text(errors="replace")[-4_000:])


class Chat:
    """One conversation. `said` is the bot's last answer: texts, buttons, cards, directives."""

    def __init__(self, url: str, secret: str, runtime: Runtime, language: Language) -> None:
        self.url, self.secret, self.runtime, self.language = url, secret, runtime, language
        self.conversation = uuid4().hex
        self.message_id = -1
        self.customer_id: int | None = None
        self.level: Level = "anonymous"
        self.answer: dict[str, Any] = {}

    def say(self, text: str) -> str:
        """Send a message and return the bot's words."""
        self.message_id += 2
        context = TurnContext(
            self.conversation, self.message_id, self.customer_id, self.level, self.language
        )
        key = self.runtime.settings.derive_key("turns")
        body = {
            "conversation": self.conversation,
            "message_id": str(self.message_id),
            "text": text,
            "language": self.language,
            "context": sign_turn(context, key, self.runtime.clock()),
        }
        response = httpx.post(
            f"{self.url}/webhooks/frontdesk/turn",
            json=body,
            headers={"Authorization": f"Bearer {self.secret}"},
            timeout=TURN_SECONDS,
        )
        assert response.status_code == 200, response.text
        self.answer = response.json()
        return self.text

    def press(self, label: str) -> str:
        """Press a button of the last answer."""
        return self.say(self.buttons[label])

    def prove(self, customer_id: int) -> str:
        """Type the right code: from now on it is this customer who speaks."""
        self.customer_id, self.level = customer_id, "verified"
        return self.say("/confirm_identity")

    @property
    def text(self) -> str:
        """All texts of the last answer."""
        messages = self.answer["messages"]
        return "\n".join(item["text"] for item in messages if item.get("text"))

    @property
    def intent(self) -> str:
        """What was understood."""
        return str(self.answer["understanding"]["intent"]["name"])

    @property
    def buttons(self) -> dict[str, str]:
        """The buttons of the last answer: payload by label."""
        said = self.answer["messages"]
        simple = [item for message in said for item in message.get("buttons", ())]
        shown = {item["title"]: item["payload"] for item in simple}
        return shown | {item["label"]: item["payload"] for item in self._customs("buttons")}

    @property
    def cards(self) -> list[dict[str, Any]]:
        """The cards of the last answer."""
        return self._customs("cards")

    @property
    def directives(self) -> list[dict[str, Any]]:
        """What the last answer asks the conversation service to do."""
        return self._customs("directives")

    def _customs(self, name: str) -> list[dict[str, Any]]:
        customs = [message.get("custom") or {} for message in self.answer["messages"]]
        return [item for custom in customs for item in custom.get("frontdesk", {}).get(name, ())]
