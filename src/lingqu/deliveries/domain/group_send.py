"""Decisions about one `add_msg_template` call: recognise it in WeCom's list, read its results, know when to look.

The call is not idempotent and has no request id of ours, so a lost answer is settled by looking: the list of
group sends is matched against what we asked for.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

from lingqu.deliveries.contracts import (
    ChatType,
    Content,
    DeliveryState,
    Image,
    Link,
    ListedGroupSend,
    Miniprogram,
    Reason,
    RecipientId,
    SendResult,
)
from lingqu.deliveries.domain.states import GroupSendState
from lingqu.kernel.ids import Userid

MOST_RECIPIENTS: Mapping[ChatType, int] = MappingProxyType({ChatType.SINGLE: 10_000, ChatType.GROUP: 2_000})
"""Of one call."""

CALL_WITHIN = timedelta(seconds=20)
"""A claimed call must have started by then, whatever it waits for."""
SETTLE_AFTER = timedelta(seconds=90)
"""After the claim: by then a call that took effect is listed (it started within 20 s, was answered or given up
within the client's time limit, and WeCom dispatches within seconds)."""
CLOCK_SKEW = timedelta(minutes=5)
"""How far WeCom's clock and ours may lie apart when we bound a window of its list."""

SHORTEST_POLL = timedelta(seconds=5)
LONGEST_POLL = timedelta(minutes=10)
LAST_RESULTS_WITHIN = timedelta(minutes=10)
"""After a confirmed task is closed, how long single results may still be missing."""

GATHER = timedelta(seconds=60)
"""How long withdrawals gather before a call that members may confirm is taken back for them, all at once."""
PRESS_SHOWS_WITHIN = timedelta(seconds=60)
"""After a stop: by then a press from before it is told. WeCom does not say how soon that is."""
LEAST_LEFT = timedelta(minutes=5)
"""Of a window: with less of it left nobody is asked again."""

Shape: TypeAlias = tuple[str, tuple[tuple[str, ...], ...]]
"""Text and attachments, reduced to what WeCom's list surely gives back."""


def shape_of(content: Content) -> Shape:
    """Reduce what we ask for to what the list will show.

    A picture is only known to be one: the list returns a URL or a media_id as WeCom likes.
    """
    return content.text.strip(), tuple(map(_attachment_shape, content.attachments))


def _attachment_shape(attachment: Image | Link | Miniprogram) -> tuple[str, ...]:
    match attachment:
        case Image():
            return ("image",)
        case Link(title, url):
            return ("link", title, url)
        case Miniprogram(title, appid, page):
            return ("miniprogram", title, appid, page)


_LISTED_FIELDS = {"image": (), "link": ("title", "url"), "miniprogram": ("title", "appid", "page")}


def shape_of_listed(listed: ListedGroupSend) -> Shape:
    """Reduce what the list shows in the same way."""
    return listed.text.strip(), tuple(map(_listed_attachment_shape, listed.attachments))


def _listed_attachment_shape(attachment: Mapping[str, Any]) -> tuple[str, ...]:
    kind = str(attachment.get("msgtype", ""))
    fields = attachment.get(kind)
    values: Mapping[str, Any] = fields if isinstance(fields, Mapping) else {}
    return (kind, *(str(values.get(name, "")) for name in _LISTED_FIELDS.get(kind, ())))


def fingerprint(chat_type: ChatType, sender: Userid, content: Content) -> bytes:
    """Return what at most one call in flight may have: chat type, sender, text and attachments."""
    return hashlib.sha256(json.dumps([chat_type.value, sender.lower(), shape_of(content)]).encode()).digest()


class Match(StrEnum):
    """What the list says about a call whose answer was lost."""

    NOT_MADE = "not_made"
    MADE = "made"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Finding:
    """A match with the msgids that fit."""

    match: Match
    msgids: tuple[str, ...]


def find_call(sender: Userid, senders_of: Mapping[str, Collection[Userid]]) -> Finding:
    """Decide which new task is the one we asked for.

    Args:
        sender: whom the call named.
        senders_of: members of every task that is new since before the call and has its content.
    """
    wanted = {sender.lower()}
    fits = tuple(sorted(msgid for msgid, members in senders_of.items() if {one.lower() for one in members} == wanted))
    match len(fits):
        case 0:
            return Finding(Match.NOT_MADE, ())
        case 1:
            return Finding(Match.MADE, fits)
        case _:
            return Finding(Match.AMBIGUOUS, fits)


@dataclass(frozen=True, slots=True)
class Settlement:
    """The final state of one recipient and its reason."""

    state: DeliveryState
    reason: Reason | None = None


class Closing(StrEnum):
    """Why a group send is being stopped at WeCom."""

    EXPIRED = "expired"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    """Somebody of it is not to have it any more, or its member is gone; the others are asked for by another call."""


def left_over(closing: Closing) -> Settlement:
    """Return what becomes of recipients that a stopped group send never reached."""
    if closing is Closing.CANCELLED:
        return Settlement(DeliveryState.CANCELLED, Reason.WITHDRAWN)
    return Settlement(DeliveryState.EXPIRED, Reason.NOT_CONFIRMED)


def after_call(call: GroupSendState, *, reason: Reason | None, closing: Closing | None, unsendable: bool) -> Settlement:
    """Return where a claimed recipient follows its call."""
    match call:
        case GroupSendState.REFUSED:
            return Settlement(DeliveryState.FAILED, reason)
        case GroupSendState.UNKNOWN:
            return Settlement(DeliveryState.UNKNOWN, Reason.LOST_ANSWER)
        case GroupSendState.CANCELLED:
            return left_over(closing or Closing.CANCELLED)
        case GroupSendState.HANDED_OVER | GroupSendState.CLOSED:
            if unsendable:
                return Settlement(DeliveryState.FAILED, Reason.UNSENDABLE)
            return Settlement(DeliveryState.HANDED_OVER)
        case GroupSendState.READY | GroupSendState.CALLING:
            raise ValueError(f"a call that is {call} keeps its recipients")


_RESULTS: Mapping[int, Settlement] = MappingProxyType(
    {
        1: Settlement(DeliveryState.DELIVERED),
        2: Settlement(DeliveryState.FAILED, Reason.NOT_FRIEND),
        3: Settlement(DeliveryState.FAILED, Reason.OVER_CAP),
    }
)
"""By the status of `get_groupmsg_send_result`; 0 is pending, and so is a number we do not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A group send as a poll finds it; `results` are read only once the member has sent."""

    chat_type: ChatType
    at: datetime
    closes_at: datetime
    closing: Closing | None
    stopped_at: datetime | None
    """Since when WeCom has taken it back from the member."""
    sent_at: datetime | None
    results: Mapping[RecipientId, SendResult]

    @property
    def is_over(self) -> bool:
        """Whether nobody can press any more, as far as can be known.

        What WeCom refuses to stop is over when its window is. Before others are asked for again, a press in the last
        second gets time to show: they would have the message twice.
        """
        if self.closing is None:
            return False
        if self.stopped_at is None:
            return self.at >= self.closes_at
        return self.closing is not Closing.REPLACED or self.at - self.stopped_at >= PRESS_SHOWS_WITHIN

    @property
    def asks_again(self) -> bool:
        """Whether recipients that it never reached are asked for again."""
        left = self.closes_at - self.at
        return self.closing is Closing.REPLACED and self.sent_at is None and left >= LEAST_LEFT


def settle_recipient(recipient: RecipientId, view: View, *, taken_out: Reason | None = None) -> Settlement | None:
    """Decide the end of one recipient; None while it may still change.

    Args:
        taken_out: why they are not to have it any more.
    """
    result = view.results.get(recipient)
    if result is not None and result.status in _RESULTS:
        return _RESULTS[result.status]
    if view.sent_at is not None and view.at - view.sent_at < LAST_RESULTS_WITHIN:
        return None
    if view.sent_at is not None and result is None:
        missing = Reason.NOT_REACHED if view.chat_type is ChatType.GROUP else Reason.UNSENDABLE
        return Settlement(DeliveryState.FAILED, missing)
    if view.closing is None or not view.is_over:
        return None
    if taken_out is not None:
        return Settlement(DeliveryState.CANCELLED, taken_out)
    return Settlement(DeliveryState.PLANNED, Reason.REPLACED) if view.asks_again else left_over(view.closing)


def next_poll(
    *, handed_over_at: datetime, at: datetime, closes_at: datetime, stopped_at: datetime | None = None
) -> datetime:
    """Return when to look again: a tenth of the age later, from 5 s to 10 min, at the closing itself, after a stop."""
    if stopped_at is not None and at < stopped_at + PRESS_SHOWS_WITHIN:
        return stopped_at + PRESS_SHOWS_WITHIN
    pause = min(max((at - handed_over_at) / 10, SHORTEST_POLL), LONGEST_POLL)
    return closes_at if at < closes_at < at + pause else at + pause


NO_RECIPIENT = 41048
SENDER_ERRCODES = frozenset({40003, 60011, 60111, 84074})
MEDIA_ERRCODES = frozenset({40007, 40145})
BAD_CONTENT = frozenset({41064, 41065})


def refusal(errcode: int | None) -> Reason:
    """Name why WeCom takes a call for no recipient."""
    if errcode == NO_RECIPIENT:
        return Reason.UNSENDABLE
    if errcode in SENDER_ERRCODES:
        return Reason.SENDER_REFUSED
    if errcode in MEDIA_ERRCODES or errcode in BAD_CONTENT:
        return Reason.MEDIA_REFUSED
    return Reason.REFUSED


def parts(chat_type: ChatType, recipients: int) -> int:
    """Return how many calls a member's recipients need."""
    return -(-recipients // MOST_RECIPIENTS[chat_type])


def chunks(items: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """Cut a sequence into pieces of at most `size`, so that a unit of work stays short."""
    return [items[start : start + size] for start in range(0, len(items), size)]
