"""The adapter over WeCom's client, against the twin, behaves as the port of directory says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from conformance.directory.directory_reader_suite import DirectoryReaderSuite
from doubles.twin_corp import TwinClock, clients_of, connect_twin, stepped_twin
from lingqu.gateway.directory import WecomDirectory
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, DepartmentId
from wecom_twin.server import TwinServer

pytestmark = pytest.mark.postgres


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    with stepped_twin() as server:
        yield server


@pytest.fixture
def clock(twin: TwinServer) -> TwinClock:
    return TwinClock(twin)


class Stage:
    """The twin as the suite sees it."""

    def __init__(self, twin: TwinServer, corp_id: CorpId, reader: WecomDirectory) -> None:
        self.world = twin.world
        self.corp_id = corp_id
        self.reader = reader

    def add_department(self, name: str, *, parent: int = 1) -> DepartmentId:
        return DepartmentId(self.world.add_department(self.world.corp(), name, parentid=parent).id)

    def add_member(self, userid: str, name: str, *departments: DepartmentId, follow_user: bool = True) -> None:
        self.world.add_member(self.world.corp(), userid, name, departments=departments, follow_user=follow_user)

    def member_leaves(self, userid: str) -> None:
        self.world.member_leaves(userid)


@pytest.fixture
async def stage(database: Database, twin: TwinServer) -> AsyncIterator[Stage]:
    corp_id = await connect_twin(database, twin)
    async with clients_of(database, twin) as clients:
        yield Stage(twin, corp_id, WecomDirectory(clients))


class TestWecomDirectory(DirectoryReaderSuite):
    pass
