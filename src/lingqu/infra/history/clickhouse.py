"""A ClickHouse by URL behind the port, over its HTTP interface.

Why not through the vendor's client: docs/decisions/0016-history.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import httpx

from lingqu.infra.history.embedded import stream_of
from lingqu.infra.history.engine import INSERT_SETTINGS, LONG, QUICK, USUAL, WRITE, Limits, Parameters
from lingqu.infra.history.errors import HistoryDownError, refusal
from lingqu.infra.history.parameters import inline, render

if TYPE_CHECKING:
    import pyarrow as pa

GRACE = timedelta(seconds=10)
"""Beyond a question's own limit: for the answer's way."""

LONGEST_BESIDE = 8 * 1024
"""Characters of a value beside the query: as usually set up, ClickHouse takes 128 KiB, and 1 MiB in all."""
ROOM = 256 * 1024
"""What ClickHouse takes for a query unless told."""

_CODE = re.compile(r"Code: (\d+)\. DB::Exception: (.*)", re.DOTALL)


class ClickHouseHistory:
    """`lingqu.infra.history.engine.History` over HTTP; needs ClickHouse 25.3 or newer (the type JSON)."""

    def __init__(self, url: str) -> None:
        """Name the server: `http[s]://user:password@host:8123/database`; the database must exist."""
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        self._http = httpx.AsyncClient(
            base_url=f"{parts.scheme}://{parts.hostname}{port}",
            headers={
                "X-ClickHouse-User": unquote(parts.username or "default"),
                "X-ClickHouse-Key": unquote(parts.password or ""),
                "X-ClickHouse-Database": parts.path.strip("/") or "default",
            },
            trust_env=False,
        )

    async def query(self, sql: str, params: Parameters | None = None, *, limits: Limits = USUAL) -> pa.Table:
        """Ask; a query cannot write."""
        import pyarrow as pa  # noqa: PLC0415 - processes that never ask do without its 50 MB

        body = await self._ask(sql, params, limits, {"readonly": "2", "default_format": "ArrowStream"})
        return pa.ipc.open_stream(body).read_all()

    async def execute(self, statement: str, params: Parameters | None = None, *, limits: Limits = LONG) -> None:
        """Run a statement that defines or deletes."""
        await self._ask(statement, params, limits, {})

    async def insert(self, table: str, rows: pa.Table, *, token: str) -> None:
        """Write rows; the same token with the same rows writes nothing a second time."""
        settings = {**INSERT_SETTINGS, "insert_deduplication_token": token}
        sql = f"INSERT INTO {table} ({', '.join(rows.column_names)}) FORMAT ArrowStream"
        await self._ask(sql, None, WRITE, settings, bytes(stream_of(rows)))

    async def ping(self) -> str:
        """Return the engine's version."""
        return (await self.query("SELECT version() AS version", limits=QUICK)).column("version")[0].as_py()

    async def aclose(self) -> None:
        """Close connections."""
        await self._http.aclose()

    async def _ask(
        self,
        sql: str,
        params: Parameters | None,
        limits: Limits,
        settings: Mapping[str, str],
        body: bytes | None = None,
    ) -> bytes:
        sql, beside = inline(sql, render(params), longest=LONGEST_BESIDE)
        query = {
            **settings,
            **{f"param_{name}": value for name, value in beside.items()},
            "max_query_size": str(len(sql) + ROOM),
            "max_execution_time": str(limits.within.total_seconds()),
            "max_memory_usage": str(limits.memory_bytes),
            "wait_end_of_query": "1",  # a failure is told by the status, not in the middle of the answer
        }
        if body is not None:
            query["query"] = sql
        try:
            answer = await self._http.post(
                "/",
                params=query,
                content=sql.encode() if body is None else body,
                timeout=(limits.within + GRACE).total_seconds(),
            )
        except (httpx.HTTPError, OSError) as error:
            raise HistoryDownError(f"ClickHouse does not answer: {type(error).__name__}") from error
        if answer.is_success and "x-clickhouse-exception-code" not in answer.headers:
            return answer.content
        said = _CODE.search(answer.text)
        if said is None and answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise HistoryDownError(f"ClickHouse does not answer: status {answer.status_code}")
        number = answer.headers.get("x-clickhouse-exception-code") or (said[1] if said else "0")
        raise refusal(int(number), said[2] if said else answer.text[:500])
