from __future__ import annotations

import pytest

from doubles.brand import Brand
from doubles.deliveries import GroupSendDesk, MediaShelf
from doubles.jobs import Steps
from doubles.journeys import Road
from lingqu.deliveries.jobs import kinds as delivery_kinds
from lingqu.infra.blobs import MemoryBlobStore
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from lingqu.outreach.api.workload import DAYS
from lingqu.outreach.jobs import kinds as outreach_kinds


@pytest.fixture
async def road(database: Database, corp_id: CorpId, clock: SteppedClock) -> Road:
    desk = GroupSendDesk(clock)
    kinds = [*delivery_kinds(desk, MediaShelf(clock), MemoryBlobStore(), DAYS), *outreach_kinds()]
    return Road(database, corp_id, clock, Brand(database, corp_id), desk, Steps(database, clock, kinds))
