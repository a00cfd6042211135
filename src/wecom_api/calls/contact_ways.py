"""Contact ways (「联系我」): QR codes and buttons by which strangers become customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Done, Page, PagedCall
from wecom_api.calls.limits import at_most_characters, at_most_items, between, given, one_of, refuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SINGLE_MEMBER = 1
SEVERAL_MEMBERS = 2
MINI_PROGRAM_BUTTON = 1
QR_CODE = 2
MAX_MEMBERS = 100
MAX_STATE_CHARACTERS = 30
FOURTEEN_DAYS_S = 14 * 24 * 3600


class NewContactWay(msgspec.Struct, frozen=True, kw_only=True):
    """A contact way just made.

    Attributes:
        config_id: the only handle: no console shows ways made by API. Store it.
        qr_code: URL of the picture, for scene 2 only.
    """

    config_id: str
    qr_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddContactWay(Call[NewContactWay]):
    """Make a contact way.

    Window: the common limits; 500,000 contact ways and join ways together per corp. Not safe to repeat: after
        a lost answer list by creation time and match `state`.
    Shape: type 1 has exactly one user, type 2 users and departments of at most 100 members in all; remark and
        state at most 30 characters; the fields from `expires_in` on are for temporary sessions (is_temp,
        medical corps only), times in seconds, at most 14 days.
    Errors: 41041 over 100 members; 41045 quota; 41054 member not activated; 40098 not real-name verified;
        84074 not a follow user; 60011 outside the visible range; 41057 no developer account for unionid.
    Source: https://developer.work.weixin.qq.com/document/path/92228 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/add_contact_way"

    type: Literal[1, 2]
    scene: Literal[1, 2]
    style: int | None = None
    remark: str | None = None
    skip_verify: bool | None = None
    state: str | None = None
    user: Sequence[str] | None = None
    party: Sequence[int] | None = None
    is_exclusive: bool | None = None
    mark_source: bool | None = None
    is_temp: bool | None = None
    expires_in: int | None = None
    chat_expires_in: int | None = None
    unionid: str | None = None
    conclusions: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        at_most_characters(self, "remark", self.remark, 30)
        at_most_characters(self, "state", self.state, MAX_STATE_CHARACTERS)
        at_most_items(self, "user", self.user, MAX_MEMBERS)
        between(self, "style", self.style, 1, 3 if self.type == SINGLE_MEMBER else 2)
        between(self, "expires_in", self.expires_in, 1, FOURTEEN_DAYS_S)
        between(self, "chat_expires_in", self.chat_expires_in, 1, FOURTEEN_DAYS_S)
        if self.type == SEVERAL_MEMBERS:
            one_of(self, user=self.user, party=self.party)
        elif len(self.user or ()) != 1 or self.party:
            refuse(self, "user", "type 1 has exactly one user and no party", "give one user, or use type 2")
        if self.is_temp and self.type != SINGLE_MEMBER:
            refuse(self, "is_temp", "temporary sessions have a single member", "use type 1")


class ContactWay(msgspec.Struct, frozen=True, kw_only=True):
    """A contact way as it stands; departments are told as given, not expanded."""

    config_id: str
    type: int = 0
    scene: int = 0
    style: int = 0
    remark: str = ""
    skip_verify: bool = True
    state: str = ""
    qr_code: str = ""
    user: tuple[str, ...] = ()
    party: tuple[int, ...] = ()
    is_temp: bool = False
    is_exclusive: bool = False
    mark_source: bool = True
    expires_in: int = 0
    chat_expires_in: int = 0
    unionid: str = ""
    conclusions: dict[str, Any] = {}


class ContactWayDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `GetContactWay`."""

    contact_way: ContactWay


@dataclass(frozen=True, slots=True, kw_only=True)
class GetContactWay(Call[ContactWayDetail]):
    """Read one contact way.

    Window: the common limits.
    Shape: one config_id.
    Errors: 41043, 41044 config_id missing or unknown.
    Source: https://developer.work.weixin.qq.com/document/path/92228 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_contact_way"
    idempotent: ClassVar[bool] = True

    config_id: str

    def __post_init__(self) -> None:
        given(self, config_id=self.config_id)


class ContactWayId(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the list."""

    config_id: str


class ContactWayIds(Page, frozen=True, kw_only=True):
    """A page of config_ids, nothing more."""

    contact_way: tuple[ContactWayId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContactWay(PagedCall[ContactWayIds]):
    """List the config_ids of contact ways by when they were made.

    Window: the common limits. Ways made before 2021-07-10 and temporary ones are not listed.
    Shape: unix seconds, by default the last 90 days; 1..1000 rows a page.
    Errors: 40058 limit or times out of range.
    Source: https://developer.work.weixin.qq.com/document/path/92228 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/list_contact_way"
    idempotent: ClassVar[bool] = True

    start_time: int | None = None
    end_time: int | None = None
    cursor: str | None = None
    limit: int = 1000

    def __post_init__(self) -> None:
        between(self, "limit", self.limit, 1, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateContactWay(Call[Done]):
    """Change a contact way; its QR picture stays. Absent fields stay, lists are replaced.

    Window: the common limits; the effect is near-immediate, not promised to be atomic.
    Shape: as `AddContactWay`; type, scene, is_temp and is_exclusive cannot change.
    Errors: 41044 config_id unknown; else as `AddContactWay`.
    Source: https://developer.work.weixin.qq.com/document/path/92228 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/update_contact_way"
    idempotent: ClassVar[bool] = True

    config_id: str
    remark: str | None = None
    skip_verify: bool | None = None
    style: int | None = None
    state: str | None = None
    user: Sequence[str] | None = None
    party: Sequence[int] | None = None
    mark_source: bool | None = None
    expires_in: int | None = None
    chat_expires_in: int | None = None
    unionid: str | None = None
    conclusions: Mapping[str, Any] | None = None

    def __post_init__(self) -> None:
        given(self, config_id=self.config_id)
        at_most_characters(self, "remark", self.remark, 30)
        at_most_characters(self, "state", self.state, MAX_STATE_CHARACTERS)
        at_most_items(self, "user", self.user, MAX_MEMBERS)
        between(self, "style", self.style, 1, 3)
        between(self, "expires_in", self.expires_in, 1, FOURTEEN_DAYS_S)
        between(self, "chat_expires_in", self.chat_expires_in, 1, FOURTEEN_DAYS_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelContactWay(Call[Done]):
    """Delete a contact way: its QR code stops working.

    Window: the common limits.
    Shape: one config_id.
    Errors: 41044 unknown, also when repeated (unconfirmed).
    Source: https://developer.work.weixin.qq.com/document/path/92228 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/del_contact_way"
    idempotent: ClassVar[bool] = True

    config_id: str

    def __post_init__(self) -> None:
        given(self, config_id=self.config_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseTempChat(Call[Done]):
    """End a temporary session: its closing message goes out, then the two are no longer in contact.

    Window: the common limits; for contacts of temporary ways (is_temp) only.
    Shape: one pair.
    Errors: 84061 or 40058 not a temporary session (which one is unconfirmed).
    Source: https://developer.work.weixin.qq.com/document/path/92228 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/close_temp_chat"
    idempotent: ClassVar[bool] = True

    userid: str
    external_userid: str

    def __post_init__(self) -> None:
        given(self, userid=self.userid, external_userid=self.external_userid)
