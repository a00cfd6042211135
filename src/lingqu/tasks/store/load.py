"""SQL of how much members were asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from lingqu.infra.database import Session
from lingqu.kernel.ids import StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """Tasks that a member was given on a day; none is no row."""

    staff_id: StaffId
    day: date
    given: int


async def count_given(session: Session, days: Collection[date]) -> list[Given]:
    """Return how many tasks of any kind members were given on some days of the corp, at least one."""
    return await session.fetch(
        """
        SELECT staff_id, (opened_at AT TIME ZONE 'Asia/Shanghai')::date AS day, count(*) AS given
        FROM task
        WHERE corp_id = lingqu_corp()
          AND opened_at >= %(first)s::date::timestamp AT TIME ZONE 'Asia/Shanghai'
          AND opened_at < (%(last)s::date + 1)::timestamp AT TIME ZONE 'Asia/Shanghai'
          AND (opened_at AT TIME ZONE 'Asia/Shanghai')::date = ANY(%(days)s)
        GROUP BY staff_id, day
        """,
        {"first": min(days), "last": max(days), "days": list(days)},
        into=Given,
    )
