"""The decrypted XML as a value: `CallbackEvent`.

Every element is kept, in order, whether or not this package knows it: fields come and go at WeCom, their
order is not fixed, and what is not understood today may be replayed tomorrow.
"""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

import msgspec

from wecom_api.callbacks.errors import MalformedMessage
from wecom_api.callbacks.safexml import parse_elements

if TYPE_CHECKING:
    from wecom_api.callbacks.safexml import Elements

FINGERPRINT_BYTES = 16

_INTEGER = re.compile(r"\s*(-?[0-9]{1,19})\s*", re.ASCII)


class CallbackEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One decrypted callback: an event, or a message of a member to the app.

    Attributes:
        to_user_name: the corpid (`ToUserName`; in the third-party form `AuthCorpId`).
        from_user_name: the member's userid, or `sys`.
        create_time: unix seconds; the resolution is one second, so it identifies nothing.
        msg_type: `event`, `text`, `image`, …
        event: `Event` (third-party form: `InfoType`); empty for messages.
        change_type: `ChangeType`, empty where the event has none.
        elements: everything, head included, as WeCom spells it.
        fingerprint: 16 bytes of SHA-256 over the decrypted XML. Deliveries of one event share it, two
            events in one second do not (they differ in some id), so it is the key to store an event once
            by. WeCom's own advice, FromUserName + CreateTime, merges different customers here.
    """

    to_user_name: str
    from_user_name: str
    create_time: int
    msg_type: str
    event: str
    change_type: str
    elements: Elements
    fingerprint: bytes

    def text(self, name: str) -> str:
        """The text of element `name`, or the empty string if it is absent or holds elements."""
        value = self.elements.get(name, "")
        return value if isinstance(value, str) else ""

    def integer(self, name: str) -> int | None:
        """The whole number in element `name`, bare or quoted; None if absent or not a number."""
        return _integer(self.text(name))

    def texts(self, *path: str) -> tuple[str, ...]:
        """All texts at `path`, one or many: `texts("MemChangeList", "Item")`."""
        found: tuple[object, ...] = (self.elements,)
        for name in path:
            found = tuple(child for parent in found if isinstance(parent, dict) for child in _several(parent.get(name)))
        return tuple(value for value in found if isinstance(value, str))

    def listed(self, name: str) -> tuple[str, ...]:
        """The parts of a comma list such as `Department`: `2,7` gives `("2", "7")`, empty gives `()`."""
        return tuple(part for part in self.text(name).split(",") if part)


def parse_message(message: bytes) -> CallbackEvent:
    """Read the decrypted XML of a callback, in the corp's own form or the third-party one.

    Raises:
        ForbiddenXml: a DTD, an entity, or nesting beyond the bound.
        MalformedMessage: not XML, or without a head that says what it is.
    """
    _, elements = parse_elements(message)
    event = CallbackEvent(
        to_user_name=_head(elements, "ToUserName", "AuthCorpId"),
        from_user_name=_head(elements, "FromUserName"),
        create_time=_integer(_head(elements, "CreateTime", "TimeStamp")) or 0,
        msg_type=_head(elements, "MsgType") or ("event" if "InfoType" in elements else ""),
        event=_head(elements, "Event", "InfoType"),
        change_type=_head(elements, "ChangeType"),
        elements=elements,
        fingerprint=sha256(message).digest()[:FINGERPRINT_BYTES],
    )
    if not event.msg_type or (event.msg_type == "event" and not event.event):
        raise MalformedMessage("it says neither MsgType nor Event")
    return event


def _head(elements: Elements, *names: str) -> str:
    for name in names:
        value = elements.get(name)
        if isinstance(value, str):
            return value
    return ""


def _integer(text: str) -> int | None:
    found = _INTEGER.fullmatch(text)
    return int(found[1]) if found else None


def _several(value: object) -> tuple[object, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)
