"""Interactive cards: WeCom's own structure, checked where WeCom would refuse it.

A card has five kinds and some forty fields, most of them optional decoration. It is kept as the mapping WeCom
documents, so that no field of theirs waits for us, and checked by rules: which blocks a kind must have, how
many items a block may hold, and the task_id that makes a card safe to send twice.
Lengths of displayed texts are not checked: WeCom shortens those itself.

Source: https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24), card blocks as of 94945 (2025-07-24)
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, cast

from wecom_api.calls.limits import at_most_bytes, refuse

_TASK_ID = re.compile(r"[0-9A-Za-z_\-@]{1,128}", re.ASCII)

REQUIRED_BLOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    "text_notice": ("card_action",),
    "news_notice": ("card_action",),
    "button_interaction": ("button_list", "task_id"),
    "vote_interaction": ("checkbox", "submit_button", "task_id"),
    "multiple_interaction": ("select_list", "submit_button", "task_id"),
}

MAX_ITEMS: Final[Mapping[str, int]] = {
    "horizontal_content_list": 6,
    "jump_list": 3,
    "vertical_content_list": 4,
    "button_list": 6,
    "select_list": 3,
    "action_menu.action_list": 3,
    "button_selection.option_list": 10,
    "checkbox.option_list": 20,
}

MAX_KEY_BYTES = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateCard:
    """A card as WeCom documents it.

    Attributes:
        card: with `card_type`, `main_title`, …; see the module's docstring.

    Raises:
        InvalidCallError: a block that its kind needs is missing, holds too many items, or a key is doubled.
    """

    msgtype: ClassVar[str] = "template_card"

    card: Mapping[str, Any]

    def __post_init__(self) -> None:
        kind = self.card.get("card_type")
        required = REQUIRED_BLOCKS.get(str(kind))
        if required is None:
            refuse(self, "card_type", f"one of {', '.join(REQUIRED_BLOCKS)}, got {kind!r}", "choose one")
        if self.card.get("action_menu"):
            required = (*required, "task_id")
        for block in required:
            if not self.card.get(block):
                refuse(self, block, f"is required by {kind}", f"give {block}")
        self._check_titles(str(kind))
        self._check_lists()
        self._check_keys()
        task_id = self.card.get("task_id")
        if task_id is not None and not _TASK_ID.fullmatch(str(task_id)):
            refuse(self, "task_id", "1 to 128 of letters, digits, _ - @", "choose another task_id")

    @property
    def task_id(self) -> str | None:
        """Unique per app for ever; makes a repeated send answer 42014 instead of sending twice."""
        task_id = self.card.get("task_id")
        return None if task_id is None else str(task_id)

    def _check_titles(self, kind: str) -> None:
        title = self.card.get("main_title")
        if not title and not self.card.get("sub_title_text"):
            refuse(self, "main_title", "main_title or sub_title_text is required", "give one")
        if kind == "news_notice" and not (self.card.get("card_image") or self.card.get("image_text_area")):
            refuse(self, "card_image", "news_notice needs card_image or image_text_area", "give one")

    def _check_lists(self) -> None:
        for name, limit in MAX_ITEMS.items():
            count = len(self._items(name))
            if count > limit:
                refuse(self, name, f"at most {limit} items, got {count}", "leave some out")

    def _check_keys(self) -> None:
        for name in ("button_list", "action_menu.action_list"):
            keys = [str(item["key"]) for item in self._items(name) if "key" in item]
            for key in keys:
                at_most_bytes(self, f"{name}.key", key, MAX_KEY_BYTES)
            if len(set(keys)) != len(keys):
                refuse(self, f"{name}.key", "keys are unique within a card", "rename one")

    def _items(self, name: str) -> Sequence[Mapping[str, Any]]:
        found: Any = self.card
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
        return cast("Sequence[Mapping[str, Any]]", found or ())
