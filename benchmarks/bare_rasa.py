"""The rival: Rasa 3.6 as `rasa init` configures it (DIET, TED), reached over its REST channel."""

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psutil
import yaml

from frontdesk.paths import RASA_PYTHON, ROOT
from frontdesk.rasa import free_port

# The pipeline and policies that `rasa init` of 3.6 writes as its defaults. Two epochs in place
# of 100: how long it learns does not change how long it answers.
EPOCHS = 2
CONFIG = {
    "recipe": "default.v1",
    "language": "en",
    "assistant_id": "rival",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": EPOCHS, "constrain_similarities": True},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": EPOCHS, "constrain_similarities": True},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
    "policies": [
        {"name": "MemoizationPolicy"},
        {"name": "RulePolicy"},
        {"name": "UnexpecTEDIntentPolicy", "max_history": 5, "epochs": EPOCHS},
        {"name": "TEDPolicy", "max_history": 5, "epochs": EPOCHS, "constrain_similarities": True},
    ],
}

PROBE = "hello"
FALLBACK = "nlu_fallback"  # little trained, it may not understand; it must answer all the same
INTENTS = ("greet", "say_goodbye", "thank", "affirm", "deny", "stop", "request_help", "ask_if_bot")


class BareRasa:
    """A Rasa server of its own, trained on this project's English small talk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false"}

    def __enter__(self) -> Self:
        self._write_project()
        self._rasa("train", "--augmentation", "5")
        self.process = subprocess.Popen(
            self._command("run", "--port", str(self.port), "--interface", "127.0.0.1"),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            self._wait_ready()
        except RuntimeError:
            self.process.kill()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait(30)

    @property
    def memory_mb(self) -> float:
        """Resident memory in megabytes."""
        return float(psutil.Process(self.process.pid).memory_info().rss / 1e6)

    def time_answers(self, text: str, count: int) -> list[float]:
        """Return the seconds of answers one at a time, after ten that do not count."""
        seconds = []
        with httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=20) as client:
            for _ in range(count + 10):
                began = time.perf_counter()
                answer = client.post(
                    "/webhooks/rest/webhook", json={"sender": "bench", "message": text}
                )
                seconds.append(time.perf_counter() - began)
                if not answer.json():
                    raise RuntimeError("Bare Rasa gave an empty answer.")
        return seconds[10:]

    def _write_project(self) -> None:
        (self.folder / "data").mkdir(parents=True)
        source = ROOT / "data" / "nlu" / "en" / "talk.yml"
        talk = yaml.safe_load(source.read_text(encoding="utf-8"))
        talk["nlu"] = [item for item in talk["nlu"] if item.get("intent") in INTENTS]
        self._write("data/nlu.yml", talk)
        intents = [item["intent"] for item in talk["nlu"]]
        said = [*intents, FALLBACK]
        domain = {
            "version": "3.1",
            "intents": intents,
            "responses": {f"utter_{name}": [{"text": f"About {name}."}] for name in said},
        }
        stories = [
            {"story": name, "steps": [{"intent": name}, {"action": f"utter_{name}"}]}
            for name in intents
        ]
        self._write("config.yml", CONFIG)
        self._write("domain.yml", domain)
        rules = [
            {"rule": name, "steps": [{"intent": name}, {"action": f"utter_{name}"}]}
            for name in said
        ]
        self._write("data/stories.yml", {"version": "3.1", "stories": stories, "rules": rules})
        self._write("credentials.yml", {"rest": None})
        self._write("endpoints.yml", {})

    def _write(self, name: str, content: object) -> None:
        (self.folder / name).write_text(yaml.safe_dump(content), encoding="utf-8")

    def _command(self, *words: str) -> list[str]:
        return [str(RASA_PYTHON), "-m", "rasa", *words]

    def _rasa(self, *words: str) -> None:
        subprocess.run(
            self._command(*words),
            cwd=self.folder,
            env=self.environment,
            check=True,
            capture_output=True,
        )

    def _wait_ready(self) -> None:
        """Wait until it answers; the bare server has no other sign of a loaded model."""
        for _ in range(600):
            try:
                if self._ask(PROBE):
                    return
            except httpx.HTTPError:
                pass
            time.sleep(0.2)
        raise RuntimeError("Bare Rasa did not start.")

    def _ask(self, text: str) -> bool:
        url = f"http://127.0.0.1:{self.port}/webhooks/rest/webhook"
        answer = httpx.post(url, json={"sender": "probe", "message": text}, timeout=20)
        return answer.status_code == httpx.codes.OK and bool(answer.json())
