"""What tests of moments of outreach stand on: a brand at the twin, with all the jobs that moments need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pyroaring import BitMap

from doubles.jobs import Steps
from doubles.twin_corp import KEYRING, TwinClock
from e2e.deliveries.conftest import Stage as Brand
from e2e.deliveries.square import Square
from lingqu.customers import jobs as customer_jobs
from lingqu.customers.api.sync import Reading
from lingqu.deliveries.contracts.moments import MomentContent
from lingqu.deliveries.jobs import moment_kinds as delivery_kinds
from lingqu.gateway.clients import Clients
from lingqu.gateway.customers import WecomCustomers
from lingqu.gateway.media import WecomMedia
from lingqu.gateway.moments import WecomMoments
from lingqu.kernel.ids import MomentId
from lingqu.outreach.api import moments as api
from lingqu.outreach.api import moments_sending as sending
from lingqu.outreach.api import programmes, rules
from lingqu.outreach.api.moments_reach import preview
from lingqu.outreach.contracts.broadcasts import SegmentAudience
from lingqu.outreach.contracts.moments import (
    Aim,
    Everybody,
    MomentAudience,
    MomentDetail,
    MomentDraft,
    MomentReach,
    MomentState,
    Senders,
)
from lingqu.outreach.contracts.programmes import ProgrammeDraft, ProgrammeId
from lingqu.outreach.contracts.rules import Category, Rules
from lingqu.outreach.jobs import kinds as outreach_kinds
from lingqu.outreach.jobs import moment_kinds
from lingqu.segments.leaves import Shelf
from lingqu.segments.store import sets

ALL = Senders(staff_ids=(), department_ids=())
EVERYBODY = Everybody()
PROGRAMME = ProgrammeDraft(
    name="羽绒季",
    category=Category.MARKETING,
    owner="王敏",
    hypothesis="降温前提醒一次,老客回店多两成",
    target="十一月复购率",
    budget=None,
    priority=50,
    value_fen=800,
    holdout_permille=0,
    overnight=False,
)


@dataclass
class Stand:
    """A brand of three members with five customers each, and all jobs that moments need."""

    brand: Brand
    square: Square

    async def send(
        self,
        audience: MomentAudience = EVERYBODY,
        *,
        text: str = "夏季新品到店",
        senders: Senders = ALL,
        starts_at: datetime | None = None,
        programme_id: ProgrammeId | None = None,
        governed: bool = False,
        reach: int | None = None,
    ) -> MomentId:
        aim = Aim(audience=audience, senders=senders, programme_id=programme_id, governed=governed, starts_at=starts_at)
        draft = MomentDraft(name="新品", content=MomentContent(text, ()), aim=aim)
        async with self.brand.database.unit(self.brand.corp_id) as unit:
            moment_id = await api.create_moment(unit, draft, created_by="运营")
            await sending.send_moment(unit, moment_id, by="account:1", reach=reach)
        return moment_id

    async def govern(self, some: Rules) -> None:
        async with self.brand.database.unit(self.brand.corp_id) as unit:
            await rules.set_rules(unit, some)

    async def begin(self, draft: ProgrammeDraft = PROGRAMME) -> ProgrammeId:
        async with self.brand.database.unit(self.brand.corp_id) as unit:
            return await programmes.create_programme(unit, draft, created_by="王敏")

    async def cancel(self, moment_id: MomentId) -> None:
        async with self.brand.database.unit(self.brand.corp_id) as unit:
            await api.cancel_moment(unit, moment_id)

    async def detail(self, moment_id: MomentId) -> MomentDetail:
        async with self.brand.database.read(self.brand.corp_id) as session:
            return await api.get_detail(session, moment_id)

    async def state(self, moment_id: MomentId) -> MomentState:
        return (await self.detail(moment_id)).view.moment.state

    async def preview(
        self,
        audience: MomentAudience = EVERYBODY,
        senders: Senders = ALL,
        *,
        programme_id: ProgrammeId | None = None,
        governed: bool = False,
    ) -> MomentReach:
        aim = Aim(audience=audience, senders=senders, programme_id=programme_id, governed=governed)
        async with self.brand.database.read(self.brand.corp_id) as session:
            return await preview(session, Shelf(), aim)

    async def segment(self, *members: int) -> SegmentAudience:
        """A segment that was built: these are its members."""
        async with self.brand.database.unit(self.brand.corp_id) as unit:
            segment_id = await unit.fetch_value(
                """
                INSERT INTO segment (corp_id, name, version, created_at, built_version, size, sized_at)
                VALUES (lingqu_corp(), '近30天买过', 1, %s, 1, 0, %s) RETURNING segment_id
                """,
                (unit.at, unit.at),
            )
            await unit.execute(
                """
                INSERT INTO segment_version (corp_id, segment_id, version, definition, actor, made_at, fires)
                VALUES (lingqu_corp(), %s, 1, '{"kind": "all", "of": []}', 'test', %s, false)
                """,
                (segment_id, unit.at),
            )
            key = f"segment:{segment_id}"
            numbers = await sets.ensure(unit, [key])
            await sets.append(unit, {numbers[key]: sets.Delta(BitMap(members), BitMap())})
        return SegmentAudience(segment_id=segment_id)

    def marked(self) -> int:
        """Relations at WeCom with a tag of ours."""
        corp = self.brand.twin.world.corp()
        return sum(
            any(tag.name.startswith("朋友圈") for tag in relation.living_tags())
            for member in corp.directory.members.values()
            for relation in member.relations.values()
        )


async def stand_of(stage: Brand, clients: Clients, clock: TwinClock) -> Stand:
    """Give the brand the spells that marking looks at, and a worker."""
    async with stage.database.unit(stage.corp_id) as unit:
        await unit.execute(
            """
            INSERT INTO relation_spell (corp_id, customer_id, staff_id, began_at, confirmed_at, is_returning)
            SELECT corp_id, customer_id, staff_id, added_at, added_at, false FROM follow_relation
            """
        )
    customers = WecomCustomers(clients)
    reading = Reading(reader=customers, seals=KEYRING, resolve_channels=None, on_joined=None, calls_a_night=100)  # pyright: ignore[reportArgumentType]
    kinds = [
        *delivery_kinds(WecomMoments(clients), WecomMedia(clients, clock), stage.blobs),
        *moment_kinds(customers),
        *outreach_kinds(),
        *customer_jobs.kinds(reading, customers, customers, grants_per_minute=24),
    ]
    return Stand(stage, Square(stage, Steps(stage.database, stage.steps.clock, kinds)))
