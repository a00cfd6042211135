"""How much members were asked for: whoever plans more work for them asks here first."""

from collections.abc import Collection, Mapping
from datetime import date

from lingqu.infra.database import Session
from lingqu.kernel.ids import StaffId
from lingqu.tasks.store import load as store


async def count_given(session: Session, days: Collection[date]) -> Mapping[tuple[StaffId, date], int]:
    """Return how many tasks each member was given on days of the corp (Asia/Shanghai); who had none is missing.

    Group sends, moments and tasks of work orders count alike, whatever became of them: each was asked of the member.
    """
    if not days:
        return {}
    return {(one.staff_id, one.day): one.given for one in await store.count_given(session, days)}
