"""Where the walk through all customers stands, and how it goes on when WeCom refuses a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from lingqu.kernel.ids import CustomerId, ExternalUserid, StaffId, Userid

RESTARTS = 2
"""How often a group is begun again because its cursor was refused, before its members are asked one by one."""

NOBODY_ENDED = CustomerId(-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Behind member `after`; within the group of `members`, if there is one.

    A group keeps its members until its end, whoever is hired or leaves meanwhile: a cursor belongs to the list of
    members with which it was given out.

    Attributes:
        cursor: of the group's next page.
        began_at: when the group was begun.
        ending: all pages are stored, and relations that none listed are being ended, up to this customer.
        alone_until: members up to this one are asked one by one, because WeCom refused the group as a whole.
        restarts: how often the group was begun again.
        done_before: pairs met before the group.
        counted_since: what was read since then has been compared already, before the group was begun again.
        again: customers to read one by one, as soon as the budget allows.
    """

    after: StaffId = StaffId(0)  # noqa: RUF009 - a NewType call makes an int
    members: tuple[tuple[StaffId, Userid], ...] = ()
    cursor: str | None = None
    began_at: datetime | None = None
    ending: CustomerId | None = None
    alone_until: StaffId = StaffId(0)  # noqa: RUF009 - a NewType call makes an int
    restarts: int = 0
    done_before: int = 0
    counted_since: datetime | None = None
    again: tuple[ExternalUserid, ...] = ()

    @property
    def staff_ids(self) -> frozenset[StaffId]:
        """The group, as we number it."""
        return frozenset(staff_id for staff_id, _ in self.members)

    @property
    def userids(self) -> list[Userid]:
        """The group, as WeCom names it."""
        return [userid for _, userid in self.members]

    @property
    def alone(self) -> bool:
        """Whether the next group is a single member."""
        return self.after < self.alone_until

    def kept(self) -> dict[str, Any]:
        """Return it as the stage's cursor keeps it."""
        return {
            "after": self.after,
            "members": [list(member) for member in self.members],
            "cursor": self.cursor,
            "began_at": self.began_at.isoformat() if self.began_at else None,
            "ending": self.ending,
            "alone_until": self.alone_until,
            "restarts": self.restarts,
            "done_before": self.done_before,
            "counted_since": self.counted_since.isoformat() if self.counted_since else None,
            "again": list(self.again),
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Place":
        """Read it back."""
        if not kept:
            return cls()
        read: dict[str, Any] = dict(kept)
        for name in ("began_at", "counted_since"):
            read[name] = datetime.fromisoformat(kept[name]) if kept[name] else None
        read["members"] = tuple((StaffId(staff_id), Userid(userid)) for staff_id, userid in kept["members"])
        read["again"] = tuple(kept["again"])
        return cls(**read)

    def begun(self, members: Mapping[StaffId, Userid], *, at: datetime, done: int) -> "Place":
        """Begin the next group."""
        return replace(self, members=tuple(members.items()), began_at=at, restarts=0, done_before=done)

    def passed(self) -> "Place":
        """Leave the group behind."""
        after = max(self.staff_ids)
        return Place(
            after=after,
            alone_until=self.alone_until,
            counted_since=self.counted_since if after < self.alone_until else None,
            again=self.again,
        )

    def listed(self, next_cursor: str | None) -> "Place":
        """Go behind a page."""
        return replace(self, cursor=next_cursor, ending=NOBODY_ENDED if next_cursor is None else None)

    def refused(self, *, at: datetime, nobody_there: bool) -> "Place":
        """Go around a refused page: from the group's start with a new cursor, member by member, or past the one.

        Args:
            at: now.
            nobody_there: WeCom says so where it could as well list nobody.
        """
        counted_since = self.counted_since or self.began_at
        if self.cursor is not None and self.restarts < RESTARTS:
            restarts = self.restarts + 1
            return replace(self, cursor=None, began_at=at, restarts=restarts, counted_since=counted_since)
        if len(self.members) > 1:
            whole = max(self.staff_ids)
            return Place(after=self.after, alone_until=whole, counted_since=counted_since, again=self.again)
        return self.listed(None) if nobody_there and self.cursor is None else self.passed()
