"""The shapes of the rules that bound every programme, at the HTTP edge."""

from collections.abc import Iterable
from datetime import datetime, time
from typing import Annotated, TypeAlias

import msgspec

from lingqu.outreach.contracts.rules import (
    Category,
    Channel,
    Freeze,
    FrequencyCap,
    Period,
    QuietHours,
    Rules,
    SendShape,
)

ClockTime: TypeAlias = Annotated[
    time,
    msgspec.Meta(
        tz=False,
        extra_json_schema={
            "description": "HH:MM:SS of the corp's clock (Asia/Shanghai).",
            # Told of itself a time would be called a duration; JSON Schema's own "time" demands an offset.
            "extra": {"format": None, "pattern": r"^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?$"},
        },
    ),
]


class CapInput(msgspec.Struct, kw_only=True, frozen=True):
    """At most so many messages and moments to one person, or messages into one group, in a period; null counts all."""

    category: Category | None = None
    channel: Channel | None = None
    period: Period
    most: int


class QuietInput(msgspec.Struct, kw_only=True, frozen=True):
    """Hours of the corp's clock in which nothing is handed over."""

    begins: ClockTime
    ends: ClockTime


class RulesInput(msgspec.Struct, kw_only=True, frozen=True):
    """The corp's rules."""

    shape: SendShape = SendShape.MONTHLY_DAYS
    caps: list[CapInput] = []
    group_caps: list[CapInput] = []
    quiet: QuietInput | None = None
    rests_on_holidays: bool = False
    holdout_permille: int = 0
    approval_above: int | None = None
    tasks_per_day: int | None = None


class RulesOut(RulesInput, kw_only=True, frozen=True):
    """The rules, and since when nothing leaves, null while it may."""

    frozen_at: datetime | None
    frozen_by: str | None


class StoppedOut(msgspec.Struct, kw_only=True, frozen=True):
    """A broadcast that was stopped: how many had it, how many it was taken back from."""

    broadcast_id: int
    name: str
    delivered: int
    taken_back: int


class StoppedMomentOut(msgspec.Struct, kw_only=True, frozen=True):
    """A moment that was stopped: how many had seen it, and how many of its members had published it."""

    moment_id: int
    name: str
    shown: int
    published: int
    members: int


class FreezeOut(msgspec.Struct, kw_only=True, frozen=True):
    """What pulling the switch did."""

    rules: RulesOut
    stopped: list[StoppedOut]
    moments: list[StoppedMomentOut]


def rules_of(data: RulesInput) -> Rules:
    """Read rules."""
    return Rules(
        shape=data.shape,
        caps=_caps(data.caps),
        group_caps=_caps(data.group_caps),
        quiet=None if data.quiet is None else QuietHours(begins=data.quiet.begins, ends=data.quiet.ends),
        rests_on_holidays=data.rests_on_holidays,
        holdout_permille=data.holdout_permille,
        approval_above=data.approval_above,
        tasks_per_day=data.tasks_per_day,
    )


def rules_out(rules: Rules) -> RulesOut:
    """Show rules."""
    return RulesOut(
        shape=rules.shape,
        caps=_caps_out(rules.caps),
        group_caps=_caps_out(rules.group_caps),
        quiet=None if rules.quiet is None else QuietInput(begins=rules.quiet.begins, ends=rules.quiet.ends),
        rests_on_holidays=rules.rests_on_holidays,
        holdout_permille=rules.holdout_permille,
        approval_above=rules.approval_above,
        tasks_per_day=rules.tasks_per_day,
        frozen_at=rules.frozen_at,
        frozen_by=rules.frozen_by,
    )


def _caps(caps: Iterable[CapInput]) -> tuple[FrequencyCap, ...]:
    return tuple(
        FrequencyCap(category=one.category, channel=one.channel, period=one.period, most=one.most) for one in caps
    )


def _caps_out(caps: Iterable[FrequencyCap]) -> list[CapInput]:
    return [CapInput(category=one.category, channel=one.channel, period=one.period, most=one.most) for one in caps]


def freeze_out(rules: Rules, stopped: Freeze) -> FreezeOut:
    """Show what pulling the switch did."""
    return FreezeOut(
        rules=rules_out(rules),
        stopped=[
            StoppedOut(broadcast_id=one.broadcast_id, name=one.name, delivered=one.delivered, taken_back=one.taken_back)
            for one in stopped.broadcasts
        ],
        moments=[
            StoppedMomentOut(
                moment_id=one.moment_id,
                name=one.name,
                shown=one.shown,
                published=one.published,
                members=one.members,
            )
            for one in stopped.moments
        ],
    )
