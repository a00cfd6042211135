"""Which groups somebody means to write to, and how each stands."""

from dataclasses import dataclass

from lingqu.kernel.ids import DepartmentId, GroupchatId, GroupchatTagId, StaffId


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupAudience:
    """Groups chosen one by one, or all that meet every condition; where nothing is said, every group that is there.

    Attributes:
        tag_ids: has one of these tags of ours.
        owner_ids: is owned by one of these members.
        department_ids: its owner works in one of these departments or shops, or in one below.
        least_people, most_people: how many people from outside are in it, both included.
    """

    groupchat_ids: tuple[GroupchatId, ...] = ()
    tag_ids: tuple[GroupchatTagId, ...] = ()
    owner_ids: tuple[StaffId, ...] = ()
    department_ids: tuple[DepartmentId, ...] = ()
    least_people: int | None = None
    most_people: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupStanding:
    """A group of an audience; `people` are those from outside: customers, and others of whom WeCom gives no id."""

    groupchat_id: GroupchatId
    name: str | None
    owner_id: StaffId | None
    owner_name: str | None
    people: int
    may_send: bool
    """Its owner is here and may contact customers."""
    readable: bool
    """WeCom shows it to us."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What an audience names that is not there."""

    place: str
    numbers: tuple[int, ...]
