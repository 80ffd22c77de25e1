"""Rasa's logs at their lower levels hold whole messages, and formatting them takes time."""

import logging
import os

import structlog

os.environ["RASA_TELEMETRY_ENABLED"] = "false"
os.environ.setdefault("RASA_MAX_CACHE_SIZE", "0")  # models are trained whole: it would only grow
os.environ.setdefault("LOG_LEVEL", "WARNING")  # no progress bars of steps that last milliseconds
# Rasa's packages warn of each other, years old as they are pinned, in a dozen lines at every start.
logging.captureWarnings(True)
logging.getLogger("py.warnings").setLevel(logging.ERROR)


def quieten(level: int = logging.WARNING) -> None:
    """Let warnings and errors through, from the standard library's loggers and structlog's.

    A handler of ours is needed for that: Rasa's own, outside its command line, drops everything.
    """
    logging.basicConfig(level=level, format="%(levelname)s %(name)s: %(message)s")
    for chatty in ("rasa", "sanic.access", "sanic.root", "apscheduler", "matplotlib"):
        logging.getLogger(chatty).setLevel(level)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))
