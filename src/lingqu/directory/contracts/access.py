"""Accounts, what they may do, and their sessions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lingqu.kernel.access import Role
from lingqu.kernel.ids import AccountId, CorpId

MIN_PASSWORD_CHARS = 10
MAX_PASSWORD_CHARS = 256
MAX_ACCOUNT_NAME_CHARS = 64

SESSION_LIFE = timedelta(days=14)
"""A session ends so long after it was last renewed."""

SESSION_RENEWED_AFTER = timedelta(days=1)

ATTEMPTS_WINDOW = timedelta(minutes=15)
ATTEMPTS_PER_NAME = 10
ATTEMPTS_PER_ADDRESS = 50
"""Failed sign-ins within a window, per name and per network address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody who signs in. The owner, made at the first run, is owner of every corp."""

    account_id: AccountId
    name: str
    is_owner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session just begun; `token` goes into the cookie and is kept nowhere else."""

    token: str = field(repr=False)
    csrf: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """The account behind a cookie. `corp_id` is None until it belongs to a corp; `role` is the one there."""

    account: Account
    role: Role
    corp_id: CorpId | None
    csrf: str = field(repr=False)
