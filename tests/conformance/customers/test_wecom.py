"""The adapter over WeCom's client, against the twin, behaves as the ports of customers say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import pytest

from conformance.customers.customers_suite import CustomerReaderSuite, RemarkWriterSuite, TagLibrarySuite
from doubles.twin_corp import TwinClock, clients_of, connect_twin, stepped_twin
from lingqu.customers.ports import Remark
from lingqu.gateway.clients import Clients
from lingqu.gateway.customers import WecomCustomers
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, ExternalUserid, Userid
from wecom_twin.server import TwinServer
from wecom_twin.wire.faults import Fault

pytestmark = pytest.mark.postgres

PREFIX = "/cgi-bin/externalcontact/"


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
async def clients(database: Database, twin: TwinServer, corp_id: CorpId) -> AsyncIterator[Clients]:
    del corp_id  # the credentials must be there first
    async with clients_of(database, twin) as made:
        yield made


class Stage:
    """The twin as the suites see it."""

    def __init__(self, twin: TwinServer, corp_id: CorpId, wecom: WecomCustomers) -> None:
        self.twin = twin
        self.world = twin.world
        self.corp_id = corp_id
        self.wecom = wecom

    def befriend(self, userid: Userid, name: str, *, state: str | None = None) -> ExternalUserid:
        corp = self.world.corp()
        whom = self.world.add_customer(corp, name).external_userid
        self.world.relate(corp, userid, whom, state=state)
        return ExternalUserid(whom)

    def befriend_again(self, userid: Userid, external_userid: ExternalUserid) -> None:
        self.world.relate(self.world.corp(), userid, external_userid)

    def staff_edits(self, userid: Userid, external_userid: ExternalUserid, *, remark: str, tag: str) -> None:
        self.world.staff_edits(userid, external_userid, remark=remark, add_tag=[tag])

    def customer_deletes(self, userid: Userid, external_userid: ExternalUserid) -> None:
        self.world.customer_deletes(userid, external_userid)

    def staff_deletes(self, userid: Userid, external_userid: ExternalUserid) -> None:
        self.world.staff_deletes(userid, external_userid)

    def add_tag(self, group: str, name: str) -> str:
        return self.world.add_tag(self.world.corp(), group, name).id

    def tags_of(self, userid: Userid, external_userid: ExternalUserid) -> set[str]:
        return {tag.id for tag in self.world.relation(userid, external_userid).tags}

    def remark_of(self, userid: Userid, external_userid: ExternalUserid) -> str:
        return self.world.relation(userid, external_userid).remark

    def lose_answer(self, api: str) -> None:
        self.twin.faults.add(Fault(effect="answer_lost", path=PREFIX + api, nth=1))

    def now(self) -> datetime:
        return TwinClock(self.twin).now()


@pytest.fixture
def stage(twin: TwinServer, corp_id: CorpId, clients: Clients) -> Stage:
    return Stage(twin, corp_id, WecomCustomers(clients))


class TestWecomCustomersReads(CustomerReaderSuite):
    pass


class TestWecomCustomersTags(TagLibrarySuite):
    pass


class TestWecomCustomersRemarks(RemarkWriterSuite):
    async def test_a_lost_answer_is_asked_for_again_without_harm(self, stage: Stage) -> None:
        whom = stage.befriend(Userid("chen_rui"), "刘颖")
        stage.lose_answer("remark")

        answers = await stage.wecom.write_remarks(
            stage.corp_id, [Remark(userid=Userid("chen_rui"), external_userid=whom, remark="刘颖")]
        )

        assert answers == [None]
        assert stage.remark_of(Userid("chen_rui"), whom) == "刘颖"
