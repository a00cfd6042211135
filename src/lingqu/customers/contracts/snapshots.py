"""Customers as WeCom tells them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

from lingqu.kernel.ids import ExternalUserid, Userid


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowSnapshot:
    """One member's relation to the customer.

    Attributes:
        wecom_tag_ids: corp tags; a member's own tags have no id and are left out.
        phones: as the member typed them: a claim, not an identity.
        oper_userid: who began it, a userid or the customer's own id.
    """

    userid: Userid
    added_at: datetime
    remark: str | None
    description: str | None
    wecom_tag_ids: frozenset[str]
    phones: tuple[str, ...]
    add_way: int
    oper_userid: str | None
    state: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerSnapshot:
    """A customer with relations: all that are visible, or the one the walk through a member's customers met."""

    external_userid: ExternalUserid
    name: str | None
    avatar_url: str | None
    gender: int
    type: int
    unionid: str | None
    corp_name: str | None
    follows: tuple[FollowSnapshot, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """WeCom refuses to tell: 84061 no relation (or none it shows yet), 40096 an id it does not know."""

    external_userid: ExternalUserid
    errcode: int


@dataclass(frozen=True, slots=True)
class NotNow:
    """Nobody was asked, or no answer came; the same read may pass after a while."""

    external_userid: ExternalUserid
    after: timedelta


ReadOutcome: TypeAlias = CustomerSnapshot | Unreadable | NotNow


@dataclass(frozen=True, slots=True)
class CustomerPage:
    """One page of a walk; it may be empty and not the last."""

    customers: tuple[CustomerSnapshot, ...]
    next_cursor: str | None
