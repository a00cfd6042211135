"""What customers say, and who they turn out to be, in stepped time: told as the platform tells it, by facts."""

from __future__ import annotations

from itertools import count

from doubles.broadcasts import Scene
from lingqu.customers.api import consent, suppressions
from lingqu.customers.contracts.consent import (
    ConsentChannel,
    ConsentSource,
    NewSuppression,
    Purpose,
    Stance,
    Statement,
    SuppressionReason,
)
from lingqu.customers.contracts.facts import CUSTOMER_MERGED, CUSTOMER_UNMERGED
from lingqu.infra.secrets import Keyring
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, SuppressionId
from lingqu.outreach.api.refusals import Refusing

SEALS = Keyring([bytes(range(32))])


class Voices:
    """Customers of a scene."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._keys = count()

    async def say(
        self,
        customer_id: int,
        stance: Stance = Stance.WITHDRAWN,
        *,
        purpose: Purpose = Purpose.MARKETING,
        channel: ConsentChannel = ConsentChannel.ANY,
    ) -> None:
        async with self.scene.database.unit(self.scene.corp_id) as unit:
            said = Statement(
                key=f"said:{next(self._keys)}",
                customer_id=CustomerId(customer_id),
                purpose=purpose,
                channel=channel,
                stance=stance,
                source=ConsentSource.CONVERSATION,
                said_by="account:1",
                occurred_at=unit.at,
            )
            await consent.record(unit, [said], seals=SEALS)

    async def suppress(self, customer_id: int) -> SuppressionId:
        new = NewSuppression(
            customer_id=CustomerId(customer_id),
            purpose=None,
            reason=SuppressionReason.COMPLAINT,
            note=None,
            ends_at=None,
        )
        async with self.scene.database.unit(self.scene.corp_id) as unit:
            return await suppressions.suppress(unit, new, seals=SEALS)

    async def merge(self, customer_id: int, into: int) -> None:
        await self._become(customer_id, into, CUSTOMER_MERGED)

    async def part(self, customer_id: int) -> None:
        await self._become(customer_id, None, CUSTOMER_UNMERGED)

    async def heard(self) -> None:
        """Let the reader of facts take all that was said, and its jobs be done as far as they are due."""
        while await Refusing().step(self.scene.database, self.scene.corp_id):
            pass
        while await self.scene.steps.run_due():
            pass

    async def _become(self, customer_id: int, into: int | None, kind: str) -> None:
        async with self.scene.database.unit(self.scene.corp_id) as unit:
            await unit.execute(
                "UPDATE customer SET merged_into = %s WHERE corp_id = lingqu_corp() AND customer_id = %s",
                (into, customer_id),
            )
            unit.publish(Fact(kind=kind, occurred_at=unit.at, customer_id=CustomerId(customer_id), data={"into": into}))
