"""Load for the twin's API: simple calls over keep-alive connections, one at a time each.

Runs as a process of its own (`python -m lingqu.entrypoints.bench.calls`), so that its work is not counted as the
twin's.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from typing import cast
from urllib.parse import urlsplit

import uvloop

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "


class Caller(asyncio.Protocol):
    """One connection that makes its share of calls."""

    def __init__(self, request: bytes, calls: int, done: asyncio.Future[None]) -> None:
        self._request, self._left, self._done = request, calls, done
        self._buffer = b""
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's own class does not say so
        self._next()

    def data_received(self, data: bytes) -> None:
        """Count an answer once it is whole; anything but success ends the run."""
        self._buffer += data
        head, found, body = self._buffer.partition(END_OF_HEAD)
        if not found or len(body) < int(head.rpartition(LENGTH)[2].split(b"\r\n")[0]):
            return
        if b'"errcode":0' not in body:
            if not self._done.done():
                self._done.set_exception(RuntimeError(f"refused: {self._buffer[:300]!r}"))
            return
        self._buffer = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the run if the twin hung up early."""
        if not self._done.done():
            self._done.set_exception(exc or ConnectionError("the twin closed the connection"))

    def _next(self) -> None:
        assert self._transport is not None  # noqa: S101 - set before the first call
        if not self._left:
            self._done.set_result(None)
            self._transport.close()
            return
        self._left -= 1
        self._transport.write(self._request)


async def run(url: str, *, calls: int, connections: int) -> float:
    """Call one address so many times in all; calls a second."""
    parts = urlsplit(url)
    head = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n"
    loop = asyncio.get_running_loop()
    ends: list[asyncio.Future[None]] = []
    began = time.perf_counter()
    for _ in range(connections):
        end: asyncio.Future[None] = loop.create_future()
        ends.append(end)
        share = calls // connections
        await loop.create_connection(
            lambda end=end, share=share: Caller(head.encode(), share, end), *_host(parts.netloc)
        )
    await asyncio.gather(*ends)
    return calls / (time.perf_counter() - began)


def _host(netloc: str) -> tuple[str, int]:
    host, _, port = netloc.rpartition(":")
    return host, int(port)


def main() -> None:
    """Print calls a second as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--calls", type=int, default=30_000)
    parser.add_argument("--connections", type=int, default=16)
    given = parser.parse_args()
    print(json.dumps(uvloop.run(run(given.url, calls=given.calls, connections=given.connections))))


if __name__ == "__main__":
    main()
