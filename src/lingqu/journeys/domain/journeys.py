"""The moves of a journey. The chart is docs/states.md; a test holds the two together."""

from collections.abc import Mapping
from types import MappingProxyType

from lingqu.journeys.contracts.journeys import JourneyState

_J = JourneyState

MOVES: Mapping[JourneyState, frozenset[JourneyState]] = MappingProxyType(
    {
        _J.DRAFT: frozenset({_J.RUNNING, _J.ARCHIVED}),
        _J.RUNNING: frozenset({_J.PAUSED, _J.CLOSED, _J.ARCHIVED}),
        _J.PAUSED: frozenset({_J.RUNNING, _J.CLOSED, _J.ARCHIVED}),
        _J.CLOSED: frozenset({_J.RUNNING, _J.PAUSED, _J.ARCHIVED}),
        _J.ARCHIVED: frozenset(),
    }
)
"""From each state, where it may go; a state without moves is final."""


def may_become(state: JourneyState, target: JourneyState) -> bool:
    """Tell whether somebody may move a journey so; a draft runs by being published, and in no other way."""
    return (target in MOVES[state] and state is not _J.DRAFT) or (state, target) == (_J.DRAFT, _J.ARCHIVED)
