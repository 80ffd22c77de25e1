"""Where the parts of an installation lie."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RASA_PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"
