"""What the watcher asks the database: small, indexed, once a second; the day so far once at its start."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.rows import class_row

from lingqu.customers.contracts import facts as customer_facts
from lingqu.deliveries import contracts as deliveries
from lingqu.directory.contracts import facts as directory_facts
from lingqu.entrypoints.http.flow.tally import COUNTED, IN_TIME_SECONDS, Counted
from lingqu.infra.database import Session
from lingqu.ingestion.api.inbox import count_waiting
from lingqu.kernel.facts import Position, RecordedFact
from lingqu.segments.contracts.facts import SEGMENT_ENTERED, SEGMENT_LEFT

QUIET = frozenset(
    {
        customer_facts.CUSTOMER_BELONGS,
        customer_facts.CUSTOMER_READ,
        deliveries.PLANNED,
        directory_facts.STAFF_MOVED,
        directory_facts.DEPARTMENT_MOVED,
        SEGMENT_ENTERED,
        SEGMENT_LEFT,
    }
)
"""Facts nobody watches for."""

RECENT = 30
_LOOK_BACK = 500
"""So many facts are looked through for the recent ones: a first sync may have left thousands that are no news."""

SETTLED_AFTER = timedelta(seconds=10)
"""A callback received so long ago will not be overtaken by one with a smaller id that commits later."""


def is_news(kind: str, learnt: str | None) -> bool:
    """Tell whether a fact is worth a line: not what a sync found, not what goes on all the time."""
    return kind not in QUIET and learnt not in customer_facts.READS


async def count_day(session: Session, *, since: datetime, up_to: Position) -> list[Counted]:
    """Count the facts of the day so far, up to where the watcher begins to follow."""
    return await session.fetch(
        """
        SELECT date_trunc('minute', occurred_at, 'UTC') AS minute, kind, (data->>'channel_id')::integer AS channel_id,
               data->>'channel' IS NOT DISTINCT FROM 'welcome' AS is_welcome,
               coalesce((data->>'seconds')::double precision <= %(in_time)s, false) AS in_time, count(*) AS count
        FROM fact
        WHERE corp_id = lingqu_corp() AND kind = ANY(%(kinds)s) AND recorded_at >= %(since)s
          AND NOT (kind = 'tag.granted' AND data->>'learnt' IN ('read', 'sweep') IS TRUE)
          AND occurred_at >= %(since)s AND (era, xid, id) <= (%(era)s, %(xid)s::text::xid8, %(id)s)
        GROUP BY 1, 2, 3, 4, 5
        """,
        {
            "kinds": sorted(COUNTED),
            "since": since,
            "in_time": IN_TIME_SECONDS,
            "era": up_to.era,
            "xid": up_to.xid,
            "id": up_to.id,
        },
        into=Counted,
    )


async def recent_facts(session: Session, *, up_to: Position) -> list[RecordedFact]:
    """Return the newest facts worth a line, oldest first."""
    async with session.connection.cursor(row_factory=class_row(RecordedFact)) as cursor:
        await cursor.execute(
            """
            SELECT era, xid::text::bigint AS xid, id, recorded_at, occurred_at, kind, customer_id, staff_id, data, cause
            FROM fact
            WHERE corp_id = lingqu_corp() AND (era, xid, id) <= (%s, %s::text::xid8, %s)
            ORDER BY era DESC, xid DESC, id DESC LIMIT %s
            """,
            (up_to.era, up_to.xid, up_to.id, _LOOK_BACK),
        )
        rows = await cursor.fetchall()
    return [row for row in rows if is_news(row.kind, row.data.get("learnt"))][:RECENT][::-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackMinute:
    """Callbacks received within one minute, and those of them that nothing can overtake any more."""

    minute: datetime
    count: int
    settled: int
    settled_id: int | None


async def count_callbacks(session: Session, *, after_id: int, since: datetime) -> list[CallbackMinute]:
    """Count callbacks with greater ids, received since an instant, by minute.

    `since` bounds the scan to few partitions: what happened more than a day before it was received is not counted.
    """
    return await session.fetch(
        """
        SELECT date_trunc('minute', received_at, 'UTC') AS minute, count(*) AS count,
               count(*) FILTER (WHERE received_at < %(settled)s) AS settled,
               max(id) FILTER (WHERE received_at < %(settled)s) AS settled_id
        FROM inbox
        WHERE corp_id = lingqu_corp() AND id > %(after_id)s AND received_at >= %(since)s
          AND occurred_at >= %(since)s::timestamptz - interval '1 day'
        GROUP BY 1
        """,
        {"after_id": after_id, "since": since, "settled": session.at - SETTLED_AFTER},
        into=CallbackMinute,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits now."""

    inbox: int
    greetings: int
    jobs: int
    dead: int


async def waiting(session: Session) -> Waiting:
    """Count what waits."""
    inbox = await count_waiting(session)
    row = await session.fetch_one(
        """
        SELECT (SELECT count(*) FROM job_queue WHERE corp_id = lingqu_corp() AND due <= %(at)s) AS due,
               (SELECT count(*) FROM job WHERE corp_id = lingqu_corp() AND dead_at IS NOT NULL) AS dead
        """,
        {"at": session.at},
    )
    return Waiting(
        inbox=inbox["inbox"], greetings=inbox["greetings"], jobs=row["due"], dead=inbox["dead"] + row["dead"]
    )


def positions_of(facts: Sequence[RecordedFact], default: Position) -> Position:
    """Return where a reader stands after these facts."""
    return facts[-1].position if facts else default
