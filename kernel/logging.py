"""Logs: JSON lines or readable ones, with personal data taken out before anything is written."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

# Fields that hold what people wrote or who they are: never logged, whatever their value.
PERSONAL_FIELDS = frozenset(
    {"text", "email", "phone", "name", "address", "code", "token", "password", "secret", "payload"}
)
# 64: the longest name of a mailbox (RFC 5321); without a bound a long word takes its square.
EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.-]+")
# A Chinese character before or after it is none of a word that the number belongs to.
LONG_NUMBER = re.compile(r"(?<![A-Za-z0-9_-])\+?\d[\d ().-]{7,}\d(?![A-Za-z0-9_-])")
BEARER = re.compile(r"(?i)bearer\s+\S+|eyJ[\w-]+\.[\w-]+\.[\w-]+")
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")

# These write bodies, addresses and tokens at their lower levels, or every step of a start.
CHATTY = ("httpx", "httpcore", "telegram", "rasa_sdk", "sanic", "uvicorn", "alembic")


def redact(value: str) -> str:
    """Return `value` without e-mail addresses, long numbers, tokens and control characters."""
    value = EMAIL.sub("[email]", value)
    value = BEARER.sub("[token]", value)
    value = LONG_NUMBER.sub("[number]", value)
    return CONTROL.sub(lambda match: f"\\x{ord(match.group()):02x}", value)


def _redact_value(key: str, value: Any) -> Any:
    if key in PERSONAL_FIELDS:
        return "[redacted]"
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {inner: _redact_value(str(inner), item) for inner, item in value.items()}
    if isinstance(value, list | tuple):
        return [_redact_value(key, item) for item in value]
    return value


def redact_event(
    _logger: object, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Take personal data out of a log event (a structlog processor)."""
    kept = {"timestamp", "level", "logger"}
    for key in event:
        if key not in kept:
            event[key] = _redact_value(key, event[key])
    return event


def configure_logging(level: str = "INFO") -> None:
    """Send structlog and the standard library's loggers through the same redaction to stderr."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False)
    if sys.stderr.isatty():
        render = structlog.dev.ConsoleRenderer()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, render],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def get_logger(name: str) -> structlog.stdlib.BoundLogger:
    """Return a logger; give facts as keywords, never people's words."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(name)
    return logger
