"""A router of a few lines over ASGI: JSON in, JSON out, server-sent events, static files."""

import asyncio
import json
import mimetypes
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]
Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Refused(Exception):  # noqa: N818  it is an answer of the contract, not a fault of the fake
    """An answer that is not 2xx, in the contract's shape."""

    def __init__(self, status: int, code: str, place: str | None = None, **data: object) -> None:
        super().__init__(code)
        self.status = status
        self.body = {"code": code, "message": code, "data": data, "place": place}


@dataclass(slots=True)
class Request:
    """What a handler sees: path parameters, query, body, cookies."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    raw: bytes
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> Json:
        """The JSON body, `{}` when there is none."""
        return json.loads(self.raw) if self.raw else {}

    def one(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return self.query.get(name, [default])[0]

    def cookie(self, name: str) -> str:
        """A cookie's value, empty when absent."""
        morsel = SimpleCookie(self.headers.get("cookie", "")).get(name)
        return morsel.value if morsel else ""


@dataclass(slots=True)
class Answer:
    """Anything but JSON with status 200."""

    body: bytes
    kind: str
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


Events = AsyncIterator[tuple[str, Json]]
Handler = Callable[[Request], Json | Answer | Events | None]


class Router:
    """Routes by method and a path with `{names}`; unknown paths outside /api get the single page."""

    def __init__(self, static: Path, before: Callable[[Request], None]) -> None:
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []
        self._static = static
        self._before = before
        self.delay_seconds = 0.0
        self.respell: Callable[[str], str] = str
        """Applied to every JSON answer: lets a test give the brand's data another script."""

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Answer `method path` with `handler`."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path)
        self._routes.append((method, re.compile(f"^{pattern}$"), handler))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return
        request = await _read(scope, receive)
        if not request.path.startswith("/api/"):
            await _write(send, self._file(request.path))
            return
        if self.delay_seconds:
            await asyncio.sleep(self.delay_seconds)
        try:
            self._before(request)
            told = self._find(request)(request)
        except Refused as refused:
            await _write(send, self._json(refused.body, refused.status))
            return
        if isinstance(told, AsyncIterator):
            await self._stream(receive, send, told)
        else:
            await _write(send, told if isinstance(told, Answer) else self._json(told))

    def _find(self, request: Request) -> Handler:
        for method, pattern, handler in self._routes:
            found = pattern.match(request.path)
            if found and method == request.method:
                request.parts = found.groupdict()
                return handler
        raise Refused(404, "request.no_such_address")

    def _file(self, path: str) -> Answer:
        wanted = (self._static / path.lstrip("/")).resolve()
        if not wanted.is_file() or not wanted.is_relative_to(self._static):
            wanted = self._static / ("member.html" if path.startswith("/m/") else "index.html")
        kept = "public, max-age=31536000, immutable" if wanted.parent.name == "assets" else "no-cache"
        kind = mimetypes.guess_type(wanted.name)[0] or "text/plain"
        return Answer(wanted.read_bytes(), kind, headers=(("cache-control", kept),))

    def _json(self, told: object, status: int = 200) -> Answer:
        text = self.respell(json.dumps(told, ensure_ascii=False))
        return Answer(text.encode(), "application/json", status)

    async def _stream(self, receive: Receive, send: Send, events: Events) -> None:
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        telling = asyncio.ensure_future(self._tell(send, events))
        while (await receive())["type"] != "http.disconnect":
            pass
        telling.cancel()

    async def _tell(self, send: Send, events: Events) -> None:
        async for name, data in events:
            told = self.respell(json.dumps(data, ensure_ascii=False))
            line = f"event: {name}\ndata: {told}\n\n"
            await send({"type": "http.response.body", "body": line.encode(), "more_body": True})


async def _read(scope: Scope, receive: Receive) -> Request:
    raw = b""
    more = True
    while more:
        message = await receive()
        raw += message.get("body", b"")
        more = message.get("more_body", False)
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=parse_qs(scope["query_string"].decode()),
        headers={name.decode().lower(): value.decode() for name, value in scope["headers"]},
        raw=raw,
    )


async def _write(send: Send, answer: Answer) -> None:
    headers = [(b"content-type", answer.kind.encode())]
    headers += [(name.encode(), value.encode()) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
