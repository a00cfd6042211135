from __future__ import annotations

from lingqu.journeys.contracts.enrollments import JourneyId
from lingqu.journeys.domain.queueing import queued
from lingqu.kernel.ids import CorpId


def test_a_corp_s_journeys_go_on_after_the_one_whose_turn_it_was() -> None:
    ours, theirs = CorpId(1), CorpId(2)
    waiting = [(ours, JourneyId(9)), (theirs, JourneyId(4)), (ours, JourneyId(3)), (ours, JourneyId(5))]

    found = queued(waiting, {ours: JourneyId(3), theirs: JourneyId(4)})

    assert {corp: list(queue) for corp, queue in found.items()} == {ours: [5, 9, 3], theirs: [4]}


def test_every_journey_has_its_turn_however_many_there_are() -> None:
    corp = CorpId(1)
    waiting = [(corp, JourneyId(number)) for number in range(1, 24)]
    last: dict[CorpId, JourneyId] = {}
    served: list[JourneyId] = []
    for _ in range(23):
        last[corp] = queued(waiting, last)[corp][0]
        served.append(last[corp])

    assert sorted(served) == list(range(1, 24))
