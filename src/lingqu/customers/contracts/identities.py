"""Identities: what customers are known by, who claimed them, and which customers they joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lingqu.kernel.ids import CustomerId, ExternalUserid, IdentityId, MergeId

UNIONID = "unionid"
OPENID = "openid"
"""An openid of one app, as `openid@appid`."""

PHONE = "phone"
"""A phone its owner has proven, in E.164. What staff typed as a remark is a claim of theirs and never comes here."""

MEMBER = "member"
"""A member number."""

DEVICE = "device"
BUYER = "buyer:"
"""Begins the kind of a buyer's id in a shop platform: `buyer:youzan`."""

JOINING = frozenset({UNIONID, MEMBER, PHONE})
"""Kinds of which one value means one person: customers who show the same one are merged. Values of the other kinds
point to who showed them last."""

DEFAULT_MOST = 5
"""How many customers one identity may join before it is quarantined; the setting `identity_most_customers`."""


class Source(StrEnum):
    """Who told that an identity is a customer's. Each has proven what it tells; staff are not among them."""

    WECOM = "wecom"
    MINI_PROGRAM = "mini_program"
    MEMBERS = "members"
    ORDER = "order"
    IMPORT = "import"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An identity as somebody showed it."""

    kind: str
    value: str
    source: Source
    seen_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """A customer was seen with an identity."""

    customer_id: CustomerId
    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldIdentity:
    """An identity of a customer, and where it came from.

    Attributes:
        customer_id: the customer it was seen with, which may have been merged away since.
        value: phones are masked.
        cut_at: when an unmerge said that it is not this customer's.
        quarantined_at: since when it joins nobody.
    """

    identity_id: IdentityId
    kind: str
    value: str
    customer_id: CustomerId
    source: str
    first_seen_at: datetime
    cut_at: datetime | None
    quarantined_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A customer was merged into another, and why: both were seen with the identity.

    Attributes:
        source: who told the identity of the one that joined them, at `seen_at`.
        ended_by: an account, `quarantine`, or `evidence` where other identities explain it now; None while it stands.
    """

    merge_id: MergeId
    customer_id: CustomerId
    into_id: CustomerId
    kind: str
    value: str
    source: str
    seen_at: datetime
    merged_at: datetime
    ended_at: datetime | None
    ended_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """All that one person is known by. `merges` are the newest first, ended ones included."""

    customer_id: CustomerId
    external_userids: Sequence[tuple[CustomerId, ExternalUserid]]
    identities: Sequence[HeldIdentity]
    merges: Sequence[Merge]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quarantined:
    """An identity that would join too many. `customer_ids` are some of the `customers` it was seen with, in order."""

    identity_id: IdentityId
    kind: str
    value: str
    quarantined_at: datetime
    customers: int
    customer_ids: Sequence[CustomerId]
