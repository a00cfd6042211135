"""The library in memory, and the adapter over WeCom's client against the twin, behave as their port says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import pytest

from conformance.acquisition.group_welcomes_suite import GroupWelcomeLibrarySuite
from doubles.group_welcomes import GroupWelcomeShelf, answer_lost
from doubles.twin_corp import TwinClock, clients_of, connect_twin, stepped_twin
from lingqu.gateway.clients import Clients
from lingqu.gateway.group_welcomes import WecomGroupWelcomes
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from wecom_twin.server import TwinServer
from wecom_twin.wire.faults import Fault


class DoubleStage:
    """The shelf as the suite sees it."""

    corp_id = CorpId(1)

    def __init__(self, clock: SteppedClock) -> None:
        self.library = GroupWelcomeShelf(clock)

    def now(self) -> datetime:
        return self.library.clock.now()

    def held(self) -> list[tuple[str, bool]]:
        return [(one.content.text, bool(one.content.attachments)) for one in self.library.templates.values()]

    def lose_answer(self) -> None:
        self.library.after.append(answer_lost)

    def fill(self) -> None:
        self.library.most = len(self.library.templates)


class TestGroupWelcomeShelf(GroupWelcomeLibrarySuite):
    @pytest.fixture
    def stage(self, clock: SteppedClock) -> DoubleStage:
        return DoubleStage(clock)


class WecomStage:
    """The twin as the suite sees it."""

    def __init__(self, twin: TwinServer, corp_id: CorpId, clients: Clients) -> None:
        self.twin = twin
        self.corp_id = corp_id
        self.library = WecomGroupWelcomes(clients)

    def now(self) -> datetime:
        return TwinClock(self.twin).now()

    def held(self) -> list[tuple[str, bool]]:
        held = [one.content for one in self.twin.world.corp().group_welcomes.values()]
        return [(one["text"]["content"], len(one) > 1) for one in held]  # type: ignore[index]

    def lose_answer(self) -> None:
        path = "/cgi-bin/externalcontact/group_welcome_template/add"
        self.twin.faults.add(Fault(effect="answer_lost", path=path, nth=1))

    def fill(self) -> None:
        self.twin.world.limit(group_welcomes=len(self.twin.world.corp().group_welcomes))


@pytest.mark.postgres
class TestWecomGroupWelcomes(GroupWelcomeLibrarySuite):
    @pytest.fixture
    def twin(self) -> Iterator[TwinServer]:
        with stepped_twin() as server:
            yield server

    @pytest.fixture
    async def clients(self, database: Database, twin: TwinServer) -> AsyncIterator[Clients]:
        async with clients_of(database, twin) as made:
            yield made

    @pytest.fixture
    async def stage(self, database: Database, twin: TwinServer, clients: Clients) -> WecomStage:
        return WecomStage(twin, await connect_twin(database, twin), clients)
