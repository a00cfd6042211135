"""Broadcasts in stepped time: a brand, WeCom's desk for group sends, and a worker."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from doubles.brand import Brand
from doubles.deliveries import GroupSendDesk
from doubles.jobs import Steps
from lingqu.deliveries.contracts import Attachment, Content, DeliveryState
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import BroadcastId, CorpId, TagId
from lingqu.outreach.api import broadcasts as api
from lingqu.outreach.api import sending
from lingqu.outreach.contracts.broadcasts import BroadcastDetail, BroadcastDraft, TagAudience, TagMatch
from lingqu.outreach.contracts.programmes import ProgrammeId
from lingqu.outreach.contracts.variants import Variant

TEXT = "周末会员日,全场八折"


def alone(text: str, *attachments: Attachment) -> tuple[Variant, ...]:
    """One content for everybody."""
    return (Variant(key="A", permille=1_000, content=Content(text, attachments)),)


def halves(first: str, second: str) -> tuple[Variant, ...]:
    """Two contents, each for every other person."""
    return tuple(
        Variant(key=key, permille=500, content=Content(text, ()))
        for key, text in zip("AB", (first, second), strict=True)
    )


@dataclass
class Scene:
    """A brand, WeCom's desk for group sends, and a worker in stepped time."""

    database: Database
    corp_id: CorpId
    clock: SteppedClock
    brand: Brand
    desk: GroupSendDesk
    steps: Steps

    async def draft(
        self,
        *tag_ids: TagId,
        match: TagMatch = TagMatch.ANY,
        text: str = TEXT,
        variants: tuple[Variant, ...] | None = None,
        programme_id: ProgrammeId | None = None,
    ) -> BroadcastId:
        draft = BroadcastDraft(
            name="会员日",
            audience=TagAudience(tag_ids=tag_ids, match=match),
            variants=variants or alone(text),
            programme_id=programme_id,
        )
        async with self.database.unit(self.corp_id) as unit:
            return await api.create_broadcast(unit, draft, created_by="运营")

    async def send(
        self,
        *tag_ids: TagId,
        text: str = TEXT,
        variants: tuple[Variant, ...] | None = None,
        programme_id: ProgrammeId | None = None,
        at: datetime | None = None,
        reach: int | None = None,
    ) -> BroadcastId:
        broadcast_id = await self.draft(*tag_ids, text=text, variants=variants, programme_id=programme_id)
        async with self.database.unit(self.corp_id) as unit:
            await sending.send_broadcast(unit, broadcast_id, by="op", at=at, reach=reach)
        return broadcast_id

    async def send_to_groups(
        self,
        audience: GroupAudience | None = None,
        *,
        variants: tuple[Variant, ...] | None = None,
        programme_id: ProgrammeId | None = None,
        reach: int | None = None,
    ) -> BroadcastId:
        """Send into groups, into all of them where nothing is said."""
        draft = BroadcastDraft(
            name="群里说一声",
            audience=audience or GroupAudience(),
            variants=variants or alone(TEXT),
            programme_id=programme_id,
        )
        async with self.database.unit(self.corp_id) as unit:
            broadcast_id = await api.create_broadcast(unit, draft, created_by="运营")
        async with self.database.unit(self.corp_id) as unit:
            await sending.send_broadcast(unit, broadcast_id, by="op", reach=reach)
        return broadcast_id

    async def cancel(self, broadcast_id: BroadcastId) -> None:
        async with self.database.unit(self.corp_id) as unit:
            await api.cancel_broadcast(unit, broadcast_id)

    async def detail(self, broadcast_id: BroadcastId) -> BroadcastDetail:
        async with self.database.read(self.corp_id) as session:
            return await api.get_detail(session, broadcast_id)

    async def counts(self, broadcast_id: BroadcastId) -> dict[DeliveryState, int]:
        return dict((await self.detail(broadcast_id)).view.counts)

    async def run(self, seconds: float) -> None:
        await self.steps.run_until(self.clock.now() + timedelta(seconds=seconds))

    async def fact_counts(self) -> dict[str, int]:
        async with self.database.read(self.corp_id) as session:
            rows = await session.fetch("SELECT kind, count(*) AS number FROM fact GROUP BY kind")
        return {row["kind"]: row["number"] for row in rows}


async def brand_of_two(scene: Scene) -> TagId:
    """Two members with three customers each, all tagged."""
    vip = await scene.brand.tag("VIP")
    for userid in ("chen_rui", "li_na"):
        staff_id = await scene.brand.hire(userid)
        await scene.brand.follow(staff_id, await scene.brand.enlist(3), vip)
    return vip
