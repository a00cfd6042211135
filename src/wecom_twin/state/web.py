"""Pages inside the client: who opens them, the codes that prove it, the tickets that sign them."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from wecom_twin.state.userids import USERID

TicketKind = Literal["corp", "agent"]
ALL_FIELDS = frozenset({"gender", "avatar", "qr_code", "mobile", "email", "biz_mail", "address"})


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever opens a page: a member, or somebody outside."""

    userid: str = field(default="", metadata=USERID)
    external_userid: str = ""
    consents: frozenset[str] = ALL_FIELDS
    """What the member lets the app read when it asks for private fields."""


@dataclass(slots=True)
class LoginCode:
    """Proof that somebody opened a page: once, within five minutes."""

    visitor: Visitor
    private: bool
    """The page asked for private fields."""
    expires_at: float
    used: bool = False


@dataclass(frozen=True, slots=True)
class UserTicket:
    """The right to read a member's private fields for half an hour."""

    visitor: Visitor
    expires_at: float


@dataclass(frozen=True, slots=True)
class JsTicket:
    """What a page is signed with; the corp's own one has no agentid."""

    text: str
    agentid: int | None
    expires_at: float


@dataclass(slots=True)
class Web:
    """The pages of one corp."""

    visitor: Visitor | None = None
    """Who opens the next pages, unless the address names somebody."""
    codes: dict[str, LoginCode] = field(default_factory=dict)
    user_tickets: dict[str, UserTicket] = field(default_factory=dict)
    tickets: dict[int | None, list[JsTicket]] = field(default_factory=dict)
    """By agentid, the newest last."""
    ticket_calls: deque[tuple[float, int]] = field(default_factory=deque)
    """When which app asked for a ticket in the last hour."""
