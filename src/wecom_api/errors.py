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
│   ├── Stale             RESYNC: our copy of the object is old; read it again
│   └── UnknownErrcode    not in the table: treated like Refused, never repeated blindly
└── CallbackError         what arrives is refused: see `wecom_api.callbacks.errors`

Decide by class or by `errcode`, never by `errmsg`: WeCom calls its text unstable.
"""

from __future__ import annotations

from typing import ClassVar


class WecomError(Exception):
    """Root of everything this package raises on purpose.

    Attributes:
        code: stable and dotted, for translation and for counting.
    """

    code: ClassVar[str] = "wecom"
