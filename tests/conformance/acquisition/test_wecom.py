"""The adapters over WeCom's client, against the twin, behave as the ports of acquisition say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import pytest

from conformance.acquisition.contact_ways_suite import ContactWaysSuite
from conformance.acquisition.name_reader_suite import NameReaderSuite
from doubles.twin_corp import TwinClock, clients_of, connect_twin, stepped_twin
from lingqu.acquisition.contracts import ContactWay
from lingqu.gateway.channels import WecomContactWays, WecomNames
from lingqu.gateway.clients import Clients
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, DepartmentId, ExternalUserid, Userid
from wecom_twin.server import TwinServer
from wecom_twin.wire.faults import Fault

pytestmark = pytest.mark.postgres

ADD = "/cgi-bin/externalcontact/add_contact_way"


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    with stepped_twin() as server:
        yield server


@pytest.fixture
def clock(twin: TwinServer) -> TwinClock:
    return TwinClock(twin)


@pytest.fixture
async def corp_id(database: Database, twin: TwinServer) -> CorpId:
    return await connect_twin(database, twin)


@pytest.fixture
async def clients(database: Database, twin: TwinServer) -> AsyncIterator[Clients]:
    async with clients_of(database, twin) as made:
        yield made


class Stage:
    """The twin as the suites see it."""

    def __init__(self, twin: TwinServer, corp_id: CorpId, clients: Clients) -> None:
        self.twin = twin
        self.corp_id = corp_id
        self.carrier = WecomContactWays(clients)
        self.names = WecomNames(clients)

    def now(self) -> datetime:
        return TwinClock(self.twin).now()

    def advance(self, duration: timedelta) -> None:
        TwinClock(self.twin).advance(duration)

    def carried(self) -> list[ContactWay]:
        return [
            ContactWay(
                state=way.state,
                remark=way.remark,
                skip_verify=way.skip_verify,
                user=tuple(map(Userid, way.user)),
                party=tuple(map(DepartmentId, way.party)),
            )
            for way in self.twin.world.corp().ways.values()
            if not way.deleted
        ]

    def lose_answer(self) -> None:
        self.twin.faults.add(Fault(effect="answer_lost", path=ADD, nth=1))

    def befriend(self, name: str) -> ExternalUserid:
        customer = self.twin.world.add_customer(self.twin.world.corp(), name)
        self.twin.world.add_contact("chen_rui", customer.external_userid)
        return ExternalUserid(customer.external_userid)


@pytest.fixture
def stage(twin: TwinServer, corp_id: CorpId, clients: Clients) -> Stage:
    return Stage(twin, corp_id, clients)


class TestWecomContactWays(ContactWaysSuite):
    pass


class TestWecomNames(NameReaderSuite):
    async def test_a_name_that_comes_too_late_is_left_out(self, stage: Stage) -> None:
        liu = stage.befriend("刘颖")
        stage.twin.faults.add(Fault(effect="latency", path="/cgi-bin/externalcontact/get", seconds=3.0))

        told = await stage.names.read_names(stage.corp_id, [liu], deadline=stage.now() + timedelta(milliseconds=300))

        assert told == {}
