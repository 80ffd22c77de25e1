"""A small bot, trained and served for real: the two commands, the channel and an action server."""

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tarfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from nlu.manifest import write

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
    command = [sys.executable, "-W", "ignore", "-m", "nlu.train", "--out", str(project / "models")]
    said = {"FRONTDESK_TRAINED_BY": "Ada", "FRONTDESK_DATA_REVISION": "draft 7"}
    done = subprocess.run(
        [*command, "--project", str(project)],
        cwd=ROOT,
        env=environment(**said),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    stages = [line for line in done.stdout.splitlines() if line.startswith("@stage ")]
    told = [json.loads(line.removeprefix("@stage ")) for line in stages]
    assert [one["percent"] for one in told] == sorted(one["percent"] for one in told)
    assert {"IntentReader", "RulePolicy"} <= {one["part"] for one in told}
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
    assert answer["understanding"]["did"] == {
        "policy": "RulePolicy",
        "story": "Tracking",
        "action": "action_track_order",
        "last": "action_track_order",
        "form": None,
        "waits": None,
    }
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


def listening(port: int) -> list[str]:
    """Return the addresses, as the kernel writes them, on which a port is listened to."""
    found = []
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/net/{table}").read_text("ascii").splitlines()[1:]:
            _number, local, _remote, state, *_rest = line.split()
            host, _, bound = local.partition(":")
            if state == "0A" and int(bound, 16) == port:
                found.append(host)
    return found


def test_s59_the_worker_listens_on_this_machine_alone(address: str) -> None:
    port = int(address.split(":")[2].partition("/")[0])
    assert listening(port) == ["0100007F"]  # 127.0.0.1, the lowest byte first


def test_s59_the_worker_answers_nobody_without_the_secret(address: str) -> None:
    root = address.partition("/webhooks")[0]
    for headers in ({}, {"Authorization": "Bearer x"}, {"Authorization": KEY}):
        body = json.dumps(turn("hello")).encode()
        request = urllib.request.Request(f"{address}/turn", body, headers)  # noqa: S310
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=30)  # noqa: S310
        assert refused.value.code == 401
    # Rasa's own ways in are not there: no REST channel, no API.
    assert_missing(root, "GET", "/webhooks/rest/webhook")


def assert_missing(root: str, method: str, path: str, headers: Any = None) -> None:
    body = b'{"model_file": "/tmp/evil.tar.gz"}' if method != "GET" else None
    request = urllib.request.Request(root + path, body, headers or {}, method=method)  # noqa: S310
    with pytest.raises(urllib.error.HTTPError) as missing:
        urllib.request.urlopen(request, timeout=30)  # noqa: S310
    assert missing.value.code in (404, 405), (method, path)


@pytest.mark.parametrize("headers", [{}, {"Authorization": f"Bearer {KEY}"}])
def test_s66_rasas_own_api_is_closed_to_all(address: str, headers: dict[str, str]) -> None:
    root = address.partition("/webhooks")[0]
    before = call(f"{address}/health")[1]
    for method, path in (
        ("PUT", "/model"),
        ("DELETE", "/model"),
        ("POST", "/model/train"),
        ("POST", "/model/parse"),
        ("POST", "/model/predict"),
        ("GET", "/conversations/c1/tracker"),
        ("POST", "/conversations/c1/tracker/events"),
        ("PUT", "/conversations/c1/tracker/events"),
        ("POST", "/conversations/c1/execute"),
        ("POST", "/conversations/c1/messages"),
        ("GET", "/domain"),
        ("GET", "/status"),
    ):
        assert_missing(root, method, path, headers)
    assert call(f"{address}/health")[1] == before


def test_s65_worker_says_so_and_ends_when_a_signed_model_is_broken_inside(
    project: Path, model: Path
) -> None:
    """A re-zipped model whose classifier was tampered with, even with our signature on it."""
    broken = project / "broken.tar.gz"
    with tarfile.open(model) as packed, tarfile.open(broken, "w:gz") as again:
        for member in packed.getmembers():
            file = packed.extractfile(member)
            content = file.read() if file is not None else b""
            if "IntentReader" in member.name and member.name.endswith("arrays.npz"):
                content = content[: len(content) // 2]
            member.size = len(content)
            again.addfile(member, io.BytesIO(content) if file is not None else None)
    write(broken, {"needs_tensorflow": False}, KEY)
    process = serve(
        project,
        broken,
        1,
        FRONTDESK_RASA_SECRET=KEY,
        FRONTDESK_ACTION_SECRET="between us",
        FRONTDESK_ACTION_URL="http://127.0.0.1:1/webhook",
        FRONTDESK_TRACKER_URL=f"sqlite:///{project / 'broken.db'}",
    )
    assert process.wait(120) != 0
    log = (project / "serve.log").read_text("utf-8")
    assert "broken.tar.gz cannot be loaded" in log
    assert "cannot be read" in log


def test_manifest_says_what_it_was_made_of(model: Path) -> None:
    facts = json.loads(model.with_name(model.name.replace(".tar.gz", ".json")).read_text())["facts"]
    assert (facts["examples"], facts["data_revision"]) == (10, "draft 7")
    assert facts["trained_by"] == "Ada"
    assert facts["peak_mb"] > 100
    assert facts["cpu_seconds"] > 0


def test_first_questions_are_read(address: str) -> None:
    status, answer = call(f"{address}/warm", {})
    assert (status, answer["understood"]) == (200, answer["read"])
