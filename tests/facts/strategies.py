"""Strategy groups: who sees them, and what fits into them."""

from __future__ import annotations

from typing import Any

from facts.fact import Asked, Fact, Reply
from facts.stage import Stage

PAGE = "externalcontact-customers.md §7, page 94883 (2026-02-12)"
PREFIX = "externalcontact/customer_strategy/"
MOMENTS_PAGE = "externalcontact-outreach.md §3.6, page 94890 (2026-02-12)"
MOMENTS = "externalcontact/moment_strategy/"
_THREE: dict[str, bool] = dict.fromkeys(("view_moment_list", "send_moment", "manage_moment_cover_and_sign"), True)
CHEN = {"type": 1, "userid": "chen_rui"}
SHOP = {"type": 2, "partyid": 2}


def _new(**fields: Any) -> dict[str, Any]:
    return {"strategy_name": "华东", "admin_list": ["chen_rui"], "range": [SHOP], **fields}


def _made(stage: Stage, **fields: Any) -> int:
    return stage.need(PREFIX + "create", _new(**fields))["strategy_id"]


def _foreign(stage: Stage) -> int:
    return stage.need(PREFIX + "create", _new(), app=stage.other)["strategy_id"]


def _five_deep(stage: Stage) -> int:
    parent = 0
    for _ in range(5):
        parent = _made(stage, parent_id=parent)
    return parent


def _middle_of_three(stage: Stage) -> int:
    """A group with one above it, and one below it that has one below it too."""
    top = _made(stage, strategy_name="上")
    middle = _made(stage, strategy_name="中", parent_id=top)
    low = _made(stage, strategy_name="下", parent_id=middle)
    _made(stage, strategy_name="底", parent_id=low)
    return middle


def _it(stage: Stage) -> Asked:
    return {"strategy_id": stage.it}


def _create(name: str, says: str, code: int, given: Any = None, asked: Any = None, **more: Any) -> Fact:
    call = PREFIX + "create"
    return Fact(id=f"strategy-{name}", call=call, says=says, source=PAGE, given=given, asked=asked, code=code, **more)


def _edit(name: str, says: str, code: int, **fields: Any) -> Fact:
    def asked(stage: Stage) -> Asked:
        return {"strategy_id": stage.it, **fields}

    return Fact(
        id=f"strategy-edit-{name}", call=PREFIX + "edit", says=says, source=PAGE, given=_made, asked=asked, code=code
    )


def _share(stage: Stage, **fields: Any) -> bool:
    """The one privilege that the rows choose, of the group that an app made last."""
    (*_, last) = stage.corp.strategies.values()
    shown = stage.need(PREFIX + "get", strategy_id=last.id)["strategy"]["privilege"]
    return shown["share_customer"] is fields["share"] and shown["contact_me"] is True


def _of_moments(stage: Stage, **fields: Any) -> int:
    return stage.need(MOMENTS + "create", _new(**fields))["strategy_id"]


def _both(stage: Stage) -> int:
    _made(stage)
    return _of_moments(stage)


def _is_the_one_of_moments(stage: Stage, reply: Reply) -> bool:
    return reply["strategy"] == [{"strategy_id": stage.it}]


def _renaming(stage: Stage) -> Asked:
    return {"strategy_id": stage.it, "strategy_name": "华南", "range_add": [CHEN], "range_del": [SHOP]}


def _is_renamed(stage: Stage, _: Reply) -> bool:
    shown = stage.need(MOMENTS + "get", strategy_id=stage.it)["strategy"]["strategy_name"]
    return (shown, stage.need(MOMENTS + "get_range", strategy_id=stage.it)["range"]) == ("华南", [CHEN])


def _none_is_left(stage: Stage) -> bool:
    return stage.need(MOMENTS + "list")["strategy"] == []


FACTS = [
    _create("without-name", "A name is required.", 40063, asked=_new(strategy_name="")),
    _create("without-admins", "Admins are required.", 40063, asked=_new(admin_list=[])),
    _create("without-range", "A range is required.", 40063, asked=_new(range=[])),
    _create("20-admins", "A group has 20 admins.", 0, asked=_new(admin_list=["chen_rui"] * 20)),
    _create("21-admins", "It has no more.", 40058, asked=_new(admin_list=["chen_rui"] * 21)),
    _create("100-nodes", "A call takes 100 nodes.", 0, asked=_new(range=[CHEN] * 100)),
    _create("101-nodes", "It takes no more.", 40058, asked=_new(range=[CHEN] * 101)),
    _create("hidden-member", "Members are visible.", 60011, asked=_new(range=[{"type": 1, "userid": "wu_gang"}])),
    _create("hidden-party", "Departments are visible.", 60123, asked=_new(range=[{"type": 2, "partyid": 3}])),
    _create("odd-node", "A node is a member or a department.", 40058, asked=_new(range=[{"type": 3}])),
    _create(
        "full", "A group takes so many nodes.", 40058, asked=_new(range=[CHEN, SHOP]), switch=("strategy_nodes", 1)
    ),
    _create(
        "just-full", "A group takes so many nodes.", 0, asked=_new(range=[CHEN, SHOP]), switch=("strategy_nodes", 2)
    ),
    _create(
        "sixth-level", "Groups have five levels.", 40058, given=_five_deep, asked=lambda stage: _new(parent_id=stage.it)
    ),
    _create(
        "beyond-its-parent",
        "A child's range lies in its parent's.",
        40058,
        given=lambda stage: _made(stage, range=[CHEN]),
        asked=lambda stage: _new(parent_id=stage.it, range=[{"type": 1, "userid": "li_na"}]),
    ),
    _create(
        "privilege-of-the-parent",
        "A child has its parent's privilege.",
        0,
        given=lambda stage: _made(stage, privilege={"share_customer": False}),
        asked=lambda stage: _new(parent_id=stage.it, privilege={"share_customer": True}),
        effect=lambda stage, _: _share(stage, share=False),
    ),
    _create(
        "privilege",
        "Privileges are true unless said otherwise; five always are.",
        0,
        asked=_new(privilege={"contact_me": False}),
        effect=lambda stage, _: _share(stage, share=True),
    ),
    _edit("range", "The range grows and shrinks.", 0, range_add=[CHEN], range_del=[SHOP]),
    _edit("100-nodes", "A call takes away 100 nodes.", 0, range_del=[SHOP] * 100),
    _edit("101-nodes", "A call takes 100 nodes.", 40058, range_del=[SHOP] * 101),
    Fact(
        id="strategy-list-is-the-apps-own",
        call=PREFIX + "list",
        says="An app sees the groups it made, and no others.",
        source=PAGE,
        given=lambda stage: (_foreign(stage), _made(stage))[1],
        effect=lambda stage, reply: reply["strategy"] == [{"strategy_id": stage.it}] and "next_cursor" not in reply,
    ),
    Fact(
        id="strategy-range",
        call=PREFIX + "get_range",
        says="The range is read page by page.",
        source=PAGE,
        given=lambda stage: _made(stage, range=[CHEN, SHOP]),
        asked=lambda stage: {"strategy_id": stage.it, "limit": 1},
        effect=lambda _, reply: (reply["range"], reply["next_cursor"]) == ([CHEN], "1"),
    ),
    Fact(
        id="strategy-deleted",
        call=PREFIX + "del",
        says="A deleted group is gone.",
        source=PAGE,
        given=_made,
        asked=_it,
        effect=lambda stage, _: stage.code(PREFIX + "get", strategy_id=stage.it) == 40058,
    ),
    Fact(
        id="strategy-deleted-with-its-children",
        call=PREFIX + "del",
        says="A group may take those below it along, at every depth.",
        source=PAGE,
        given=_middle_of_three,
        asked=_it,
        effect=lambda stage, _: [(one.name, one.level) for one in stage.corp.strategies.values()] == [("上", 1)],
        confirmed=False,
        switch=("strategy_children_go_along", True),
    ),
    Fact(
        id="strategy-deleted-without-its-children",
        call=PREFIX + "del",
        says="Or those below it move up to where it hung.",
        source=PAGE,
        given=_middle_of_three,
        asked=_it,
        effect=lambda stage, _: (
            [(one.name, one.level) for one in stage.corp.strategies.values()] == [("上", 1), ("下", 2), ("底", 3)]
        ),
        confirmed=False,
        switch=("strategy_children_go_along", False),
    ),
    Fact(id="strategy-unnamed", call=PREFIX + "get", says="The id is required.", source=PAGE, code=40063),
    *(
        Fact(
            id=f"strategy-of-another-app-{code}",
            call=PREFIX + "get",
            says="Another app's group is unknown; no page gives the code.",
            source=PAGE,
            given=_foreign,
            asked=_it,
            code=code,
            confirmed=False,
            switch=("unknown_strategy_errcode", code),
        )
        for code in (40058, 60011)
    ),
    *(
        Fact(
            id=f"strategy-of-moments-{name}",
            call=MOMENTS + call,
            says=says,
            source=MOMENTS_PAGE,
            given=given,
            asked=asked,
            code=code,
            effect=effect,
        )
        for name, call, says, given, asked, code, effect in (
            ("listed", "list", "Moments have groups of their own.", _both, {}, 0, _is_the_one_of_moments),
            ("none", "get", "A customers' group is not one of moments.", _made, _it, 40058, None),
            (
                "privilege",
                "get",
                "Privileges of moments are three; all can be refused.",
                lambda stage: _of_moments(stage, privilege={"send_moment": False}),
                _it,
                0,
                lambda _, reply: reply["strategy"]["privilege"] == {**_THREE, "send_moment": False},
            ),
            (
                "beyond-its-parent",
                "create",
                "A child's range lies in its parent's.",
                lambda stage: _of_moments(stage, range=[CHEN]),
                lambda stage: _new(parent_id=stage.it),
                40058,
                None,
            ),
            (
                "below-customers",
                "create",
                "A parent is a group of moments too.",
                _made,
                lambda stage: _new(parent_id=stage.it),
                40058,
                None,
            ),
            ("edited", "edit", "They change alike.", _of_moments, _renaming, 0, _is_renamed),
            ("deleted", "del", "They are deleted alike.", _of_moments, _it, 0, lambda stage, _: _none_is_left(stage)),
        )
    ),
]
