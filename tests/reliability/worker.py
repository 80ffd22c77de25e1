"""A dialogue worker that behaves as Rasa does, without Rasa: one process, killed at any moment.

Like Rasa it keeps dialogue state in SQL and saves a turn at its end; a turn that was asked again is
run again, actions and all, and saved once. What it does it journals.
"""

import argparse
import json
import os
import random
import sqlite3
import sys
import time
import uuid
from collections.abc import Sequence
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.reliability.journal import Journal
from tests.reliability.parent import end_with_parent

TABLE = (
    "CREATE TABLE IF NOT EXISTS saved (conversation TEXT, position INTEGER, message INTEGER,"
    " fence INTEGER,"
    " PRIMARY KEY (conversation, position), UNIQUE (conversation, message))"
)
ACTION_PATH = "/internal/actions/webhook"


class Refused(Exception):
    """A question that is not answered; `status` says why."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status, self.reason = status, reason


class Tracker:
    """Dialogue state in a file that all workers share; a second writer is refused."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._open() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute(TABLE)

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self.path, timeout=5, isolation_level=None)

    def read(self, conversation: str) -> tuple[int, set[int]]:
        """Return how much is saved, and of which messages."""
        connection = self._open()
        try:
            query = "SELECT message FROM saved WHERE conversation = ?"
            saved = [row[0] for row in connection.execute(query, (conversation,))]
        finally:
            connection.close()
        return len(saved), set(saved)

    def check_fence(self, conversation: str, fence: int) -> None:
        """Raise `Refused` where a later claim was heard, as the tracker store does."""
        connection = self._open()
        try:
            query = "SELECT max(fence) FROM saved WHERE conversation = ?"
            (heard,) = connection.execute(query, (conversation,)).fetchone()
        finally:
            connection.close()
        if fence < (heard or 0):
            raise Refused(409, "A later turn of this conversation was heard already.")

    def save(self, conversation: str, position: int, message: int, fence: int) -> None:
        """Save a turn; raise `Refused` where somebody else has written since it was read."""
        connection = self._open()
        try:
            connection.execute(
                "INSERT INTO saved VALUES (?, ?, ?, ?)", (conversation, position, message, fence)
            )
        except sqlite3.IntegrityError as error:
            raise Refused(500, "The dialogue has moved on.") from error
        finally:
            connection.close()


class Dialogue:
    """What a worker knows: the journal, the state, where actions are."""

    def __init__(self, chosen: argparse.Namespace) -> None:
        self.journal, self.tracker = Journal(chosen.journal), Tracker(chosen.state)
        self.seed, self.slowest = chosen.seed, chosen.slowest
        self.actions: Sequence[str] = chosen.actions.split(",") if chosen.actions else ()
        self.action_seconds = chosen.action_seconds

    def answer(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Handle one message as Rasa would."""
        conversation, message = asked["conversation"], int(asked["message_id"])
        turn = uuid.uuid4().hex
        self.tracker.check_fence(conversation, asked["fence"])
        self.journal.note("begin", conversation, message, turn)
        try:
            messages = self._run(asked, conversation, message, turn)
        finally:
            self.journal.note("end", conversation, message, turn)
        return {"model": "storm", "messages": messages}

    def _run(
        self, asked: dict[str, Any], conversation: str, message: int, turn: str
    ) -> list[dict[str, Any]]:
        position, saved = self.tracker.read(conversation)
        dice = random.Random(f"{self.seed}:{conversation}:{message}")
        said, pause = asked["text"], dice.uniform(0, self.slowest) / 2
        time.sleep(float(_find(said, "sleep") or pause))
        if "ticket" in said:
            said = self._call_action(asked)
        time.sleep(pause)
        if message not in saved:
            self.tracker.save(conversation, position, message, asked["fence"])
            self.journal.note("applied", conversation, message, turn)
        parts = dice.choice((1, 1, 2))
        messages: list[dict[str, Any]] = [
            {"text": f"re {message} {part}/{parts} {said}"} for part in range(1, parts + 1)
        ]
        if asked["text"].startswith("mail a code to "):
            wish = {"kind": "challenge", "email": asked["text"].split()[4]}
            messages[-1]["custom"] = {"frontdesk": {"directives": [wish]}}
        return messages

    def _call_action(self, asked: dict[str, Any]) -> str:
        """Let the application open a ticket; return what to say about it."""
        body = json.dumps(_make_call(asked)).encode()
        secret = os.environ["FRONTDESK_ACTION_SECRET"]
        headers = {"Content-Type": "application/json", "X-Frontdesk-Secret": secret}
        for url in random.sample(self.actions, len(self.actions)):
            connection = HTTPConnection(str(urlsplit(url).netloc), timeout=self.action_seconds)
            try:
                connection.connect()
            except OSError:
                continue  # surely not sent: another application may take it
            try:
                connection.request("POST", ACTION_PATH, body, headers)
                response = connection.getresponse()
                said = json.loads(response.read())
            except (OSError, HTTPException, ValueError) as error:
                raise Refused(502, "The action server failed.") from error
            finally:
                connection.close()
            if response.status != 200:
                raise Refused(502, f"The action server answered {response.status}.")
            names = [one.get("response") for one in said["responses"]]
            return "opened" if "utter_open_ticket_done" in names else f"not opened: {names}"
        raise Refused(502, "No action server takes calls.")


def _make_call(asked: dict[str, Any]) -> dict[str, Any]:
    """Return the body Rasa sends for an action."""
    metadata = {"turn_context": asked["context"], "message_id": asked["message_id"]}
    latest = {"text": asked["text"], "intent": {"name": "open_ticket"}, "metadata": metadata}
    tracker = {"sender_id": asked["conversation"], "slots": {}, "events": [], "active_loop": {}}
    return {
        "next_action": "action_open_ticket",
        "sender_id": asked["conversation"],
        "tracker": {**tracker, "latest_message": {**latest, "entities": []}},
    }


def _find(text: str, word: str) -> str | None:
    """Return what follows a word of the text: "sleep 30"."""
    words = text.split()
    return words[words.index(word) + 1] if word in words[:-1] else None


class Handler(BaseHTTPRequestHandler):
    """The two routes of the channel."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    dialogue: Dialogue
    timeout = 30

    def do_GET(self) -> None:
        self._give(200, {"ready": True, "model": "storm"})

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.headers.get("Authorization") != f"Bearer {os.environ['FRONTDESK_RASA_SECRET']}":
            return self._give(401, {})
        try:
            answer = self.dialogue.answer(asked)
        except Refused as refused:
            return self._give(refused.status, {"error": refused.reason})
        return self._give(200, answer)

    def _give(self, status: int, body: dict[str, Any]) -> None:
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        try:
            self.wfile.write(sent)
        except OSError:
            self.close_connection = True  # who asked has died

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Many questions at once; a broken connection is no news."""

    request_queue_size = 256
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of what is not a broken connection."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--journal", type=Path, required=True)
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--slowest", type=float, default=0.3, help="seconds a turn takes at most")
    parser.add_argument("--actions", default="", help="where actions are called, by commas")
    parser.add_argument("--action-seconds", type=float, default=8.0)
    chosen = parser.parse_args()
    end_with_parent()
    Handler.dialogue = Dialogue(chosen)
    Server(("127.0.0.1", chosen.port), Handler).serve_forever()


if __name__ == "__main__":
    main()
