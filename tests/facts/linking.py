"""Acquisition links (获客助手), for the rows that are about them."""

from __future__ import annotations

from typing import Any

from facts.stage import Stage

LINKS = "externalcontact-acquisition.md §2.1–2.5, page 97297 (2026-02-12)"
PATH = "externalcontact/customer_acquisition/"
GOOD = {"link_name": "抖音投放", "range": {"user_list": ["chen_rui"]}}


def make(stage: Stage, **fields: Any) -> str:
    return stage.need(PATH + "create_link", {**GOOD, **fields})["link"]["link_id"]


def paid(stage: Stage, **fields: Any) -> str:
    stage.world.buy_link_quota(100)
    return make(stage, **fields)


def opened(stage: Stage, channel: str = "", **fields: Any) -> Any:
    """The record of a stranger who opened a new link."""
    return come(stage, paid(stage, **fields), channel)


def come(stage: Stage, link_id: str, channel: str = "", **who: Any) -> Any:
    return stage.world.open_link(f"https://work.weixin.qq.com/ca/{link_id}?customer_channel={channel}", **who)[0]


def the_link(stage: Stage) -> dict[str, Any]:
    return {"link_id": stage.it}


def told(stage: Stage, change_type: str) -> int:
    return len(stage.callbacks(change_type))


def chatty(stage: Stage, messages: int) -> Any:
    record = opened(stage, "wb")
    for _ in range(messages):
        stage.world.reply("chen_rui", record.external_userid, "在吗")
    return record
