"""The command `frontdesk`, with a small script in Rasa's place: for tests of real processes."""

import sys
from pathlib import Path

from frontdesk import models, up
from frontdesk.cli import main
from tests.frontdesk.workers import FakeRasa

if __name__ == "__main__":
    models.RASA_PYTHON = Path(sys.executable)  # set-up is taken as done
    up.RasaProcess = FakeRasa  # type: ignore[misc]
    main()
