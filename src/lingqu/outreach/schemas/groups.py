"""The shapes of broadcasts into customer groups at the HTTP edge."""

from datetime import date, datetime
from typing import Annotated

import msgspec

from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.kernel.ids import DepartmentId, GroupchatId, GroupchatTagId, StaffId
from lingqu.outreach.contracts.groups import (
    GroupAudienceView,
    GroupForecast,
    GroupReach,
    GroupSample,
    GroupsPreview,
)
from lingqu.outreach.schemas.skips import SkipCount, skips_out

Count = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class GroupsInput(msgspec.Struct, kw_only=True, frozen=True):
    """Which groups: those chosen one by one, or all that meet every condition; with nothing said, every group.

    `department_ids` are departments or shops of the owner, `least_people` and `most_people` count people outside.
    """

    groupchat_ids: list[int] = []
    tag_ids: list[int] = []
    owner_ids: list[int] = []
    department_ids: list[int] = []
    least_people: Count | None = None
    most_people: Count | None = None


class GroupForecastInput(msgspec.Struct, kw_only=True, frozen=True):
    """What is to be foretold: into which groups, as part of what, and when; null is now."""

    groups: GroupsInput
    programme_id: int | None = None
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


class Named(msgspec.Struct, kw_only=True, frozen=True):
    """A group, tag, member or department with its name; null where a group has none."""

    id: int
    name: str | None


class GroupsOut(msgspec.Struct, kw_only=True, frozen=True):
    """Which groups a broadcast goes into, with names; what is gone is missing."""

    groupchats: list[Named]
    tags: list[Named]
    owners: list[Named]
    departments: list[Named]
    least_people: int | None
    most_people: int | None


class GroupReachOut(msgspec.Struct, kw_only=True, frozen=True):
    """What a broadcast into groups reaches; `repeated` persons are in several of them and hear it more than once."""

    groups: int
    owners: int
    people: int
    repeated: int


class SampleGroup(msgspec.Struct, kw_only=True, frozen=True):
    """A group of an audience."""

    groupchat_id: int
    name: str | None
    owner: str | None
    people: int


class GroupsPreviewOut(GroupReachOut, kw_only=True, frozen=True):
    """The same with its largest groups, and how many nobody could send to."""

    sample: list[SampleGroup]
    skipped: list[SkipCount]


class WaitingGroupOut(SampleGroup, kw_only=True, frozen=True):
    """A group beyond a cap, and from which day of the corp on it could get a message; null is not within a month."""

    reason: str
    day: date | None


class LaterGroups(msgspec.Struct, kw_only=True, frozen=True):
    """How many of the groups beyond a cap could get it from a day of the corp on."""

    day: date
    groups: int


class GroupForecastOut(GroupReachOut, kw_only=True, frozen=True):
    """What would become of a broadcast into groups; `waiting` names the first fifty beyond a cap."""

    opens_at: datetime
    closes_at: datetime
    skipped: list[SkipCount]
    waiting: list[WaitingGroupOut]
    later: list[LaterGroups]
    too_late: int


def groups_of(data: GroupsInput) -> GroupAudience:
    """Read an audience of groups; what is named twice counts once."""
    return GroupAudience(
        groupchat_ids=tuple(GroupchatId(one) for one in dict.fromkeys(data.groupchat_ids)),
        tag_ids=tuple(GroupchatTagId(one) for one in dict.fromkeys(data.tag_ids)),
        owner_ids=tuple(StaffId(one) for one in dict.fromkeys(data.owner_ids)),
        department_ids=tuple(DepartmentId(one) for one in dict.fromkeys(data.department_ids)),
        least_people=data.least_people,
        most_people=data.most_people,
    )


def groups_out(view: GroupAudienceView) -> GroupsOut:
    """Show which groups a broadcast goes into."""
    return GroupsOut(
        groupchats=[Named(id=one.groupchat_id, name=one.name) for one in view.groupchats],
        tags=[Named(id=one.tag_id, name=one.name) for one in view.tags],
        owners=[Named(id=one.staff_id, name=one.name) for one in view.owners],
        departments=[Named(id=one.department_id, name=one.name) for one in view.departments],
        least_people=view.audience.least_people,
        most_people=view.audience.most_people,
    )


def preview_out(preview: GroupsPreview) -> GroupsPreviewOut:
    """Show an audience of groups."""
    return GroupsPreviewOut(
        **msgspec.structs.asdict(_reach(preview.reach)),
        sample=[_sample(one) for one in preview.sample],
        skipped=skips_out(preview.skipped),
    )


def group_forecast_out(found: GroupForecast) -> GroupForecastOut:
    """Show a forecast."""
    return GroupForecastOut(
        **msgspec.structs.asdict(_reach(found.reach)),
        opens_at=found.opens_at,
        closes_at=found.closes_at,
        skipped=skips_out(found.skipped),
        waiting=[
            WaitingGroupOut(**msgspec.structs.asdict(_sample(one.group)), reason=one.reason.value, day=one.day)
            for one in found.waiting
        ],
        later=[LaterGroups(day=day, groups=number) for day, number in found.later.items()],
        too_late=found.too_late,
    )


def _reach(reach: GroupReach) -> GroupReachOut:
    return GroupReachOut(groups=reach.groups, owners=reach.owners, people=reach.people, repeated=reach.repeated)


def _sample(group: GroupSample) -> SampleGroup:
    return SampleGroup(groupchat_id=group.groupchat_id, name=group.name, owner=group.owner, people=group.people)
