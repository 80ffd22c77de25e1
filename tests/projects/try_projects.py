"""Trains projects one after the other, judges each and talks to it. Runs in the Rasa environment.

Reads a JSON file with `key` and `projects` (name → folder, `talks`: lists of lines), writes what
came of it as JSON beside it. One process, for Rasa takes ten seconds to load.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any

from nlu.quiet import quieten
from nlu.train import train


def try_project(folder: Path, out: Path, talks: list[list[str]], key: str) -> dict[str, Any]:
    """Return how long training took, how well the project's own lines are understood, the talks."""
    os.chdir(folder)
    began = time.monotonic()
    archive = train(out, key)
    seconds = time.monotonic() - began
    agent = load(archive)
    return {
        "seconds": round(seconds, 1),
        "nlu": asyncio.run(judge_examples(agent, folder)),
        "core": asyncio.run(judge_tests(agent, folder)),
        "talks": [asyncio.run(talk(agent, number, lines)) for number, lines in enumerate(talks)],
    }


def load(archive: Path) -> Any:
    """Return an agent as the dialogue worker has it; its action server is at no address."""
    from rasa.core.agent import Agent
    from rasa.utils.endpoints import EndpointConfig

    from nlu.channel import fail_loudly
    from nlu.responses import BilingualResponses

    agent = Agent(action_endpoint=EndpointConfig("http://127.0.0.1:9/none"))
    agent.load_model(archive)
    agent.nlg = BilingualResponses(domain=agent.domain)
    agent.processor.nlg = agent.nlg
    fail_loudly(agent)
    return agent


async def judge_examples(agent: Any, folder: Path) -> dict[str, int]:
    """Return how many of a project's examples are understood as they are labelled."""
    from rasa.shared.data import get_data_files, is_nlu_file

    from nlu.data import load_messages

    right = total = 0
    for message in load_messages(map(Path, get_data_files([str(folder / "data")], is_nlu_file))):
        found = await agent.parse_message(message.get("text"))
        total += 1
        right += found["intent"]["name"] == message.get("intent")
    return {"right": right, "total": total}


async def judge_tests(agent: Any, folder: Path) -> dict[str, int] | None:
    """Run a project's end-to-end tests by Rasa's own means; None without any."""
    from rasa.core.test import test as run_tests

    tests = folder / "tests" / "conversations"
    if not tests.is_dir():
        return None
    results = folder / "results"
    results.mkdir(exist_ok=True)
    report = await run_tests(str(tests), agent, e2e=True, out_directory=str(results))
    stories = report["report"]["conversation_accuracy"]
    return {"right": stories["correct"], "total": stories["total"]}


async def talk(agent: Any, number: int, lines: list[str]) -> list[dict[str, Any]]:
    """Return what is answered to each line of one conversation."""
    from nlu.channel import TurnRefused, TurnRequest, take_turn

    said = []
    for at, line in enumerate(lines):
        turn = TurnRequest(f"talk-{number}", str(at), line, "en", "")
        try:
            said.append({"status": 200, **await take_turn(agent, turn)})
        except TurnRefused as refused:
            said.append({"status": refused.status, "reason": refused.reason})
    return said


def main() -> None:
    """Try what the file names."""
    asked_path = Path(sys.argv[1]).absolute()
    asked = json.loads(asked_path.read_text("utf-8"))
    quieten()
    done = {}
    for name, one in asked["projects"].items():
        folder = Path(one["folder"])
        done[name] = try_project(folder, folder / "models", one["talks"], asked["key"])
        asked_path.with_suffix(".done.json").write_text(json.dumps(done), "utf-8")


if __name__ == "__main__":
    main()
