"""Values of parameters as ClickHouse reads them: tab-separated text, with its escapes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0", "\b": "\\b", "\f": "\\f"})
_PLACEHOLDER = re.compile(r"\{(\w+):([^{}]+)\}")
_QUOTED = str.maketrans({"\\": "\\\\", "'": "\\'", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0"})


def render(params: Mapping[str, Any] | None) -> dict[str, str]:
    """Return each value as the text that both engines take for it.

    Raises:
        TypeError: a value of a type that has no such text, or an instant without a zone.
    """
    return {name: _outer(value) for name, value in (params or {}).items()}


def inline(sql: str, texts: Mapping[str, str], *, longest: int) -> tuple[str, dict[str, str]]:
    """Write values longer than `longest` into a query as literals, and return it with those that still go beside it.

    For an engine that bounds what goes beside a query, which ClickHouse does over HTTP.
    """
    long = {name: text for name, text in texts.items() if len(text) > longest}
    if not long:
        return sql, dict(texts)

    def literal(found: re.Match[str]) -> str:
        name, kind = found.groups()
        if name not in long:
            return found[0]
        if kind == "String":  # its text is escaped as a literal's is, but for the quote
            return "'" + long[name].replace("'", "\\'") + "'"
        return f"CAST('{long[name].translate(_QUOTED)}', '{kind}')"

    return _PLACEHOLDER.sub(literal, sql), {name: text for name, text in texts.items() if name not in long}


def _outer(value: object) -> str:
    """Write a value that stands alone: texts are escaped as a field, arrays quote what they hold."""
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, list | tuple | set | frozenset):
        return f"[{','.join(map(_inner, value))}]"
    return _plain(value)


def _inner(value: object) -> str:
    """Write a value within an array."""
    if value is None:
        return "NULL"
    if isinstance(value, str):
        return f"'{value.translate(_QUOTED)}'"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(_inner, value))}]"
    return f"'{_plain(value)}'" if isinstance(value, date) else _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise TypeError(f"an instant without a zone cannot be a parameter: {value}")
        return f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"a {type(value).__name__} cannot be a parameter of history")
