"""Internal group chats that the app makes and speaks in; only for apps that the whole corp may see."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeAlias

import msgspec

from wecom_api.calls.call import Call, Done
from wecom_api.calls.limits import at_most_bytes, at_most_characters, at_most_items, given, refuse
from wecom_api.calls.message_contents import File, Image, Markdown, Mpnews, News, TextCard, Video, Voice, body_of

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_MEMBERS = 2
MAX_MEMBERS = 2000
MAX_NAME_CHARACTERS = 50

_CHATID = re.compile(r"[0-9A-Za-z]{1,32}", re.ASCII)


class NewAppchat(msgspec.Struct, frozen=True, kw_only=True):
    """The id of the chat just made."""

    chatid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAppchat(Call[NewAppchat]):
    """Make a group chat of members.

    Window: 1,000 a day for all apps of the corp. Not safe to repeat: give a chatid, and after a lost answer read it.
    Shape: 2..2000 members, the app counted in; a name of at most 50 characters (WeCom cuts what is longer); no owner
        = WeCom picks one; chatid at most 32 letters and digits, WeCom's own if absent. Members see the chat once a
        message is in it.
    Errors: 86001, 86215 chatid; 86004 to 86007 name, owner or members; 48002 the app's range is not the whole corp.
    Source: page not named by the reference (message chapter; limits of page 90454, 2023-08-28)
    """

    path: ClassVar[str] = "/cgi-bin/appchat/create"

    userlist: Sequence[str]
    name: str | None = None
    owner: str | None = None
    chatid: str | None = None

    def __post_init__(self) -> None:
        if not MIN_MEMBERS <= len(self.userlist) <= MAX_MEMBERS:
            refuse(self, "userlist", f"2 to {MAX_MEMBERS} members, got {len(self.userlist)}", "choose others")
        at_most_characters(self, "name", self.name, MAX_NAME_CHARACTERS)
        if self.chatid is not None and not _CHATID.fullmatch(self.chatid):
            refuse(self, "chatid", "1 to 32 letters and digits", "choose another chatid")


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateAppchat(Call[Done]):
    """Change a chat that this app made.

    Window: 1,000 an hour for all apps of the corp.
    Shape: what is to change, and whom to add and to take out.
    Errors: 86001 chatid; 86008 another app's chat; 86006 members.
    Source: page not named by the reference (message chapter; limits of page 90454, 2023-08-28)
    """

    path: ClassVar[str] = "/cgi-bin/appchat/update"
    idempotent: ClassVar[bool] = True

    chatid: str
    name: str | None = None
    owner: str | None = None
    add_user_list: Sequence[str] | None = None
    del_user_list: Sequence[str] | None = None

    def __post_init__(self) -> None:
        given(self, chatid=self.chatid)
        at_most_characters(self, "name", self.name, MAX_NAME_CHARACTERS)
        at_most_items(self, "add_user_list", self.add_user_list, MAX_MEMBERS)
        at_most_items(self, "del_user_list", self.del_user_list, MAX_MEMBERS)


class Appchat(msgspec.Struct, frozen=True, kw_only=True):
    """A group chat of members."""

    chatid: str
    name: str = ""
    owner: str = ""
    userlist: tuple[str, ...] = ()


class AppchatDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `GetAppchat`."""

    chat_info: Appchat


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAppchat(Call[AppchatDetail]):
    """Read a chat that this app made.

    Window: the common limits.
    Shape: one chatid.
    Errors: 86001 chatid; 86003 chatid missing; 86008 another app's chat.
    Source: page not named by the reference (message chapter)
    """

    path: ClassVar[str] = "/cgi-bin/appchat/get"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    chatid: str

    def __post_init__(self) -> None:
        given(self, chatid=self.chatid)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatText:
    """Text of at most 2048 bytes that may call members by userid, or everybody by `@all`."""

    msgtype: ClassVar[str] = "text"

    content: str
    mentioned_list: Sequence[str] | None = None

    def __post_init__(self) -> None:
        given(self, content=self.content)
        at_most_bytes(self, "content", self.content, 2048)


ChatMessage: TypeAlias = ChatText | Image | Voice | Video | File | TextCard | News | Mpnews | Markdown


@dataclass(frozen=True, slots=True, kw_only=True)
class SendAppchat(Call[Done]):
    """Speak in a chat that this app made.

    Window: 20,000 person-deliveries a minute and 300,000 an hour per corp; a member gets 200 a minute and 10,000 a
        day, the excess dropped **with errcode 0**. Not safe to repeat.
    Shape: one message; `safe` 1 = no forwarding.
    Errors: 86001 chatid; 86008 another app's chat; 40007 media_id; 45009.
    Source: page not named by the reference (message chapter; limits of page 90454, 2023-08-28)
    """

    path: ClassVar[str] = "/cgi-bin/appchat/send"

    chatid: str
    message: ChatMessage
    safe: int | None = None

    def __post_init__(self) -> None:
        given(self, chatid=self.chatid)

    def parameters(self) -> dict[str, Any]:
        """In WeCom's shape."""
        found: dict[str, Any] = {"chatid": self.chatid} | body_of(self.message)
        if self.safe is not None:
            found["safe"] = self.safe
        return found
