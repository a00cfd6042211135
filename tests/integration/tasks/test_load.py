from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, StaffId
from lingqu.tasks.api import load
from lingqu.tasks.api.tasks import cancel_tasks, open_tasks
from lingqu.tasks.contracts.tasks import NewTask, TaskKind

pytestmark = pytest.mark.postgres

ANNE, BO = StaffId(1), StaffId(2)
EVE = datetime.fromisoformat("2026-03-02T15:59:59Z")
"""The last second of the second of March in China."""
FIRST, SECOND, THIRD = date(2026, 3, 3), date(2026, 3, 4), date(2026, 3, 5)


async def test_tasks_of_all_kinds_count_on_the_day_of_the_corp_they_were_given(
    database: Database, corp_id: CorpId, clock: SteppedClock
) -> None:
    def new(key: str, kind: TaskKind, staff_id: StaffId) -> NewTask:
        return NewTask(key=key, kind=kind, staff_id=staff_id, closes_at=clock.now() + timedelta(days=3))

    clock.advance(EVE - clock.now())
    async with database.unit(corp_id) as unit:
        await open_tasks(unit, [new("before", TaskKind.MOMENT, ANNE)])
    clock.advance(timedelta(seconds=1))
    async with database.unit(corp_id) as unit:
        opened = await open_tasks(
            unit,
            [
                new("send", TaskKind.GROUP_SEND, ANNE),
                new("moment", TaskKind.MOMENT, ANNE),
                new("card", TaskKind.FOLLOW_UP, ANNE),
                new("other", TaskKind.MOMENT, BO),
            ],
        )
        await cancel_tasks(unit, [opened["card"]])
    clock.advance(timedelta(days=2))
    async with database.unit(corp_id) as unit:
        await open_tasks(unit, [new("late", TaskKind.MOMENT, BO)])

    async with database.read(corp_id) as session:
        counted = [await load.count_given(session, days) for days in ((FIRST, SECOND), (THIRD,), ())]

    assert counted == [{(ANNE, FIRST): 3, (BO, FIRST): 1}, {(BO, THIRD): 1}, {}]
