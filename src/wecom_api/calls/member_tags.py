"""Tags of members (通讯录标签); those of customers are in `tags`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call


class MemberTag(msgspec.Struct, frozen=True, kw_only=True):
    """A tag of members."""

    tagid: int
    tagname: str = ""


class MemberTags(msgspec.Struct, frozen=True, kw_only=True):
    """All tags of members that the app may see."""

    taglist: tuple[MemberTag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListMemberTags(Call[MemberTags]):
    """List the tags of members.

    Window: the common limits. At most 3,000 a corp.
    Shape: nothing in; not paged.
    Errors: none of its own.
    Source: contact chapter, stored capture (undated; page not named by the reference)
    """

    path: ClassVar[str] = "/cgi-bin/tag/list"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True


class TaggedMember(msgspec.Struct, frozen=True, kw_only=True):
    """A member who has the tag."""

    userid: str
    name: str = ""


class TaggedMembers(msgspec.Struct, frozen=True, kw_only=True):
    """Members and departments that have the tag, as far as the app may see them."""

    tagname: str = ""
    userlist: tuple[TaggedMember, ...] = ()
    partylist: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMemberTag(Call[TaggedMembers]):
    """Read who has a tag; after `update_tag` read it again, for its events come in no order.

    Window: the common limits.
    Shape: one tagid.
    Errors: 40068 tag unknown.
    Source: contact chapter, stored capture (undated; page not named by the reference)
    """

    path: ClassVar[str] = "/cgi-bin/tag/get"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    tagid: int
