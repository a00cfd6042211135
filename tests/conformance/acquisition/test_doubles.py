"""The doubles of acquisition's ports behave as the ports say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from conformance.acquisition.contact_ways_suite import ContactWaysSuite
from conformance.acquisition.name_reader_suite import NameReaderSuite
from doubles.acquisition import ContactWayDesk, NameBook, answer_lost
from lingqu.acquisition.contracts import ContactWay
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.ids import CorpId, ExternalUserid

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)


class CarrierStage:
    corp_id = CorpId(1)

    def __init__(self) -> None:
        self.clock = SteppedClock(START)
        self.carrier = ContactWayDesk(self.clock)

    def now(self) -> datetime:
        return self.clock.now()

    def advance(self, duration: timedelta) -> None:
        self.clock.advance(duration)

    def carried(self) -> list[ContactWay]:
        return list(self.carrier.ways.values())

    def lose_answer(self) -> None:
        self.carrier.after.append(answer_lost)


class TestContactWayDesk(ContactWaysSuite):
    @pytest.fixture
    def stage(self) -> CarrierStage:
        return CarrierStage()


class NameStage:
    corp_id = CorpId(1)

    def __init__(self) -> None:
        self.names = NameBook()
        self.numbers = count(1)

    def now(self) -> datetime:
        return START

    def befriend(self, name: str) -> ExternalUserid:
        external_userid = ExternalUserid(f"wm{next(self.numbers)}")
        self.names.names[external_userid] = name
        return external_userid


class TestNameBook(NameReaderSuite):
    @pytest.fixture
    def stage(self) -> NameStage:
        return NameStage()
