"""From bytes to a definition; what cannot be meant is refused with the path of the fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from lingqu.segments.contracts.definition import All, AnyOf, Definition, Leaf, Not, SegmentLeaf
from lingqu.segments.errors import BadDefinitionError

MOST_BYTES = 256 * 1024
DEEPEST = 16
MOST_LEAVES = 500

_DECODE = msgspec.json.Decoder(Definition).decode
_ENCODE = msgspec.json.Encoder().encode
_PLACE = re.compile(r"^(?P<what>.*?) - at `(?P<place>\$[^`]*)`$", re.DOTALL)


def read(document: bytes | str) -> Definition:
    """Parse JSON.

    Raises:
        BadDefinitionError: too large, too deep, no JSON, or nothing that is known; `place` says where.
    """
    size = len(document)
    if size > MOST_BYTES:
        raise BadDefinitionError(
            f"a definition has at most {MOST_BYTES} bytes, this has {size}", place="$", most=MOST_BYTES
        )
    try:
        definition = _DECODE(document)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadDefinitionError(f"this is no JSON: {error}", place="$") from error
    except RecursionError as error:
        raise _too_deep("$") from error
    bound(definition)
    return definition


def convert(document: Any) -> Definition:
    """Take what was parsed elsewhere (YAML, a request's body) as a definition; refuses as `read` does."""
    try:
        definition = msgspec.convert(document, Definition)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error
    except RecursionError as error:
        raise _too_deep("$") from error
    bound(definition)
    return definition


def write(definition: Definition) -> bytes:
    """Return the JSON that `read` takes, as it was written: nothing is reordered."""
    return _ENCODE(definition)


def walk(definition: Definition, *, path: str = "$", depth: int = 1) -> Iterator[tuple[str, int, Definition]]:
    """Yield every place of the tree with its path and depth, parents first."""
    yield path, depth, definition
    if isinstance(definition, Not):
        yield from walk(definition.of, path=f"{path}.of", depth=depth + 1)
    elif isinstance(definition, All | AnyOf):
        for number, one in enumerate(definition.of):
            yield from walk(one, path=f"{path}.of[{number}]", depth=depth + 1)


def leaves_of(definition: Definition) -> list[tuple[str, Leaf]]:
    """Return the leaves with their paths, as they are written."""
    return [(path, one) for path, _, one in walk(definition) if not isinstance(one, All | AnyOf | Not)]


def segments_read(definition: Definition) -> frozenset[int]:
    """Return which segments a definition reads directly."""
    return frozenset(one.segment_id for _, one in leaves_of(definition) if isinstance(one, SegmentLeaf))


def bound(definition: Definition, *, path: str = "$") -> None:
    """Refuse with BadDefinitionError what is deeper, or has more leaves, than anybody means."""
    met = 0
    for place, depth, one in walk(definition, path=path):
        if depth > DEEPEST:
            raise _too_deep(place)
        met += not isinstance(one, All | AnyOf | Not)
        if met > MOST_LEAVES:
            raise BadDefinitionError(f"a definition has at most {MOST_LEAVES} leaves", place=place, most=MOST_LEAVES)


def _too_deep(path: str) -> BadDefinitionError:
    return BadDefinitionError(f"a definition is at most {DEEPEST} deep", place=path, most=DEEPEST)


def _refusal(error: msgspec.ValidationError) -> BadDefinitionError:
    matched = _PLACE.match(str(error))
    what, place = (matched["what"], matched["place"]) if matched else (str(error), "$")
    return BadDefinitionError(what, place=place)
