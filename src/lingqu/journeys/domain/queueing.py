"""Whose turn it is: corps beside each other, and in a corp its journeys one after the other."""

from collections import deque
from collections.abc import Iterable, Mapping

from lingqu.journeys.contracts.enrollments import JourneyId
from lingqu.kernel.ids import CorpId


def queued(
    waiting: Iterable[tuple[CorpId, JourneyId]], last: Mapping[CorpId, JourneyId]
) -> dict[CorpId, deque[JourneyId]]:
    """Return each corp's journeys in the order of their turns: those after the one whose turn it was last go first."""
    found: dict[CorpId, deque[JourneyId]] = {}
    for corp_id, journey_id in sorted(waiting, key=lambda one: (one[1] <= last.get(one[0], 0), one[1])):
        found.setdefault(corp_id, deque()).append(journey_id)
    return found
