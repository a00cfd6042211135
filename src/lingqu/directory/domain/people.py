"""What callbacks about members and departments amount to. Many of them, oldest first, become one answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from lingqu.directory.contracts.people import Membership, MemberSnapshot
from lingqu.kernel.ids import Userid


class Change(StrEnum):
    """What a callback says: read somebody again, somebody left, or the tree of departments changed."""

    HERE = "here"
    LEFT = "left"
    DEPARTMENTS = "departments"


@dataclass(frozen=True, slots=True, kw_only=True)
class DirectoryEvent:
    """One callback in our words; `userid` is None for departments."""

    change: Change
    at: datetime
    userid: Userid | None = None
    new_userid: Userid | None = None


@dataclass(slots=True)
class Amount:
    """What to write and what to read again. Userids are keyed in lower case.

    `left` holds when a member left; who came back after that is in `to_read` only. `renames` are in order.
    """

    to_read: dict[str, Userid] = field(default_factory=dict)
    left: dict[str, tuple[Userid, datetime]] = field(default_factory=dict)
    renames: list[tuple[Userid, Userid]] = field(default_factory=list)
    departments_changed: bool = False


def amount(events: Iterable[DirectoryEvent]) -> Amount:
    """Fold callbacks, oldest first: the last word on each member counts."""
    result = Amount()
    for event in events:
        if event.userid is None:
            result.departments_changed = True
            continue
        key = event.userid.lower()
        result.to_read.pop(key, None)
        result.left.pop(key, None)
        if event.change is Change.LEFT:
            result.left[key] = (event.userid, event.at)
        elif event.new_userid is not None:
            result.renames.append((event.userid, event.new_userid))
            result.left.pop(event.new_userid.lower(), None)
            result.to_read[event.new_userid.lower()] = event.new_userid
        else:
            result.to_read[key] = event.userid
    return result


def distinct(userids: Iterable[str]) -> dict[str, Userid]:
    """Key userids in lower case, keeping the first spelling of each; in order, so that locks are taken in order."""
    found: dict[str, Userid] = {}
    for userid in sorted(userids):
        found.setdefault(userid.lower(), Userid(userid))
    return dict(sorted(found.items()))


def differing(ours: Mapping[str, MemberSnapshot], theirs: Mapping[str, MemberSnapshot]) -> int:
    """Count members whom WeCom tells otherwise than we hold them, or whom we do not hold to be here."""
    return sum(1 for key, member in theirs.items() if key not in ours or _shape(ours[key]) != _shape(member, ours[key]))


def _shape(member: MemberSnapshot, known: MemberSnapshot | None = None) -> tuple[str, str, frozenset[Membership]]:
    """An empty name tells nothing: the known one stays."""
    name = member.name or (known.name if known else "")
    return member.userid, name, frozenset(member.memberships)
