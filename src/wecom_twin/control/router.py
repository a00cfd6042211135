"""Paths of the control interface, their handlers, and how failures are told."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

import msgspec

from wecom_twin.callbacks.outbox import CallbackRefusedError
from wecom_twin.crypto import CallbackKeyError
from wecom_twin.realm import UnknownThingError

if TYPE_CHECKING:
    from wecom_twin.control.studio import Studio

Shape = TypeVar("Shape")


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to the control interface."""

    studio: Studio
    path: Mapping[str, str]
    """What stood in the path's braces."""
    query: Mapping[str, str]
    raw: bytes

    def body(self, shape: type[Shape]) -> Shape:
        """The JSON body as `shape`; an absent one is an empty object."""
        return msgspec.json.decode(self.raw or b"{}", type=shape)

    @property
    def corpid(self) -> str:
        """The corp named in the path."""
        return self.path["corpid"]


Handler = Callable[[Ask], object | Awaitable[object]]


class BadAskError(ValueError):
    """The request makes no sense, in words for who wrote it."""


_STATUS: tuple[tuple[type[Exception], int], ...] = (
    (UnknownThingError, 404),
    (CallbackRefusedError, 409),
    (CallbackKeyError, 400),
    (BadAskError, 400),
    (msgspec.DecodeError, 400),
    (ValueError, 400),
)


@dataclass(slots=True)
class Router:
    """Finds the handler of a method and path; braces match one segment."""

    routes: list[tuple[str, tuple[str, ...], Handler]] = field(default_factory=list)

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Let `handler` answer `method` on `path`, such as `/twin/corps/{corpid}`."""
        self.routes.append((method, tuple(path.strip("/").split("/")), handler))

    def find(self, method: str, path: str) -> tuple[Handler, dict[str, str]] | None:
        """The handler and what its braces matched."""
        segments = path.strip("/").split("/")
        for known, pattern, handler in self.routes:
            if known != method or len(pattern) != len(segments):
                continue
            matched: dict[str, str] = {}
            for wanted, given in zip(pattern, segments, strict=True):
                if wanted.startswith("{"):
                    matched[wanted[1:-1]] = given
                elif wanted != given:
                    break
            else:
                return handler, matched
        return None

    async def answer(
        self, studio: Studio, *, method: str, path: str, query: Mapping[str, str], raw: bytes
    ) -> tuple[int, bytes]:
        """A status and a JSON body."""
        found = self.find(method, path)
        if found is None:
            known = sorted({way for way, pattern, _ in self.routes if "/".join(pattern) == path.strip("/")})
            return 404, _json({"error": "no such path", "path": path, "methods": known})
        handler, matched = found
        try:
            result = handler(Ask(studio, matched, query, raw))
            if inspect.isawaitable(result):
                result = await result
        except tuple(kind for kind, _ in _STATUS) as error:
            status = next(status for kind, status in _STATUS if isinstance(error, kind))
            return status, _json({"error": type(error).__name__, "detail": str(error)})
        return 200, _json(result)


def _json(value: object) -> bytes:
    return msgspec.json.encode(value)
