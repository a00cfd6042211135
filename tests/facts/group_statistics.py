"""The statistics of customer groups: which days, which owners, and what is counted."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact, Reply
from facts.groups import group
from facts.stage import DAY, NOON, Stage

PAGE = "externalcontact-groups.md §4, page 92133 (2026-02-12)"
BY_OWNER = "externalcontact/groupchat/statistic"
BY_DAY = "externalcontact/groupchat/statistic_group_by_day"
CALLS = (BY_OWNER, BY_DAY)
MIDNIGHT = int(NOON) - 12 * 3600
YESTERDAY = MIDNIGHT - int(DAY)


def _two_days(stage: Stage) -> None:
    """Chen has two groups, li one; a message in the first yesterday, and one on the day before."""
    before = stage.now - 10 * DAY
    chats = [group(stage, members=3, created_at=before), group(stage, members=1, created_at=before)]
    group(stage, "li_na", members=5, created_at=before)
    stage.world.speak_in_group(chats[0], "chen_rui", "早")
    stage.wait(DAY)
    stage.world.speak_in_group(chats[1], "chen_rui", "好")
    stage.world.join_group(chats[1], stage.customer())
    stage.wait(DAY)
    stage.fresh_tokens()


def _on_the_second(**fields: Any) -> dict[str, Any]:
    return {"day_begin_time": MIDNIGHT + int(DAY), **fields}


def _owners(reply: Reply) -> list[str]:
    return [one["owner"] for one in reply["items"]]


def _row(call: str, name: str, says: str, code: int, **asked: Any) -> Fact:
    short = call.rsplit("/", 1)[1].replace("_", "-")
    return Fact(id=f"{short}-{name}", call=call, says=says, source=PAGE, asked=asked, code=code)


def _bounds(call: str) -> list[Fact]:
    owners = {"owner_filter": {"userid_list": ["chen_rui"]}}
    day = int(DAY)
    return [
        _row(call, "without-day", "The first day is required.", 40063, **owners),
        _row(call, "yesterday", "Yesterday has figures.", 0, day_begin_time=YESTERDAY, **owners),
        _row(call, "today", "Today has none yet.", 40058, day_begin_time=MIDNIGHT, **owners),
        _row(call, "180-days", "Figures reach back 180 days.", 0, day_begin_time=MIDNIGHT - 180 * day, **owners),
        _row(call, "181-days", "They reach back no further.", 40058, day_begin_time=MIDNIGHT - 181 * day, **owners),
        _row(
            call,
            "30-days",
            "A question spans 30 days.",
            0,
            day_begin_time=MIDNIGHT - 30 * day,
            day_end_time=YESTERDAY,
            **owners,
        ),
        _row(
            call,
            "31-days",
            "It spans no more.",
            40058,
            day_begin_time=MIDNIGHT - 31 * day,
            day_end_time=YESTERDAY,
            **owners,
        ),
        _row(
            call,
            "end-before-begin",
            "The last day is not before the first.",
            40058,
            day_begin_time=YESTERDAY,
            day_end_time=YESTERDAY - day,
            **owners,
        ),
        *(
            Fact(
                id=f"{call.rsplit('/', 1)[1].replace('_', '-')}-owners-needed-{needed}".lower(),
                call=call,
                says="The page marks the owner filter as required, and speaks of leaving it out.",
                source=PAGE,
                asked={"day_begin_time": YESTERDAY},
                code=code,
                confirmed=False,
                switch=("statistic_needs_owners", needed),
            )
            for needed, code in ((False, 0), (True, 40063))
        ),
    ]


FACTS = [
    *(fact for call in CALLS for fact in _bounds(call)),
    _row(BY_OWNER, "order", "An order is one of four.", 40058, day_begin_time=YESTERDAY, order_by=5),
    _row(BY_OWNER, "direction", "The direction is 0 or 1.", 40058, day_begin_time=YESTERDAY, order_asc=2),
    _row(BY_OWNER, "limit", "A page takes 1000 rows.", 40058, day_begin_time=YESTERDAY, limit=1001),
    _row(BY_OWNER, "largest-limit", "A page takes 1000 rows.", 0, day_begin_time=YESTERDAY, limit=1000),
    _row(BY_OWNER, "offset", "An offset is not negative.", 40058, day_begin_time=YESTERDAY, offset=-1),
    Fact(
        id="statistic-by-owner",
        call=BY_OWNER,
        says="Each owner has a row with what is new on the days and what there is at their end.",
        source=PAGE,
        given=_two_days,
        asked=_on_the_second(owner_filter={"userid_list": ["chen_rui"]}),
        effect=lambda _, reply: (
            reply["total"] == 1
            and reply["items"][0]
            == {
                "owner": "chen_rui",
                "data": {
                    "new_chat_cnt": 0,
                    "chat_total": 2,
                    "chat_has_msg": 2,
                    "new_member_cnt": 1,
                    "member_total": 7,
                    "member_has_msg": 2,
                    "msg_total": 2,
                    "migrate_trainee_chat_cnt": 0,
                },
            }
        ),
    ),
    *(
        Fact(
            id=f"statistic-order-{order}-{direction}",
            call=BY_OWNER,
            says="Rows come in the order asked for, descending unless said otherwise.",
            source=PAGE,
            given=_two_days,
            asked=_on_the_second(order_by=order, order_asc=direction),
            effect=lambda _, reply, first=first: _owners(reply)[0] == first,
        )
        for order, direction, first in (
            (2, 0, "chen_rui"),
            (2, 1, "li_na"),
            (3, 0, "chen_rui"),
            (4, 1, "li_na"),
        )
    ),
    Fact(
        id="statistic-second-page",
        call=BY_OWNER,
        says="next_offset equals total at the end.",
        source=PAGE,
        given=_two_days,
        asked=_on_the_second(order_by=2, offset=1, limit=1),
        effect=lambda _, reply: (_owners(reply), reply["next_offset"], reply["total"]) == (["li_na"], 2, 2),
    ),
    Fact(
        id="statistic-by-day",
        call=BY_DAY,
        says="Each day has a row of all owners together, at Beijing's midnight.",
        source=PAGE,
        given=_two_days,
        asked={"day_begin_time": MIDNIGHT + 5, "day_end_time": MIDNIGHT + int(DAY) + 5},
        effect=lambda _, reply: (
            [(one["stat_time"], one["data"]["msg_total"], one["data"]["member_total"]) for one in reply["items"]]
            == [(MIDNIGHT, 1, 12), (MIDNIGHT + int(DAY), 2, 13)]
        ),
    ),
    *(
        Fact(
            id=f"statistic-speakers-accumulate-{accumulate}".lower(),
            call=BY_DAY,
            says="Whether those who have spoken are counted up to the day or on the day is left open.",
            source=PAGE,
            given=_two_days,
            asked=_on_the_second(),
            effect=lambda _, reply, spoken=spoken: reply["items"][0]["data"]["chat_has_msg"] == spoken,
            confirmed=False,
            switch=("group_speakers_accumulate", accumulate),
        )
        for accumulate, spoken in ((True, 2), (False, 1))
    ),
]
