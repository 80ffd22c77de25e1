"""Runs `rasa data validate` on folders, in the Rasa environment and without TensorFlow.

One JSON line a folder: its name, seconds (imports not counted) and all it said.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import sys
import time
import warnings
from pathlib import Path

from nlu.hollow import leave_out_tensorflow


class Heard(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.said.append(record.getMessage())


def validate(folder: Path) -> dict[str, object]:
    """Return what Rasa says of a folder: every warning, log line and error."""
    from rasa.cli.utils import validate_files
    from rasa.shared.importers.importer import TrainingDataImporter

    heard, printed = Heard(), io.StringIO()
    logger = logging.getLogger("rasa")
    logger.addHandler(heard)
    began = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught, contextlib.redirect_stdout(printed):
        warnings.simplefilter("always")
        try:
            importer = TrainingDataImporter.load_from_config(
                str(folder / "config.yml"), str(folder / "domain.yml"), [str(folder / "data")]
            )
            validate_files(False, None, importer)
        except SystemExit:
            heard.said.append("refused")
        except Exception as error:
            heard.said.append(f"{type(error).__name__}: {error}")
    seconds = time.perf_counter() - began
    logger.removeHandler(heard)
    said = {*heard.said, *(str(one.message) for one in caught)}
    plain = sorted(one.replace(str(folder), "") for one in said)
    return {"folder": folder.name, "seconds": seconds, "said": plain}


def main() -> None:
    """Validate the folders named on the command line."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    leave_out_tensorflow()
    from nlu.quiet import quieten

    quieten()
    logging.captureWarnings(False)
    out = sys.stdout
    for name in sys.argv[1:]:
        out.write(json.dumps(validate(Path(name))) + "\n")
        out.flush()


if __name__ == "__main__":
    main()
