"""Members, customers, and the relation between the two, to which remarks and tags belong."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from wecom_twin.state.userids import USERID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wecom_twin.state.conduct import ConductDay
    from wecom_twin.state.links import AcquisitionLink, LinkCustomer
    from wecom_twin.state.tags import Tag

WECHAT_USER = 1
WECOM_USER = 2


class Bond(IntEnum):
    """Where a relation stands. Only `FULL` and `LEFT_BY_CUSTOMER` are readable through the API."""

    FULL = 1
    HALF = 2
    """The customer added a skip-verify member who has not confirmed yet."""
    LEFT_BY_CUSTOMER = 3
    """The customer deleted or blocked the member, who still has the customer."""
    LEFT_BY_MEMBER = 4


_READABLE = (Bond.FULL, Bond.LEFT_BY_CUSTOMER)


@dataclass(slots=True, eq=False)
class Member:
    """A member (成员) of a corp and the customers that follow from them.

    `status` is WeCom's: 1 active, 2 disabled, 4 not activated, 5 left.
    """

    userid: str
    name: str
    departments: list[int]
    position: str = ""
    gender: int = 0
    alias: str = ""
    mobile: str = ""
    email: str = ""
    biz_mail: str = ""
    address: str = ""
    status: int = 1
    leader_in: list[int] = field(default_factory=list)
    follow_user: bool = True
    """Inside 客户联系 › 使用范围: may have customers."""
    verified: bool = True
    """Real-name verified."""
    banned: bool = False
    """Takes part in no transfer."""
    logged_in_at: float | None = None
    """When they were last in the client; none means just now."""
    console_welcome: bool = False
    """An admin set a welcome in the console, which swallows the welcome code."""
    relations: dict[str, Relation] = field(default_factory=dict, repr=False)
    """By external_userid, in order of adding; includes pairs that have ended."""
    days: dict[int, ConductDay] = field(default_factory=dict, repr=False)
    """By number of the day since 1970 in Beijing: what they did with customers."""

    @property
    def active(self) -> bool:
        """May work: neither disabled, nor gone, nor still to be activated."""
        return self.status == 1


@dataclass(slots=True, eq=False)
class Relation:
    """One pair of member and customer."""

    member: Member
    customer: Customer
    serial: int
    """Grows within the corp with each adding; cursors of lists hold on to it."""
    createtime: int
    add_way: int
    oper_userid: str = field(metadata=USERID)
    state: str | None = None
    bond: Bond = Bond.FULL
    remark: str = ""
    description: str = ""
    remark_corp_name: str = ""
    remark_mobiles: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    personal_tags: tuple[str, ...] = ()
    last_chat_at: float = 0.0
    """When the two last exchanged a message; decides who gets a group-send task."""
    customer_spoke: bool = False
    conclusions: Mapping[str, object] | None = None
    """Of a temporary session that still runs: its closing message; none for pairs that stay."""
    visit: LinkCustomer | None = None
    """The adding through an acquisition link, where it came by one."""

    def living_tags(self) -> list[Tag]:
        """Tags of the corp and of strategy groups that have not been deleted since they were marked."""
        return [tag for tag in self.tags if not tag.deleted]

    @property
    def readable(self) -> bool:
        """Whether the API shows the pair."""
        return self.bond in _READABLE


@dataclass(slots=True, eq=False)
class Customer:
    """An outside person as one corp knows them."""

    external_userid: str
    name: str
    gender: int = 0
    type: int = WECHAT_USER
    unionid: str = ""
    corp_name: str = ""
    position: str = ""
    relations: list[Relation] = field(default_factory=list, repr=False)

    def relation_with(self, member: Member) -> Relation | None:
        """The pair with that member, whatever has become of it."""
        return member.relations.get(self.external_userid)


@dataclass(slots=True, eq=False)
class FriendRequest:
    """A customer waits until the member accepts (skip_verify false)."""

    member: Member
    customer: Customer
    add_way: int
    state: str | None
    requested_at: float
    config_id: str | None = None
    link: AcquisitionLink | None = None
