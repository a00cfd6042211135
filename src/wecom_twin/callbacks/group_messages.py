"""The decrypted XML of the events of customer groups.

Source: https://developer.work.weixin.qq.com/document/path/92130 (2026-07); its sample writes the
ids in MemChangeList and both versions without CDATA.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wecom_twin.callbacks.messages import Bare, Message

if TYPE_CHECKING:
    from wecom_twin.callbacks.messages import Element

_EVENT = "change_external_chat"


def chat_changed(
    change_type: Literal["create", "update", "dismiss"],
    chat_id: str,
    detail: Literal["", "change_owner", "change_name", "change_notice"] = "",
) -> Message:
    """A group was made, changed in something other than its members, or dissolved."""
    elements: tuple[Element, ...] = (("ChatId", chat_id), ("ChangeType", change_type))
    if detail:
        elements = (*elements, ("UpdateDetail", detail))
    return Message(_EVENT, change_type, elements)


def members_changed(
    detail: Literal["add_member", "del_member"],
    chat_id: str,
    ids: tuple[str, ...],
    *,
    versions: tuple[str, str],
    join_scene: int = 0,
    quit_scene: int = 0,
) -> Message:
    """Some joined or left: JoinScene 0 invited, 3 scanned; QuitScene 0 left, 1 removed. `versions`: before, after."""
    return Message(
        _EVENT,
        "update",
        (
            ("ChatId", chat_id),
            ("ChangeType", "update"),
            ("UpdateDetail", detail),
            ("JoinScene", join_scene),
            ("QuitScene", quit_scene),
            ("MemChangeCnt", len(ids)),
            ("MemChangeList", tuple(("Item", Bare(one)) for one in ids)),
            ("LastMemVer", Bare(versions[0])),
            ("CurMemVer", Bare(versions[1])),
        ),
    )
