"""A small HTTP/1.1 client for callbacks and downloads: persistent connections, one request in flight on each.

A callback is a POST with a short answer, sent hundreds of times a second beside everything else
the twin does on one loop; a general client costs several times as much there. Budget: 0.2 ms a
callback, encryption included.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

_MAX_HEAD_BYTES = 32 * 1024
_MAX_BODY_BYTES = 1024 * 1024


class Answer(NamedTuple):
    """What a receiver said."""

    status: int
    body: bytes
    content_range: str = ""


class DeliveryError(Exception):
    """No usable answer: refused, reset, or not HTTP."""


class Carrier(Protocol):
    """Whoever brings callbacks to a receiver: the courier, or a test that has the receiver in process."""

    async def get(self, url: str, *, timeout_seconds: float) -> Answer:
        """GET `url`."""
        ...

    async def post(self, url: str, body: bytes, *, timeout_seconds: float) -> Answer:
        """POST an XML body to `url`."""
        ...

    async def close(self) -> None:
        """Let go of what is open."""


@dataclass(slots=True)
class _Line:
    """An open connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    used: bool = False

    def drop(self) -> None:
        # Nothing of ours is worth flushing, and a peer that does not read must not keep the line open.
        self.writer.transport.abort()


class _HungUpError(DeliveryError):
    """The peer closed before the first byte of an answer: on a kept connection, it had grown stale."""


class Courier:
    """Carries requests to receivers. Belongs to one event loop."""

    def __init__(self) -> None:
        self._idle: defaultdict[tuple[str, str, int], list[_Line]] = defaultdict(list)

    async def get(self, url: str, *, timeout_seconds: float) -> Answer:
        """GET `url`.

        Raises:
            DeliveryError: no usable answer.
            TimeoutError: none in time.
        """
        return await self._timed(url, "GET", b"", "", timeout_seconds)

    async def get_range(self, url: str, first: int, last: int, *, timeout_seconds: float) -> Answer:
        """GET the bytes from `first` to `last`, both included; errors as for :meth:`get`."""
        return await self._timed(url, "GET", b"", f"Range: bytes={first}-{last}\r\n", timeout_seconds)

    async def post(self, url: str, body: bytes, *, timeout_seconds: float) -> Answer:
        """POST an XML body to `url`; errors as for :meth:`get`."""
        return await self._timed(url, "POST", body, "Content-Type: text/xml\r\n", timeout_seconds)

    async def close(self) -> None:
        """Close what is idle."""
        for lines in self._idle.values():
            for line in lines:
                line.drop()
        self._idle.clear()
        await asyncio.sleep(0)

    async def _timed(self, url: str, method: str, body: bytes, fields: str, timeout_seconds: float) -> Answer:
        async with asyncio.timeout(timeout_seconds):
            try:
                return await self._exchange(url, method, body, fields)
            except (OSError, EOFError, ValueError, asyncio.LimitOverrunError) as error:
                raise DeliveryError(f"{type(error).__name__}: {error}") from error

    async def _exchange(self, url: str, method: str, body: bytes, fields: str) -> Answer:
        parts = urlsplit(url)
        host = parts.hostname or ""
        place = (parts.scheme, host, parts.port or (443 if parts.scheme == "https" else 80))
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        head = (
            f"{method} {target} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: {len(body)}\r\n"
            + fields
            + "User-Agent: Mozilla/4.0\r\n\r\n"
        )
        request = head.encode() + body
        while True:
            line = await self._line(place)
            try:
                answer, keep = await _ask(line, request)
            except _HungUpError:
                line.drop()
                if not line.used:
                    raise
                continue
            except BaseException:
                line.drop()
                raise
            line.used = True
            if keep:
                self._idle[place].append(line)
            else:
                line.drop()
            return answer

    async def _line(self, place: tuple[str, str, int]) -> _Line:
        idle = self._idle[place]
        while idle:
            line = idle.pop()
            if not (line.reader.at_eof() or line.writer.is_closing()):
                return line
            line.drop()
        scheme, host, port = place
        tls = True if scheme == "https" else None
        reader, writer = await asyncio.open_connection(host, port, ssl=tls, limit=_MAX_HEAD_BYTES)
        return _Line(reader, writer)


async def _ask(line: _Line, request: bytes) -> tuple[Answer, bool]:
    """Send and read one answer; says whether the connection may be kept."""
    try:
        line.writer.write(request)
        head = await line.reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        raise _HungUpError("closed without an answer") from error
    except ConnectionError as error:
        raise _HungUpError(str(error)) from error
    status_line, *fields = head.decode("latin-1").split("\r\n")
    version, status, *_ = status_line.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (one.partition(":") for one in fields if one)}
    body = await _read_body(line.reader, headers)
    keep = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
    sized = "content-length" in headers or "transfer-encoding" in headers
    return Answer(int(status), body, headers.get("content-range", "")), keep and sized


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() == "chunked":
        return await _read_chunks(reader)
    if "content-length" not in headers:
        return await reader.read(_MAX_BODY_BYTES)
    size = int(headers["content-length"])
    if not 0 <= size <= _MAX_BODY_BYTES:
        raise DeliveryError(f"an answer of {size} bytes")
    return await reader.readexactly(size)


async def _read_chunks(reader: asyncio.StreamReader) -> bytes:
    chunks: list[bytes] = []
    total = 0
    while True:
        size = int((await reader.readuntil(b"\r\n")).split(b";")[0], 16)
        if size == 0:
            while await reader.readuntil(b"\r\n") != b"\r\n":
                pass
            return b"".join(chunks)
        total += size
        if total > _MAX_BODY_BYTES:
            raise DeliveryError("an endless answer")
        chunks.append(await reader.readexactly(size))
        await reader.readexactly(2)
