"""Typed attributes: what a definition may be, and which values fit it."""

import math
import re
from datetime import date
from typing import Any

from lingqu.customers.contracts.views import AttributeDefinition, AttributeType
from lingqu.customers.errors import AttributeValueError, BadAttributeError

LONGEST_STRING = 1000
MOST_SET_VALUES = 100
LONGEST_LABEL = 40

_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")


def checked_definition(definition: AttributeDefinition) -> AttributeDefinition:
    """Return the definition without stray blanks.

    Raises:
        BadAttributeError: with the field and the mend.
    """
    label = definition.label.strip()
    if not _KEY.fullmatch(definition.key):
        raise BadAttributeError(
            "a key is 1 to 40 of a-z, 0-9 and _, a letter first", place="body.key", key=definition.key
        )
    if not 0 < len(label) <= LONGEST_LABEL:
        raise BadAttributeError(f"a label is 1 to {LONGEST_LABEL} characters", place="body.label", most=LONGEST_LABEL)
    return AttributeDefinition(key=definition.key, label=label, type=definition.type)


def checked_value(definition: AttributeDefinition, value: Any) -> Any:
    """Return the value as it is stored; None takes the attribute away.

    string: up to 1000 characters; number: finite; boolean; date: `YYYY-MM-DD`; set: up to 100 different strings,
    stored sorted.

    Raises:
        AttributeValueError: the value does not fit the type.
    """
    if value is None:
        return None
    fitting = _CHECKS[definition.type](value)
    if fitting is None:
        raise AttributeValueError(
            f"{definition.key} is a {definition.type}", place="body.value", key=definition.key, type=definition.type
        )
    return fitting


def _string(value: Any) -> str | None:
    return value if isinstance(value, str) and len(value) <= LONGEST_STRING else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(value: Any) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        return None


def _set(value: Any) -> list[str] | None:
    if not isinstance(value, list) or len(value) > MOST_SET_VALUES:
        return None
    if not all(isinstance(one, str) and len(one) <= LONGEST_STRING for one in value):
        return None
    return sorted(set(value))


_CHECKS = {
    AttributeType.STRING: _string,
    AttributeType.NUMBER: _number,
    AttributeType.BOOLEAN: _boolean,
    AttributeType.DATE: _date,
    AttributeType.SET: _set,
}
