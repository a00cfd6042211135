"""Events that a corp's servers tell: how a batch is signed, and what may be in one."""

from __future__ import annotations

import hashlib
import hmac
import math
import re
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

import msgspec

from lingqu.ingestion.contracts import OWN_PREFIX, PAGE_OPENED, RefusedEvent, ToldEvent, Who, WhoKind
from lingqu.ingestion.errors import BadBatchError, BadSignatureError

MOST_EVENTS: Final = 500
MOST_PROPERTIES: Final = 20
MOST_ITEMS: Final = 50
LONGEST_TEXT: Final = 200
LONGEST_ID: Final = 128
MOST_NAMES: Final = 200
"""Different names of a corp's own events."""

TOLERANCE: Final = timedelta(minutes=5)
"""How far the sender's clock may be from ours."""
LATEST: Final = timedelta(days=30)
"""What happened longer ago is not taken: so long each event's id is remembered."""
KEY_BYTES: Final = 32
EVENT_KEY_BYTES: Final = 16

_NAME: Final = re.compile(re.escape(OWN_PREFIX) + r"[a-z][a-z0-9_]{0,39}")
_PROPERTY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_ID: Final = re.compile(r"[\x21-\x7e]+")
_SIGNATURE: Final = re.compile(r"t=(?P<seconds>\d{1,12}),v1=(?P<digest>[0-9a-f]{64})")
_PERSONAL: Final = {
    "phone": re.compile(r"(?:\+?86[- ]?)?1[3-9]\d(?:[- ]?\d{4}){2}"),
    "email": re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    "citizen": re.compile(r"\d{17}[\dXx]"),
}


class _Wire(msgspec.Struct, frozen=True):
    events: list[Any]


class _WhoWire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    unionid: str | None = None
    external_userid: str | None = None
    member_no: str | None = None


class _EventWire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    event_id: str
    name: str
    occurred_at: datetime
    identity: _WhoWire
    properties: dict[str, Any] = {}


_BATCH = msgspec.json.Decoder(_Wire)


# ───────────────────────── signing ─────────────────────────


def sign(key: bytes, body: bytes, *, at: datetime) -> str:
    """Return the header `Lingqu-Signature` of a body: `t=<unix seconds>,v1=<hex of HMAC-SHA256>`."""
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_digest(key, seconds, body)}"


def verify(keys: Sequence[bytes], signature: str, body: bytes, *, at: datetime) -> int:
    """Return the place of the key that signed; refuse with BadSignatureError what none did within the last minutes."""
    found = _SIGNATURE.fullmatch(signature)
    if found is None:
        raise BadSignatureError("format")
    seconds = int(found["seconds"])
    if abs(at.timestamp() - seconds) > TOLERANCE.total_seconds():
        raise BadSignatureError("time")
    for place, key in enumerate(keys):
        if hmac.compare_digest(_digest(key, seconds, body), found["digest"]):
            return place
    raise BadSignatureError("digest")


def _digest(key: bytes, seconds: int, body: bytes) -> str:
    return hmac.new(key, b"%d." % seconds + body, hashlib.sha256).hexdigest()


# ───────────────────────── reading ─────────────────────────


def read_batch(body: bytes, *, at: datetime) -> tuple[dict[int, ToldEvent], list[RefusedEvent]]:
    """Return the events of a batch that can be stored, by their places, and those that cannot.

    A later twin of an event of the same batch is left out.

    Raises:
        BadBatchError: no JSON, no list of events, or more than may come at once.
    """
    try:
        wire = _BATCH.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadBatchError("json", str(error)) from error
    if len(wire.events) > MOST_EVENTS:
        raise BadBatchError("many", f"at most {MOST_EVENTS} events at once, here are {len(wire.events)}")
    told: dict[int, ToldEvent] = {}
    met: set[bytes] = set()
    refused: list[RefusedEvent] = []
    for index, one in enumerate(wire.events):
        try:
            event = _event(one, at)
        except _FaultError as fault:
            refused.append(RefusedEvent(index=index, code=fault.code, place=fault.place, message=str(fault)))
        else:
            if event.event_key not in met:
                told[index] = event
            met.add(event.event_key)
    return told, refused


def without_room(told: dict[int, ToldEvent], known: Collection[str]) -> list[RefusedEvent]:
    """Return the events whose names are too many beside those that are known."""
    fresh = dict.fromkeys(one.name for one in told.values() if one.name not in known)
    full = set(list(fresh)[max(MOST_NAMES - len(known), 0) :])
    return [
        RefusedEvent(
            index=index,
            code="ingestion.event.names",
            place="name",
            message=f"a corp has at most {MOST_NAMES} different names: {one.name} is one more",
        )
        for index, one in told.items()
        if one.name in full
    ]


class _FaultError(Exception):
    def __init__(self, code: str, place: str, message: str) -> None:
        super().__init__(message)
        self.code = f"ingestion.event.{code}"
        self.place = place


def _event(wire: Any, at: datetime) -> ToldEvent:
    try:
        one = msgspec.convert(wire, _EventWire)
    except msgspec.ValidationError as error:
        what, _, place = str(error).partition(" - at `$.")
        raise _FaultError("shape", place.rstrip("`"), what) from error
    _check_id(one.event_id, "event_id")
    if one.name != PAGE_OPENED and not _NAME.fullmatch(one.name):
        raise _FaultError("name", "name", f"a name is {PAGE_OPENED}, or {OWN_PREFIX} and up to 40 of a-z, 0-9 and _")
    return ToldEvent(
        event_key=hashlib.sha256(one.event_id.encode()).digest()[:EVENT_KEY_BYTES],
        name=one.name,
        occurred_at=_instant(one.occurred_at, at),
        who=_who(one.identity),
        properties={key: _property(key, value) for key, value in _bounded(one.properties).items()},
    )


def _instant(occurred_at: datetime, at: datetime) -> datetime:
    if occurred_at.tzinfo is None:
        raise _FaultError("time", "occurred_at", "an instant has an offset, such as 2026-03-01T12:00:00+08:00")
    try:
        passed = at - occurred_at
    except OverflowError as error:
        raise _FaultError("time", "occurred_at", "no such time") from error
    if passed < -TOLERANCE:
        raise _FaultError("future", "occurred_at", "it has not happened yet: look at the sender's clock")
    if passed > LATEST:
        raise _FaultError("late", "occurred_at", f"it happened more than {LATEST.days} days ago")
    return min(occurred_at, at)


def _who(wire: _WhoWire) -> Who:
    named = [(kind, value) for kind in WhoKind if (value := getattr(wire, kind.value)) is not None]
    if len(named) != 1:
        raise _FaultError("identity", "identity", f"name the customer by one of {', '.join(WhoKind)}")
    [(kind, value)] = named
    _check_id(value, f"identity.{kind}")
    return Who(kind, value)


def _check_id(value: str, place: str) -> None:
    if not 0 < len(value) <= LONGEST_ID or not _ID.fullmatch(value):
        raise _FaultError("id", place, f"an id is 1 to {LONGEST_ID} visible ASCII characters without blanks")


def _bounded(properties: dict[str, Any]) -> dict[str, Any]:
    if len(properties) > MOST_PROPERTIES:
        raise _FaultError("properties", "properties", f"at most {MOST_PROPERTIES} properties")
    return properties


def _property(key: str, value: Any) -> Any:
    place = f"properties.{key[:80]}"
    if not _PROPERTY.fullmatch(key):
        raise _FaultError("property", place, "a property is named by 1 to 64 of a-z, A-Z, 0-9 and _, no digit first")
    if isinstance(value, list):
        if len(value) > MOST_ITEMS or not all(isinstance(one, str) for one in value):
            raise _FaultError("value", place, f"a list has at most {MOST_ITEMS} texts, and nothing else")
        return [_text(one, place) for one in value]
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, bool) or (isinstance(value, int | float) and abs(value) < _MOST and math.isfinite(value)):
        return value
    raise _FaultError("value", place, "a value is a text, a number, true, false or a list of texts")


_MOST: Final = 10**15


def _text(text: str, place: str) -> str:
    if len(text) > LONGEST_TEXT or "\0" in text:
        raise _FaultError("value", place, f"a text has at most {LONGEST_TEXT} characters")
    for what, pattern in _PERSONAL.items():
        if pattern.fullmatch(text.strip()):
            raise _FaultError(
                "personal", place, f"this looks like somebody's {what} number or address: send codes only"
            )
    return text
