"""Load for the callback route: encrypted, distinct events over keep-alive connections, one request at a time each.

Runs as a process of its own (`python -m lingqu.entrypoints.bench.load`), so that its work is not counted as the
server's. All requests are made before the clock starts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import uvloop

from wecom_api.callbacks.crypto import CallbackCrypto


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where callbacks go, and the keys they are made with."""

    host: str
    port: int
    path: str
    corpid: str
    token: str
    aes_key: str


def make_request(target: Target, keys: CallbackCrypto, external_userid: str, at: int, *, welcome: bool) -> bytes:
    """Return a whole HTTP request that carries one `add_external_contact`."""
    code = f"<WelcomeCode><![CDATA[{external_userid}]]></WelcomeCode>" if welcome else ""
    message = (
        f"<xml><ToUserName><![CDATA[{target.corpid}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>"
        f"<CreateTime>{at}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
        "<Event><![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[add_external_contact]]></ChangeType>"
        f"<UserID><![CDATA[chen_rui]]></UserID><ExternalUserID><![CDATA[{external_userid}]]></ExternalUserID>"
        f"<State><![CDATA[ch_1024]]></State>{code}</xml>"
    )
    encrypted = keys.encrypt(message.encode())
    timestamp, nonce = str(at), secrets.token_hex(5)
    signature = keys.sign(timestamp=timestamp, nonce=nonce, encrypted=encrypted)
    body = (
        (
            f"<xml><ToUserName><![CDATA[{target.corpid}]]></ToUserName><AgentID><![CDATA[1000002]]></AgentID>"
            "<Encrypt><![CDATA["
        ).encode()
        + encrypted
        + b"]]></Encrypt></xml>"
    )
    head = (
        f"POST {target.path}?msg_signature={signature}&timestamp={timestamp}&nonce={nonce} HTTP/1.1\r\n"
        f"Host: {target.host}:{target.port}\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class Caller(asyncio.Protocol):
    """One connection: sends the next request when the last was answered."""

    def __init__(self, requests: Iterator[bytes], latencies: list[float], done: asyncio.Future[None]) -> None:
        self._requests = requests
        self._latencies = latencies
        self._done = done
        self._began = 0.0
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast("asyncio.WriteTransport", transport)  # uvloop's own class does not say so
        self._next()

    def data_received(self, data: bytes) -> None:
        """Count an answer; anything but 200 ends the run."""
        if not data.startswith(b"HTTP/1.1 200"):
            if not self._done.done():
                self._done.set_exception(RuntimeError(f"refused: {data[:200]!r}"))
            return
        self._latencies.append(time.perf_counter() - self._began)
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the run if the server hung up early."""
        if not self._done.done():
            self._done.set_exception(exc or ConnectionError("the server closed the connection"))

    def _next(self) -> None:
        assert self._transport is not None  # noqa: S101 - set before the first call
        request = next(self._requests, None)
        if request is None:
            self._done.set_result(None)
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)


async def run(target: Target, *, requests: int, connections: int, welcome: bool) -> dict[str, float]:
    """Send everything; return requests per second and latencies in milliseconds."""
    keys = CallbackCrypto(token=target.token, encoding_aes_key=target.aes_key, receive_id=target.corpid)
    at, prefix = int(time.time()), secrets.token_hex(4)  # noqa: TID251 - signed timestamps are real
    made = [make_request(target, keys, f"wm{prefix}{number}", at, welcome=welcome) for number in range(requests)]
    loop, source, latencies = asyncio.get_running_loop(), iter(made), []
    ends: list[asyncio.Future[None]] = []
    began = time.perf_counter()
    for _ in range(connections):
        end: asyncio.Future[None] = loop.create_future()
        ends.append(end)
        await loop.create_connection(lambda end=end: Caller(source, latencies, end), target.host, target.port)
    await asyncio.gather(*ends)
    seconds = time.perf_counter() - began
    latencies.sort()
    return {
        "per_s": requests / seconds,
        "p50_ms": latencies[len(latencies) // 2] * 1000,
        "p99_ms": latencies[int(len(latencies) * 0.99)] * 1000,
    }


def main() -> None:
    """Read a target as JSON from the command line; print the result as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target", type=json.loads)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--welcome", action="store_true")
    given = parser.parse_args()
    result = uvloop.run(
        run(Target(**given.target), requests=given.requests, connections=given.connections, welcome=given.welcome)
    )
    print(json.dumps(result))


if __name__ == "__main__":
    main()
