"""Behaviour statistics: whose they are, over which days, and what is counted."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact
from facts.stage import DAY, MINUTE, Stage

_fact = partial(
    Fact,
    call="externalcontact/get_user_behavior_data",
    source="externalcontact-misc.md §1, page 92132 (2026-02-12)",
)
_EMPTY = {
    "new_apply_cnt": 0,
    "new_contact_cnt": 0,
    "chat_cnt": 0,
    "message_cnt": 0,
    "negative_feedback_cnt": 0,
}


def _days(first: int, last: int, **who: Any) -> Any:
    """Days counted back from today."""

    def asked(stage: Stage) -> dict[str, Any]:
        start, end = int(stage.now - first * DAY), int(stage.now - last * DAY)
        return {"start_time": start, "end_time": end, **(who or {"userid": ["chen_rui"]})}

    return asked


def _a_day_of_work(stage: Stage) -> None:
    """chen_rui finds one customer; two others begin chats, one gets an answer after 3 minutes; one leaves."""
    answered, ignored, found = stage.friend(), stage.friend(), stage.customer()
    stage.world.add_contact("chen_rui", found)
    stage.world.reply("chen_rui", answered, "在吗")
    stage.world.reply("chen_rui", ignored, "多少钱")
    stage.wait(3 * MINUTE + 30)
    stage.world.write("chen_rui", answered, "在的")
    stage.wait(60 * MINUTE)
    stage.world.write("chen_rui", answered, "请讲")
    stage.world.write("chen_rui", found, "您好")
    stage.world.reply("chen_rui", found, "你好")
    stage.world.customer_deletes("chen_rui", ignored)
    _next_day(stage)


def _next_day(stage: Stage) -> None:
    stage.wait(DAY)
    stage.fresh_tokens()


def _silence(stage: Stage) -> None:
    stage.world.reply("chen_rui", stage.friend(), "在吗")
    _next_day(stage)


def _scans(stage: Stage) -> None:
    stage.arrive()
    for userid in ("chen_rui", "li_na"):
        stage.world.write(userid, stage.friend(userid), "您好")
    _next_day(stage)


FACTS = [
    _fact(
        id="conduct-counted",
        says="A day tells requests, new customers, chats, messages, replies and losses.",
        given=_a_day_of_work,
        asked=_days(1, 1),
        effect=lambda _, reply: (
            reply["behavior_data"]
            == [
                {
                    "stat_time": 1_767_283_200,
                    "new_apply_cnt": 1,
                    "new_contact_cnt": 1,
                    "chat_cnt": 2,
                    "message_cnt": 3,
                    "reply_percentage": 50.0,
                    "avg_reply_time": 3,
                    "negative_feedback_cnt": 1,
                }
            ]
        ),
    ),
    _fact(
        id="conduct-nothing",
        says="A day without chats begun by customers has neither a share of replies nor a time to them.",
        asked=_days(1, 1),
        effect=lambda _, reply: reply["behavior_data"] == [{"stat_time": 1_767_196_800, **_EMPTY}],
    ),
    _fact(
        id="conduct-silence",
        says="A chat without a reply counts as none.",
        given=_silence,
        asked=_days(1, 1),
        effect=lambda _, reply: reply["behavior_data"][0]["reply_percentage"] == 0,
    ),
    _fact(
        id="conduct-summed",
        says="Several members and departments make one series, each member counted once.",
        given=_scans,
        asked=_days(1, 1, userid=["chen_rui"], partyid=[2]),
        effect=lambda _, reply: (
            [(day["new_contact_cnt"], day["message_cnt"], day["new_apply_cnt"]) for day in reply["behavior_data"]]
            == [(1, 2, 0)]
        ),
    ),
    _fact(id="conduct-nobody", says="Somebody must be named.", asked=_days(1, 1, userid=[]), code=40063),
    _fact(id="conduct-most-members", says="A call takes 100 members.", asked=_days(1, 1, userid=["li_na"] * 100)),
    _fact(id="conduct-too-many-members", says="No more.", asked=_days(1, 1, userid=["li_na"] * 101), code=40058),
    _fact(id="conduct-most-parties", says="A call takes 100 departments.", asked=_days(1, 1, partyid=[2] * 100)),
    _fact(id="conduct-too-many-parties", says="No more.", asked=_days(1, 1, partyid=[2] * 101), code=40058),
    _fact(id="conduct-unseen-member", says="Members lie in sight.", asked=_days(1, 1, userid=["wu_gang"]), code=60011),
    _fact(id="conduct-unknown-member", says="And exist.", asked=_days(1, 1, userid=["ghost"]), code=40003),
    _fact(id="conduct-unseen-party", says="So do departments.", asked=_days(1, 1, partyid=[3]), code=60011),
    _fact(
        id="conduct-unknown-party",
        says="An unknown department is refused.",
        asked=_days(1, 1, partyid=[99]),
        code=60123,
    ),
    _fact(id="conduct-oldest-day", says="Days go back 180.", asked=_days(180, 180)),
    _fact(id="conduct-too-old", says="No further.", asked=_days(181, 180), code=40058),
    _fact(id="conduct-backwards", says="The end follows the beginning.", asked=_days(1, 2), code=40058),
    _fact(id="conduct-tomorrow", says="Tomorrow has no figures.", asked=_days(0, -1), code=40058),
    *(
        _fact(
            id=f"conduct-today-{code}",
            says="The present day is not complete; whether it is refused is not stated.",
            asked=_days(0, 0),
            code=code,
            confirmed=False,
            switch=("behavior_shows_today", code == 0),
        )
        for code in (40058, 0)
    ),
    _fact(
        id="conduct-tomorrow-with-today",
        says="Tomorrow is refused also where today is not.",
        asked=_days(0, -1),
        code=40058,
        confirmed=False,
        switch=("behavior_shows_today", True),
    ),
    *(
        _fact(
            id=f"conduct-span-{span}-of-{most}",
            says="A call spans thirty days; whether both ends count is not stated.",
            asked=_days(span, 1),
            code=0 if span <= most else 40058,
            effect=lambda _, reply, span=span, most=most: len(reply["behavior_data"]) == (span if span <= most else 0),
            confirmed=False,
            switch=("behavior_span_days", most),
        )
        for most in (30, 31)
        for span in (most, most + 1)
    ),
]
