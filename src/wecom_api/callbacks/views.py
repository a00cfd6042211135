"""What events can mean: one frozen class per kind, or known but unused, or not understood.

The three are different on purpose. *Known but unused* is a callback WeCom documents and this package has
no view for: keep it, nobody need look. *Not understood* is a name WeCom did not use when this was written,
or an event that lacks what it must carry: keep it, and let somebody look.

Field by field after pages 92130 (2026-02-12), 92129 (2026-07), 97299 (2026-02-12), 96302 (2023-11-01) and
96304 (2021-09-16).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

TagChange: TypeAlias = Literal["create", "update", "delete", "shuffle"]
UserChange: TypeAlias = Literal["create_user", "update_user", "delete_user"]
PartyChange: TypeAlias = Literal["create_party", "update_party", "delete_party"]
MemberChange: TypeAlias = Literal["add_member", "del_member"]
GroupChange: TypeAlias = Literal["change_owner", "change_name", "change_notice"]
AcquisitionChange: TypeAlias = Literal[
    "balance_low",
    "balance_exhausted",
    "balance_increased",
    "quota_expire_soon",
    "link_unavailable",
    "delete_link",
    "open_profile",
    "friend_request",
    "customer_start_chat",
    "message_from_customer",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddExternalContact:
    """A member and an outside person became contacts, whoever began it; also after a transfer.

    Attributes:
        state: of the contact way or acquisition link; empty when WeCom tells none.
        welcome_code: the right to greet within 20 s; empty when there is none.
    """

    userid: str
    external_userid: str
    state: str
    welcome_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddHalfExternalContact:
    """A customer added a skip-verify member who has not confirmed; reads answer 84061 until then."""

    userid: str
    external_userid: str
    state: str
    welcome_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditExternalContact:
    """A member edited remark, phone or tags of a customer. Says not what: read the customer again."""

    userid: str
    external_userid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelExternalContact:
    """The member deleted the customer: later reads of the pair answer 84061.

    Attributes:
        source: `DELETE_BY_TRANSFER` when the pair ended by an on-job transfer, else empty.
    """

    userid: str
    external_userid: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DelFollowUser:
    """The customer deleted or blocked the member: the relation stays readable."""

    userid: str
    external_userid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFail:
    """A transfer was not accepted.

    Attributes:
        userid: the member who was to take over.
        fail_reason: `customer_refused` or `customer_limit_exceed`.
    """

    userid: str
    external_userid: str
    fail_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MsgAuditApproved:
    """The customer agreed to the session archive; may carry the welcome_code withheld until then."""

    userid: str
    external_userid: str
    welcome_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeExternalTag:
    """The tag library changed in client or console. Holds no names: read the library again.

    Attributes:
        id: of tag or group; for `shuffle` the group, empty for all groups.
        tag_type: `tag` or `tag_group`; empty for `shuffle`.
    """

    change_type: TagChange
    id: str
    tag_type: str
    strategy_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeContactUser:
    """A member was created, changed or deleted (contacts-sync credential only).

    Attributes:
        new_userid: only when the userid itself changed, else empty.
        department: ids the member is in now; None when the event does not say.
    """

    change_type: UserChange
    userid: str
    new_userid: str
    department: tuple[int, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeContactParty:
    """A department was created, changed or deleted; what did not change is None."""

    change_type: PartyChange
    id: int
    name: str | None
    parent_id: int | None
    order: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeContactTag:
    """Members or departments entered or left an internal tag; not ordered against member events."""

    tag_id: int
    added_userids: tuple[str, ...]
    removed_userids: tuple[str, ...]
    added_party_ids: tuple[int, ...]
    removed_party_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribe:
    """A member entered the app's visible range."""

    userid: str
    agentid: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribe:
    """A member left the app's visible range: moved, disabled, or gone."""

    userid: str
    agentid: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateExternalChat:
    """There is a new customer group. Read it, about 2 s later: WeCom lags behind its own events."""

    chat_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeExternalChatMembers:
    """People joined or left a customer group.

    Apply the change only where `last_mem_ver` is the version one has; else, or when there is none, read the group.

    Attributes:
        join_scene: of `add_member`: 0 invited, 3 scanned the group's QR code (not the numbers of
            `groupchat/get`); other values happen. None when not told.
        quit_scene: of `del_member`: 0 left, 1 removed by owner or admin.
        count: how many people.
        members: their userids and external_userids; empty in older events, which tell the count only.
        last_mem_ver: version of the members before, empty when not told.
        cur_mem_ver: and after.
    """

    update_detail: MemberChange
    chat_id: str
    join_scene: int | None
    quit_scene: int | None
    count: int
    members: tuple[str, ...]
    last_mem_ver: str
    cur_mem_ver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeExternalChat:
    """A customer group has a new owner, name or notice. Does not say which: read the group, about 2 s later."""

    update_detail: GroupChange
    chat_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DismissExternalChat:
    """A customer group was dissolved: later reads of it fail."""

    chat_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerAcquisition:
    """News of acquisition links and their quota; which fields are filled follows from `change_type`.

    Attributes:
        chat_key: reads the conversation's counters for 30 minutes.
        expire_time: unix seconds, with `expire_quota_num` adds, of `quota_expire_soon`.
    """

    change_type: AcquisitionChange
    link_id: str
    state: str
    userid: str
    external_userid: str
    chat_key: str
    expire_time: int | None
    expire_quota_num: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnused:
    """WeCom documents this callback; this package has no view for it."""

    name: str
    change_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotUnderstood:
    """A callback this package has never heard of, or one that lacks what it must carry.

    Attributes:
        missing: names of required elements that are absent, empty if the name itself is unknown.
    """

    name: str
    change_type: str
    missing: tuple[str, ...]


View: TypeAlias = (
    AddExternalContact
    | AddHalfExternalContact
    | EditExternalContact
    | DelExternalContact
    | DelFollowUser
    | TransferFail
    | MsgAuditApproved
    | ChangeExternalTag
    | ChangeContactUser
    | ChangeContactParty
    | ChangeContactTag
    | Subscribe
    | Unsubscribe
    | CreateExternalChat
    | ChangeExternalChatMembers
    | ChangeExternalChat
    | DismissExternalChat
    | CustomerAcquisition
    | KnownUnused
    | NotUnderstood
)
