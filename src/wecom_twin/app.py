"""The ASGI application: WeCom under `/cgi-bin/`, the control interface under `/twin/`.

Bare ASGI and one dictionary look-up, because the twin shares a small machine with the platform it
tests. Budget: 3,000 simple calls a second on one core.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from wecom_twin.chance import stream
from wecom_twin.control.paths import build
from wecom_twin.control.studio import Studio
from wecom_twin.logging_in import AUTHORIZE, LOGIN, open_page
from wecom_twin.pictures import AVATARS, CODES, picture
from wecom_twin.wire.faults import AFTER, BEFORE, Fault, FaultPlan
from wecom_twin.wire.gate import TOO_LARGE, Gate, Reply, Request

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.wire.faults import Effect
    from wecom_twin.world import World

Scope = MutableMapping[str, Any]
AsgiReceive = Callable[[], Awaitable[MutableMapping[str, Any]]]
AsgiSend = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_API = "/cgi-bin/"
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_JSON = ((b"content-type", b"application/json; charset=UTF-8"),)
_KEPT = (b"cache-control", b"max-age=86400")
_HTML = ((b"content-type", b"text/html"),)
_FORBIDDEN = Reply(403, _JSON, b'{"error":"the control interface answers on loopback only"}')
_NOT_FOUND = Reply(404, ((b"content-type", b"text/plain"),), b"not found")


class TwinApp:
    """One world as an ASGI application. Its lifespan runs the world's timers and callbacks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.gate = Gate(world)
        self.faults = FaultPlan(stream(world.seed, "faults"), world.clock.monotonic)
        self.studio = Studio(world, self.gate, self.faults)
        self._in_flight: Counter[tuple[str, str]] = Counter()
        self._control = build()
        self._driver: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: AsgiReceive, send: AsgiSend) -> None:
        """Serve one connection's scope."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)

    async def _http(self, scope: Scope, receive: AsgiReceive, send: AsgiSend) -> None:
        most = self.world.limits.body_bytes
        request = _request(scope, await _read(receive, most))
        if len(request.body) > most and not request.path.startswith(_API):
            await _answer(send, TOO_LARGE)
            return
        if request.path.startswith("/twin/"):
            await _answer(send, await self._steer(request))
            return
        if request.path.startswith((AVATARS, CODES)):
            await _answer(send, self._picture(request.path))
            return
        if request.path in (AUTHORIZE, LOGIN):
            await _answer(send, self._open_page(request))
            return
        if not request.path.startswith(_API):
            await _answer(send, _NOT_FOUND)
            return
        await self._call(request, receive, send)

    async def _call(self, request: Request, receive: AsgiReceive, send: AsgiSend) -> None:
        """Serve an API call, with whatever faults the plan has for it."""
        with self.world.lock:
            corpid = self.gate.corpid_of(request)
            faults = self.faults.draw(corpid=corpid, path=request.path, at=self.world.clock.now())
        key = (corpid, request.path)
        self._in_flight[key] += 1
        try:
            if not faults:
                await _answer(send, self._serve(request, key))
                return
            await _pause(faults, "latency")
            reply = self._serve_faulty(request, key, faults)
            await _pause(faults, "slow_answer")
        finally:
            self._in_flight[key] -= 1
        if reply is None:
            await _hang_up(receive, send)
        else:
            await _answer(send, reply)

    def _serve(self, request: Request, key: tuple[str, str], forced: int | None = None) -> Reply:
        with self.world.lock:
            return self.gate.serve(replace(request, at_once=self._in_flight[key]), forced=forced)

    def _serve_faulty(self, request: Request, key: tuple[str, str], faults: list[Fault]) -> Reply | None:
        """The reply, or None when the connection is to be dropped."""
        fault = next((one for one in faults if one.effect in BEFORE | AFTER), None)
        reply: Reply | None = None
        if fault is None or fault.effect in AFTER:
            reply = self._serve(request, key)
        elif fault.effect == "errcode":
            reply = self._serve(request, key, forced=fault.errcode)
        elif fault.effect == "status":
            reply = Reply(fault.status, _HTML, b"<html><body>gateway trouble</body></html>")
        if fault is not None and fault.effect == "truncated" and reply is not None:
            reply = reply._replace(body=reply.body[: len(reply.body) // 2])
        with self.world.lock:
            at = self.world.clock.now()
            served = 0 if fault is not None and fault.effect in ("status", "reset") else self.gate.last_id
            for one in faults:
                self.faults.record(one, at=at, corpid=key[0], path=key[1], call_id=served)
        return None if fault is not None and fault.effect == "answer_lost" else reply

    def _picture(self, path: str) -> Reply:
        with self.world.lock:
            found = picture(self.world, path)
        return _NOT_FOUND if found is None else Reply(200, ((b"content-type", found.content_type), _KEPT), found.body)

    def _open_page(self, request: Request) -> Reply:
        with self.world.lock:
            page = open_page(self.world, request.path, request.query)
        if page.error:
            return Reply(200, _HTML, f"<html><body>{escape(page.error)}</body></html>".encode())
        return Reply(302, ((b"location", page.location.encode()),), b"")

    async def _steer(self, request: Request) -> Reply:
        if request.ip not in _LOOPBACK:
            return _FORBIDDEN
        status, body = await self._control.answer(
            self.studio, method=request.method, path=request.path, query=request.query, raw=request.body
        )
        return Reply(status, _JSON, body)

    # --- the world's time -----------------------------------------------------------------------

    async def start(self) -> None:
        """Begin to run timers and to carry callbacks on the running loop."""
        self.world.outbox.bind(asyncio.get_running_loop())
        self.world.downloads.bind(asyncio.get_running_loop())
        self._driver = asyncio.create_task(drive(self.world))

    async def stop(self) -> None:
        """Stop both."""
        if self._driver is not None:
            self._driver.cancel()
            await asyncio.gather(self._driver, return_exceptions=True)
        await self.world.downloads.close()
        await self.world.outbox.close()

    async def _lifespan(self, receive: AsgiReceive, send: AsgiSend) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.stop()
                await send({"type": "lifespan.shutdown.complete"})
                return


async def drive(realm: Realm) -> None:
    """Run what is due, for ever; a clock that stands still is left to whoever advances it."""
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()
    clock = realm.clock

    def wake() -> None:
        loop.call_soon_threadsafe(changed.set)

    clock.on_change = wake
    try:
        while True:
            changed.clear()
            with realm.lock:
                while clock.rate and clock.run_next(until=clock.now()):
                    pass
                due = clock.next_due()
                wait = (due - clock.now()) / clock.rate if due is not None and clock.rate else None
            try:
                async with asyncio.timeout(wait):
                    await changed.wait()
            except TimeoutError:
                pass
    finally:
        clock.on_change = lambda: None


async def _pause(faults: list[Fault], effect: Effect) -> None:
    for one in faults:
        if one.effect == effect:
            await asyncio.sleep(one.seconds)


async def _hang_up(receive: AsgiReceive, send: AsgiSend) -> None:
    """Reset the connection without an answer.

    ASGI has no word for it. Under uvicorn the transport is at hand; elsewhere (a client that calls
    the application in process) the caller gets a `ConnectionResetError`.
    """
    transport: asyncio.Transport | None = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("the twin dropped the connection on purpose")
    raw = transport.get_extra_info("socket")
    if raw is not None and raw.fileno() >= 0:  # negative: the caller has hung up first
        # Lingering for no time turns the close into a reset.
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read(receive: AsgiReceive, most: int) -> bytes:
    """The body; of one with more than `most` bytes only the beginning, which is longer than that."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts = [body]
    total = len(body)
    while message.get("more_body"):
        message = await receive()
        part: bytes = message.get("body", b"")
        if total <= most:
            parts.append(part)
        total += len(part)
    return b"".join(parts)


def _request(scope: Scope, body: bytes) -> Request:
    content_type = byte_range = ""
    for name, value in scope["headers"]:
        if name == b"content-type":
            content_type = value.decode("latin-1")
        elif name == b"range":
            byte_range = value.decode("latin-1")
    client = scope.get("client")
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)),
        body=body,
        content_type=content_type,
        byte_range=byte_range,
        ip=client[0] if client else "127.0.0.1",
    )


async def _answer(send: AsgiSend, reply: Reply) -> None:
    length = str(len(reply.body)).encode()
    headers = [*reply.headers, (b"content-length", length)]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})
