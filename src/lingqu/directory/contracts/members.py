"""Members on their own pages inside WeCom, and the sessions these are shown in."""

from dataclasses import dataclass, field
from datetime import timedelta

from lingqu.kernel.ids import CorpId, StaffId

MEMBER_SESSION_LIFE = timedelta(hours=12)
"""A working day: WeCom asks nothing of the member who opens the page anew."""

ENTERING_LIFE = timedelta(minutes=10)
"""From being sent to WeCom until coming back; the code itself lives five minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who opened the page, as WeCom told: a member of this corp who is still here."""

    corp_id: CorpId
    staff_id: StaffId
    name: str
    shop: str | None

    @property
    def actor(self) -> str:
        """How audit records name this member."""
        return f"member:{self.staff_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMemberSession:
    """A session just begun; `token` goes into the cookie and is kept nowhere else. It begins with the corp's number."""

    token: str = field(repr=False)
