"""Readers of facts: each follows the log of every corp with a cursor of its own, in whichever worker holds the lease.

A reader is safe without its lease: what it does with facts and the move of its cursor are one transaction, or settle
themselves. The lease only keeps two workers from doing the same work.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg

from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId

_CLAIM = b"""
INSERT INTO fact_lease AS held (corp_id, reader, holder, until)
SELECT corp_id, %(reader)s, %(holder)s, %(until)s FROM corp
ON CONFLICT (corp_id, reader) DO UPDATE SET holder = EXCLUDED.holder, until = EXCLUDED.until
WHERE held.holder = EXCLUDED.holder OR held.until < %(at)s
RETURNING corp_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactReader:
    """One reader.

    Attributes:
        name: of its leases.
        step: reads one batch of a corp's facts and does its work; returns how many facts that were, 0 when there is
            nothing to do.
        gathers: a step that read fewer facts lets more of them gather before the next: ten cost as much as hundreds.
    """

    name: str
    step: Callable[[Database, CorpId], Awaitable[int]]
    gathers: int = 0


async def claim(
    connection: psycopg.AsyncConnection, *, reader: str, holder: str, at: datetime, lease: timedelta
) -> list[CorpId]:
    """Take or renew the lease of every corp that nobody else holds, as the dispatcher; return these corps."""
    given = {"reader": reader, "holder": holder, "at": at, "until": at + lease}
    rows = await (await connection.execute(_CLAIM, given)).fetchall()
    return [CorpId(row[0]) for row in rows]


async def release(connection: psycopg.AsyncConnection, *, reader: str, holder: str, at: datetime) -> None:
    """Give all leases back, as the dispatcher, so that another worker need not wait for their end."""
    await connection.execute(
        b"UPDATE fact_lease SET until = %(at)s WHERE reader = %(reader)s AND holder = %(holder)s",
        {"reader": reader, "holder": holder, "at": at - timedelta(seconds=1)},
    )
