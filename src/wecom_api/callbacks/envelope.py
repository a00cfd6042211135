"""The request around a callback: query string, outer XML, outer JSON.

Nothing here is trusted or decrypted. The outer XML has one documented, flat form, so a scanner of that
form reads it in linear time, and whatever deviates is refused (page 96238, 2024-12-13; JSON form
page 101033, 2025-07-23).
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

import msgspec

from wecom_api.callbacks.errors import ForbiddenXml, MalformedEnvelope, OversizedBody

DEFAULT_MAX_BYTES = 256 * 1024
"""Longest body read. Ordinary callbacks have 1 kB; a change of 500 group members about 40 kB."""

MAX_QUERY_BYTES = 8 * 1024

_OPEN = re.compile(rb"\s*(?:<\?xml [^<>]{0,100}\?>\s*)?<xml>")
_ELEMENT = re.compile(rb"\s*<([A-Za-z]{1,32})>(?:<!\[CDATA\[([^\]]*)\]\]>|([^<&]*))</\1>")
_CLOSE = re.compile(rb"\s*</xml>\s*")
_FORBIDDEN = re.compile(rb"<!DOCTYPE|<!ENTITY|&", re.IGNORECASE)


class CallbackQuery(msgspec.Struct, frozen=True, kw_only=True):
    """The query of a callback, percent-decoded once and otherwise as received.

    Attributes:
        timestamp: text, not a number: the signature covers its leading zeros.
        echostr: only in the GET that checks the URL, else None.
    """

    msg_signature: str
    timestamp: str
    nonce: str
    echostr: str | None = None

    @classmethod
    def parse(cls, query_string: bytes) -> CallbackQuery:
        """Read the raw query string of a request (the part after `?`, undecoded).

        A `+` stays a `+`: echostr is base64, and form decoding would turn it into a space.

        Raises:
            MalformedEnvelope: too long, a parameter twice, missing, or not UTF-8.
        """
        if len(query_string) > MAX_QUERY_BYTES:
            raise MalformedEnvelope("its query string is too long")
        found: dict[bytes, str] = {}
        for pair in query_string.split(b"&"):
            name, _, value = pair.partition(b"=")
            if name in found:
                raise MalformedEnvelope("a query parameter is given twice")
            found[name] = _percent_decoded(value)
        try:
            return cls(
                msg_signature=found[b"msg_signature"],
                timestamp=found[b"timestamp"],
                nonce=found[b"nonce"],
                echostr=found.get(b"echostr"),
            )
        except KeyError as missing:
            raise MalformedEnvelope(f"its query lacks {missing.args[0].decode()}") from None


class Envelope(msgspec.Struct, frozen=True, kw_only=True):
    """The outer layer of a POST, before anything in it is believed.

    Attributes:
        to_user_name: a corpid, a suite_id for command URLs; empty in the JSON form.
        agent_id: the receiving app; empty for contacts-sync, for most customer events and in JSON.
        encrypted: the Encrypt, base64.
    """

    to_user_name: str
    agent_id: str
    encrypted: bytes


class _JsonEnvelope(msgspec.Struct):
    encrypt: str


_json_decoder = msgspec.json.Decoder(_JsonEnvelope)


def open_envelope(body: bytes, *, max_bytes: int = DEFAULT_MAX_BYTES) -> Envelope:
    """Read the body of a callback, XML or JSON.

    Linear in the body's length; unknown flat elements are ignored.

    Raises:
        OversizedBody: more than `max_bytes`; nothing was parsed.
        ForbiddenXml: a DTD or an entity.
        MalformedEnvelope: anything else but the documented form.
    """
    if len(body) > max_bytes:
        raise OversizedBody(len(body), max_bytes)
    if body.lstrip()[:1] == b"{":
        return _open_json(body)
    opened = _OPEN.match(body)
    if opened is None:
        raise _refusal(body)
    found: dict[bytes, bytes] = {}
    position = opened.end()
    while element := _ELEMENT.match(body, position):
        name, quoted, bare = element.groups()
        if name in found:
            raise MalformedEnvelope("an element is given twice")
        found[name] = bare if quoted is None else quoted
        position = element.end()
    if _CLOSE.fullmatch(body, position) is None:
        raise _refusal(body)
    encrypted = found.get(b"Encrypt")
    if not encrypted:
        raise MalformedEnvelope("it has no Encrypt")
    return Envelope(
        to_user_name=_text(found.get(b"ToUserName", b"")),
        agent_id=_text(found.get(b"AgentID", b"")),
        encrypted=encrypted,
    )


def _open_json(body: bytes) -> Envelope:
    try:
        encrypted = _json_decoder.decode(body).encrypt.encode()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        raise MalformedEnvelope("its JSON has no encrypt") from None
    if not encrypted:
        raise MalformedEnvelope("its encrypt is empty")
    return Envelope(to_user_name="", agent_id="", encrypted=encrypted)


def _percent_decoded(value: bytes) -> str:
    try:
        return (unquote_to_bytes(value) if b"%" in value else value).decode()
    except UnicodeDecodeError:
        raise MalformedEnvelope("its query is not UTF-8") from None


def _text(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise MalformedEnvelope("an element is not UTF-8") from None


def _refusal(body: bytes) -> ForbiddenXml | MalformedEnvelope:
    if _FORBIDDEN.search(body):
        return ForbiddenXml("a DTD or an entity")
    return MalformedEnvelope("its body is not the documented XML")
