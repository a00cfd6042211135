"""The corp's customer tags: library, and marks on relations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import msgspec

from wecom_api.calls.call import Call, Done
from wecom_api.calls.limits import at_most_characters, between, given, one_of, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_NAME_CHARACTERS = 30
MAX_ORDER = 2**32 - 1


class CorpTag(msgspec.Struct, frozen=True, kw_only=True):
    """A tag of the library.

    Attributes:
        create_time: unix seconds.
        order: larger sorts first.
        deleted: told only when asked for by id; deleted tags stay readable that way.
    """

    id: str
    name: str = ""
    create_time: int = 0
    order: int = 0
    deleted: bool = False


class CorpTagGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group of tags; fields as in `CorpTag`."""

    group_id: str = ""
    group_name: str = ""
    create_time: int = 0
    order: int = 0
    deleted: bool = False
    tag: tuple[CorpTag, ...] = ()


class TagLibrary(msgspec.Struct, frozen=True, kw_only=True):
    """All tags that were asked for, by group."""

    tag_group: tuple[CorpTagGroup, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCorpTagList(Call[TagLibrary]):
    """Read the tag library, whole or by ids.

    Window: the common limits; few calls at once (45033).
    Shape: no ids = everything, not paged; group_id wins over tag_id. At most 10,000 tags a corp.
    Errors: 40068 id unknown.
    Source: https://developer.work.weixin.qq.com/document/path/92117 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_corp_tag_list"
    idempotent: ClassVar[bool] = True

    tag_id: Sequence[str] | None = None
    group_id: Sequence[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTag:
    """A tag to add: name of at most 30 characters, order below 2^32 (larger sorts first)."""

    name: str
    order: int | None = None

    def __post_init__(self) -> None:
        given(self, name=self.name)
        at_most_characters(self, "name", self.name, MAX_NAME_CHARACTERS)
        between(self, "order", self.order, 0, MAX_ORDER)


class AddedTags(msgspec.Struct, frozen=True, kw_only=True):
    """The group with the tags that were made, and only those."""

    tag_group: CorpTagGroup = CorpTagGroup()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddCorpTag(Call[AddedTags]):
    """Add tags to an existing or a new group. The app may later edit only what it made.

    Window: the common limits; at most 10,000 tags a corp. Raises no callback.
    Shape: group_id, or group_name (an existing name takes the tags in); at least one tag.
    Errors: 40126 too many tags; 40071 name used; 40072 name too long; 40068 group unknown.
    Source: https://developer.work.weixin.qq.com/document/path/92117 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/add_corp_tag"

    tag: Sequence[NewTag]
    group_id: str | None = None
    group_name: str | None = None
    order: int | None = None

    def __post_init__(self) -> None:
        given(self, tag=self.tag)
        one_of(self, group_id=self.group_id, group_name=self.group_name)
        at_most_characters(self, "group_name", self.group_name, MAX_NAME_CHARACTERS)
        between(self, "order", self.order, 0, MAX_ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCorpTag(Call[Done]):
    """Rename or re-order a tag or a group this app made.

    Window: the common limits. Raises no callback.
    Shape: id of tag or group; name at most 30 characters, unique among its siblings.
    Errors: 40068 id unknown; 40071 name used; 81011 made by another app.
    Source: https://developer.work.weixin.qq.com/document/path/92117 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/edit_corp_tag"
    idempotent: ClassVar[bool] = True

    id: str
    name: str | None = None
    order: int | None = None

    def __post_init__(self) -> None:
        given(self, id=self.id)
        at_most_characters(self, "name", self.name, MAX_NAME_CHARACTERS)
        between(self, "order", self.order, 0, MAX_ORDER)
        if self.name is None and self.order is None:
            refuse(self, "name", "nothing to change", "give name or order")


@dataclass(frozen=True, slots=True, kw_only=True)
class DelCorpTag(Call[Done]):
    """Delete tags or groups this app made, and take them from all customers.

    Window: the common limits. Raises no callback.
    Shape: tag_id or group_id; deleting a group's last tag deletes the group.
    Errors: 40068 nothing there (also when repeated); 81011 made by another app.
    Source: https://developer.work.weixin.qq.com/document/path/92117 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/del_corp_tag"
    idempotent: ClassVar[bool] = True

    tag_id: Sequence[str] | None = None
    group_id: Sequence[str] | None = None

    def __post_init__(self) -> None:
        one_of(self, tag_id=self.tag_id, group_id=self.group_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkTag(Call[Done]):
    """Add and remove tags of one relation. Other members' relations to the customer are untouched.

    Window: the common limits. Raises no callback.
    Shape: ids of corp tags, any app's; adding a present or removing an absent tag is no error (unconfirmed).
    Errors: 84061 no relation; 40068 tag unknown; 40096 foreign id; 40144 too many tags.
    Source: https://developer.work.weixin.qq.com/document/path/92118 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/mark_tag"
    idempotent: ClassVar[bool] = True

    userid: str
    external_userid: str
    add_tag: Sequence[str] | None = None
    remove_tag: Sequence[str] | None = None

    def __post_init__(self) -> None:
        given(self, userid=self.userid, external_userid=self.external_userid)
        one_of(self, add_tag=self.add_tag, remove_tag=self.remove_tag)
