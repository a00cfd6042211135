"""Contact ways: what may be made, changed and listed, and what a scan brings about."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact
from facts.stage import DAY, Stage

ADD = "externalcontact/add_contact_way"
LIST = "externalcontact/list_contact_way"
_FILE = "externalcontact-acquisition.md"
_add = partial(Fact, call=ADD, source=f"{_FILE} §1.1, page 92228 (2026-02-12)")
_get = partial(Fact, call="externalcontact/get_contact_way", source=f"{_FILE} §1.2, page 92228 (2026-02-12)")
_list = partial(Fact, call=LIST, source=f"{_FILE} §1.3, page 92228 (2026-02-12)")
_update = partial(Fact, call="externalcontact/update_contact_way", source=f"{_FILE} §1.4, page 92228 (2026-02-12)")
_del = partial(Fact, call="externalcontact/del_contact_way", source=f"{_FILE} §1.5, page 92228 (2026-02-12)")


def _one(**other: Any) -> dict[str, Any]:
    given = {"type": 1, "scene": 2, "user": ["chen_rui"], **other}
    return {name: value for name, value in given.items() if value is not None}


def _several(**other: Any) -> dict[str, Any]:
    return _one(type=2, **other)


def _temporary(**other: Any) -> dict[str, Any]:
    return _one(is_temp=True, **other)


def _refused(id_: str, code: int, says: str, asked: dict[str, Any], given: Any = None, **other: Any) -> Fact:
    return _add(id=f"way-{id_}", code=code, says=says, asked=asked, given=given, **other)


def _one_left(stage: Stage) -> None:
    stage.set(contact_ways=2)
    stage.way()
    stage.way(is_temp=True)
    stage.way()


def _crowded(stage: Stage) -> None:
    """Three members at most, and department 2 with as many."""
    stage.set(contact_way_members=3)
    stage.need(ADD, _several(user=None, party=[2]))
    stage.world.add_member(stage.corp, "new", "new", departments=(2,))


def _shown(stage: Stage, config_id: str) -> dict[str, Any]:
    return stage.need("externalcontact/get_contact_way", config_id=config_id)["contact_way"]


def _ids(stage: Stage, **asked: Any) -> list[str]:
    return [one["config_id"] for one in stage.need(LIST, asked)["contact_way"]]


def _old(stage: Stage) -> str:
    way = stage.way()
    stage.wait(91 * DAY)
    stage.fresh_tokens()
    return way


FACTS = [
    _add(
        id="way-made",
        says="A contact way keeps what was given; the picture comes for codes, and the page names its defaults.",
        asked=_one(state="ch_1"),
        effect=lambda stage, reply: (
            reply["qr_code"]
            and (way := _shown(stage, reply["config_id"]))["state"] == "ch_1"
            and way["skip_verify"] is True
            and "style" not in way
        ),
    ),
    _add(
        id="way-button",
        says="A button of a mini-program has a style and no picture.",
        asked=_one(scene=1, style=3),
        effect=lambda stage, reply: "qr_code" not in reply and _shown(stage, reply["config_id"])["style"] == 3,
    ),
    _refused("no-type", 41037, "Without a type: 41037.", _one(type=None)),
    _refused("type", 41039, "Another type than 1 and 2: 41039.", _one(type=3)),
    _refused("no-scene", 41038, "Without a scene: 41038.", _one(scene=None)),
    _refused("scene", 41040, "Another scene than 1 and 2: 41040.", _one(scene=3)),
    _refused("style-one", 41042, "One member's button has styles 1 to 3: else 41042.", _one(scene=1, style=4)),
    _refused("style-several", 41042, "Several members' has 1 and 2: else 41042.", _several(scene=1, style=3)),
    _refused("remark-31", 40058, "A remark of 31 characters: 40058.", _one(remark="字" * 31)),
    _refused("state-31", 40058, "A state of 31 characters: 40058.", _one(state="s" * 31)),
    _refused("longest", 0, "Remark and state take 30 characters.", _one(remark="字" * 30, state="s" * 30)),
    _refused("party-for-one", 40058, "Departments need type 2: 40058.", _one(party=[2])),
    _refused("one-of-two", 40058, "Type 1 takes exactly one member: 40058.", _one(user=["chen_rui", "li_na"])),
    _refused("one-of-none", 40063, "Type 1 without a member: 40063.", _one(user=[]), source="core.md §5"),
    _refused("nobody", 40063, "Type 2 without members and departments: 40063.", _several(user=[]), source="core.md §5"),
    _refused("ghost", 40003, "A userid that nobody has: 40003.", _one(user=["ghost"])),
    _refused("outside", 60011, "A member outside the visible range: 60011.", _one(user=["wu_gang"])),
    _refused("party-outside", 60011, "A department outside the visible range: 60011.", _several(party=[3])),
    _refused("no-follow-user", 84074, "A member who may have no customers: 84074.", _one(user=["zhao_min"])),
    _refused(
        "not-activated",
        41054,
        "A member who is not activated: 41054.",
        _one(),
        lambda stage: stage.world.member_moves("chen_rui", status=4),
    ),
    _refused(
        "not-verified",
        40098,
        "A member whose name is not verified: 40098.",
        _one(),
        lambda stage: setattr(stage.world.member(stage.corp, "chen_rui"), "verified", False),
    ),
    _refused(
        "members",
        41041,
        "More members than a way leads to, departments expanded: 41041.",
        _several(user=None, party=[2]),
        _crowded,
    ),
    _refused("quota", 41045, "Over the corp's number: 41045; temporary ones do not count.", _one(), _one_left),
    _refused("quota-temporary", 0, "A temporary session is not held by that number.", _temporary(), _one_left),
    _refused("temporary-several", 40058, "A temporary session has one member: 40058.", _several(is_temp=True)),
    _refused("temporary-14-days", 0, "A temporary session lives 14 days at most.", _temporary(expires_in=14 * 86_400)),
    _refused("temporary-longer", 40058, "One second more: 40058.", _temporary(expires_in=14 * 86_400 + 1)),
    _refused(
        "unionid-unbound",
        41057,
        "A unionid needs a bound developer account: 41057.",
        _temporary(unionid="o1"),
        lambda stage: setattr(stage.corp, "unionid_bound", False),
    ),
    _refused(
        "conclusions-empty",
        40058,
        "A closing message needs one of its four kinds: 40058.",
        _temporary(conclusions={}),
        source=f"{_FILE} §1.7",
    ),
    *(
        _refused(
            f"conclusions-{size}",
            code,
            f"A closing text of {size} bytes answers {code}.",
            _temporary(conclusions={"text": {"content": "x" * size}}),
            source=f"{_FILE} §1.7",
        )
        for size, code in ((4000, 0), (4001, 40058))
    ),
    _get(id="way-get-none", says="Without a config_id: 41043.", code=41043),
    _get(id="way-get-unknown", says="A config_id of nothing: 41044.", asked={"config_id": "x"}, code=41044),
    _get(
        id="way-get-unexpanded",
        says="Departments are answered as they were given.",
        given=lambda stage: stage.way("chen_rui", "li_na", party=[2]),
        asked=lambda stage: {"config_id": stage.it},
        effect=lambda _, reply: reply["contact_way"]["party"] == [2],
    ),
    _list(
        id="way-list",
        says="Lists leave out temporary ways and, unless asked, those of more than 90 days ago.",
        given=lambda stage: (_old(stage), stage.way(is_temp=True), stage.way()),
        effect=lambda stage, reply: (
            [one["config_id"] for one in reply["contact_way"]] == [stage.it[2]]
            and _ids(stage, start_time=0) == [stage.it[0], stage.it[2]]
        ),
    ),
    _list(
        id="way-list-pages",
        says="Pages follow each other by cursor; an empty one ends the list.",
        given=lambda stage: [stage.way() for _ in range(3)],
        asked={"limit": 2},
        effect=lambda stage, reply: (
            [one["config_id"] for one in reply["contact_way"]] == stage.it[:2]
            and _ids(stage, limit=2, cursor=reply["next_cursor"]) == stage.it[2:]
        ),
    ),
    _list(
        id="way-list-cursor",
        says="A cursor that was never given: 40058.",
        source="core.md §5",
        asked={"cursor": "wrong"},
        code=40058,
    ),
    _update(
        id="way-update",
        says="Omitted fields stay, given ones replace, the picture stays the same.",
        given=lambda stage: (way := stage.way(state="ch_1"), _shown(stage, way)),
        asked=lambda stage: {"config_id": stage.it[0], "user": ["li_na"]},
        effect=lambda stage, _: _shown(stage, stage.it[0]) == {**stage.it[1], "user": ["li_na"]},
    ),
    _update(
        id="way-update-refused",
        says="A refused change leaves the way as it was.",
        given=lambda stage: (way := stage.way(), _shown(stage, way)),
        asked=lambda stage: {"config_id": stage.it[0], "state": "new", "user": ["wu_gang"]},
        code=60011,
        effect=lambda stage, _: _shown(stage, stage.it[0]) == stage.it[1],
    ),
    _update(
        id="way-update-expired",
        says="A temporary way that has expired cannot be changed: 41044.",
        given=lambda stage: (stage.way(is_temp=True, expires_in=60), stage.wait(61))[0],
        asked=lambda stage: {"config_id": stage.it, "state": "new"},
        code=41044,
    ),
    _update(
        id="way-update-last-second",
        says="Until it has expired it can be changed.",
        given=lambda stage: (stage.way(is_temp=True, expires_in=60), stage.wait(60))[0],
        asked=lambda stage: {"config_id": stage.it, "state": "new"},
    ),
    *(
        _del(
            id=f"way-delete-twice-{code}",
            says=f"Deleting again answers {code}.",
            confirmed=False,
            switch=("contact_way_delete_twice_errcode", code),
            given=lambda stage: (
                way := stage.way(),
                stage.need("externalcontact/del_contact_way", config_id=way),
            ),
            asked=lambda stage: {"config_id": stage.it[0]},
            code=code,
            effect=lambda stage, _: stage.code("externalcontact/get_contact_way", config_id=stage.it[0]) == 41044,
        )
        for code in (41044, 0)
    ),
]
