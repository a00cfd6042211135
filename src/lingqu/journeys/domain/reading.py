"""From bytes to a definition, and back; what is none is refused with its place."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from lingqu.journeys.contracts.definition import Definition
from lingqu.journeys.contracts.table import Table
from lingqu.journeys.domain.faults import fault
from lingqu.journeys.errors import BadDefinitionError

MOST_BYTES = 1024 * 1024

_DECODE = msgspec.json.Decoder(Definition).decode
_ENCODE = msgspec.json.Encoder().encode
_PLACE = re.compile(r"^(?P<what>.*?) - at `(?P<place>(?:key in )?\$[^`]*)`$", re.DOTALL)


def read(document: bytes | str) -> Definition:
    """Parse JSON; what is well formed is not checked yet.

    Raises:
        BadDefinitionError: too large, no JSON, or nothing that is known; its one problem says where.
    """
    _bound(len(document if isinstance(document, bytes) else document.encode()))
    try:
        return _DECODE(document)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadDefinitionError([fault("$", "no_json", f"this is no JSON: {error}")]) from error
    except RecursionError as error:
        raise BadDefinitionError([fault("$", "too_deep", "conditions lie too deep in each other")]) from error


def convert(document: Any) -> Definition:
    """Take what was parsed elsewhere (a request's body) as a definition; refuses as `read` does."""
    try:
        definition = msgspec.convert(document, Definition)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error
    except RecursionError as error:
        raise BadDefinitionError([fault("$", "too_deep", "conditions lie too deep in each other")]) from error
    _bound(len(write(definition)))
    return definition


def convert_table(document: Any) -> Table:
    """Take what was parsed elsewhere as a table; refuses as `read` does."""
    try:
        return msgspec.convert(document, Table)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error
    except RecursionError as error:
        raise BadDefinitionError([fault("$", "too_deep", "conditions lie too deep in each other")]) from error


def write(definition: Definition) -> bytes:
    """Return the JSON that `read` takes."""
    return _ENCODE(definition)


def _bound(size: int) -> None:
    if size > MOST_BYTES:
        problem = fault("$", "too_big", f"at most {MOST_BYTES} bytes, this has {size}", most=MOST_BYTES, bytes=size)
        raise BadDefinitionError([problem])


def _refusal(error: msgspec.ValidationError) -> BadDefinitionError:
    matched = _PLACE.match(str(error))
    what, place = (matched["what"], matched["place"]) if matched else (str(error), "$")
    return BadDefinitionError([fault(place, "malformed", what, problem=what)])
