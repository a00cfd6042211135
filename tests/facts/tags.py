"""The tag library, and marking pairs of member and customer."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact, Reply
from facts.stage import Stage

ADD = "externalcontact/add_corp_tag"
LIST = "externalcontact/get_corp_tag_list"
MARK = "externalcontact/mark_tag"
_FILE = "externalcontact-customers.md"
_list = partial(Fact, call=LIST, source=f"{_FILE} §3.1, page 92117 (2026-02)")
_add = partial(Fact, call=ADD, source=f"{_FILE} §3.2, page 92117 (2026-02)")
_edit = partial(Fact, call="externalcontact/edit_corp_tag", source=f"{_FILE} §3.3, page 92117 (2026-02)")
_del = partial(Fact, call="externalcontact/del_corp_tag", source=f"{_FILE} §3.4, page 92117 (2026-02)")
_mark = partial(Fact, call=MARK, source=f"{_FILE} §3.5, page 92118 (2026-02)")


def _new(*names: str, group_name: str = "阶段", **other: Any) -> dict[str, Any]:
    return {"group_name": group_name, "tag": [{"name": one} for one in names], **other}


def _groups(stage: Stage, **asked: Any) -> list[dict[str, Any]]:
    return stage.need(LIST, asked)["tag_group"]


def _three_at_most(stage: Stage) -> None:
    stage.set(corp_tags=3)
    stage.need(ADD, _new("甲", "乙", "丙"))


def _pair_and_tag(stage: Stage) -> tuple[str, str]:
    return stage.friend(), stage.tag()


def _marking(stage: Stage, **other: Any) -> dict[str, Any]:
    return {"userid": "chen_rui", "external_userid": stage.it[0], "add_tag": [stage.it[1]], **other}


def _marked(stage: Stage) -> tuple[str, str]:
    stage.it = _pair_and_tag(stage)
    stage.need(MARK, _marking(stage))
    return stage.it


def _held(stage: Stage) -> list[str]:
    """Tag ids that chen_rui's customer carries."""
    customer = stage.need("externalcontact/get", external_userid=stage.it[0])
    (pair,) = (one for one in customer["follow_user"] if one["userid"] == "chen_rui")
    return [one["tag_id"] for one in pair["tags"]]


def _deleted_is_readable(stage: Stage, _: Reply) -> None:
    assert _groups(stage) == [], "the group goes with its last tag"
    (group,) = _groups(stage, tag_id=[stage.it[1]])
    assert group["deleted"] is True
    assert group["tag"][0]["deleted"] is True
    assert _held(stage) == [], "the tag vanishes from customers"
    assert not stage.callbacks(), "what the API does raises nothing"


def _marks_at_limit(stage: Stage) -> tuple[str, str]:
    stage.set(marks_per_relation=2)
    person = stage.friend()
    stage.need(MARK, userid="chen_rui", external_userid=person, add_tag=[stage.tag("甲"), stage.tag("乙")])
    return person, stage.tag("丙")


FACTS = [
    _list(
        id="tags-order",
        says="A larger order comes first.",
        given=lambda stage: stage.need(
            ADD, group_name="阶段", tag=[{"name": "一", "order": 1}, {"name": "二", "order": 2}]
        ),
        effect=lambda _, reply: [one["name"] for one in reply["tag_group"][0]["tag"]] == ["二", "一"],
    ),
    _list(
        id="tags-group-wins",
        says="With ids of groups and of tags, the tags are ignored.",
        given=lambda stage: (stage.tag("甲", "一"), stage.tag("乙", "二")),
        asked=lambda stage: {
            "tag_id": [stage.it[1]],
            "group_id": [_groups(stage, tag_id=[stage.it[0]])[0]["group_id"]],
        },
        effect=lambda _, reply: [one["group_name"] for one in reply["tag_group"]] == ["一"],
    ),
    _add(
        id="tags-existing-group",
        says="A group name that exists takes the tags.",
        given=lambda stage: stage.tag("甲"),
        asked=_new("乙"),
        effect=lambda stage, _: [len(one["tag"]) for one in _groups(stage)] == [2],
    ),
    _add(
        id="tags-name-twice-in-request",
        says="A name that stands twice in one request makes one tag.",
        asked=_new("甲", "甲"),
        effect=lambda _, reply: len(reply["tag_group"]["tag"]) == 1,
    ),
    _add(id="tags-none", says="A group is not made without tags: 40063.", asked=_new(), code=40063),
    _add(
        id="tags-no-group", says="Neither id nor name of a group: 40063.", asked=_new("甲", group_name=""), code=40063
    ),
    _add(id="tags-unknown-group", says="A group id of nobody's: 40068.", asked=_new("甲", group_id="etX"), code=40068),
    _add(id="tags-name-30", says="A name of 30 characters passes.", asked=_new("字" * 30, group_name="组" * 30)),
    _add(id="tags-name-31", says="A name of 31 characters: 40072.", asked=_new("字" * 31), code=40072),
    _add(id="tags-group-name-31", says="So for groups: 40072.", asked=_new("甲", group_name="组" * 31), code=40072),
    _add(id="tags-order-top", says="An order below 2^32 passes.", asked=_new("甲", order=2**32 - 1)),
    _add(id="tags-order-over", says="An order of 2^32: 40058.", asked=_new("甲", order=2**32), code=40058),
    _add(
        id="tags-count",
        says="Over the number of tags of a corp: 40126.",
        given=_three_at_most,
        asked=_new("丁"),
        code=40126,
    ),
    *(
        _add(
            id=f"tags-duplicate-{code}",
            says=f"A name that the group has already answers {code}.",
            confirmed=False,
            switch=("duplicate_tag_errcode", code),
            given=lambda stage: stage.tag("甲"),
            asked=_new("甲"),
            code=code,
        )
        for code in (40071, 40058)
    ),
    _edit(
        id="tags-rename",
        says="An app renames its own tag, and no event tells of it.",
        given=lambda stage: stage.tag("甲"),
        asked=lambda stage: {"id": stage.it, "name": "新"},
        effect=lambda stage, _: _groups(stage)[0]["tag"][0]["name"] == "新" and not stage.callbacks(),
    ),
    _edit(id="tags-edit-none", says="Without an id: 40063.", asked={"name": "新"}, code=40063),
    _edit(id="tags-edit-unknown", says="An id of nothing: 40068.", asked={"id": "etX", "name": "新"}, code=40068),
    _edit(
        id="tags-edit-taken",
        says="A name that another tag of the group has: 40071.",
        given=lambda stage: (stage.tag("甲"), stage.tag("乙")),
        asked=lambda stage: {"id": stage.it[0], "name": "乙"},
        code=40071,
    ),
    *(
        Fact(
            id=f"tags-foreign-{call.rpartition('/')[2]}-{code}",
            call=call,
            says=f"A tag that another app made answers {code}.",
            source=f"{_FILE} §3",
            confirmed=False,
            switch=("foreign_tag_errcode", code),
            given=lambda stage: stage.tag(app=stage.other),
            asked=lambda stage: {"id": stage.it, "tag_id": [stage.it], "name": "新"},
            code=code,
        )
        for call in ("externalcontact/edit_corp_tag", "externalcontact/del_corp_tag")
        for code in (81011, 60011)
    ),
    _del(
        id="tags-delete",
        says="A deleted tag vanishes from customers, takes an empty group along, and stays readable by id.",
        given=_marked,
        asked=lambda stage: {"tag_id": [stage.it[1]]},
        effect=_deleted_is_readable,
    ),
    _del(id="tags-delete-none", says="Neither tags nor groups: 40063.", code=40063),
    _del(id="tags-delete-unknown", says="Nothing that exists: 40068.", asked={"tag_id": ["etX"]}, code=40068),
    _mark(
        id="mark",
        says="A mark belongs to the pair, not to the customer, and raises nothing.",
        given=lambda stage: (stage.friend("li_na", stage.friend()), stage.tag()),
        asked=_marking,
        effect=lambda stage, _: (
            [len(one["tags"]) for one in stage.need("externalcontact/get", external_userid=stage.it[0])["follow_user"]]
            == [1, 0]
            and not stage.callbacks()
        ),
    ),
    _mark(
        id="mark-foreign",
        says="An app marks with tags of other apps and of the console.",
        given=lambda stage: (stage.friend(), stage.tag(app=stage.other)),
        asked=_marking,
        effect=lambda stage, _: _held(stage) == [stage.it[1]],
    ),
    _mark(
        id="mark-nothing",
        says="Nothing to add or remove: 40063.",
        given=_pair_and_tag,
        asked=lambda stage: _marking(stage, add_tag=[]),
        code=40063,
    ),
    _mark(
        id="mark-unknown-tag",
        says="A tag that does not exist: 40068, and nothing is marked.",
        given=_pair_and_tag,
        asked=lambda stage: _marking(stage, add_tag=[stage.it[1], "etX"]),
        code=40068,
        effect=lambda stage, _: _held(stage) == [],
    ),
    _mark(
        id="mark-not-his",
        says="Somebody else's customer: 84061.",
        given=lambda stage: (stage.friend("li_na"), stage.tag()),
        asked=_marking,
        code=84061,
    ),
    *(
        _mark(
            id=f"mark-{name}-{'again' if code == 0 else code}",
            says=f"{says} answers {code}.",
            confirmed=False,
            switch=("mark_tag_idempotent", code == 0),
            given=given,
            asked=asked,
            code=code,
        )
        for name, says, given, asked in (
            ("twice", "Marking twice", _marked, _marking),
            (
                "absent",
                "Removing a tag that is not there",
                _pair_and_tag,
                lambda stage: _marking(stage, add_tag=[], remove_tag=[stage.it[1]]),
            ),
        )
        for code in (0, 40068)
    ),
    _mark(
        id="mark-over-limit",
        says="More tags on a pair than it carries: 40144.",
        confirmed=False,
        switch=("marks_per_relation", 2),
        given=_marks_at_limit,
        asked=_marking,
        code=40144,
        effect=lambda stage, _: len(_held(stage)) == 2,
    ),
]
