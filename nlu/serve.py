"""`python -m nlu.serve`: one dialogue worker on loopback, serving a model that we signed."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nlu.archive import ArchiveRefused, check_archive, guard_rasa
from nlu.core.embedding import WeightsUnusable, check_weights
from nlu.hollow import leave_out_tensorflow
from nlu.manifest import ManifestRefused, manifest_path, verify
from nlu.parent import end_with_parent
from nlu.quiet import quieten


def main() -> None:
    """Check the model, then serve it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--watch-parent", action="store_true")
    chosen = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-model-"))
    try:
        model = copy_model(chosen.model, folder)
        facts = verify(model, os.environ.get("FRONTDESK_MODEL_KEY", ""))
        check_archive(model)
        check_weights()
        if not facts.get("needs_tensorflow", True):
            leave_out_tensorflow()
        if chosen.watch_parent:
            end_with_parent()
        serve(model, chosen.port, when_loaded=lambda: shutil.rmtree(folder, ignore_errors=True))
    except (ManifestRefused, ArchiveRefused, WeightsUnusable) as refused:
        sys.exit(str(refused))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy_model(model: Path, folder: Path) -> Path:
    """Copy a model and its manifest, so that what is checked is what is loaded.

    Raises `ManifestRefused` where there is nothing to copy.
    """
    try:
        for path in (model, manifest_path(model)):
            shutil.copyfile(path, folder / path.name)
    except OSError as error:
        raise ManifestRefused(
            f"{model.name} has no readable manifest. Train a model with `frontdesk train`."
        ) from error
    return folder / model.name


def serve(model: Path, port: int, *, when_loaded: Callable[[], None]) -> None:
    """Load the model and answer until told to stop; end where it cannot be loaded."""
    from rasa.core import run
    from rasa.core.utils import AvailableEndpoints

    quieten()
    guard_rasa()
    load_agent = run.load_agent_on_start

    async def load_or_end(*arguments: Any) -> None:
        """Rasa would log why it has no model, and serve on without one."""
        agent = await load_agent(*arguments)
        when_loaded()
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
