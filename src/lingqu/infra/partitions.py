"""Month partitions of the append-only tables; what falls outside them lands in the default partition."""

from datetime import UTC, datetime
from itertools import pairwise

import psycopg

PARTITIONED = ("fact", "inbox")
MONTHS_AHEAD = 3


def months_from(at: datetime, count: int) -> list[datetime]:
    """Return the first instants of `count` months starting with the one of `at` (UTC)."""
    first = datetime(at.year, at.month, 1, tzinfo=UTC)
    months = [first]
    while len(months) < count:
        last = months[-1]
        months.append(last.replace(year=last.year + last.month // 12, month=last.month % 12 + 1))
    return months


def ensure_months(connection: psycopg.Connection, at: datetime) -> None:
    """Create the partitions of this month and the next ones, as the owner.

    A month whose rows already lie in the default partition stays there: moving them would lock the table.
    """
    months = months_from(at, MONTHS_AHEAD + 1)
    for table in PARTITIONED:
        for begin, end in pairwise(months):
            name = f"{table}_{begin:%Y_%m}"
            if connection.execute("SELECT to_regclass(%s)", (name,)).fetchone() != (None,):
                continue
            try:
                span = f"FOR VALUES FROM ('{begin:%Y-%m-%d}') TO ('{end:%Y-%m-%d}')"
                connection.execute(f"CREATE TABLE {name} PARTITION OF {table} {span}".encode())
            except psycopg.errors.CheckViolation:
                continue
