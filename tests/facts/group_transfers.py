"""Customer groups get another owner through the API."""

from __future__ import annotations

from typing import Any

from facts.fact import Asked, Fact, Reply
from facts.groups import GET, LIST, group
from facts.stage import DAY, Stage
from facts.transfers import YEAR

PAGE = "externalcontact-customers.md §4.3, page 95703 (2026-02-12)"
RESIGNED_PAGE = "externalcontact-customers.md §5.4, page 92127 (2026-02-12)"
ONJOB = "externalcontact/groupchat/onjob_transfer"
RESIGNED = "externalcontact/groupchat/transfer"


def _body(*chat_ids: str, **fields: Any) -> dict[str, Any]:
    return {"chat_id_list": list(chat_ids), "new_owner": "li_na", **fields}


def _it(stage: Stage) -> Asked:
    return _body(stage.it)


def _left(stage: Stage) -> str:
    chat_id = group(stage)
    stage.world.member_leaves("chen_rui")
    return chat_id


def _inherited(stage: Stage) -> str:
    chat_id = _left(stage)
    stage.need(RESIGNED, _body(chat_id))
    return chat_id


def to_and_fro(stage: Stage, times: int = 2) -> str:
    chat_id = group(stage)
    for number in range(times):
        reply = stage.need(ONJOB, _body(chat_id, new_owner=("li_na", "chen_rui")[number % 2]))
        assert reply["failed_chat_list"] == []
    return chat_id


def _sleep(stage: Stage, seconds: float) -> None:
    stage.wait(seconds)
    stage.fresh_tokens()


def _quota_spent(stage: Stage, more: int = 0) -> str:
    stage.set(group_transfers_per_day=2)
    for _ in range(2):
        stage.need(ONJOB, _body(group(stage)))
    _sleep(stage, more)
    return group(stage)


def _idle(stage: Stage, userid: str) -> str:
    stage.world.member(stage.corp, userid).logged_in_at = stage.now - YEAR - 1
    return group(stage)


def _failed(reply: Reply) -> list[int]:
    assert all(one["errmsg"] for one in reply["failed_chat_list"])
    return [one["errcode"] for one in reply["failed_chat_list"]]


def _row(name: str, says: str, code: int, given: Any = group, call: str = ONJOB, **more: Any) -> Fact:
    """Of the groups asked for, one fails with this errcode, or none when it is 0."""
    more = {"source": PAGE, "asked": _it, **more}
    return Fact(
        id=f"group-transfer-{name}",
        call=call,
        says=says,
        given=given,
        effect=lambda _, reply: _failed(reply) == ([code] if code else []),
        **more,
    )


def _refused(name: str, says: str, code: int, call: str = ONJOB, **asked: Any) -> Fact:
    return Fact(id=f"group-transfer-{name}", call=call, says=says, source=PAGE, asked=_body("wr", **asked), code=code)


def _owner_is(stage: Stage, owner: str, status: int) -> bool:
    listed = stage.need(LIST, limit=10, owner_filter={"userid_list": [owner]})["group_chat_list"]
    return listed == [{"chat_id": stage.it, "status": status}]


def _members(stage: Stage) -> list[str]:
    return [one["userid"] for one in stage.need(GET, chat_id=stage.it)["group_chat"]["member_list"]]


FACTS = [
    Fact(
        id="group-transfer-on-the-job",
        call=ONJOB,
        says="The new owner enters the group where need be; the old one stays in it.",
        source=PAGE,
        given=group,
        asked=_it,
        effect=lambda stage, _: _owner_is(stage, "li_na", 0) and _members(stage) == ["chen_rui", "li_na"],
    ),
    Fact(
        id="group-transfer-of-the-gone",
        call=RESIGNED,
        says="A group that is assigned has status 3, and who has left is not in it.",
        source=RESIGNED_PAGE,
        given=_left,
        asked=_it,
        effect=lambda stage, _: _owner_is(stage, "li_na", 3) and _members(stage) == ["li_na"],
    ),
    _row("unknown", "A chat_id that is no customer group fails.", 90501, lambda _: "wrNobody"),
    _row(
        "dismissed",
        "A dissolved group fails.",
        90501,
        lambda stage: (chat := group(stage), stage.world.dismiss_group(chat))[0],
    ),
    _row("hidden", "The owner must be visible.", 60011, lambda stage: group(stage, "wu_gang")),
    _row("resigned-owner", "An owner who has left hands over nothing on the job.", 90502, _left),
    _row("owner-on-the-job", "Only groups of those who have left are assigned.", 90500, group, call=RESIGNED),
    _row("to-the-owner", "The owner must change.", 90504, lambda stage: group(stage, "li_na")),
    _row("idle-owner", "Both owners have logged in within a year.", 90510, lambda stage: _idle(stage, "chen_rui")),
    _row("idle-heir", "Both owners have logged in within a year.", 90510, lambda stage: _idle(stage, "li_na")),
    _row("99-users", "A group with 99 WeChat users takes no new owner.", 90503, lambda s: group(s, members=99)),
    _row("98-users", "With 98 it does.", 0, lambda s: group(s, members=98)),
    _row("99-users-inside", "Who is in it already may own it.", 0, lambda s: group(s, members=99, userids=["li_na"])),
    _row("quota-not-spent", "So many groups a day pass from one to another.", 0, lambda s: _quota_spent(s, int(DAY))),
    *(
        _row(
            f"quota-{code}",
            "Beyond 300 groups a day it fails; no page gives the code.",
            code,
            _quota_spent,
            confirmed=False,
            switch=("group_transfer_quota_errcode", code),
        )
        for code in (45009, 90504)
    ),
    _row(
        "second-time",
        "A group is handed over twice in 90 days.",
        0,
        lambda stage: to_and_fro(stage, 1),
        asked=lambda s: _body(s.it, new_owner="chen_rui"),
    ),
    *(
        _row(
            f"third-time-{code}",
            "The third time in 90 days fails; no page gives the code.",
            code,
            to_and_fro,
            confirmed=False,
            switch=("group_transfer_often_errcode", code),
        )
        for code in (40128, 90507)
    ),
    _row(
        "after-90-days",
        "After 90 natural days a group may be handed over again.",
        0,
        lambda stage: (to_and_fro(stage), _sleep(stage, 90 * DAY))[0],
    ),
    *(
        _row(
            f"again-{code}",
            "An assigned group cannot be assigned again; two codes fit.",
            code,
            _inherited,
            call=RESIGNED,
            asked=lambda stage: _body(stage.it, new_owner="li_na"),
            source=RESIGNED_PAGE,
            confirmed=False,
            switch=("inherited_chat_errcode", code),
        )
        for code in (90508, 90500)
    ),
    *(
        _row(
            f"again-within-{seconds}",
            "A group on the way cannot be handed over again; whether there is a way is left open.",
            code,
            _inherited,
            call=RESIGNED,
            source=RESIGNED_PAGE,
            confirmed=False,
            switch=("group_transfer_seconds", seconds),
        )
        for seconds, code in ((60.0, 90507), (0.0, 90508))
    ),
    Fact(
        id="group-transfer-takes-its-time",
        call=RESIGNED,
        says="A group on the way has status 2, and 3 afterwards.",
        source=RESIGNED_PAGE,
        given=_left,
        asked=_it,
        effect=lambda stage, _: (
            _owner_is(stage, "chen_rui", 2) and (stage.wait(60) or True) and _owner_is(stage, "li_na", 3)
        ),
        confirmed=False,
        switch=("group_transfer_seconds", 60.0),
    ),
    *(
        Fact(
            id=f"group-transfer-told-{told}".lower(),
            call=ONJOB,
            says="Calls raise no events; whether this one does is left open.",
            source="externalcontact-groups.md §5",
            given=group,
            asked=_it,
            effect=lambda stage, _, count=count: len(stage.callbacks()) == count,
            confirmed=False,
            switch=("group_transfer_is_told", told),
        )
        for told, count in ((False, 0), (True, 1))
    ),
    _refused("of-nothing", "At least one group is named.", 40058, chat_id_list=[]),
    _refused("of-100", "A call takes 100 groups.", 0, chat_id_list=["wr"] * 100),
    _refused("of-101", "It takes no more.", 40058, chat_id_list=["wr"] * 101),
    _refused("to-the-hidden", "The new owner must be visible.", 60011, new_owner="wu_gang"),
    _refused("to-one-without-customers", "The new owner may have customers.", 84074, new_owner="zhao_min"),
    Fact(
        id="group-transfer-to-the-unverified",
        call=ONJOB,
        says="The new owner is real-name verified.",
        source=PAGE,
        given=lambda stage: (group(stage), setattr(stage.world.member(stage.corp, "li_na"), "verified", False))[0],
        asked=_it,
        code=40098,
    ),
]
