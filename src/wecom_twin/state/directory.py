"""The address book: departments, their members, and what an app may see of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wecom_twin.state.userids import USERID

if TYPE_CHECKING:
    from wecom_twin.state.contacts import Member

ROOT_DEPARTMENT = 1


@dataclass(slots=True, eq=False)
class Department:
    """A node of the address book; the root has id 1 and parent 0."""

    id: int
    name: str
    parentid: int
    order: int = 0
    leaders: list[str] = field(default_factory=list, metadata=USERID)


@dataclass(slots=True, eq=False)
class MemberTag:
    """A tag on members and departments (标签), not to be mixed up with the tags on customers."""

    id: int
    name: str
    userids: list[str] = field(default_factory=list, metadata=USERID)
    parties: list[int] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class Directory:
    """The address book of one corp. Userids are unique ignoring case and keep their spelling."""

    departments: dict[int, Department] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    """By lower-cased userid."""
    tags: dict[int, MemberTag] = field(default_factory=dict)
    version: int = 0
    """Grows with each change; what is derived from the directory is valid for one version."""

    def add_department(self, department: Department) -> Department:
        """Put a department into the tree."""
        self.departments[department.id] = department
        self.version += 1
        return department

    def remove_department(self, department: Department) -> None:
        """Take an empty department out of the tree."""
        del self.departments[department.id]
        self.version += 1

    def add_member(self, member: Member) -> Member:
        """Put a member into the address book."""
        self.members[member.userid.lower()] = member
        self.version += 1
        return member

    def remove_member(self, member: Member) -> None:
        """Let a member leave the corp."""
        del self.members[member.userid.lower()]
        self.version += 1

    def find_member(self, userid: str) -> Member | None:
        """The member of that userid, ignoring case."""
        return self.members.get(userid.lower())

    def subtree(self, top: int) -> list[Department]:
        """A department and everything below it, parents before children."""
        children: dict[int, list[Department]] = {}
        for department in self.departments.values():
            children.setdefault(department.parentid, []).append(department)
        root = self.departments.get(top)
        found = [] if root is None else [root]
        for department in found:
            found.extend(children.get(department.id, ()))
        return found

    def members_of(self, department_id: int) -> list[Member]:
        """The direct members of a department."""
        return [member for member in self.members.values() if department_id in member.departments]


@dataclass(frozen=True, slots=True)
class Sight:
    """What of the address book an app may see, for one version of the directory."""

    departments: frozenset[int]
    userids: frozenset[str]
    """In their own spelling."""

    def sees(self, member: Member) -> bool:
        """Whether the member lies in the visible range."""
        return member.userid in self.userids


def look(directory: Directory, *, departments: set[int], userids: set[str]) -> Sight:
    """Expand a visible range (departments with all below them, and single members)."""
    seen = {found.id for top in departments for found in directory.subtree(top)}
    by_name = {userid.lower() for userid in userids}
    members = (
        member.userid
        for member in directory.members.values()
        if member.userid.lower() in by_name or not seen.isdisjoint(member.departments)
    )
    return Sight(frozenset(seen), frozenset(members))
