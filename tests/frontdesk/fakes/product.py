"""The command `frontdesk`, with a small script in Rasa's place: for tests of real processes."""

import sys
from pathlib import Path

from frontdesk import models, up
from frontdesk.cli import main
from tests.frontdesk.workers import FakeRasa

if __name__ == "__main__":
    # Set-up is taken as done.
    models.RASA_PYTHON = Path(sys.executable)  # type: ignore[attr-defined]
    up.RasaProcess = FakeRasa  # type: ignore[attr-defined]
    main()
