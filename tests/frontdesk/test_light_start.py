"""What the server does without until somebody needs it."""

import subprocess
import sys


def test_server_starts_without_data_frames_and_learning_libraries() -> None:
    heavy = "{'pandas', 'sklearn', 'duckdb', 'ibis', 'torch', 'statsforecast'}"
    code = f"import sys, frontdesk.app; print(sorted({heavy} & sys.modules.keys()))"
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert told.stdout.strip() == "[]"
