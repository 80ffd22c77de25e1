"""A small bot, trained and served for real: the two commands, the channel and an action server."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent
KEY = "k" * 43
START_SECONDS = 240  # importing Rasa takes 10 s on an idle machine
DOMAIN = """
version: "3.1"
intents: [greet, track_order]
entities: [order_number]
actions: [action_track_order, action_fallback]
slots:
  language: {type: text, influence_conversation: false, mappings: [{type: custom}]}
responses:
  utter_greet:
  - text: Hello!
    condition: [{type: slot, name: language, value: en}]
  - text: 你好！
    condition: [{type: slot, name: language, value: zh}]
  utter_track_order:
  - text: "{order_number} is on its way."
    condition: [{type: slot, name: language, value: en}]
  - text: "{order_number}在路上。"
    condition: [{type: slot, name: language, value: zh}]
"""
NLU = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - good morning
    - hi there
    - 你好
    - 早上好
- intent: track_order
  examples: |
    - where is my order
    - where is my order [FD-1004217](order_number)
    - track my parcel please
    - 我的订单在哪里
    - 查一下物流
"""
RULES = """
version: "3.1"
rules:
- rule: Greeting
  steps: [{intent: greet}, {action: utter_greet}]
- rule: Tracking
  steps: [{intent: track_order}, {action: action_track_order}]
"""
MOODS = """
examples:
  negative: |
    - this is terrible
    - awful service
    - broken again
  neutral: |
    - where is it
    - what does it cost
    - which colours are there
  positive: |
    - thank you so much
    - lovely and quick
    - 太好了
"""

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


class Actions(BaseHTTPRequestHandler):
    """An action server that tells what it was asked; `broken` makes it fail."""

    broken = False
    seen: list[tuple[str, dict[str, Any]]]

    def do_POST(self) -> None:
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.seen.append((self.headers.get("X-Frontdesk-Secret", ""), call))
        said = {"response": "utter_track_order", "order_number": "FD-1004217"}
        body = json.dumps({"events": [], "responses": [said]}).encode()
        self.send_response(500 if self.broken else 200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def actions() -> Iterator[type[Actions]]:
    handler = type("Handler", (Actions,), {"seen": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        handler.url = f"http://127.0.0.1:{server.server_port}/webhook"  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield handler
        server.shutdown()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("project")
    for name in ("config.yml", "endpoints.yml", "credentials.yml"):
        shutil.copy(ROOT / name, folder / name)
    texts = {
        "domain.yml": DOMAIN,
        "data/responses/none.yml": 'version: "3.1"\n',
        "data/nlu/all.yml": NLU,
        "data/rules/all.yml": RULES,
        "data/stories/none.yml": 'version: "3.1"\nstories: []\n',
        "data/sentiment/all.yml": MOODS,
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def environment(**more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "FRONTDESK_MODEL_KEY": KEY,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        **more,
    }


@pytest.fixture(scope="module")
def model(project: Path) -> Path:
    command = [sys.executable, "-W", "ignore", "-m", "nlu.train", "--out", "models"]
    done = subprocess.run(
        command, cwd=project, env=environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [archive] = (project / "models").glob("*.tar.gz")
    return archive


def serve(project: Path, model: Path, port: int, **more: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-W", "ignore", "-m", "nlu.serve", "--model", str(model)]
    log = (project / "serve.log").open("w", encoding="utf-8")
    with log:
        return subprocess.Popen(
            [*command, "--port", str(port)],
            cwd=project,
            env=environment(**more),
            stdout=log,
            stderr=subprocess.STDOUT,
            text=True,
        )


def call(address: str, body: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Authorization": f"Bearer {KEY}"})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)
    except OSError:
        return 0, {}


@pytest.fixture(scope="module")
def address(project: Path, model: Path, actions: Any) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = serve(
        project,
        model,
        port,
        FRONTDESK_RASA_SECRET=KEY,
        FRONTDESK_ACTION_SECRET="between us",
        FRONTDESK_ACTION_URL=actions.url,
        FRONTDESK_TRACKER_URL=f"sqlite:///{project / 'tracker.db'}",
    )
    base = f"http://127.0.0.1:{port}/webhooks/frontdesk"
    latest = time.monotonic() + START_SECONDS
    while call(f"{base}/health")[0] != 200:
        assert process.poll() is None, (project / "serve.log").read_text("utf-8")
        assert time.monotonic() < latest, "The worker did not start."
        time.sleep(0.25)
    yield base
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def turn(text: str, conversation: str = "c1", language: str = "en") -> dict[str, Any]:
    return {
        "conversation": conversation,
        "message_id": "1",
        "text": text,
        "language": language,
        "context": "signed",
    }


@pytest.mark.parametrize(
    ("text", "language", "said"), [("hello", "en", "Hello!"), ("你好", "zh", "你好！")]
)
def test_a_greeting_is_returned_in_its_language(
    address: str, text: str, language: str, said: str
) -> None:
    status, answer = call(f"{address}/turn", turn(text, language, language))
    assert (status, answer["messages"]) == (200, [{"text": said}])
    assert answer["understanding"]["intent"]["name"] == "greet"
    assert answer["understanding"]["language"] == language
    assert answer["understanding"]["sentiment"]["label"] in {"negative", "neutral", "positive"}


def test_an_action_is_called_with_secret_and_metadata_but_without_the_domain(
    address: str, actions: Any
) -> None:
    actions.seen.clear()
    status, answer = call(f"{address}/turn", turn("where is my order 1004217", "c2", "zh"))
    assert (status, answer["messages"]) == (200, [{"text": "FD-1004217在路上。"}])
    [entity] = answer["understanding"]["entities"]
    assert (entity["entity"], entity["value"]) == ("order_number", "FD-1004217")
    [(secret, called)] = actions.seen
    assert secret == "between us"
    assert called["next_action"] == "action_track_order"
    assert called["tracker"]["latest_message"]["metadata"]["turn_context"] == "signed"
    assert "domain" not in called


def test_a_payload_says_its_intent_itself(address: str) -> None:
    status, answer = call(f"{address}/turn", turn("/greet", "c3"))
    assert (status, answer["messages"]) == (200, [{"text": "Hello!"}])


def test_a_failing_action_server_is_502_and_the_same_turn_can_be_taken_again(
    address: str, actions: Any
) -> None:
    body = turn("where is my order", "c4")
    actions.broken = True
    status, answer = call(f"{address}/turn", body)
    assert status == 502
    assert "messages" not in answer
    actions.broken = False
    actions.seen.clear()
    assert call(f"{address}/turn", body)[0] == 200
    events = actions.seen[0][1]["tracker"]["events"]
    assert sum(event["event"] == "user" for event in events) == 1


def test_the_log_holds_no_words_of_customers(address: str, project: Path) -> None:
    call(f"{address}/turn", turn("hello from Marigold Quillfeather", "c5"))
    assert "Quillfeather" not in (project / "serve.log").read_text("utf-8")


def test_a_model_that_was_changed_is_not_served(project: Path, model: Path) -> None:
    changed = project / "changed.tar.gz"
    shutil.copy(model, changed)
    shutil.copy(model.with_name(model.name.replace(".tar.gz", ".json")), project / "changed.json")
    with changed.open("ab") as file:
        file.write(b"x")
    process = serve(project, changed, 1)
    assert process.wait(60) != 0
    assert "was changed since it was signed" in (project / "serve.log").read_text("utf-8")
