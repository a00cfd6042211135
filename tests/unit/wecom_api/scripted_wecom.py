"""A WeCom on loopback that answers by script: real sockets, so that resets are real resets."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

CLOSE = object()
"""Read the request, then drop the connection without an answer."""


@dataclass(frozen=True)
class Reply:
    """An answer with headers of its own."""

    status: int
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def token(self) -> str | None:
        return self.query.get("access_token")


@dataclass
class ScriptedWecom:
    """Answers each path from its queue; an empty queue repeats the default, success with nothing in it."""

    base_url: str = ""
    requests: list[Request] = field(default_factory=list)
    script: dict[str, deque[Any]] = field(default_factory=dict)
    default: Any = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    before_answer: Callable[[Request], Any] | None = None
    most_at_once: int = 0
    _at_once: int = 0

    def will_answer(self, path: str, *answers: Any) -> None:
        """Queue answers: a dict (JSON), bytes (raw body), an int (HTTP status), a Reply or CLOSE."""
        self.script.setdefault(path, deque()).extend(answers)

    def sent(self, path: str) -> list[Request]:
        return [request for request in self.requests if request.path == path]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await _read_request(reader):
                self.requests.append(request)
                self._at_once += 1
                self.most_at_once = max(self.most_at_once, self._at_once)
                if self.before_answer is not None:
                    await self.before_answer(request)
                self._at_once -= 1
                queue = self.script.get(request.path)
                answer = queue.popleft() if queue else self.default
                if answer is CLOSE:
                    return
                writer.write(_response(answer))
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _read_request(reader: asyncio.StreamReader) -> Request | None:
    head = await reader.readuntil(b"\r\n\r\n") if not reader.at_eof() else b""
    if not head:
        return None
    first, *lines = head.decode("utf-8").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines if line)}
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    parts = urlsplit(target)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Request(method=method, path=parts.path, query=query, headers=headers, body=body)


def _response(answer: Any) -> bytes:
    if isinstance(answer, Reply):
        lines = "".join(f"{name}: {value}\r\n" for name, value in answer.headers.items()).encode()
        return b"HTTP/1.1 %d X\r\n%scontent-length: %d\r\n\r\n" % (answer.status, lines, len(answer.body)) + answer.body
    status, body = (answer, b"gateway") if isinstance(answer, int) else (200, answer)
    if not isinstance(body, bytes):
        body = json.dumps(body, ensure_ascii=False).encode()
    return b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n" % (status, len(body)) + body


@asynccontextmanager
async def scripted_wecom() -> AsyncGenerator[ScriptedWecom]:
    wecom = ScriptedWecom()
    server = await asyncio.start_server(wecom.serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    wecom.base_url = f"http://127.0.0.1:{port}"
    try:
        yield wecom
    finally:
        server.close()
        await server.wait_closed()
