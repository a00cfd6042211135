"""The shapes of the live view at the HTTP edge."""

from datetime import datetime

import msgspec

from lingqu.customers.schemas.customers import FactView


class WaitingView(msgspec.Struct, kw_only=True, frozen=True):
    """What waits now: callbacks to dispatch, greetings to say, jobs that are due, dead letters of both kinds."""

    inbox: int
    greetings: int
    jobs: int
    dead: int


class MinuteView(msgspec.Struct, kw_only=True, frozen=True):
    """One minute."""

    minute: datetime
    callbacks: int
    added: int
    greeted: int


class ChannelTodayView(msgspec.Struct, kw_only=True, frozen=True):
    """Adds of one channel today."""

    channel_id: int
    name: str
    added: int


class FlowView(msgspec.Struct, kw_only=True, frozen=True):
    """The day's numbers; `per_minute` is the last half hour, oldest first, `recent` the newest facts first."""

    at: datetime
    callbacks_today: int
    added_today: int
    greeted_today: int
    greeted_in_time_permille: int | None
    deleted_today: int
    tagged_today: int
    waiting: WaitingView
    per_minute: list[MinuteView]
    recent: list[FactView]
    by_channel_today: list[ChannelTodayView]
