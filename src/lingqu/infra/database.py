"""Connections by role, and the unit of work: the only place that commits.

A unit belongs to one corp, holds the fact writers' lock from its first statement, and leaves state, facts
and jobs in one transaction. Keep it short (half a second): readers of facts wait for its end.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

import psycopg
import structlog
from psycopg.rows import AsyncRowFactory, class_row, dict_row
from psycopg.types.json import Jsonb
from psycopg_pool import AsyncConnectionPool

from lingqu.infra import facts as fact_log
from lingqu.infra import jobs as job_log
from lingqu.infra.packing import NumberLists
from lingqu.kernel.clock import Clock
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import NewJob

psycopg.adapters.register_dumper(list, NumberLists)

log = structlog.get_logger(__name__)

Params = Mapping[str, Any] | Sequence[Any] | None
Row = dict[str, Any]
"""A row by column name."""

FACT_WRITERS = 7461
"""Class of the advisory lock; the object is the corp."""

LONGEST_UNIT_SECONDS = 0.5

STORE_WITHIN_SECONDS = 4.0
"""WeCom hangs up on a callback after five seconds: a refusal in time is answered sooner than a retry."""


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """libpq URLs. `set_role` is for servers where one login stands for all roles."""

    owner: str
    app: str
    dispatcher: str
    set_role: bool = False


_BEGIN_READING = (
    "BEGIN; SELECT set_config('lingqu.corp_id', '{corp_id}', true), set_config('transaction_read_only', 'on', true)"
)
"""In one round trip: half of what a small question costs are the ways around it."""


class Session:
    """Reads within one corp, under row security."""

    def __init__(self, connection: psycopg.AsyncConnection, corp_id: CorpId, at: datetime) -> None:
        self.connection = connection
        self.corp_id = corp_id
        self.at = at

    async def fetch(
        self, sql: str, params: Params = None, *, into: type | None = None, binary: bool = False
    ) -> list[Any]:
        """Return all rows, as dicts or as instances of `into` (built by keyword).

        Args:
            binary: values come as PostgreSQL keeps them; arrays of bytes are read ten times faster than as text.
        """
        factory: AsyncRowFactory[Any] = class_row(into) if into else dict_row
        async with self.connection.cursor(row_factory=factory, binary=binary) as cursor:
            await cursor.execute(sql.encode(), params)
            return await cursor.fetchall()

    async def fetch_one(self, sql: str, params: Params = None, *, into: type | None = None) -> Any:
        """Return the first row or None."""
        rows = await self.fetch(sql, params, into=into)
        return rows[0] if rows else None

    async def fetch_value(self, sql: str, params: Params = None) -> Any:
        """Return the first column of the first row or None."""
        cursor = await self.connection.execute(sql.encode(), params)
        row = await cursor.fetchone()
        return row[0] if row else None


class UnitOfWork(Session):
    """Writes within one corp; commits at the edge or not at all."""

    def __init__(
        self,
        connection: psycopg.AsyncConnection,
        corp_id: CorpId,
        at: datetime,
        *,
        actor: str,
        cause: str | None,
    ) -> None:
        super().__init__(connection, corp_id, at)
        self.actor = actor
        self.cause = cause
        self._facts: list[Fact] = []
        self._jobs: list[NewJob] = []

    async def execute(self, sql: str, params: Params = None) -> int:
        """Run a statement; return the number of rows it touched."""
        cursor = await self.connection.execute(sql.encode(), params)
        return cursor.rowcount

    def publish(self, *facts: Fact) -> None:
        """Record what happened; written with the state, in one transaction."""
        self._facts.extend(facts)

    def enqueue(self, *jobs: NewJob) -> None:
        """Ask for later work; coalesced by (kind, key) with what already waits."""
        self._jobs.extend(jobs)

    async def audit(self, action: str, subject: str, **data: Any) -> None:
        """Record an act of a person or an API key."""
        await self.execute(
            "INSERT INTO audit_record (corp_id, at, actor, action, subject, data) VALUES (%s, %s, %s, %s, %s, %s)",
            (self.corp_id, self.at, self.actor, action, subject, Jsonb(data)),
        )

    def forget(self) -> None:
        """Drop facts and jobs gathered but not written: what they belong to was rolled back to a savepoint."""
        self._facts.clear()
        self._jobs.clear()

    async def flush(self) -> None:
        """Write facts and jobs gathered so far."""
        facts, self._facts = self._facts, []
        jobs, self._jobs = self._jobs, []
        if facts:
            await fact_log.insert(self.connection, self.corp_id, facts, at=self.at, cause=self.cause)
        if jobs:
            await job_log.insert(self.connection, self.corp_id, jobs, at=self.at, cause=self.cause)


class Database:
    """Pools of the application and the dispatcher role."""

    def __init__(self, urls: DatabaseUrls, clock: Clock, *, size: int = 8) -> None:
        self.urls = urls
        self.clock = clock
        self._app = _pool(urls.app, size, "lingqu_app" if urls.set_role else None)
        self._dispatcher = _pool(urls.dispatcher, 2, "lingqu_dispatcher" if urls.set_role else None)

    async def open(self) -> None:
        """Open both pools; connections are made as needed."""
        await self._app.open()
        await self._dispatcher.open()

    async def close(self) -> None:
        """Close both pools."""
        await self._app.close()
        await self._dispatcher.close()

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def unit(
        self, corp_id: CorpId, *, actor: str = "system", cause: str | None = None
    ) -> AsyncGenerator[UnitOfWork]:
        """Open a transaction that may write; commit on leaving, roll back on an error."""
        async with self._app.connection() as connection:
            began = time.monotonic()
            async with connection.transaction():
                # The lock comes before any transaction id: readers rely on that order (infra.facts).
                await connection.execute(
                    "SELECT set_config('lingqu.corp_id', %s, true), set_config('lingqu.fact_writer', '1', true),"
                    " pg_advisory_xact_lock_shared(%s, %s)",
                    (str(corp_id), FACT_WRITERS, corp_id),
                )
                unit = UnitOfWork(connection, corp_id, self.clock.now(), actor=actor, cause=cause)
                yield unit
                await unit.flush()
            lasted = time.monotonic() - began
            if lasted > LONGEST_UNIT_SECONDS:
                log.warning("unit of work is long", seconds=round(lasted, 3), corp_id=corp_id, cause=cause)

    @asynccontextmanager
    async def read(self, corp_id: CorpId) -> AsyncGenerator[Session]:
        """Open a read-only transaction within one corp."""
        async with self._app.connection() as connection:
            await connection.execute(_BEGIN_READING.format(corp_id=int(corp_id)).encode())
            try:
                yield Session(connection, corp_id, self.clock.now())
            finally:
                await connection.rollback()  # nothing was written, whatever happened

    async def store_at_once(self, sql: bytes, params: Params) -> None:
        """Run one statement as a transaction of its own, in a single round trip; for the hot path of callbacks.

        The statement opens the corp's rows itself, by `set_config('lingqu.corp_id', ..., true)` before it touches
        them; one that forgets is refused by row security. Writes no facts, so it takes no part in the readers' bound.
        """
        async with self._app.connection(timeout=STORE_WITHIN_SECONDS) as connection:
            await connection.execute(sql, params, prepare=True)

    @asynccontextmanager
    async def install(self) -> AsyncGenerator[psycopg.AsyncConnection]:
        """Open a transaction outside any corp, for the tables of the installation (accounts, sessions)."""
        async with self._app.connection() as connection, connection.transaction():
            yield connection

    @asynccontextmanager
    async def dispatch(self) -> AsyncGenerator[psycopg.AsyncConnection]:
        """Open a transaction that sees queues of all corps and nothing else."""
        async with self._dispatcher.connection() as connection, connection.transaction():
            yield connection


def _pool(url: str, size: int, role: str | None) -> AsyncConnectionPool:
    async def configure(connection: psycopg.AsyncConnection) -> None:
        await connection.set_autocommit(True)
        if role:
            await connection.execute(f"SET ROLE {role}".encode())

    return AsyncConnectionPool(
        url,
        min_size=1,
        max_size=size,
        open=False,
        configure=configure,
        timeout=30,
        max_idle=300,
        reconnect_timeout=3600,
    )
