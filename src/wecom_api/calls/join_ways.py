"""Join ways (入群方式): QR codes and buttons that lead people into customer groups.

There is no call that lists them, and no console shows them: store every config_id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Done
from wecom_api.calls.limits import at_most_characters, at_most_items, given

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_GROUPS = 5
MAX_STATE_CHARACTERS = 30
MAX_BASE_NAME_CHARACTERS = 40


class NewJoinWay(msgspec.Struct, frozen=True, kw_only=True):
    """A join way just made. Its QR code is told by `GetJoinWay`."""

    config_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddJoinWay(Call[NewJoinWay]):
    """Make a join way.

    Window: the common limits; 500,000 contact ways and join ways together per corp. Not safe to repeat: what a
        lost answer made cannot be found again, it only counts.
    Shape: scene 1 mini-program button, 2 QR code; 1..5 groups; state at most 30 characters; remark is cut
        after 30. When all groups are full a new one is made unless auto_create_room is 0, named
        room_base_name (at most 40 characters) and a number that counts up from room_base_id.
    Errors: 41091 over five groups; 41045 quota; 90501, 90509 not a customer group; 60011 owner not visible.
    Source: https://developer.work.weixin.qq.com/document/path/92229 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/groupchat/add_join_way"

    scene: Literal[1, 2]
    chat_id_list: Sequence[str]
    remark: str | None = None
    auto_create_room: Literal[0, 1] | None = None
    room_base_name: str | None = None
    room_base_id: int | None = None
    state: str | None = None
    mark_source: bool | None = None

    def __post_init__(self) -> None:
        _check(self, self.chat_id_list, self.room_base_name, self.state)


class JoinWay(msgspec.Struct, frozen=True, kw_only=True):
    """A join way as it stands.

    Attributes:
        chat_id_list: whether it grows by the groups made automatically is unconfirmed.
        qr_code: URL of the picture for scene 2, of the button for scene 1.
    """

    config_id: str
    scene: int = 0
    remark: str = ""
    auto_create_room: int = 1
    room_base_name: str = ""
    room_base_id: int = 0
    chat_id_list: tuple[str, ...] = ()
    qr_code: str = ""
    state: str = ""
    mark_source: bool = True


class JoinWayDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `GetJoinWay`."""

    join_way: JoinWay


@dataclass(frozen=True, slots=True, kw_only=True)
class GetJoinWay(Call[JoinWayDetail]):
    """Read one join way of this app.

    Window: the common limits.
    Shape: one config_id.
    Errors: 41043, 41044 config_id missing or unknown (codes unconfirmed).
    Source: https://developer.work.weixin.qq.com/document/path/92229 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/groupchat/get_join_way"
    idempotent: ClassVar[bool] = True

    config_id: str

    def __post_init__(self) -> None:
        given(self, config_id=self.config_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateJoinWay(Call[Done]):
    """Overwrite a join way; its QR picture stays. Absent fields fall back to their defaults: send all.

    Window: the common limits.
    Shape: as `AddJoinWay`.
    Errors: 41044 config_id unknown; else as `AddJoinWay`.
    Source: https://developer.work.weixin.qq.com/document/path/92229 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/groupchat/update_join_way"
    idempotent: ClassVar[bool] = True

    config_id: str
    scene: Literal[1, 2]
    chat_id_list: Sequence[str]
    remark: str | None = None
    auto_create_room: Literal[0, 1] | None = None
    room_base_name: str | None = None
    room_base_id: int | None = None
    state: str | None = None
    mark_source: bool | None = None

    def __post_init__(self) -> None:
        given(self, config_id=self.config_id)
        _check(self, self.chat_id_list, self.room_base_name, self.state)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelJoinWay(Call[Done]):
    """Delete a join way: its QR code stops working. The groups stay.

    Window: the common limits.
    Shape: one config_id.
    Errors: 41044 unknown, also when repeated (unconfirmed).
    Source: https://developer.work.weixin.qq.com/document/path/92229 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/groupchat/del_join_way"
    idempotent: ClassVar[bool] = True

    config_id: str

    def __post_init__(self) -> None:
        given(self, config_id=self.config_id)


def _check(of: object, chat_id_list: Sequence[str], room_base_name: str | None, state: str | None) -> None:
    given(of, chat_id_list=chat_id_list)
    at_most_items(of, "chat_id_list", chat_id_list, MAX_GROUPS)
    at_most_characters(of, "room_base_name", room_base_name, MAX_BASE_NAME_CHARACTERS)
    at_most_characters(of, "state", state, MAX_STATE_CHARACTERS)
