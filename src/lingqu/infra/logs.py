"""Logs for people or machines, with secrets, phones and texts taken out whoever put them in."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

HIDDEN = "…"
_HIDDEN_KEYS = re.compile(
    r"secret|password|token|aes_key|master_key|phone|mobile|content|text|welcome_code|cookie", re.IGNORECASE
)
_HIDDEN_VALUES = (
    (re.compile(r"(access_token|corpsecret|msg_signature|echostr)=[^&\s\"']+"), r"\1=" + HIDDEN),
    (re.compile(r"(postgresql://[^:/\s]+):[^@\s]+@"), r"\1:" + HIDDEN + "@"),
    (re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])"), HIDDEN),
)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out what must not be written down; a structlog processor."""
    for key, value in event.items():
        if key != "event" and _HIDDEN_KEYS.search(key):
            event[key] = HIDDEN
        elif isinstance(value, str):
            event[key] = redacted(value)
    return event


def redacted(text: str) -> str:
    """Return a text without tokens, passwords in URLs, and mainland mobile numbers."""
    for pattern, instead in _HIDDEN_VALUES:
        text = pattern.sub(instead, text)
    return text


def configure_logs(level: str = "info", *, style: str = "console") -> None:
    """Log to standard error, from this level on, as lines for people (`console`) or JSON."""
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr, force=True)
