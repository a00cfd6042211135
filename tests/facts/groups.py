"""Customer groups: who sees them, how they are listed, and how soon a change shows."""

from __future__ import annotations

from typing import Any

from facts.fact import Asked, Fact, Reply
from facts.stage import Stage

LIST_PAGE = "externalcontact-groups.md §1, page 92120 (2026-02-12)"
GET_PAGE = "externalcontact-groups.md §2, page 92122 (2026-02-12)"
OPENGID_PAGE = "externalcontact-groups.md §3, page 94822 (2026-02-12)"
LIST = "externalcontact/groupchat/list"
GET = "externalcontact/groupchat/get"
OPENGID = "externalcontact/opengid_to_chatid"


def group(stage: Stage, owner: str = "chen_rui", members: int = 0, **fields: Any) -> str:
    """A group of long standing with so many customers in it: its chat_id."""
    people = [stage.customer() for _ in range(members)]
    return stage.world.add_group(stage.corp, owner, "茶友群", external_userids=people, **fields).chat_id


def _two_groups(stage: Stage) -> tuple[str, str]:
    return group(stage), group(stage, "li_na")


def _left_behind(stage: Stage) -> str:
    chat_id = group(stage)
    stage.world.member_leaves("chen_rui")
    return chat_id


def _crowded(stage: Stage) -> str:
    chat_id = group(stage)
    stage.set(people_without_owner_filter=2)  # the app sees three
    return chat_id


def _dismissed(stage: Stage) -> str:
    chat_id = group(stage)
    stage.world.dismiss_group(chat_id)
    return chat_id


def _renamed(stage: Stage) -> str:
    chat_id = group(stage)
    stage.world.rename_group(chat_id, "新名字")
    return chat_id


def _invited(stage: Stage) -> str:
    chat_id = group(stage, members=2)
    stage.world.invite_to_group(chat_id, [stage.customer()], by="chen_rui")
    stage.world.invite_to_group(chat_id, [stage.customer()], by="chen_rui", by_link=True)
    stage.world.join_group(chat_id, stage.customer(), state="live_0501")
    stage.wait(2)
    return chat_id


def _by_owners(*userids: str, **fields: Any) -> dict[str, Any]:
    return {"limit": 10, "owner_filter": {"userid_list": list(userids)}, **fields}


def _listed(reply: Reply) -> list[tuple[str, int]]:
    return [(one["chat_id"], one["status"]) for one in reply["group_chat_list"]]


def _it(stage: Stage) -> Asked:
    return {"chat_id": stage.it}


def _second_page(stage: Stage) -> Asked:
    cursor = stage.need(LIST, limit=1)["next_cursor"]
    return {"limit": 1, "cursor": cursor}


def _members(_: Stage, reply: Reply) -> bool:
    joined = [(one["join_scene"], one.get("invitor"), one.get("state")) for one in reply["group_chat"]["member_list"]]
    by_chen = {"userid": "chen_rui"}
    return joined == [
        (1, None, None),
        (1, by_chen, None),
        (1, by_chen, None),
        (1, by_chen, None),
        (2, by_chen, None),
        (3, None, "live_0501"),
    ]


LISTS = [
    Fact(
        id="group-list-shows-all-in-sight",
        call=LIST,
        says="Without owners the groups of everybody in the visible range are listed, and no others.",
        source=LIST_PAGE,
        given=lambda stage: (*_two_groups(stage), group(stage, "wu_gang")),
        asked={"limit": 10},
        effect=lambda stage, reply: _listed(reply) == [(one, 0) for one in stage.it[:2]] and reply["next_cursor"] == "",
    ),
    Fact(
        id="group-list-by-owner",
        call=LIST,
        says="An owner filter lists the groups of the named owners only.",
        source=LIST_PAGE,
        given=_two_groups,
        asked=_by_owners("li_na"),
        effect=lambda stage, reply: _listed(reply) == [(stage.it[1], 0)],
    ),
    Fact(
        id="group-list-second-page",
        call=LIST,
        says="The cursor of a page leads to the next one, and is empty at the end.",
        source=LIST_PAGE,
        given=_two_groups,
        asked=_second_page,
        effect=lambda stage, reply: _listed(reply) == [(stage.it[1], 0)] and reply["next_cursor"] == "",
    ),
    Fact(id="group-list-limit-missing", call=LIST, says="A limit is required.", source=LIST_PAGE, code=40058),
    Fact(
        id="group-list-limit-largest",
        call=LIST,
        says="A page takes 1000 rows.",
        source=LIST_PAGE,
        asked={"limit": 1000},
    ),
    Fact(
        id="group-list-limit-above",
        call=LIST,
        says="A limit above 1000 is refused.",
        source=LIST_PAGE,
        asked={"limit": 1001},
        code=40058,
    ),
    Fact(
        id="group-list-unknown-status",
        call=LIST,
        says="A status filter lies in 0 to 3.",
        source=LIST_PAGE,
        asked={"limit": 1, "status_filter": 4},
        code=40058,
    ),
    Fact(
        id="group-list-bad-cursor",
        call=LIST,
        says="A cursor that no answer gave is refused.",
        source=LIST_PAGE,
        asked={"limit": 1, "cursor": "x"},
        code=40058,
    ),
    Fact(
        id="group-list-100-owners",
        call=LIST,
        says="A filter takes 100 owners.",
        source=LIST_PAGE,
        asked=_by_owners(*["chen_rui"] * 100),
    ),
    Fact(
        id="group-list-101-owners",
        call=LIST,
        says="More than 100 owners are refused.",
        source=LIST_PAGE,
        asked=_by_owners(*["chen_rui"] * 101),
        code=40058,
    ),
    Fact(
        id="group-list-unknown-owner",
        call=LIST,
        says="An owner whom the corp does not have is refused.",
        source=LIST_PAGE,
        asked=_by_owners("nobody"),
        code=40003,
    ),
    Fact(
        id="group-list-hidden-owner",
        call=LIST,
        says="An owner outside the visible range is refused.",
        source=LIST_PAGE,
        asked=_by_owners("wu_gang"),
        code=60011,
    ),
    Fact(
        id="group-list-range-too-large",
        call=LIST,
        says="Without owners a visible range of more than 1000 people answers 81017.",
        source=LIST_PAGE,
        given=_crowded,
        asked={"limit": 10},
        code=81017,
    ),
    Fact(
        id="group-list-range-just-small-enough",
        call=LIST,
        says="A range of exactly the largest number of people is listed without owners.",
        source=LIST_PAGE,
        given=lambda stage: stage.set(people_without_owner_filter=3),
        asked={"limit": 10},
    ),
    Fact(
        id="group-list-resigned-owner-unnamed",
        call=LIST,
        says="Groups of an owner who has left are not listed unless that owner is named.",
        source=LIST_PAGE,
        given=_left_behind,
        asked={"limit": 10},
        effect=lambda _, reply: _listed(reply) == [],
    ),
    Fact(
        id="group-list-resigned-owner-named",
        call=LIST,
        says="Groups of an owner who has left have status 1.",
        source=LIST_PAGE,
        given=_left_behind,
        asked=_by_owners("chen_rui", status_filter=1),
        effect=lambda stage, reply: _listed(reply) == [(stage.it, 1)],
    ),
    Fact(
        id="group-list-status-filter",
        call=LIST,
        says="A status filter leaves out groups of another status.",
        source=LIST_PAGE,
        given=_left_behind,
        asked=_by_owners("chen_rui", status_filter=3),
        effect=lambda _, reply: _listed(reply) == [],
    ),
    Fact(
        id="group-list-without-dismissed",
        call=LIST,
        says="A dissolved group leaves the list.",
        source="externalcontact-groups.md §5",
        given=_dismissed,
        asked={"limit": 10},
        effect=lambda _, reply: _listed(reply) == [],
    ),
]

DETAILS = [
    Fact(
        id="group-get-members",
        call=GET,
        says="Members say how they joined, by whom and with which state, and are named only when asked.",
        source=GET_PAGE,
        given=_invited,
        asked=_it,
        effect=lambda stage, reply: (
            _members(stage, reply) and not any("name" in one for one in reply["group_chat"]["member_list"])
        ),
    ),
    Fact(
        id="group-get-names",
        call=GET,
        says="need_name 1 names everybody.",
        source=GET_PAGE,
        given=lambda stage: group(stage, members=1),
        asked=lambda stage: {"chat_id": stage.it, "need_name": 1},
        effect=lambda _, reply: [one["name"] for one in reply["group_chat"]["member_list"]] == ["chen_rui", "刘颖"],
    ),
    Fact(
        id="group-get-unionid",
        call=GET,
        says="WeChat users show their unionid though they are nobody's customer.",
        source=GET_PAGE,
        given=lambda stage: group(stage, members=1),
        asked=_it,
        effect=lambda _, reply: ["unionid" in one for one in reply["group_chat"]["member_list"]] == [False, True],
    ),
    Fact(
        id="group-get-admins",
        call=GET,
        says="Admins are listed beside the owner.",
        source=GET_PAGE,
        given=lambda stage: (
            chat_id := group(stage, userids=["li_na"]),
            stage.world.appoint_group_admins(chat_id, ["li_na", "zhao_min"]),
            stage.wait(2),
        )[0],
        asked=_it,
        effect=lambda _, reply: reply["group_chat"]["admin_list"] == [{"userid": "li_na"}],
    ),
    Fact(id="group-get-nothing", call=GET, says="A chat_id is required.", source=GET_PAGE, code=40063),
    *(
        Fact(
            id=f"group-get-unknown-{code}",
            call=GET,
            says="No page says which of three codes an unknown chat_id answers.",
            source=GET_PAGE,
            asked={"chat_id": "wrNobody"},
            code=code,
            confirmed=False,
            switch=("unknown_chat_errcode", code),
        )
        for code in (40050, 86001, 86003)
    ),
    *(
        Fact(
            id=f"group-get-dismissed-{code}",
            call=GET,
            says="A dissolved group cannot be read; no page gives the code.",
            source="externalcontact-groups.md §5",
            given=_dismissed,
            asked=_it,
            code=code,
            confirmed=False,
            switch=("dismissed_chat_errcode", code),
        )
        for code in (40050, 90501)
    ),
    *(
        Fact(
            id=f"group-get-hidden-{code}",
            call=GET,
            says="A group whose owner is out of sight cannot be read; the page leaves two codes open.",
            source=GET_PAGE,
            given=lambda stage: group(stage, "wu_gang"),
            asked=_it,
            code=code,
            confirmed=False,
            switch=("hidden_chat_errcode", code),
        )
        for code in (60011, 40003)
    ),
    *(
        Fact(
            id=f"group-get-lags-{seconds}",
            call=GET,
            says="Right after an event the detail may still be the old one.",
            source=GET_PAGE,
            given=_renamed,
            asked=_it,
            effect=lambda _, reply, name=name: reply["group_chat"]["name"] == name,
            confirmed=False,
            switch=("groupchat_lag_seconds", seconds),
        )
        for seconds, name in ((2.0, "茶友群"), (0.0, "新名字"))
    ),
    Fact(
        id="group-get-after-two-seconds",
        call=GET,
        says="Two seconds after an event the detail is the new one.",
        source=GET_PAGE,
        given=lambda stage: (_renamed(stage), stage.wait(2))[0],
        asked=_it,
        effect=lambda _, reply: reply["group_chat"]["name"] == "新名字",
    ),
    Fact(
        id="opengid-of-a-group",
        call=OPENGID,
        says="The opengid of a group leads to its chat_id.",
        source=OPENGID_PAGE,
        given=group,
        asked=lambda stage: {"opengid": stage.corp.groups[stage.it].opengid},
        effect=lambda stage, reply: reply["chat_id"] == stage.it,
    ),
    Fact(id="opengid-missing", call=OPENGID, says="An opengid is required.", source=OPENGID_PAGE, code=40063),
    Fact(
        id="opengid-unknown",
        call=OPENGID,
        says="An opengid of no group of the corp answers 90511.",
        source=OPENGID_PAGE,
        asked={"opengid": "tGNobody"},
        code=90511,
    ),
    Fact(
        id="opengid-hidden",
        call=OPENGID,
        says="The owner must be visible.",
        source=OPENGID_PAGE,
        given=lambda stage: group(stage, "wu_gang"),
        asked=lambda stage: {"opengid": stage.corp.groups[stage.it].opengid},
        code=60011,
    ),
]

FACTS = [*LISTS, *DETAILS]
