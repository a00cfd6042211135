"""Broadcasts into customer groups: whom one would reach, and what the governor would decide."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from lingqu.deliveries.contracts import Reason
from lingqu.groupchats.contracts.audiences import GroupAudience
from lingqu.groupchats.contracts.groups import StaffName, TagName
from lingqu.kernel.ids import DepartmentId, GroupchatId


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupReach:
    """What a broadcast into groups reaches.

    Attributes:
        groups, owners: how many groups, through how many members.
        people: people from outside in them, counted in each group: who is in two counts twice.
        repeated: persons who are in several of them: they hear it more than once.
    """

    groups: int
    owners: int
    people: int
    repeated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupSample:
    """A group of an audience, as shown."""

    groupchat_id: GroupchatId
    name: str | None
    owner: str | None
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupsPreview:
    """An audience of groups as it is now, and which of them nobody could send to."""

    reach: GroupReach
    sample: tuple[GroupSample, ...]
    skipped: Mapping[Reason, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingGroup:
    """A group beyond a cap: which one, and the first day of the corp on which it could get a message; None is late."""

    group: GroupSample
    reason: Reason
    day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupForecast:
    """What the governor would decide if a broadcast into groups left at an hour.

    Attributes:
        opens_at, closes_at: from when and until when owners could send it.
        waiting: the first of those beyond a cap, by number.
        later: of those beyond a cap, how many could from which day of the corp on.
        too_late: of those, how many could not within a month.
    """

    opens_at: datetime
    closes_at: datetime
    reach: GroupReach
    skipped: Mapping[Reason, int]
    waiting: tuple[WaitingGroup, ...]
    later: Mapping[date, int]
    too_late: int


@dataclass(frozen=True, slots=True)
class DepartmentName:
    """A department or shop by name."""

    department_id: DepartmentId
    name: str


@dataclass(frozen=True, slots=True)
class GroupName:
    """A group by name; None where it has none."""

    groupchat_id: GroupchatId
    name: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAudienceView:
    """An audience of groups with the names of what it is made of."""

    audience: GroupAudience
    groupchats: tuple[GroupName, ...]
    tags: tuple[TagName, ...]
    owners: tuple[StaffName, ...]
    departments: tuple[DepartmentName, ...]
