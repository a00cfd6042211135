"""What tests of moments stand on: three members of the twin with five customers each, and the judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from doubles.jobs import Steps
from e2e.deliveries.conftest import Stage as Brand
from lingqu.deliveries.api import moments
from lingqu.deliveries.contracts import DeliveryState
from lingqu.deliveries.contracts.moments import MomentContent, MomentProgress
from lingqu.kernel.ids import MomentId, StaffId
from wecom_twin.wire.faults import Fault

PREFIX = "/cgi-bin/externalcontact/"
MOMENT = MomentId(1)
TEXT = MomentContent("夏季新品到店,欢迎来试", ())


@dataclass
class Square:
    """Three members with five customers each, and what shows them moments."""

    brand: Brand
    steps: Steps

    async def hand_over(
        self,
        content: MomentContent = TEXT,
        *,
        moment_id: MomentId = MOMENT,
        senders: Sequence[int] = (1, 2, 3),
        tags: Sequence[str] = (),
        hours: float = 24,
    ) -> None:
        async with self.brand.database.unit(self.brand.corp_id) as unit:
            await moments.request_hand_over(
                unit,
                moment_id,
                content=content,
                senders=[StaffId(one) for one in senders],
                wecom_tag_ids=tags,
                closes_at=unit.at + timedelta(hours=hours),
            )

    async def run(self, **duration: float) -> None:
        await self.steps.run_until(self.steps.clock.now() + timedelta(**duration))

    async def progress(self, moment_id: MomentId = MOMENT) -> MomentProgress:
        async with self.brand.database.read(self.brand.corp_id) as session:
            return (await moments.list_progress(session, [moment_id]))[moment_id]

    async def counts(self, moment_id: MomentId = MOMENT) -> dict[DeliveryState, int]:
        async with self.brand.database.read(self.brand.corp_id) as session:
            return (await moments.count_deliveries(session, [moment_id]))[moment_id]

    async def cancel(self, moment_id: MomentId = MOMENT) -> None:
        async with self.brand.database.unit(self.brand.corp_id) as unit:
            await moments.request_closing(unit, moment_id, cancelled=True)

    def made(self) -> int:
        return len(self.brand.twin.world.corp().moments)

    def publish(self, *userids: str) -> None:
        """These members press publish wherever they are asked to; all of them when nobody is named."""
        world = self.brand.twin.world
        for moment_id, moment in world.corp().moments.items():
            for userid in userids or tuple(moment.tasks):
                world.confirm_moment(moment_id, userid)

    def seen(self) -> list[str]:
        """Who saw a moment, in order of their names: the judge."""
        return sorted(one.external_userid for one in self.brand.twin.ledger.iter_receipts(kinds=["moment"]))

    def lose(self, call: str) -> None:
        self.brand.twin.faults.add(Fault(effect="answer_lost", path=PREFIX + call, nth=1))
