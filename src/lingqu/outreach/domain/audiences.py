"""Who is reached through whom: one verdict per customer, from what is known of tags, members and relations."""

from dataclasses import dataclass

from lingqu.deliveries.contracts import Reason
from lingqu.kernel.ids import CustomerId, StaffId

SAMPLE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What decides about a customer."""

    meant: bool
    """Has the tags on live relations, or is a member of the segment."""
    followed: bool
    """Has a live relation at all."""
    sendable: bool
    """One of the live relations is with a member who may send, and is confirmed by both sides."""
    readable: bool
    """WeCom still lets us read the customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A customer who has, or had, the tags, or a person of a segment as the one contact who is written to.

    `sender` follows them most recently of those who may send.
    """

    customer_id: CustomerId
    sender: StaffId | None
    standing: Standing


def in_audience(standing: Standing) -> bool:
    """Tell whether a customer belongs: has the tags, or lost them with the last relation.

    Whoever is still followed but lost the tags with an ended relation is simply not meant any more.
    """
    return standing.meant or not standing.followed


def skip_reason(standing: Standing) -> Reason | None:
    """Return why a customer of the audience is not reached; None when somebody sends."""
    if not standing.followed:
        return Reason.NO_LIVE_RELATION
    if not standing.readable:
        return Reason.UNREADABLE
    if not standing.sendable:
        return Reason.NO_FOLLOW_USER
    return None
