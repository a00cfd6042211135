"""Who answers a channel's code, and what WeCom must be asked for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from lingqu.acquisition.contracts import Channel, ChannelStatus, ContactWay
from lingqu.kernel.ids import StaffId, Userid

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Add:
    """Ask for a new contact way; on `again` an earlier answer may be lost, so look for the state first."""

    way: ContactWay
    again: bool


@dataclass(frozen=True, slots=True)
class Update:
    """Bring the contact way up to date; idempotent."""

    config_id: str
    way: ContactWay


@dataclass(frozen=True, slots=True)
class Delete:
    """Let the code die; idempotent."""

    config_id: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """WeCom has nothing to do."""


Step: TypeAlias = Add | Update | Delete | Nothing


def state_of(channel_id: int) -> str:
    """Return the `state` a new channel carries: `lq` and its number in base 36."""
    digits = ""
    rest = channel_id
    while rest:
        rest, digit = divmod(rest, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return "lq" + (digits or "0")


def next_step(channel: Channel, userids: Mapping[StaffId, Userid]) -> Step:
    """Decide what WeCom is asked, so that it carries the channel as it is now.

    A code in print must not die: an expired or archived channel is answered by its fall-back staff, and is deleted
    only when it is archived without any.

    Args:
        userids: of the members who are active now; those who left drop out.
    """
    retired = channel.status in {ChannelStatus.EXPIRED, ChannelStatus.ARCHIVED}
    if channel.status is ChannelStatus.ARCHIVED and not channel.fallback_staff_ids:
        return Delete(channel.config_id) if channel.config_id else Nothing()
    staff_ids = channel.fallback_staff_ids if retired else channel.staff_ids
    way = ContactWay(
        state=channel.state,
        remark=channel.name,
        skip_verify=channel.skip_verify,
        user=tuple(userids[one] for one in staff_ids if one in userids),
        party=() if retired else channel.department_ids,
    )
    if not way.user and not way.party:
        return Nothing()
    if channel.config_id is None:
        return Add(way, again=channel.asked_at is not None)
    return Update(channel.config_id, way)


def status_when_carried(channel: Channel) -> ChannelStatus:
    """Return the status after WeCom agreed."""
    if channel.status in {ChannelStatus.PREPARING, ChannelStatus.FAILED}:
        return ChannelStatus.LIVE
    return channel.status


def status_when_revised(channel: Channel, *, expires_at: datetime | None, at: datetime) -> ChannelStatus:
    """Return the status after a revision: an expired channel given more time lives again."""
    if expires_at is not None and expires_at <= at:
        return ChannelStatus.EXPIRED
    return ChannelStatus.LIVE if channel.config_id else ChannelStatus.PREPARING


def is_due_to_expire(channel: Channel, *, at: datetime) -> bool:
    """Tell whether the fall-back staff take over now."""
    return (
        channel.expires_at is not None
        and channel.expires_at <= at
        and channel.status in {ChannelStatus.PREPARING, ChannelStatus.LIVE, ChannelStatus.FAILED}
    )
