"""The library in memory, and the adapter over WeCom's client against the twin, behave as their port says."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import pytest

from conformance.acquisition.group_welcomes_suite import GroupWelcomeLibrarySuite
from doubles.films import film
from doubles.group_welcomes import GroupWelcomeShelf, answer_lost
from doubles.twin_corp import TwinClock, clients_of, connect_twin, stepped_twin
from lingqu.deliveries.contracts import MediaNeed, MediaUse
from lingqu.deliveries.contracts.materials import File, Material, ReadyMaterial, Video
from lingqu.gateway.clients import Clients
from lingqu.gateway.group_welcomes import WecomGroupWelcomes
from lingqu.gateway.media import WecomMedia
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
        return [(one.material.text, bool(one.material.attachments)) for one in self.library.templates.values()]

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

    @pytest.mark.parametrize(
        ("attachment", "need", "content"),
        [
            (Video("film.m4v"), MediaNeed("film.m4v", MediaUse.VIDEO), film(90)),
            (File("rules.bin", "群规.pdf"), MediaNeed("rules.bin", MediaUse.FILE, "群规.pdf"), b"%PDF-1.7"),
        ],
    )
    async def test_a_video_or_a_file_is_in_the_template_under_its_name(
        self, stage: WecomStage, clients: Clients, attachment: Video | File, need: MediaNeed, content: bytes
    ) -> None:
        uploaded = await WecomMedia(clients, TwinClock(stage.twin)).upload(stage.corp_id, need, content)
        ready = ReadyMaterial(material=Material("请看", (attachment,)), media={need: uploaded.handle})
        await stage.library.add(stage.corp_id, ready, notify=False, deadline=stage.now() + timedelta(seconds=20))

        [held] = stage.twin.world.corp().group_welcomes.values()
        kind = "file" if isinstance(attachment, File) else "video"
        assert held.content == {"text": {"content": "请看"}, kind: {"media_id": uploaded.handle}}
        there = stage.twin.world.corp().media[uploaded.handle]
        assert (there.filename, there.content) == (need.name or "video.mp4", content)
