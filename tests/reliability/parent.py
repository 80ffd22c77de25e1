"""A process of the harness ends when the harness does, whatever that dies of."""

import os
import signal
import threading


def end_with_parent() -> None:
    """End at the end of the standard input, which the parent holds open."""

    def watch() -> None:
        # Not by sys.stdin: its lock, held by a reading thread, breaks an orderly end.
        while os.read(0, 1):
            continue
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
