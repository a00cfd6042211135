"""Tags of strategy groups: who makes and sees them, whom they mark, and what they share with corp tags."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Asked, Fact, Reply
from facts.stage import Stage

_FILE = "externalcontact-customers.md"
_PAGE = f"{_FILE} §3.6, page 94882 (2026-02-12)"
_PREFIX = "externalcontact/"
ADD, LIST = _PREFIX + "add_strategy_tag", _PREFIX + "get_strategy_tag_list"
MARK = _PREFIX + "mark_tag"
_list = partial(Fact, call=LIST, source=_PAGE)
_add = partial(Fact, call=ADD, source=_PAGE)
_edit = partial(Fact, call=_PREFIX + "edit_strategy_tag", source=_PAGE)
_del = partial(Fact, call=_PREFIX + "del_strategy_tag", source=_PAGE)
_mark = partial(Fact, call=MARK, source=f"{_FILE} §3.5, page 92118 (2026-02)")


def _strategy(stage: Stage, *, by_other: bool = False, **fields: Any) -> int:
    asked = {"strategy_name": "华东", "admin_list": ["chen_rui"], "range": [{"type": 2, "partyid": 2}], **fields}
    app = stage.other if by_other else stage.app
    return stage.need(_PREFIX + "customer_strategy/create", asked, app=app)["strategy_id"]


def _new(strategy_id: int, *names: str, group_name: str = "阶段", **other: Any) -> dict[str, Any]:
    return {"strategy_id": strategy_id, "group_name": group_name, "tag": [{"name": one} for one in names], **other}


def _made(stage: Stage, *names: str, by_other: bool = False, **fields: Any) -> dict[str, Any]:
    """The tag group that an app made in a strategy group of its own."""
    strategy_id = _strategy(stage, by_other=by_other, **fields)
    app = stage.other if by_other else stage.app
    return stage.need(ADD, _new(strategy_id, *(names or ("甲",))), app=app)["tag_group"]


def _first(group: dict[str, Any]) -> str:
    return group["tag"][0]["id"]


def _names(reply: Reply) -> list[list[str]]:
    return [[tag["name"] for tag in group["tag"]] for group in reply["tag_group"]]


def _of_two_groups(stage: Stage) -> dict[str, Any]:
    _made(stage, "一", "二")
    return _made(stage, "三", "四")


def _second_level(stage: Stage) -> int:
    return _strategy(stage, parent_id=_strategy(stage))


def _full(stage: Stage) -> int:
    stage.set(corp_tags=2)
    stage.tag("甲")
    return _made(stage, "乙")["strategy_id"]


def _pair_and_tag(stage: Stage, **of_tag: Any) -> tuple[str, str]:
    return stage.friend(), _first(_made(stage, **of_tag))


def _marking(stage: Stage) -> Asked:
    return {"userid": "chen_rui", "external_userid": stage.it[0], "add_tag": [stage.it[1]]}


def _marked(stage: Stage) -> tuple[str, str]:
    stage.it = _pair_and_tag(stage)
    stage.need(MARK, _marking(stage))
    return stage.it


def _carried(stage: Stage) -> list[dict[str, Any]]:
    return stage.need("externalcontact/get", external_userid=stage.it[0])["follow_user"][0]["tags"]


def _shows_type_3(stage: Stage, _: Reply) -> None:
    (tag,) = _carried(stage)
    assert (tag["type"], tag["tag_id"], tag["tag_name"], tag["group_name"]) == (3, stage.it[1], "甲", "阶段")
    rows = stage.need("externalcontact/batch/get_by_user", userid_list=["chen_rui"])["external_contact_list"]
    assert rows[0]["follow_info"]["tag_id"] == [stage.it[1]]
    assert not stage.callbacks(), "what the API does raises nothing"


FACTS = [
    _add(
        id="strategy-tags-made",
        says="Tags are made in a strategy group, whose id their group carries.",
        given=_strategy,
        asked=lambda stage: _new(stage.it, "甲", "乙", "甲"),
        effect=lambda stage, reply: (
            (reply["tag_group"]["strategy_id"], len(reply["tag_group"]["tag"])) == (stage.it, 2)
        ),
    ),
    _add(id="strategy-tags-nowhere", says="The strategy group is required: 40063.", asked=_new(0, "甲"), code=40063),
    _add(
        id="strategy-tags-second-level",
        says="Only first-level strategy groups have tags: 40058.",
        given=_second_level,
        asked=lambda stage: _new(stage.it, "甲"),
        code=40058,
    ),
    _add(
        id="strategy-tags-same-name",
        says="A group name that the strategy group has takes the tags; another's of that name does not.",
        given=lambda stage: (stage.tag("甲"), _made(stage, "甲"), _made(stage, "甲"))[2],
        asked=lambda stage: _new(stage.it["strategy_id"], "乙"),
        effect=lambda stage, reply: reply["tag_group"]["group_id"] == stage.it["group_id"],
    ),
    _add(
        id="strategy-tags-group-of-the-corp",
        says="A group of corp tags takes none of them: 40068.",
        given=lambda stage: (stage.tag("甲"), _strategy(stage))[1],
        asked=lambda stage: _new(stage.it, "乙", group_id=stage.corp.tags.living_groups()[0].id),
        code=40068,
    ),
    _add(
        id="strategy-tags-count",
        says="They count together with corp tags: 40126.",
        given=_full,
        asked=lambda stage: _new(stage.it, "丙"),
        code=40126,
    ),
    _list(
        id="strategy-tags-all",
        says="An app reads those of its own strategy groups; corp tags stay apart.",
        given=lambda stage: (_of_two_groups(stage), _made(stage, by_other=True), stage.tag("丁")),
        effect=lambda _, reply: (
            _names(reply) == [["一", "二"], ["三", "四"]] and "deleted" not in reply["tag_group"][0]
        ),
    ),
    _list(
        id="strategy-tags-of-one",
        says="Or those of one strategy group.",
        given=_of_two_groups,
        asked=lambda stage: {"strategy_id": stage.it["strategy_id"]},
        effect=lambda _, reply: _names(reply) == [["三", "四"]],
    ),
    _list(
        id="strategy-tags-by-tag",
        says="Or single tags.",
        given=_of_two_groups,
        asked=lambda stage: {"tag_id": [_first(stage.it)]},
        effect=lambda _, reply: _names(reply) == [["三"]],
    ),
    _list(
        id="strategy-tags-group-wins",
        says="With ids of groups and of tags, the tags are ignored.",
        given=_of_two_groups,
        asked=lambda stage: {"group_id": [stage.it["group_id"]], "tag_id": [_first(stage.it)]},
        effect=lambda _, reply: _names(reply) == [["三", "四"]],
    ),
    Fact(
        id="strategy-tags-not-among-corp-tags",
        call=_PREFIX + "get_corp_tag_list",
        says="The library of corp tags does not show them.",
        source=_PAGE,
        given=_made,
        asked=lambda stage: {"tag_id": [_first(stage.it)]},
        effect=lambda stage, reply: reply["tag_group"] == stage.need(_PREFIX + "get_corp_tag_list")["tag_group"] == [],
    ),
    _edit(
        id="strategy-tags-renamed",
        says="An app renames them.",
        given=_made,
        asked=lambda stage: {"id": _first(stage.it), "name": "新"},
        effect=lambda stage, _: _names(stage.need(LIST)) == [["新"]],
    ),
    _edit(
        id="strategy-tags-edit-taken",
        says="A group name that the strategy group has already: 40071.",
        given=lambda stage: (
            group := _made(stage),
            stage.need(ADD, _new(group["strategy_id"], "乙", group_name="来源")),
        )[0],
        asked=lambda stage: {"id": stage.it["group_id"], "name": "来源"},
        code=40071,
    ),
    *(
        Fact(
            id=f"strategy-tags-{call}-of-the-other-kind",
            call=_PREFIX + call,
            says=f"{call} knows {whose} alone: 40068.",
            source=_PAGE,
            given=given,
            asked=lambda stage: {"id": stage.it, "tag_id": [stage.it], "name": "新"},
            code=40068,
        )
        for call, whose, given in (
            ("edit_corp_tag", "corp tags", lambda stage: _first(_made(stage))),
            ("del_corp_tag", "corp tags", lambda stage: _first(_made(stage))),
            ("edit_strategy_tag", "strategy tags", lambda stage: stage.tag()),
            ("del_strategy_tag", "strategy tags", lambda stage: stage.tag()),
        )
    ),
    _del(
        id="strategy-tags-deleted",
        says="A deleted tag vanishes from customers, and its group with its last tag.",
        given=_marked,
        asked=lambda stage: {"tag_id": [stage.it[1]]},
        effect=lambda stage, _: _carried(stage) == stage.need(LIST)["tag_group"] == [],
    ),
    *(
        Fact(
            id=f"strategy-tags-go-with-their-strategy-group-{goes}".lower(),
            call=_PREFIX + "customer_strategy/del",
            says=f"A deleted strategy group {'takes its tags along' if goes else 'leaves its tags on customers'}.",
            source=_PAGE,
            confirmed=False,
            switch=("strategy_tags_go_along", goes),
            given=_marked,
            asked=lambda stage: {"strategy_id": next(iter(stage.corp.strategies))},
            effect=lambda stage, _, left=left: len(_carried(stage)) == stage.corp.tags.count() == left,
        )
        for goes, left in ((True, 0), (False, 1))
    ),
    _mark(
        id="mark-strategy-tag",
        says="A strategy tag marks a customer of a member in its range, and shows with type 3.",
        given=_pair_and_tag,
        asked=_marking,
        effect=_shows_type_3,
    ),
    *(
        _mark(
            id=f"mark-strategy-tag-{name}-{code}",
            says=f"A strategy tag {says}: {code}.",
            confirmed=False,
            switch=("strategy_tag_errcode", code),
            given=partial(_pair_and_tag, **of_tag),
            asked=_marking,
            code=code,
            effect=lambda stage, _: _carried(stage) == [],
        )
        for name, says, of_tag in (
            ("foreign", "of another app", {"by_other": True}),
            ("out-of-range", "out of whose range the member is", {"range": [{"type": 1, "userid": "li_na"}]}),
        )
        for code in (60011, 40068)
    ),
]
