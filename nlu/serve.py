"""`python -m nlu.serve`: one dialogue worker on loopback, serving a model that we signed."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from nlu.core.embedding import WeightsUnusable, check_weights
from nlu.hollow import leave_out_tensorflow
from nlu.manifest import ManifestRefused, verify
from nlu.quiet import quieten


def end_with_parent() -> None:
    """End this process when its standard input closes, that is, when its parent has gone."""

    def watch() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


def main() -> None:
    """Check the model, then serve it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--watch-parent", action="store_true")
    chosen = parser.parse_args()
    try:
        facts = verify(chosen.model, os.environ.get("FRONTDESK_MODEL_KEY", ""))
    except ManifestRefused as refused:
        sys.exit(str(refused))
    try:
        check_weights()
    except WeightsUnusable as unusable:
        sys.exit(str(unusable))
    if not facts.get("needs_tensorflow", True):
        leave_out_tensorflow()
    if chosen.watch_parent:
        end_with_parent()
    serve(chosen.model, chosen.port)


def serve(model: Path, port: int) -> None:
    """Load the model and answer until told to stop; end where it cannot be loaded."""
    from rasa.core import run
    from rasa.core.utils import AvailableEndpoints

    quieten()
    load_agent = run.load_agent_on_start

    async def load_or_end(*arguments: Any) -> None:
        """Rasa would log why it has no model, and serve on without one."""
        agent = await load_agent(*arguments)
        if not agent.is_ready():
            sys.exit(f"{model.name} cannot be loaded; the lines above say why.")

    run.load_agent_on_start = load_or_end
    run.serve_application(
        str(model),
        interface="127.0.0.1",
        port=port,
        credentials="credentials.yml",
        endpoints=AvailableEndpoints.read_endpoints("endpoints.yml"),
        enable_api=False,
    )


if __name__ == "__main__":
    main()
