"""Customers and the members who follow them."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact, Reply
from facts.stage import DAY, Stage

_list = partial(Fact, call="externalcontact/list", source="externalcontact-customers.md §2.1, page 92113 (2026-02)")
_get = partial(Fact, call="externalcontact/get", source="externalcontact-customers.md §2.2, page 92114 (2026-02)")
_batch = partial(
    Fact, call="externalcontact/batch/get_by_user", source="externalcontact-customers.md §2.3, page 92994 (2026-02)"
)
_remark = partial(Fact, call="externalcontact/remark", source="externalcontact-customers.md §2.4, page 92115 (2026-02)")


def _of_it(stage: Stage, **other: Any) -> dict[str, Any]:
    return {"external_userid": stage.it, **other}


def _ours(stage: Stage, **other: Any) -> dict[str, Any]:
    return {"userid": "chen_rui", "external_userid": stage.it, **other}


def _left(by: str) -> Any:
    def given(stage: Stage) -> str:
        person = stage.friend()
        {"member": stage.world.staff_deletes, "customer": stage.world.customer_deletes}[by]("chen_rui", person)
        return person

    return given


def _both_follow(stage: Stage) -> str:
    return stage.friend("li_na", stage.friend("chen_rui"))


def _five_pairs(stage: Stage) -> list[str]:
    people = [stage.friend("chen_rui") for _ in range(3)]
    return [*people, stage.friend("li_na"), stage.friend("li_na", people[0])]


def _pages(stage: Stage, first: Reply) -> None:
    """Two, two, one; none twice, in the order of members and of adding."""
    rows, reply = list(first["external_contact_list"]), first
    while reply["next_cursor"]:
        asked = {"userid_list": ["chen_rui", "li_na"], "limit": 2, "cursor": reply["next_cursor"]}
        reply = stage.need("externalcontact/batch/get_by_user", asked)
        assert 0 < len(reply["external_contact_list"]) <= 2
        rows += reply["external_contact_list"]
    assert [one["external_contact"]["external_userid"] for one in rows] == stage.it


def _many(stage: Stage) -> None:
    for _ in range(101):
        stage.friend()


def _followed_by_501(stage: Stage) -> str:
    person = stage.customer()
    for number in range(501):
        stage.world.add_member(stage.corp, f"m{number}", f"m{number}", departments=(2,))
        stage.friend(f"m{number}", person)
    return person


FACTS = [
    Fact(
        id="follow-users-in-both-ranges",
        call="externalcontact/get_follow_user_list",
        says="Follow users are the members of customer contact whom the app sees.",
        source="externalcontact-customers.md §1.1, page 92571",
        effect=lambda _, reply: reply["follow_user"] == ["chen_rui", "li_na"],
    ),
    _list(
        id="list",
        says="A member's customers are listed, also those who deleted the member.",
        given=_left("customer"),
        asked={"userid": "chen_rui"},
        effect=lambda stage, reply: reply["external_userid"] == [stage.it],
    ),
    _list(
        id="list-nobody",
        says="A member without customers answers 84061 with an empty list, as observed.",
        asked={"userid": "chen_rui"},
        code=84061,
        effect=lambda _, reply: reply["external_userid"] == [],
    ),
    _list(id="list-no-userid", says="Without a userid: 40063.", source="core.md §5", code=40063),
    _list(id="list-unknown", says="A userid that nobody has: 40003.", asked={"userid": "ghost"}, code=40003),
    _list(
        id="list-outside", says="A member outside the visible range: 60011.", asked={"userid": "wu_gang"}, code=60011
    ),
    _list(
        id="list-no-follow-user", says="A member without the right: 84074.", asked={"userid": "zhao_min"}, code=84074
    ),
    _get(
        id="get",
        says="A customer is shown with state, way and time of the adding.",
        given=lambda stage: stage.friend(state="ch_1"),
        asked=_of_it,
        effect=lambda _, reply: (
            [(one["userid"], one["state"], one["add_way"]) for one in reply["follow_user"]] == [("chen_rui", "ch_1", 1)]
        ),
    ),
    _get(id="get-none", says="Without an external_userid: 41035.", code=41035),
    _get(id="get-unknown", says="An external_userid of nobody's: 40096.", asked={"external_userid": "wmX"}, code=40096),
    _get(
        id="get-left-by-member",
        says="A customer whom their only member deleted answers 84061.",
        given=_left("member"),
        asked=_of_it,
        code=84061,
    ),
    _get(
        id="get-left-by-customer",
        says="A customer who deleted the member stays readable.",
        source="callbacks-externalcontact.md §2",
        given=_left("customer"),
        asked=_of_it,
    ),
    _get(
        id="get-stranger",
        says="Whom nobody follows: 84061.",
        given=lambda stage: stage.customer(),
        asked=_of_it,
        code=84061,
    ),
    _get(
        id="get-invisible",
        says="A customer of members outside the visible range alone: 40096.",
        given=lambda stage: stage.friend("wu_gang"),
        asked=_of_it,
        code=40096,
    ),
    _get(
        id="get-hides-invisible",
        says="Followers outside the visible range are left out.",
        given=lambda stage: stage.friend("wu_gang", stage.friend()),
        asked=_of_it,
        effect=lambda _, reply: [one["userid"] for one in reply["follow_user"]] == ["chen_rui"],
    ),
    _get(
        id="get-pages",
        says="Followers come 500 at a time, with a cursor only when there are more.",
        given=_followed_by_501,
        asked=_of_it,
        effect=lambda stage, reply: (
            len(reply["follow_user"]) == 500
            and (rest := stage.need(_get.keywords["call"], _of_it(stage, cursor=reply["next_cursor"])))
            and len(rest["follow_user"]) == 1
            and "next_cursor" not in rest
        ),
    ),
    _get(
        id="get-cursor",
        says="A cursor that was never given: 40058.",
        source="core.md §5",
        given=lambda stage: stage.friend(),
        asked=lambda stage: _of_it(stage, cursor="wrong"),
        code=40058,
    ),
    _batch(
        id="batch-pages",
        says="One row for each pair, paged by a cursor to the end, none twice.",
        given=_five_pairs,
        asked={"userid_list": ["chen_rui", "li_na"], "limit": 2},
        effect=_pages,
    ),
    _batch(
        id="batch-clamps",
        says="A limit over 100 is taken as 100; without one it is 50.",
        given=_many,
        asked={"userid_list": ["chen_rui"], "limit": 1000},
        effect=lambda stage, reply: (
            len(reply["external_contact_list"]) == 100
            and len(stage.need(_batch.keywords["call"], userid_list=["chen_rui"])["external_contact_list"]) == 50
        ),
    ),
    _batch(
        id="batch-tag-ids",
        says="Rows carry tag ids in place of tags.",
        given=lambda stage: stage.friend(),
        asked={"userid_list": ["chen_rui"]},
        effect=lambda _, reply: (
            reply["external_contact_list"][0]["follow_info"]["tag_id"] == []
            and "tags" not in reply["external_contact_list"][0]["follow_info"]
        ),
    ),
    _batch(id="batch-nobody-named", says="No members named: 40058.", asked={"userid_list": []}, code=40058),
    _batch(
        id="batch-over-100", says="More than 100 members: 40058.", asked={"userid_list": ["chen_rui"] * 101}, code=40058
    ),
    _batch(
        id="batch-100",
        says="100 members pass.",
        given=lambda stage: stage.friend(),
        asked={"userid_list": ["chen_rui"] * 100},
    ),
    *(
        _batch(
            id=f"batch-cursor-{cursor}",
            says="A cursor that was never given: 40058.",
            source="core.md §5",
            asked={"userid_list": ["chen_rui"], "cursor": cursor},
            code=40058,
        )
        for cursor in ("wrong", "5", "a.b")
    ),
    *(
        _batch(
            id=f"batch-empty-{code}",
            says=f"Members without customers answer {code}.",
            confirmed=False,
            switch=("empty_batch_errcode", code),
            asked={"userid_list": ["chen_rui"]},
            code=code,
            effect=lambda _, reply: reply["external_contact_list"] == [],
        )
        for code in (0, 84061)
    ),
    _remark(
        id="remark-keeps-omitted",
        says="Fields that are left out keep their value.",
        given=lambda stage: (
            stage.friend(),
            stage.need(
                "externalcontact/remark", userid="chen_rui", external_userid=list(stage.corp.customers)[-1], remark="甲"
            ),
        )[0],
        asked=lambda stage: _ours(stage, description="乙"),
        effect=lambda stage, _: (
            stage.need("externalcontact/get", _of_it(stage))["follow_user"][0]["remark"] == "甲"
            and not stage.callbacks("edit_external_contact")
        ),
    ),
    *(
        _remark(
            id=f"remark-{name.replace('_', '-')}-{'long' if over else 'longest'}",
            says=f"{name} takes {limit} characters{': one more is 40058' if over else ''}.",
            given=lambda stage: stage.friend(),
            asked=lambda stage, name=name, length=limit + over: _ours(stage, **{name: "字" * length}),
            code=40058 if over else 0,
        )
        for name, limit in (("remark", 20), ("description", 150), ("remark_company", 20))
        for over in (0, 1)
    ),
    *(
        _remark(
            id=f"remark-empty-{code}",
            says=f"No field to change answers {code}.",
            confirmed=False,
            switch=("empty_remark_errcode", code),
            given=lambda stage: stage.friend(),
            asked=_ours,
            code=code,
        )
        for code in (40058, 40063)
    ),
    _remark(
        id="remark-picture",
        says="A picture that has expired: 40007.",
        source="core.md §5",
        given=lambda stage: (stage.friend(), setattr(stage, "media_id", stage.media()), stage.wait(3 * DAY))[0],
        asked=lambda stage: (stage.fresh_tokens(), _ours(stage, remark_pic_mediaid=stage.media_id))[1],
        code=40007,
    ),
    _remark(
        id="remark-not-his",
        says="A customer of somebody else's: 84061.",
        given=lambda stage: stage.friend("li_na"),
        asked=lambda stage: _ours(stage, remark="甲"),
        code=84061,
    ),
]
