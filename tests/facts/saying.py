"""Messages and cards of an app, for the rows that are about them."""

from __future__ import annotations

from typing import Any

from facts.stage import Stage

SENDING = "media-messages.md §2 (90236, 2025-09-24)"
CARDS = "media-messages.md §3 (94945, 2025-07-24)"
DAILY = "core.md §6 (90312, 2026-02)"

BUTTONS: dict[str, Any] = {
    "card_type": "button_interaction",
    "main_title": {"title": "客户流失预警"},
    "task_id": "churn-1",
    "button_list": [{"text": "已处理", "key": "done"}, {"text": "看客户", "type": 1, "url": "https://a.example"}],
    "action_menu": {"desc": "更多", "action_list": [{"text": "不再提醒", "key": "mute"}]},
}
VOTE: dict[str, Any] = {
    "card_type": "vote_interaction",
    "main_title": {"title": "周会时间"},
    "task_id": "vote-1",
    "checkbox": {
        "question_key": "when",
        "mode": 0,
        "option_list": [{"id": "a", "text": "甲"}, {"id": "b", "text": "乙"}],
    },
    "submit_button": {"text": "提交", "key": "vote"},
}
MULTIPLE: dict[str, Any] = {
    "card_type": "multiple_interaction",
    "main_title": {"title": "跟进"},
    "task_id": "multi-1",
    "select_list": [{"question_key": "level", "option_list": [{"id": "a", "text": "甲"}]}],
    "submit_button": {"text": "提交", "key": "ok"},
}
NOTICE: dict[str, Any] = {
    "card_type": "text_notice",
    "main_title": {"title": "新客户"},
    "card_action": {"type": 1, "url": "https://a.example"},
}


def say(stage: Stage, **fields: Any) -> dict[str, Any]:
    """A message to chen_rui, with what differs."""
    body = {"touser": "chen_rui", "msgtype": "text", "text": {"content": "有新客户"}, "agentid": stage.app.agentid}
    return {**body, **fields}


def card(stage: Stage, body: dict[str, Any] = BUTTONS, **changes: Any) -> dict[str, Any]:
    """A card to both members, with what differs of it; None leaves a block out."""
    whole = {name: value for name, value in {**body, **changes}.items() if value is not None}
    return say(stage, touser="chen_rui|li_na", msgtype="template_card", template_card=whole)
