"""Join ways: which groups they take, and where a scan leads."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact, Reply
from facts.stage import Stage
from wecom_twin.acts.joining import JoinScan

JOIN = "externalcontact-acquisition.md §3, page 92229 (2026-02-12)"
WAY = "externalcontact/groupchat/"


def _chat(stage: Stage, owner: str = "chen_rui", people: int = 0) -> str:
    strangers = [stage.customer() for _ in range(people)]
    return stage.world.add_group(stage.corp, owner, external_userids=strangers).chat_id


def _good(stage: Stage, *, chats: int = 1, **fields: Any) -> dict[str, Any]:
    chat_ids = [_chat(stage)] * chats
    return {"scene": 2, "chat_id_list": chat_ids, "state": "live_0501", "remark": "直播", **fields}


def join_way(stage: Stage, **fields: Any) -> str:
    return stage.need(WAY + "add_join_way", _good(stage, **fields))["config_id"]


def foreign_join_way(stage: Stage) -> str:
    return stage.need(WAY + "add_join_way", _good(stage), app=stage.other)["config_id"]


def deleted_join_way(stage: Stage) -> str:
    config_id = join_way(stage)
    stage.need(WAY + "del_join_way", config_id=config_id)
    return config_id


def the_way(stage: Stage) -> dict[str, Any]:
    return {"config_id": stage.it}


def shown(stage: Stage) -> dict[str, Any]:
    return stage.need(WAY + "get_join_way", the_way(stage))["join_way"]


def one_left(stage: Stage) -> None:
    """Two of the common quota are used: one of either kind."""
    stage.set(contact_ways=2)
    stage.way()
    join_way(stage)


def _scanned(stage: Stage, person: str = "") -> JoinScan:
    return stage.world.scan_join_way(stage.it, person or stage.customer())


def _dismissed(stage: Stage) -> str:
    chat_id = _chat(stage)
    stage.world.dismiss_group(chat_id)
    return chat_id


def _two_groups(stage: Stage) -> str:
    return join_way(stage, chat_id_list=[_chat(stage), _chat(stage)])


def _tight(stage: Stage, **fields: Any) -> str:
    """Its one group holds two, and has two."""
    stage.set(group_members=2)
    named = {"room_base_name": "茶友群", "room_base_id": 3}
    return join_way(stage, chat_id_list=[_chat(stage, people=1)], **named, **fields)


def _tight_and_closed(stage: Stage) -> str:
    return _tight(stage, auto_create_room=0)


def _ownerless(stage: Stage) -> str:
    way = _tight(stage)
    stage.world.member_leaves("chen_rui")
    return way


def _all_dissolved(stage: Stage) -> str:
    way = join_way(stage)
    stage.world.dismiss_group(stage.corp.join_ways[way].chat_ids[0])
    return way


def _enters(stage: Stage, _: Reply) -> None:
    person = stage.customer()
    scan = _scanned(stage, person)
    assert (scan.outcome, scan.chat_id) == ("joined", stage.corp.join_ways[stage.it].chat_ids[0])
    one = stage.world.group(scan.chat_id).face.participants[person]
    assert (one.join_scene, one.state) == (3, "live_0501")
    assert "<JoinScene>3</JoinScene>" in stage.callbacks("update")[-1].message


def _twice_is_once(stage: Stage, _: Reply) -> None:
    person = stage.customer()
    first = _scanned(stage, person)
    again = _scanned(stage, person)
    assert (again.outcome, again.chat_id) == ("already_in", first.chat_id)


def _makes_two(stage: Stage, _: Reply) -> None:
    made = [stage.world.group(_scanned(stage).chat_id) for _ in range(2)]
    assert [(one.face.name, one.owner, one.size) for one in made] == [
        ("茶友群3", "chen_rui", 2),
        ("茶友群4", "chen_rui", 2),
    ]
    assert len(stage.callbacks("create")) == 2


def _finds_no_room(stage: Stage, _: Reply) -> bool:
    scan = _scanned(stage)
    return (scan.outcome, scan.chat_id) == ("full", "")


def _finds_none(stage: Stage, _: Reply) -> bool:
    return _scanned(stage).outcome == "dismissed"


def _is_dead(stage: Stage, _: Reply) -> bool:
    return _scanned(stage).outcome == "dead_code"


_scan = partial(Fact, call="scan", source=JOIN, asked=None)

FACTS = [
    *(
        Fact(
            id=f"join-way-{name}",
            call=WAY + "add_join_way",
            says=says,
            source=JOIN,
            asked=partial(_good, **change),
            code=code,
            effect=lambda stage, reply: (len(stage.corp.join_ways) == 1) is (reply["errcode"] == 0),
        )
        for name, says, change, code in (
            ("made", "A join way answers its config_id.", {}, 0),
            ("no-scene", "scene is needed.", {"scene": None}, 40063),
            ("scene", "scene is 1 or 2.", {"scene": 3}, 40058),
            ("no-chats", "Groups are needed.", {"chat_id_list": []}, 40063),
            ("five-chats", "Five groups are taken.", {"chats": 5}, 0),
            ("six-chats", "Six groups are not.", {"chats": 6}, 41091),
            ("auto", "auto_create_room is 0 or 1.", {"auto_create_room": 2}, 40058),
            ("name-40", "room_base_name takes 40 characters.", {"room_base_name": "茶" * 40}, 0),
            ("name-41", "A longer one is refused.", {"room_base_name": "茶" * 41}, 40058),
            ("state-31", "state takes 30 characters.", {"state": "长" * 31}, 40058),
        )
    ),
    Fact(
        id="join-way-shown",
        call=WAY + "get_join_way",
        says="A join way is read with its picture; defaults fill what was left out; a long remark was cut.",
        source=JOIN,
        given=lambda stage: join_way(stage, remark="长" * 31),
        asked=the_way,
        effect=lambda _, reply: (
            reply["join_way"]["remark"] == "长" * 30
            and (reply["join_way"]["auto_create_room"], reply["join_way"]["state"]) == (1, "live_0501")
            and reply["join_way"]["qr_code"].startswith("https://")
        ),
    ),
    Fact(
        id="join-way-overwritten",
        call=WAY + "update_join_way",
        says="An update overwrites all: what is left out falls back to its default.",
        source=JOIN,
        given=lambda stage: join_way(stage, auto_create_room=0),
        asked=lambda stage: {**the_way(stage), "scene": 1, "chat_id_list": [_chat(stage)]},
        effect=lambda stage, _: (
            (shown(stage)["auto_create_room"], shown(stage)["state"], shown(stage)["chat_id_list"])
            == (1, "", [list(stage.corp.groups)[-1]])
        ),
    ),
    Fact(
        id="join-way-update-needs-chats",
        call=WAY + "update_join_way",
        says="An update needs scene and groups again.",
        source=JOIN,
        given=join_way,
        asked=the_way,
        code=40063,
    ),
    Fact(
        id="join-way-quota",
        call=WAY + "add_join_way",
        says="Join ways share the quota of contact ways.",
        source=JOIN,
        given=one_left,
        asked=_good,
        code=41045,
    ),
    Fact(
        id="join-way-quota-freed",
        call="externalcontact/add_contact_way",
        says="A deleted join way no longer counts.",
        source=JOIN,
        given=lambda stage: (stage.set(contact_ways=1), deleted_join_way(stage)),
        asked={"type": 1, "scene": 2, "user": ["chen_rui"]},
    ),
    *(
        Fact(id=f"join-way-{call}-none", call=WAY + call, says=f"{call} needs a config_id.", source=JOIN, code=41043)
        for call in ("get_join_way", "update_join_way", "del_join_way")
    ),
    *(
        Fact(
            id=f"join-way-{whose}-{code}",
            call=WAY + "get_join_way",
            says=f"A join way {says} answers {code}; that contact ways' code is meant here is not confirmed.",
            source=JOIN,
            confirmed=False,
            switch=("unknown_join_way_errcode", code),
            given=given,
            asked=the_way,
            code=code,
        )
        for whose, says, given in (
            ("unknown", "that never was", lambda _: "nobody"),
            ("foreign", "of another app", foreign_join_way),
            ("deleted", "that was deleted", deleted_join_way),
        )
        for code in (41044, 40058)
    ),
    *(
        Fact(
            id=f"join-way-{call.partition('_')[0]}-hidden-group",
            call=WAY + call,
            says="The owners of the groups are visible.",
            source=JOIN,
            given=given,
            asked=lambda stage: {**_good(stage, chat_id_list=[_chat(stage, "wu_gang")]), **the_way(stage)},
            code=60011,
        )
        for call, given in (("add_join_way", lambda _: ""), ("update_join_way", join_way))
    ),
    *(
        Fact(
            id=f"join-way-{name}-group-{code}",
            call=WAY + "add_join_way",
            says=f"A chat_id {says} answers {code}; no page confirms the code.",
            source=JOIN,
            confirmed=False,
            switch=("join_way_chat_errcode", code),
            given=given,
            asked=lambda stage: _good(stage, chat_id_list=[stage.it]),
            code=code,
        )
        for name, says, given in (
            ("unknown", "of nobody's", lambda _: "wrNobody"),
            ("dismissed", "of a dissolved group", _dismissed),
        )
        for code in (40050, 90501)
    ),
    *(
        _scan(id=f"join-way-scan-{name}", says=says, given=given, effect=effect)
        for name, says, given, effect in (
            ("first", "A scan leads into the first group with room, with the state of the way.", _two_groups, _enters),
            ("again", "Who is in one of the groups stays there.", _two_groups, _twice_is_once),
            ("new-group", "With all groups full a new one is made, named and numbered.", _tight, _makes_two),
            ("no-new-group", "Unless the way makes none.", _tight_and_closed, _finds_no_room),
            ("dead", "A deleted code leads nowhere.", deleted_join_way, _is_dead),
            ("dissolved", "Nor does one whose groups are dissolved.", _all_dissolved, _finds_none),
            ("ownerless", "No group is made for an owner who left.", _ownerless, _finds_no_room),
        )
    ),
    *(
        Fact(
            id=f"join-way-goes-on-at-{size}",
            call="scan",
            says="A join way goes on to its next group at so many people, by a secondary source.",
            source=JOIN,
            confirmed=False,
            switch=("join_way_members", size),
            given=lambda stage: join_way(stage, chat_id_list=[_chat(stage, people=1), _chat(stage)]),
            asked=None,
            effect=lambda stage, _, place=place: (
                _scanned(stage).chat_id == stage.corp.join_ways[stage.it].chat_ids[place]
            ),
        )
        for size, place in ((2, 1), (3, 0), (200, 0))
    ),
    *(
        Fact(
            id=f"join-way-shows-made-groups-{shows}".lower(),
            call=WAY + "get_join_way",
            says=f"get_join_way {'shows' if shows else 'does not show'} groups made when the others were full.",
            source=JOIN,
            confirmed=False,
            switch=("join_way_shows_made_chats", shows),
            given=lambda stage: (way := _tight(stage), stage.world.scan_join_way(way, stage.customer()))[0],
            asked=the_way,
            effect=lambda _, reply, count=count: len(reply["join_way"]["chat_id_list"]) == count,
        )
        for shows, count in ((True, 2), (False, 1))
    ),
]
