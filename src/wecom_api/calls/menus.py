"""The menu below the app's chat in the WeCom client."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call, Done
from wecom_api.calls.limits import at_most_bytes, at_most_items, given, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_BUTTONS = 3
MAX_SUB_BUTTONS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuButton:
    """A button that does something (`type`) or opens 1..5 others (`sub_button`).

    Attributes:
        type: `click` with a key of at most 128 bytes, `view` with a url of at most 1024, `view_miniprogram` with
            appid and pagepath, or another of WeCom's kinds.
        name: at most 16 bytes.
    """

    name: str
    type: str | None = None
    key: str | None = None
    url: str | None = None
    pagepath: str | None = None
    appid: str | None = None
    sub_button: Sequence[MenuButton] | None = None

    def __post_init__(self) -> None:
        given(self, name=self.name)
        at_most_bytes(self, "name", self.name, 16)
        at_most_bytes(self, "key", self.key, 128)
        at_most_bytes(self, "url", self.url, 1024)
        at_most_items(self, "sub_button", self.sub_button, MAX_SUB_BUTTONS)
        if bool(self.type) == bool(self.sub_button):
            refuse(self, "type", "either a type or sub_button", "give exactly one of them")


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateMenu(Call[Done]):
    """Replace the app's menu.

    Window: the common limits.
    Shape: the agentid; 1..3 buttons.
    Errors: 40056 agentid; 40058 structure.
    Source: page not named by the reference (application chapter)
    """

    path: ClassVar[str] = "/cgi-bin/menu/create"
    idempotent: ClassVar[bool] = True

    agentid: int
    button: Sequence[MenuButton]

    def __post_init__(self) -> None:
        given(self, button=self.button)
        at_most_items(self, "button", self.button, MAX_BUTTONS)

    def query(self) -> dict[str, Any]:
        """Whose menu."""
        return {"agentid": self.agentid}

    def parameters(self) -> dict[str, Any]:
        """The buttons; the agentid travels in the query."""
        found = Call.parameters(self)
        del found["agentid"]
        return found


class Menu(msgspec.Struct, frozen=True, kw_only=True):
    """The menu as WeCom sends it; the fields are those of `MenuButton`."""

    button: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMenu(Call[Menu]):
    """Read the app's menu.

    Window: the common limits.
    Shape: the agentid.
    Errors: 40056 agentid.
    Source: page not named by the reference (application chapter)
    """

    path: ClassVar[str] = "/cgi-bin/menu/get"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    agentid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteMenu(Call[Done]):
    """Take the app's menu away.

    Window: the common limits.
    Shape: the agentid.
    Errors: 40056 agentid.
    Source: page not named by the reference (application chapter)
    """

    path: ClassVar[str] = "/cgi-bin/menu/delete"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    agentid: int
