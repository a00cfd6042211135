"""Logs for people or machines, with secrets, phones and texts taken out whoever put them in.

Ours come through structlog, those of libraries through `logging`; both pass the same redaction.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

import structlog

from lingqu.infra.secrets import HIDDEN

_HIDDEN_WORDS = frozenset({
    "secret", "secrets", "password", "passwords", "token", "tokens", "authorization", "cookie", "cookies",
    "signature", "echostr", "phone", "phones", "mobile", "mobiles", "nickname", "remark", "remarks",
    "content", "text", "texts", "plaintext",
})  # fmt: skip
_HIDDEN_KEYS = frozenset({"aes_key", "encoding_aes_key", "master_key", "welcome_code", "customer_name"})
_HIDDEN_VALUES = (
    # In a URL, a form or JSON: name, then the value.
    (
        re.compile(
            r"""((?:access_token|corpsecret|secret|msg_signature|echostr|welcome_code|password|EncodingAESKey)
                ["']?\s*[=:]\s*["']?)[^&\s"',}]+""",
            re.IGNORECASE | re.VERBOSE,
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(://[^:/@\s]+):[^@/\s]+@"), rf"\1:{HIDDEN}@"),
    # Mainland mobile numbers, with or without the country code and separators.
    (re.compile(r"(?<!\d)(?:(?:\+|00)?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)"), HIDDEN),
)


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Take out what must not be written down; a structlog processor."""
    for key, value in event.items():
        event[key] = HIDDEN if key != "event" and _hides(key) else _redacted_value(value)
    return event


def redacted(text: str) -> str:
    """Return a text without tokens, passwords in URLs, and mainland mobile numbers."""
    for pattern, instead in _HIDDEN_VALUES:
        text = pattern.sub(instead, text)
    return text


def configure_logs(level: str = "info", *, style: str = "console") -> None:
    """Log to standard error, from this level on, as lines for people (`console`) or JSON.

    Libraries are heard from `warning` on: below that, HTTP clients write down URLs, and those hold tokens.
    """
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        redact,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if style == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,  # a logger of a module would outlive a second configuration
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared[:-2]],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *shared[-2:], renderer],
        )
    )
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    # A database that goes away is said once per loop by whoever needed it, not once per connection by the pool.
    logging.getLogger("psycopg").setLevel(logging.ERROR)


def _hides(key: str) -> bool:
    words = key.lower()
    return words in _HIDDEN_KEYS or not _HIDDEN_WORDS.isdisjoint(words.split("_"))


def _redacted_value(value: object) -> Any:
    """Redact inside containers too; what is neither is shown by its redacted `repr`."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return HIDDEN if redacted(str(value)) == HIDDEN else value
    if isinstance(value, Mapping):
        return {str(key): HIDDEN if _hides(str(key)) else _redacted_value(inner) for key, inner in value.items()}
    if isinstance(value, bytes | bytearray | memoryview):
        return f"{len(value)} bytes"
    if isinstance(value, list | tuple | set | frozenset):
        return [_redacted_value(inner) for inner in value]
    return redacted(str(value) if isinstance(value, str | Path) else repr(value))
