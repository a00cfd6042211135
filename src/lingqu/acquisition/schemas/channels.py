"""Channels at the HTTP edge: the shapes."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType, structs

from lingqu.acquisition.contracts import (
    Channel,
    ChannelDraft,
    ChannelFigures,
    ChannelStatus,
    Hours,
    NamedReport,
    Preview,
    Welcome,
)
from lingqu.acquisition.contracts import ReportRow as Figures
from lingqu.acquisition.domain.hours import clock_from, minutes_from
from lingqu.acquisition.domain.report import cost_per_add
from lingqu.acquisition.errors import BadHoursError
from lingqu.deliveries.contracts import Attachment
from lingqu.kernel.ids import DepartmentId, StaffId, TagId


class HoursView(msgspec.Struct, kw_only=True, frozen=True, rename={"begins": "from", "ends": "to"}):
    """Weekdays 1 (Monday) to 7, and times of day `HH:MM` in the corp's time; `to` is exclusive, 24:00 is midnight."""

    weekdays: list[int]
    begins: str
    ends: str


class WelcomeView(msgspec.Struct, kw_only=True, frozen=True):
    """One variant of the greeting; the first whose hours match is spoken, `hours` null matches always."""

    hours: HoursView | None
    text: str
    fallback_text: str | None
    attachments: list[Attachment]


class ChannelIn(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A channel to create."""

    name: str
    cost_fen: int
    staff_ids: list[int]
    department_ids: list[int]
    skip_verify: bool
    expires_at: datetime | None
    fallback_staff_ids: list[int]
    tag_ids: list[int]
    remark_template: str | None
    welcome: list[WelcomeView]


class ChannelChanges(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """What to change of a channel; what is left out stays."""

    name: str | UnsetType = UNSET
    cost_fen: int | UnsetType = UNSET
    staff_ids: list[int] | UnsetType = UNSET
    department_ids: list[int] | UnsetType = UNSET
    skip_verify: bool | UnsetType = UNSET
    expires_at: datetime | UnsetType | None = UNSET
    fallback_staff_ids: list[int] | UnsetType = UNSET
    tag_ids: list[int] | UnsetType = UNSET
    remark_template: str | UnsetType | None = UNSET
    welcome: list[WelcomeView] | UnsetType = UNSET


class ChannelRowView(msgspec.Struct, kw_only=True, frozen=True):
    """One row of the list. `greeted_in_time_permille` is of the last 30 days, the cost per add of all time."""

    channel_id: int
    name: str
    state: str
    status: ChannelStatus
    status_reason: str | None
    cost_fen: int
    staff_count: int
    expires_at: datetime | None
    added: int
    added_today: int
    greeted_in_time_permille: int | None
    cost_per_add_fen: int | None
    created_at: datetime


class ChannelView(ChannelRowView, kw_only=True, frozen=True):
    """All of a channel; `config_id` and `qr_url` are WeCom's."""

    staff_ids: list[int]
    department_ids: list[int]
    skip_verify: bool
    fallback_staff_ids: list[int]
    tag_ids: list[int]
    remark_template: str | None
    welcome: list[WelcomeView]
    config_id: str | None
    qr_url: str | None


class ChannelList(msgspec.Struct, kw_only=True, frozen=True):
    """A page of channels."""

    items: list[ChannelRowView]
    next_cursor: str | None
    total: int | None


class PreviewIn(msgspec.Struct, kw_only=True, frozen=True, forbid_unknown_fields=True):
    """A greeting to try."""

    text: str
    fallback_text: str | None


class ProblemView(msgspec.Struct, kw_only=True, frozen=True):
    """What is wrong, and where."""

    place: str
    message: str


class PreviewView(msgspec.Struct, kw_only=True, frozen=True):
    """The greeting with sample names, and without the customer's."""

    rendered: str
    fallback: str
    problems: list[ProblemView]


class FiguresView(msgspec.Struct, kw_only=True, frozen=True):
    """Figures of a slice of the adds; deletions count on the day of the add."""

    adds_new: int
    adds_returning: int
    adds_half: int
    deleted_by_customer_24h: int
    deleted_by_customer_7d: int
    deleted_by_staff_24h: int
    deleted_by_staff_7d: int
    greetings_due: int
    greetings_in_time: int
    cost_fen: int | None
    cost_per_add_fen: int | None


class DayFigures(FiguresView, kw_only=True, frozen=True):
    """Figures of one day of the corp."""

    day: date


class ShopFigures(FiguresView, kw_only=True, frozen=True):
    """Figures of one shop; null for members who belong to none."""

    department_id: int | None
    name: str


class StaffFigures(FiguresView, kw_only=True, frozen=True):
    """Figures of one member."""

    staff_id: int
    name: str


class ChannelFiguresView(FiguresView, kw_only=True, frozen=True):
    """Figures of one channel."""

    channel_id: int
    name: str


class ChannelReportView(msgspec.Struct, kw_only=True, frozen=True):
    """A report in its cuts; `not_known` names what WeCom does not tell."""

    totals: FiguresView
    by_day: list[DayFigures]
    by_shop: list[ShopFigures]
    by_staff: list[StaffFigures]
    not_known: list[str]


class AllChannelsReportView(ChannelReportView, kw_only=True, frozen=True):
    """The same over all channels, and by channel."""

    by_channel: list[ChannelFiguresView]


KeyT = TypeVar("KeyT")

NOT_KNOWN = ["scans", "refusals"]


def draft_of(data: ChannelIn) -> ChannelDraft:
    """Read a draft.

    Raises:
        BadHoursError: a time of day that is none.
    """
    return ChannelDraft(
        name=data.name.strip(),
        cost_fen=data.cost_fen,
        staff_ids=_distinct(map(StaffId, data.staff_ids)),
        department_ids=_distinct(map(DepartmentId, data.department_ids)),
        skip_verify=data.skip_verify,
        expires_at=data.expires_at,
        fallback_staff_ids=_distinct(map(StaffId, data.fallback_staff_ids)),
        tag_ids=_distinct(map(TagId, data.tag_ids)),
        remark_template=data.remark_template or None,
        welcome=tuple(_welcome(one, f"body.welcome[{number}]") for number, one in enumerate(data.welcome)),
    )


def _distinct(ids: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(ids))


def changed(channel: Channel, changes: ChannelChanges) -> ChannelDraft:
    """Apply changes to what a channel is."""
    whole = ChannelIn(
        name=channel.name,
        cost_fen=channel.cost_fen,
        staff_ids=list(channel.staff_ids),
        department_ids=list(channel.department_ids),
        skip_verify=channel.skip_verify,
        expires_at=channel.expires_at,
        fallback_staff_ids=list(channel.fallback_staff_ids),
        tag_ids=list(channel.tag_ids),
        remark_template=channel.remark_template,
        welcome=[_welcome_view(one) for one in channel.welcome],
    )
    given = {name: value for name, value in structs.asdict(changes).items() if value is not UNSET}
    return draft_of(structs.replace(whole, **given))


def channel_row(channel: Channel, figures: ChannelFigures) -> ChannelRowView:
    """Show a channel in a list."""
    return ChannelRowView(**_row_fields(channel, figures))


def channel_view(channel: Channel, figures: ChannelFigures) -> ChannelView:
    """Show all of a channel."""
    return ChannelView(
        **_row_fields(channel, figures),
        staff_ids=list(channel.staff_ids),
        department_ids=list(channel.department_ids),
        skip_verify=channel.skip_verify,
        fallback_staff_ids=list(channel.fallback_staff_ids),
        tag_ids=list(channel.tag_ids),
        remark_template=channel.remark_template,
        welcome=[_welcome_view(one) for one in channel.welcome],
        config_id=channel.config_id,
        qr_url=channel.qr_url,
    )


def _row_fields(channel: Channel, figures: ChannelFigures) -> dict[str, Any]:
    due, in_time = figures.greetings_due, figures.greetings_in_time
    return {
        "channel_id": channel.channel_id,
        "name": channel.name,
        "state": channel.state,
        "status": channel.status,
        "status_reason": channel.status_reason,
        "cost_fen": channel.cost_fen,
        "staff_count": figures.members,
        "expires_at": channel.expires_at,
        "added": figures.added,
        "added_today": figures.added_today,
        "greeted_in_time_permille": in_time * 1000 // due if due else None,
        "cost_per_add_fen": cost_per_add(channel.cost_fen, figures.added),
        "created_at": channel.created_at,
    }


def preview_view(preview: Preview) -> PreviewView:
    """Show how a greeting reads."""
    return PreviewView(
        rendered=preview.rendered,
        fallback=preview.fallback,
        problems=[ProblemView(place=place, message=message) for place, message in preview.problems.items()],
    )


def report_view(named: NamedReport) -> ChannelReportView:
    """Show a report."""
    return ChannelReportView(**_report_fields(named))


def all_channels_view(named: NamedReport) -> AllChannelsReportView:
    """Show a report with its channels, most adds first."""
    return AllChannelsReportView(
        **_report_fields(named),
        by_channel=[
            ChannelFiguresView(channel_id=channel_id, name=named.channels.get(channel_id, ""), **asdict(row))
            for channel_id, row in _ranked(named.report.by_channel)
        ],
    )


def _report_fields(named: NamedReport) -> dict[str, Any]:
    report = named.report
    return {
        "totals": FiguresView(**asdict(report.totals)),
        "by_day": [DayFigures(day=day, **asdict(row)) for day, row in report.by_day.items()],
        "by_shop": [
            ShopFigures(department_id=shop, name=named.shops.get(shop, "") if shop else "", **asdict(row))
            for shop, row in _ranked(report.by_shop)
        ],
        "by_staff": [
            StaffFigures(staff_id=staff_id, name=named.staff.get(staff_id, ""), **asdict(row))
            for staff_id, row in _ranked(report.by_staff)
            if staff_id in named.staff
        ],
        "not_known": NOT_KNOWN,
    }


def _ranked(rows: Mapping[KeyT, Figures]) -> list[tuple[KeyT, Figures]]:
    return sorted(rows.items(), key=lambda item: -(item[1].adds_new + item[1].adds_returning))


def _welcome(view: WelcomeView, place: str) -> Welcome:
    return Welcome(
        hours=_hours(view.hours, f"{place}.hours") if view.hours else None,
        text=view.text,
        fallback_text=view.fallback_text or None,
        attachments=tuple(view.attachments),
    )


def _hours(view: HoursView, place: str) -> Hours:
    begins, ends = minutes_from(view.begins), minutes_from(view.ends)
    if begins is None or ends is None:
        raise BadHoursError("a time of day is HH:MM", place=place)
    return Hours(weekdays=tuple(sorted(set(view.weekdays))), begins=begins, ends=ends)


def _welcome_view(welcome: Welcome) -> WelcomeView:
    hours = welcome.hours
    return WelcomeView(
        hours=HoursView(weekdays=list(hours.weekdays), begins=clock_from(hours.begins), ends=clock_from(hours.ends))
        if hours
        else None,
        text=welcome.text,
        fallback_text=welcome.fallback_text,
        attachments=list(welcome.attachments),
    )
