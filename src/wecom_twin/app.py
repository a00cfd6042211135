"""The ASGI application: WeCom under `/cgi-bin/`, the control interface under `/twin/`.

Bare ASGI and one dictionary look-up, because the twin shares a small machine with the platform it
tests. Budget: 3,000 simple calls a second on one core.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from wecom_twin.control.paths import build
from wecom_twin.control.studio import Studio
from wecom_twin.wire.gate import Gate, Reply, Request

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.world import World

Scope = MutableMapping[str, Any]
AsgiReceive = Callable[[], Awaitable[MutableMapping[str, Any]]]
AsgiSend = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_MAX_BODY_BYTES = 32 * 1024 * 1024
_TOO_LARGE = Reply(413, ((b"content-type", b"text/plain"),), b"request entity too large")
_LOOPBACK = frozenset({"127.0.0.1", "::1"})
_JSON = ((b"content-type", b"application/json; charset=UTF-8"),)
_FORBIDDEN = Reply(403, _JSON, b'{"error":"the control interface answers on loopback only"}')
_NOT_FOUND = Reply(404, ((b"content-type", b"text/plain"),), b"not found")


class TwinApp:
    """One world as an ASGI application. Its lifespan runs the world's timers and callbacks."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.gate = Gate(world)
        self.studio = Studio(world, self.gate)
        self._control = build()
        self._driver: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: AsgiReceive, send: AsgiSend) -> None:
        """Serve one connection's scope."""
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "lifespan":
            await self._lifespan(receive, send)

    async def _http(self, scope: Scope, receive: AsgiReceive, send: AsgiSend) -> None:
        body = await _read(receive)
        if body is None:
            await _answer(send, _TOO_LARGE)
            return
        request = _request(scope, body)
        if request.path.startswith("/twin/"):
            await _answer(send, await self._steer(request))
            return
        if not request.path.startswith("/cgi-bin/"):
            await _answer(send, _NOT_FOUND)
            return
        with self.world.lock:
            reply = self.gate.serve(request)
        await _answer(send, reply)

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
        self._driver = asyncio.create_task(drive(self.world))

    async def stop(self) -> None:
        """Stop both."""
        if self._driver is not None:
            self._driver.cancel()
            await asyncio.gather(self._driver, return_exceptions=True)
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


async def _read(receive: AsgiReceive) -> bytes | None:
    """The body, or None when it is too large."""
    message = await receive()
    body: bytes = message.get("body", b"")
    if not message.get("more_body"):
        return body
    parts = [body]
    total = len(body)
    while message.get("more_body"):
        message = await receive()
        part: bytes = message.get("body", b"")
        total += len(part)
        if total > _MAX_BODY_BYTES:
            return None
        parts.append(part)
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
