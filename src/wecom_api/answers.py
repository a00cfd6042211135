"""WeCom's answer, from bytes to a typed result or the error that says what to do.

HTTP is 200 even for failures: only `errcode` decides, and an absent one is success. Types drift between pages
and years (numbers as text, null for absent), so decoding forgives what does not change the meaning.
"""

from __future__ import annotations

import json
from email.message import Message
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import unquote

import msgspec

from wecom_api.errcodes import RULES, Reaction
from wecom_api.errors import (
    AnswerLost,
    CallError,
    Misconfigured,
    QuotaExhausted,
    Refused,
    RetryLater,
    Stale,
    TokenExpired,
    UnknownErrcode,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from wecom_api.calls.call import Call
    from wecom_api.errors import AnyCall

T = TypeVar("T")
ResultT = TypeVar("ResultT", bound=msgspec.Struct)


class _Head(msgspec.Struct):
    errcode: int = 0
    errmsg: str = ""


def read_answer(call: Call[ResultT], body: bytes, *, at: datetime) -> ResultT:
    """Decode the body of an answer to `call`.

    Args:
        call: the call that was made.
        body: of the HTTP answer.
        at: when it arrived (UTC).

    Raises:
        CallError: what a non-zero errcode asks for, by `wecom_api.errcodes`.
        AnswerLost: not JSON, or a success without the shape it must have.
    """
    try:
        head = _decode(body, _Head)
        if head.errcode in call.empty_on:
            return call.Result()
        if head.errcode == 0:
            return _decode(body, call.Result)
    except (ValueError, RecursionError) as error:
        raise AnswerLost(call, f"the answer cannot be read: {error}") from None
    raise error_for(call, errcode=head.errcode, errmsg=head.errmsg, at=at)


def read_download(call: Call[ResultT], body: bytes, *, headers: Mapping[str, str], at: datetime) -> ResultT:
    """Read a file, or the errcode that came in its place.

    A file names itself in `Content-Disposition`; whatever lacks that and reads as an errcode is a failure, so that
    an error text is never kept as a picture.

    Args:
        call: the call that was made.
        body: of the HTTP answer.
        headers: of the HTTP answer, by lower-case names.
        at: when it arrived (UTC).

    Raises:
        CallError: what a non-zero errcode asks for.
        AnswerLost: a success without a file.
    """
    disposition = headers.get("content-disposition", "")
    if not disposition and body[:1] in {b"{", b""}:
        return read_answer(call, body, at=at)
    total = headers.get("content-range", "").rpartition("/")[2]
    return call.Result(
        content=body,
        content_type=headers.get("content-type", ""),
        filename=_filename(disposition),
        total_bytes=int(total) if total.isdecimal() else 0,
    )


def _filename(disposition: str) -> str:
    header = Message()
    header["content-disposition"] = disposition
    name = header.get_filename() or ""
    # The page does not say how names beyond ASCII are written: raw and percent-encoded both occur.
    decoded = unquote(name)
    return name if decoded.isascii() or "\ufffd" in decoded else decoded


def error_for(call: AnyCall, *, errcode: int, errmsg: str, at: datetime) -> CallError:  # noqa: PLR0911 - one each
    """The error that says what to do about a non-zero errcode.

    Args:
        call: the call that was answered.
        errcode: WeCom's answer.
        errmsg: WeCom's text, kept whole.
        at: now; a broken limit is shut for the rule's time from here.
    """
    rule = RULES.get(errcode)
    if rule is None:
        return UnknownErrcode(call, "unknown errcode", errcode=errcode, errmsg=errmsg)
    meaning = rule.meaning
    match rule.reaction:
        case Reaction.RETRY | Reaction.LATER:
            return RetryLater(call, meaning, after=rule.after, errcode=errcode, errmsg=errmsg)
        case Reaction.TOKEN:
            return TokenExpired(call, meaning, errcode=errcode, errmsg=errmsg)
        case Reaction.BACKOFF:
            return QuotaExhausted(call, meaning, until=at + rule.after, errcode=errcode, errmsg=errmsg)
        case Reaction.CONFIG:
            return Misconfigured(call, meaning, errcode=errcode, errmsg=errmsg)
        case Reaction.DATA:
            return Refused(call, meaning, errcode=errcode, errmsg=errmsg)
        case Reaction.RESYNC:
            return Stale(call, meaning, subject=rule.subject, errcode=errcode, errmsg=errmsg)


@cache
def _decoder(shape: type[T]) -> msgspec.json.Decoder[T]:
    return msgspec.json.Decoder(shape, strict=False)


def _decode(body: bytes, shape: type[T]) -> T:
    try:
        return _decoder(shape).decode(body)
    except (msgspec.MsgspecError, UnicodeError):
        # Second, forgiving reading: nulls count as absent, broken characters become U+FFFD.
        return msgspec.convert(_forgiven(json.loads(body.decode(errors="replace"))), shape, strict=False)


def _forgiven(value: Any) -> Any:
    if isinstance(value, dict):
        return {_forgiven(name): _forgiven(content) for name, content in value.items() if content is not None}
    if isinstance(value, list):
        return [_forgiven(content) for content in value if content is not None]
    if isinstance(value, str) and not value.isascii():
        return value.encode(errors="replace").decode()
    return value
