"""Customers: who follows whom, details, remarks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Done, Page, PagedCall
from wecom_api.calls.limits import at_most_characters, at_most_items, between, given, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_MEMBERS_PER_BATCH = 100
MAX_ROWS_PER_BATCH = 100


class FollowUsers(msgspec.Struct, frozen=True, kw_only=True):
    """Members with customer contact, inside the app's visible range."""

    follow_user: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetFollowUserList(Call[FollowUsers]):
    """List the members who may have customers.

    Window: the common limits.
    Shape: nothing in; not paged.
    Errors: 48002 the app is not on the list of callable apps.
    Source: https://developer.work.weixin.qq.com/document/path/92571 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_follow_user_list"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True


class CustomerIds(msgspec.Struct, frozen=True, kw_only=True):
    """External_userids of one member's customers."""

    external_userid: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListCustomers(Call[CustomerIds]):
    """List the customers of one member.

    Window: the common limits; few calls at once (45033, number unpublished).
    Shape: one userid; not paged, up to the member's customer cap.
    Errors: 84061 the member has no customer, answered here with an empty list; 84074 not a follow user.
    Source: https://developer.work.weixin.qq.com/document/path/92113 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/list"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True
    empty_on: ClassVar[frozenset[int]] = frozenset({84061})

    userid: str

    def __post_init__(self) -> None:
        given(self, userid=self.userid)


class ExternalContact(msgspec.Struct, frozen=True, kw_only=True):
    """The outside person, the same for every follower.

    Attributes:
        name: the WeChat nickname for type 1, a public alias or real name for type 2.
        type: 1 WeChat user, 2 WeCom user of another corp.
        gender: 0 unknown, 1 male, 2 female.
        unionid: only type 1, and only if the corp bound an open-platform developer account.
        external_profile: only type 2, as WeCom sends it.
    """

    external_userid: str
    name: str = ""
    avatar: str = ""
    type: int = 0
    gender: int = 0
    unionid: str = ""
    position: str = ""
    corp_name: str = ""
    corp_full_name: str = ""
    external_profile: dict[str, Any] = {}


class FollowTag(msgspec.Struct, frozen=True, kw_only=True):
    """A tag on a relation.

    Attributes:
        type: 1 corp tag, 2 the member's own (without tag_id), 3 strategy-group tag.
    """

    group_name: str = ""
    tag_name: str = ""
    tag_id: str = ""
    type: int = 0


class WechatChannels(msgspec.Struct, frozen=True, kw_only=True):
    """The video channel a customer came from (add_way 10).

    Attributes:
        source: 0 unknown, 1 home, 2 live room, 3 lead form.
    """

    nickname: str = ""
    source: int = 0


class FollowUser(msgspec.Struct, frozen=True, kw_only=True):
    """One member's relation to the customer.

    Attributes:
        createtime: unix seconds at which the relation began.
        tags: with names, from `get`; `batch/get_by_user` fills `tag_id` instead.
        tag_id: corp and strategy tags only; a member's own tags are dropped there.
        add_way: source, 1 = scanned a QR, 16 = acquisition link, 202 = assigned by admin, …
        oper_userid: who began it: a userid, or the external_userid if the customer did.
        state: of the contact way or acquisition link; empty if none.
    """

    userid: str
    remark: str = ""
    description: str = ""
    createtime: int = 0
    tags: tuple[FollowTag, ...] = ()
    tag_id: tuple[str, ...] = ()
    remark_corp_name: str = ""
    remark_mobiles: tuple[str, ...] = ()
    add_way: int = 0
    oper_userid: str = ""
    state: str = ""
    wechat_channels: WechatChannels | None = None


class CustomerDetail(Page, frozen=True, kw_only=True):
    """A customer with up to 500 followers a page, all inside the visible range."""

    external_contact: ExternalContact
    follow_user: tuple[FollowUser, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCustomer(PagedCall[CustomerDetail]):
    """Read one customer and all relations the app may see.

    Window: the common limits.
    Shape: one external_userid; a cursor only beyond 500 followers.
    Errors: 84061 no relation (left, not yet confirmed, only a group member), right after an add also when
        WeCom lags; 40096 foreign id, or no visible follower.
    Source: https://developer.work.weixin.qq.com/document/path/92114 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    external_userid: str
    cursor: str | None = None

    def __post_init__(self) -> None:
        given(self, external_userid=self.external_userid)


class CustomerOfMember(msgspec.Struct, frozen=True, kw_only=True):
    """One pair of member and customer."""

    external_contact: ExternalContact
    follow_info: FollowUser


class FailInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Members left out for want of a licence (third-party apps only)."""

    unlicensed_userid_list: tuple[str, ...] = ()


class CustomersOfMembers(Page, frozen=True, kw_only=True):
    """A page of pairs; it may be empty and not the last."""

    external_contact_list: tuple[CustomerOfMember, ...] = ()
    fail_info: FailInfo = FailInfo()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchGetByUser(PagedCall[CustomersOfMembers]):
    """Read the customers of up to 100 members with details: the call of a full sync.

    Window: the common limits; few calls at once (45033).
    Shape: 1..100 userids, 1..100 rows a page, one row per pair.
    Errors: 84061 nobody has a customer, answered here with an empty page; 40058 list empty or too long.
    Source: https://developer.work.weixin.qq.com/document/path/92994 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/batch/get_by_user"
    idempotent: ClassVar[bool] = True
    empty_on: ClassVar[frozenset[int]] = frozenset({84061})

    userid_list: Sequence[str]
    cursor: str | None = None
    limit: int = MAX_ROWS_PER_BATCH

    def __post_init__(self) -> None:
        given(self, userid_list=self.userid_list)
        at_most_items(self, "userid_list", self.userid_list, MAX_MEMBERS_PER_BATCH)
        between(self, "limit", self.limit, 1, MAX_ROWS_PER_BATCH)


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkCustomer(Call[Done]):
    """Set what a member has noted about a customer; absent fields stay as they are.

    Window: the common limits. Raises no callback.
    Shape: remark and remark_company at most 20 characters, description 150; remark_mobiles replaces the
        list, and an empty one clears it.
    Errors: 84061 no relation; 40096 foreign id; 40058 too long; 40007 remark_pic_mediaid expired.
    Source: https://developer.work.weixin.qq.com/document/path/92115 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/remark"
    idempotent: ClassVar[bool] = True

    userid: str
    external_userid: str
    remark: str | None = None
    description: str | None = None
    remark_company: str | None = None
    remark_mobiles: Sequence[str] | None = None
    remark_pic_mediaid: str | None = None

    def __post_init__(self) -> None:
        given(self, userid=self.userid, external_userid=self.external_userid)
        at_most_characters(self, "remark", self.remark, 20)
        at_most_characters(self, "description", self.description, 150)
        at_most_characters(self, "remark_company", self.remark_company, 20)
        changes = (
            self.remark,
            self.description,
            self.remark_company,
            self.remark_mobiles,
            self.remark_pic_mediaid,
        )  # fmt: skip - one row of what can change
        if all(change is None for change in changes):
            refuse(self, "remark", "nothing to change", "give at least one of the optional fields")

    def parameters(self) -> dict[str, Any]:
        """As the fields; an empty list of mobiles is written as one empty string, as the page asks."""
        found = Call.parameters(self)
        if found.get("remark_mobiles") == []:
            found["remark_mobiles"] = [""]
        return found
