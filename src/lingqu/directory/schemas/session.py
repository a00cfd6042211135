"""The shapes of signing in at the HTTP edge."""

from datetime import datetime
from enum import StrEnum

import msgspec

from lingqu.kernel.access import Role


class SessionState(StrEnum):
    """Which page comes first."""

    FIRST_RUN = "first_run"
    SIGNED_OUT = "signed_out"
    SIGNED_IN = "signed_in"


class AccountView(msgspec.Struct, kw_only=True, frozen=True):
    """Who is signed in, with the role in the corp looked at."""

    id: int
    name: str
    role: Role


class SessionCorp(msgspec.Struct, kw_only=True, frozen=True):
    """The corp looked at."""

    corp_id: int
    corpid: str
    name: str


class ClockView(msgspec.Struct, kw_only=True, frozen=True):
    """The server's clock; `rate` is 1 unless a demo runs faster than the world."""

    now: datetime
    rate: float


class SessionView(msgspec.Struct, kw_only=True, frozen=True):
    """Who looks at what; `csrf_token` goes into the header X-CSRF-Token of every write."""

    state: SessionState
    csrf_token: str
    account: AccountView | None
    corp: SessionCorp | None
    clock: ClockView
    version: str


class Credentials(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What is typed to sign in, or to become the owner."""

    name: str
    password: str
