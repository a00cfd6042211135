"""The shapes of calls of which WeCom cannot tell what became of them."""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from lingqu.deliveries.contracts import UnknownCall, Verdict
from lingqu.deliveries.schemas import StaffRef


class VerdictInput(msgspec.Struct, kw_only=True, frozen=True):
    """Whether the member had it sent, and how that is known: 1 to 500 characters."""

    sent: bool
    words: str


class VerdictOut(msgspec.Struct, kw_only=True, frozen=True):
    """What a person said became of a call."""

    sent: bool
    words: str
    by: str
    at: datetime


class UnknownCallOut(msgspec.Struct, kw_only=True, frozen=True):
    """A call whose answer was lost: which group sends of WeCom could be it, and what a person said, if anybody did."""

    group_send_id: int
    staff: StaffRef
    variant: str
    recipients: int
    called_at: datetime | None
    msgids: list[str]
    verdict: VerdictOut | None


class UnknownCallList(msgspec.Struct, kw_only=True, frozen=True):
    """All of a broadcast, the oldest first."""

    items: list[UnknownCallOut]


def unknown_call_list(calls: Iterable[UnknownCall]) -> UnknownCallList:
    """Show calls."""
    return UnknownCallList(
        items=[
            UnknownCallOut(
                group_send_id=one.group_send_id,
                staff=StaffRef(staff_id=one.staff_id, name=one.staff_name),
                variant=one.variant,
                recipients=one.recipients,
                called_at=one.called_at,
                msgids=list(one.msgids),
                verdict=one.verdict and _verdict_out(one.verdict),
            )
            for one in calls
        ]
    )


def _verdict_out(verdict: Verdict) -> VerdictOut:
    return VerdictOut(sent=verdict.sent, words=verdict.words, by=verdict.by, at=verdict.at)
