"""Conditions and events that other capabilities' definitions hold: refused as a segment's would be, at their places."""

from lingqu.segments.contracts.definition import Definition, EventMatch
from lingqu.segments.contracts.vocabulary import Vocabulary
from lingqu.segments.domain import checking as domain
from lingqu.segments.domain.reading import bound


def check_condition(condition: Definition, vocabulary: Vocabulary, *, place: str) -> Definition:
    """Return a condition with its dates as dates.

    Args:
        vocabulary: what the corp has, by `saving.read_vocabulary`.
        place: of the condition in what holds it; places of faults begin with it.

    Raises:
        BadDefinitionError: the first fault, with its place.
    """
    bound(condition, path=place)
    return domain.checked(condition, vocabulary, path=place)


def check_event(event: EventMatch, vocabulary: Vocabulary, *, place: str) -> None:
    """Refuse an event that cannot be meant; arguments and errors as for `check_condition`."""
    domain.check_match(event, vocabulary, place)
