"""Whether a fact is one of the events that somebody waits for, by the words of segments."""

from collections.abc import Mapping
from typing import Any

from lingqu.segments.contracts.definition import EventMatch
from lingqu.segments.domain.comparing import satisfies


def is_meant(match: EventMatch, kind: str, data: Mapping[str, Any]) -> bool:
    """Tell whether a fact has the name and passes every test; a missing property passes none."""
    return kind == match.name and all(
        data.get(test.key) is not None and satisfies(test.op, data[test.key], test.value) for test in match.where
    )
