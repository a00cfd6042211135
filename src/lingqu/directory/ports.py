"""What directory needs from outside its walls."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol, TypeAlias, runtime_checkable

from lingqu.directory.contracts.people import DepartmentSnapshot, MemberSnapshot
from lingqu.infra.database import Session
from lingqu.kernel.ids import CorpId, DepartmentId, StaffId, Userid


class DirectoryReader(Protocol):
    """Reads the corp's directory at WeCom, as far as the app's visible range reaches.

    Every method raises `lingqu.kernel.outside` errors and nothing else.
    """

    async def read_departments(self, corp_id: CorpId) -> list[DepartmentSnapshot]:
        """Return all visible departments, in any order."""
        ...

    async def read_members_of(self, corp_id: CorpId, department_ids: Sequence[DepartmentId]) -> list[MemberSnapshot]:
        """Return the direct members of some departments, each once; a department gone meanwhile gives nobody."""
        ...

    async def read_members(self, corp_id: CorpId, userids: Sequence[Userid]) -> dict[Userid, MemberSnapshot | None]:
        """Return each member by the spelling asked for; None for one who left or is out of the visible range."""
        ...

    async def read_follow_users(self, corp_id: CorpId) -> list[Userid]:
        """Return the members with customer contact."""
        ...


CustomerCounts: TypeAlias = Callable[[Session, Sequence[StaffId]], Awaitable[Mapping[StaffId, int]]]
"""Counts live customers of some staff; those without any may be missing. Answered above, by customers."""


@runtime_checkable
class MemberRecogniser(Protocol):
    """Learns from WeCom who opens a page inside its client, without asking them anything."""

    async def recognise(self, corp_id: CorpId, code: str) -> Userid | None:
        """Return the member behind an OAuth code, None for somebody who is no member. The code works once.

        Raises:
            OutsideError: of `lingqu.kernel.outside`: used, too old, or WeCom cannot be asked.
        """
        ...

    def address(self, corpid: str, *, redirect_uri: str, state: str) -> str:
        """Return where to send the browser, which comes back to `redirect_uri` with `code` and `state`."""
        ...
