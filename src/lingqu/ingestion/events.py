"""The door for events that a corp's own servers tell: verify, store once, answer; facts later.

Budget: a batch of 500 events is one transaction of three statements. Bare ASGI like the door for callbacks, for its
callers have no session; what is signed is the body as it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
import psycopg
import structlog

from lingqu.infra.database import Database
from lingqu.ingestion.accept import Find, Receive, Send
from lingqu.ingestion.api import telling
from lingqu.ingestion.contracts import EventKey
from lingqu.ingestion.domain.telling import verify
from lingqu.ingestion.errors import BadBatchError, BadSignatureError
from lingqu.kernel.errors import LingquError
from lingqu.kernel.ids import CorpId

log = structlog.get_logger(__name__)

MAX_BODY_BYTES = 512 * 1024
SIGNATURE = b"lingqu-signature"
NOTED_FOR: Final = timedelta(minutes=1)
"""That a key was used is written so often at most."""
_ENCODE = msgspec.json.Encoder().encode


@dataclass(frozen=True, slots=True)
class EventDoorway:
    """Whose events arrive at a slug, and the keys that are good for them."""

    corp_id: CorpId
    keys: tuple[EventKey, ...]


class EventApp:
    """ASGI application for `POST /in/events/{slug}`.

    200 with how many were stored, how many had been stored before, and each that was refused with its place; 401
    the signature; 404 no such address, or no key was made yet; 413 and 422 the batch; 503 not stored, tell again.
    """

    def __init__(self, database: Database, find_doorway: Find[EventDoorway]) -> None:
        self._database = database
        self._find_doorway = find_doorway
        self._noted: dict[CorpId, tuple[EventKey, datetime]] = {}

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request; the slug is the last part of the path."""
        try:
            status, body = await self._served(scope, receive)
        except BadSignatureError as refusal:
            status, body = 401, _refused(refusal)
        except BadBatchError as refusal:
            status, body = 422, _refused(refusal)
        except (psycopg.OperationalError, TimeoutError):
            status, body = 503, _named("ingestion.not_stored", "not stored, tell again")
        await _answer(send, status, body)

    async def _served(self, scope: dict[str, Any], receive: Receive) -> tuple[int, bytes]:
        if scope["method"] != "POST":
            return 405, _named("http.method", "POST")
        doorway = await self._find_doorway(scope["path"].rsplit("/", 1)[-1])
        if doorway is None or not doorway.keys:
            return 404, _named("ingestion.no_such_door", "no such address, or no key yet")
        body = await _read_body(receive)
        if body is None:
            return 413, _named("ingestion.bad_batch", f"at most {MAX_BODY_BYTES} bytes")
        signature = dict(scope["headers"]).get(SIGNATURE, b"").decode("latin-1")
        now = self._database.clock.now()
        key = doorway.keys[verify([one.secret for one in doorway.keys], signature, body, at=now)]
        async with self._database.unit(doorway.corp_id, actor="events") as unit:
            taken = await telling.take(unit, body)
            noted = self._is_noted(doorway.corp_id, key, now)
            if not noted:
                await telling.note_use(unit, key)
        if not noted:
            self._noted[doorway.corp_id] = (key, now)
        return 200, _ENCODE(taken)

    def _is_noted(self, corp_id: CorpId, key: EventKey, now: datetime) -> bool:
        """Tell whether this key was the last one used, a moment ago."""
        last, at = self._noted.get(corp_id, (None, now))
        return last == key and now - at < NOTED_FOR


def _refused(refusal: LingquError) -> bytes:
    log.warning("events refused", code=refusal.code, **refusal.data)
    return _named(refusal.code, str(refusal))


async def _read_body(receive: Receive) -> bytes | None:
    """Return the body, None where it is larger than a batch may be."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b"".join(pieces)
        piece = message.get("body", b"")
        size += len(piece)
        if size > MAX_BODY_BYTES:
            return None
        pieces.append(piece)
        if not message.get("more_body"):
            return b"".join(pieces)


def _named(code: str, message: str) -> bytes:
    return _ENCODE({"error": {"code": code, "message": message}})


async def _answer(send: Send, status: int, body: bytes) -> None:
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
