"""A dialogue worker without Rasa: the two routes of the channel, by the standard library alone."""

import argparse
import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Worker(BaseHTTPRequestHandler):
    """Answers like the channel of `nlu`."""

    is_ready = True
    model = "fake"

    def do_GET(self) -> None:
        if self.is_ready:
            return self.give(200, {"ready": True, "model": self.model})
        return self.give(503, {"ready": False, "reason": "no model"})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path.endswith("/warm"):
            is_deaf = "deaf" in self.model
            return self.give(500 if is_deaf else 200, {"error": "finds no intent"})
        asked = json.loads(body)
        if "slow" in self.model:
            time.sleep(1)
        sent = self.headers.get("Authorization", "")
        if sent != f"Bearer {os.environ['FRONTDESK_RASA_SECRET']}":
            return self.give(401, {})
        return self.give(
            200, {"model": self.model, "messages": [{"text": f"Heard: {asked['text']}"}]}
        )

    def give(self, status: int, body: dict[str, Any]) -> None:
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def end_with_parent() -> None:
    """End when the standard input does."""

    def watch() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--without-model", action="store_true")
    parser.add_argument("--deaf", action="store_true", help="take no notice of SIGTERM")
    parser.add_argument("--say", default="", help="a line for standard error")
    parser.add_argument("--model", default="fake")
    chosen = parser.parse_args()
    if "dies" in chosen.model:
        sys.exit("The intent model cannot be read; train again.")
    if "late" in chosen.model:
        time.sleep(2)
    Worker.model = chosen.model
    if chosen.deaf:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if chosen.say:
        sys.stderr.write(chosen.say + "\n")
        sys.stderr.flush()
    end_with_parent()
    Worker.is_ready = not chosen.without_model
    ThreadingHTTPServer(("127.0.0.1", chosen.port), Worker).serve_forever()
