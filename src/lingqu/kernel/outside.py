"""What can go wrong beyond our walls, named by what the worker should do. The gateway translates into these.

OutsideError
├── TryLaterError          a limit, a busy system, a broken line before anything was sent: again after a while
├── MisconfiguredError     an operator must mend something in WeCom's console or in our settings
├── RefusedError           this request will never be taken; `errcode` says why
│   └── StaleError         what we know of the object is out of date: read it again
└── AnswerLostError        it was sent and no answer came: the effect is not known
"""

from datetime import timedelta

from lingqu.kernel.errors import LingquError


class OutsideError(LingquError):
    """A failure of, or on the way to, an outside party."""

    code = "outside.failed"

    def __init__(self, message: str, *, api: str, errcode: int | None = None) -> None:
        super().__init__(message, api=api, errcode=errcode)
        self.api = api
        self.errcode = errcode


class TryLaterError(OutsideError):
    """Nothing happened; the same request may pass after `after`."""

    code = "outside.try_later"

    def __init__(self, message: str, *, api: str, after: timedelta, errcode: int | None = None) -> None:
        super().__init__(message, api=api, errcode=errcode)
        self.after = after


class MisconfiguredError(OutsideError):
    """Nothing will pass until somebody mends the configuration."""

    code = "outside.misconfigured"


class RefusedError(OutsideError):
    """WeCom understood and said no."""

    code = "outside.refused"


class StaleError(RefusedError):
    """The object changed or went away at WeCom."""

    code = "outside.stale"


class AnswerLostError(OutsideError):
    """The request may or may not have taken effect."""

    code = "outside.answer_lost"
