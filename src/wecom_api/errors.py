# ruff: noqa: N818 - the names say what the worker does next; a suffix would only repeat the base class
"""What went wrong at WeCom's wire, named by what the worker should do next.

WecomError
├── InvalidCallError      the call breaks a documented limit; it was never sent
├── CallError             a call that was made, or tried; keeps call, errcode, errmsg, hint
│   ├── NotSent           no connection: surely no effect, try again
│   ├── AnswerLost        sent, but no usable answer: the effect is unknown, settle it
│   ├── RetryLater        WeCom is busy or asks for patience: try again after `after`
│   ├── QuotaExhausted    a limit is spent: nothing of this API before `until`
│   ├── TokenExpired      the token died, and so did the fresh one
│   ├── Misconfigured     CONFIG: an operator must act (secret, permission, trusted IP, …)
│   ├── Refused           DATA: this call is wrong and will stay wrong
│   ├── Stale             RESYNC: our copy of `subject` is old; read it again
│   └── UnknownErrcode    not in the table: treated like Refused, never repeated blindly
└── CallbackError         what arrives is refused: see `wecom_api.callbacks.errors`

Decide by class or by `errcode`, never by `errmsg`: WeCom calls its text unstable.
Which errcode leads to which class is one table, `wecom_api.errcodes`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from datetime import datetime, timedelta

_HINT = re.compile(r"hint: \[([^\]]{1,200})\]")


class AnyCall(Protocol):
    """As much of a call as an error needs to know."""

    path: ClassVar[str]


class WecomError(Exception):
    """Root of everything this package raises on purpose.

    Attributes:
        code: stable and dotted, for translation and for counting.
    """

    code: ClassVar[str] = "wecom"


class InvalidCallError(WecomError):
    """The call breaks a limit that WeCom documents, so it would certainly be refused. Nothing was sent.

    Attributes:
        call: name of the class that refused, `SendWelcomeMsg` or a part such as `Link`.
        field: the offending field, as WeCom spells it.
        limit: the rule.
        mend: what to do about it.
    """

    code: ClassVar[str] = "wecom.invalid_call"

    def __init__(self, *, call: str, field: str, limit: str, mend: str) -> None:
        super().__init__(f"{call}.{field}: {limit}; {mend}")
        self.call = call
        self.field = field
        self.limit = limit
        self.mend = mend


class CallError(WecomError):
    """A call that was made, or tried, without success.

    Attributes:
        call: the call itself, to be made again or to be settled.
        errcode: WeCom's number, None when there was no usable answer.
        errmsg: WeCom's text, whole; for logs and for WeCom's support only.
        hint: the part of `errmsg` that WeCom's support asks for, empty if there is none.
        after_lost_answer: an earlier try of this idempotent call lost its answer, so what WeCom refused now
            may have succeeded then: 41050 on a repeated greeting, 42014 on a repeated card.
    """

    code: ClassVar[str] = "wecom.call"

    def __init__(self, call: AnyCall, reason: str, *, errcode: int | None = None, errmsg: str = "") -> None:
        answer = "" if errcode is None else f"{errcode} "
        said = f" (WeCom: {errmsg})" if errmsg else ""
        super().__init__(f"{call.path}: {answer}{reason}{said}")
        self.call = call
        self.errcode = errcode
        self.errmsg = errmsg
        found = _HINT.search(errmsg)
        self.hint = found[1] if found else ""
        self.after_lost_answer = False


class NotSent(CallError):
    """No connection could be made: surely no effect at WeCom. Any call may be tried again."""

    code: ClassVar[str] = "wecom.not_sent"


class AnswerLost(CallError):
    """The call left, but no usable answer came: reset, time-out, 5xx or garbage.

    Its effect is unknown. An idempotent call may simply be repeated; for any other the caller must find
    out what happened first.

    Attributes:
        http_status: when there was an HTTP answer at all.
    """

    code: ClassVar[str] = "wecom.answer_lost"

    def __init__(self, call: AnyCall, reason: str, *, http_status: int | None = None) -> None:
        super().__init__(call, reason)
        self.http_status = http_status


class RetryLater(CallError):
    """WeCom is busy, or not done with an earlier step. The call had no effect; make it again after `after`."""

    code: ClassVar[str] = "wecom.retry_later"

    def __init__(self, call: AnyCall, reason: str, *, after: timedelta, errcode: int, errmsg: str = "") -> None:
        super().__init__(call, reason, errcode=errcode, errmsg=errmsg)
        self.after = after


class QuotaExhausted(CallError):
    """A limit is spent, at WeCom (45009) or in our own share. A schedule, not a failure.

    Attributes:
        until: no call of this API and corp before then (UTC).
    """

    code: ClassVar[str] = "wecom.quota_exhausted"

    def __init__(
        self,
        call: AnyCall,
        reason: str,
        *,
        until: datetime,
        errcode: int | None = None,
        errmsg: str = "",
    ) -> None:
        super().__init__(call, f"{reason}, until {until.isoformat()}", errcode=errcode, errmsg=errmsg)
        self.until = until


class TokenExpired(CallError):
    """The access_token is not valid. The client renews it once; what reaches the caller failed twice."""

    code: ClassVar[str] = "wecom.token_expired"


class Misconfigured(CallError):
    """An operator must act: secret, permission, trusted IP, visible range, contract. Do not repeat."""

    code: ClassVar[str] = "wecom.misconfigured"


class Refused(CallError):
    """This call is wrong and will stay wrong; `errcode` says why. Do not repeat."""

    code: ClassVar[str] = "wecom.refused"


class Stale(CallError):
    """The call named something that is no longer so at WeCom. Read it again, then decide anew.

    Attributes:
        subject: what to read again: member, department, tag, customer, relation, chat, media or cursor; for a
            login, send the browser to WeCom again, for a ticket, renew it.
    """

    code: ClassVar[str] = "wecom.stale"

    def __init__(self, call: AnyCall, reason: str, *, subject: str, errcode: int, errmsg: str = "") -> None:
        super().__init__(call, reason, errcode=errcode, errmsg=errmsg)
        self.subject = subject


class UnknownErrcode(CallError):
    """An errcode this package has never seen. Never repeated blindly: only named ones deserve a retry."""

    code: ClassVar[str] = "wecom.unknown_errcode"
