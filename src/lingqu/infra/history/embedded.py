"""chdb behind the port: a client of the child that `server` keeps running. Any number of processes may be clients."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from lingqu.infra.history.engine import INSERT_SETTINGS, LONG, QUICK, USUAL, WRITE, Limits, Parameters
from lingqu.infra.history.errors import HistoryDownError, refusal
from lingqu.infra.history.frames import LENGTHS, Answer, Question, answer_decoder, frame
from lingqu.infra.history.parameters import render
from lingqu.infra.history.server import socket_of

if TYPE_CHECKING:
    import pyarrow as pa

LINES = 8
"""Connections per client: as many questions travel at once."""

GRACE = timedelta(seconds=10)
"""Beyond a question's own limit: for waiting in line, and for the answer's way."""


@dataclass(slots=True)
class _Line:
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class EmbeddedHistory:
    """`lingqu.infra.history.engine.History` over the child's socket."""

    def __init__(self, root: Path) -> None:
        """Name the folder that holds `history/`; nothing is opened before the first question."""
        self._root = root
        self._free: list[_Line] = []
        self._places = asyncio.Semaphore(LINES)

    async def query(self, sql: str, params: Parameters | None = None, *, limits: Limits = USUAL) -> pa.Table:
        """Ask; a query cannot write."""
        import pyarrow as pa  # noqa: PLC0415 - processes that never ask do without its 50 MB

        body = await self._ask(_question("query", sql, params, limits))
        return pa.ipc.open_stream(body).read_all()

    async def execute(self, statement: str, params: Parameters | None = None, *, limits: Limits = LONG) -> None:
        """Run a statement that defines or deletes."""
        await self._ask(_question("execute", statement, params, limits))

    async def insert(self, table: str, rows: pa.Table, *, token: str) -> None:
        """Write rows; the same token with the same rows writes nothing a second time."""
        settings = {**INSERT_SETTINGS, "insert_deduplication_token": f"'{token}'"}
        said = ", ".join(f"{name} = {value}" for name, value in settings.items())
        sql = f"INSERT INTO {table} ({', '.join(rows.column_names)}) SETTINGS {said}"
        await self._ask(_question("insert", sql, None, WRITE), stream_of(rows))

    async def ping(self) -> str:
        """Return the engine's version."""
        return (await self.query("SELECT version() AS version", limits=QUICK)).column("version")[0].as_py()

    async def aclose(self) -> None:
        """Close connections."""
        while self._free:
            _hang_up(self._free.pop())

    async def _ask(self, question: Question, body: memoryview | bytes = b"") -> bytes:
        async with self._places:
            try:
                async with asyncio.timeout(question.seconds + GRACE.total_seconds()):
                    answer, data = await self._exchanged(question, body)
            except (OSError, EOFError, TimeoutError) as error:
                await self.aclose()  # what lies there leads to the same child
                raise HistoryDownError(f"the embedded history does not answer: {type(error).__name__}") from error
        if answer.words is not None:
            raise refusal(answer.number, answer.words)
        return data

    async def _exchanged(self, question: Question, body: memoryview | bytes) -> tuple[Answer, bytes]:
        line = self._free.pop() if self._free else await self._connected()
        try:
            line.writer.write(frame(question, body))
            line.writer.write(body)
            await line.writer.drain()
            head, size = LENGTHS.unpack(await line.reader.readexactly(LENGTHS.size))
            answer = answer_decoder.decode(await line.reader.readexactly(head))
            data = await line.reader.readexactly(size)
        except BaseException:
            _hang_up(line)  # an answer may still come on it, to a question nobody asks any more
            raise
        self._free.append(line)
        return answer, data

    async def _connected(self) -> _Line:
        return _Line(*await asyncio.open_unix_connection(str(socket_of(self._root)), limit=1 << 22))


def _question(verb: str, sql: str, params: Parameters | None, limits: Limits) -> Question:
    return Question(
        verb=verb,  # pyright: ignore[reportArgumentType] - one of ours
        sql=sql,
        params=render(params),
        seconds=limits.within.total_seconds(),
        memory_bytes=limits.memory_bytes,
    )


def stream_of(rows: pa.Table) -> memoryview:
    """Return rows as one Arrow stream."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows.combine_chunks())
    return memoryview(sink.getvalue())


def _hang_up(line: _Line) -> None:
    with suppress(RuntimeError):  # its loop has ended
        line.writer.close()
