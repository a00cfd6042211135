"""Sensitive-word rules: what fits into one, and who changes it."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Asked, Fact, Reply
from facts.stage import Stage

PREFIX = "externalcontact/"
_fact = partial(Fact, source="externalcontact-misc.md §3, page 95097 (2026-02-12)")
_add = partial(_fact, call=PREFIX + "add_intercept_rule")
_get = partial(_fact, call=PREFIX + "get_intercept_rule")
_list = partial(_fact, call=PREFIX + "get_intercept_rule_list")
_update = partial(_fact, call=PREFIX + "update_intercept_rule")
_del = partial(_fact, call=PREFIX + "del_intercept_rule")


def _new(**fields: Any) -> dict[str, Any]:
    return {
        "rule_name": "禁发手机号",
        "word_list": ["返现"],
        "intercept_type": 1,
        "applicable_range": {"department_list": [2]},
        **fields,
    }


def _range(**lists: Any) -> dict[str, Any]:
    return _new(applicable_range=lists)


def _made(stage: Stage, **fields: Any) -> str:
    return stage.need(PREFIX + "add_intercept_rule", _new(**fields))["rule_id"]


def _foreign(stage: Stage) -> str:
    return stage.need(PREFIX + "add_intercept_rule", _new(), app=stage.other)["rule_id"]


def _deleted(stage: Stage) -> str:
    rule_id = _made(stage)
    stage.need(PREFIX + "del_intercept_rule", rule_id=rule_id)
    return rule_id


def _of_everybody(stage: Stage) -> str:
    app = stage.world.add_app(stage.corp, "全员应用", departments=(1,))
    fields = _range(user_list=["wu_gang", "li_na"], department_list=[3, 2])
    return stage.need(PREFIX + "add_intercept_rule", fields, app=app)["rule_id"]


def _full(stage: Stage) -> None:
    stage.set(intercept_rules=1)
    _deleted(stage)
    _made(stage, rule_name="满")


def _it(stage: Stage) -> Asked:
    return {"rule_id": stage.it}


def _changed(**fields: Any) -> Any:
    return lambda stage: {"rule_id": stage.it, **fields}


def _rule(stage: Stage, rule_id: Any) -> Reply:
    return stage.need(PREFIX + "get_intercept_rule", rule_id=rule_id)["rule"]


def _with_semantics(stage: Stage) -> str:
    return _made(stage, semantics_list=[1, 3])


def _of_two(stage: Stage, most: int) -> str:
    stage.set(intercept_rule_members=most)
    return _made(stage, applicable_range={"user_list": ["chen_rui"]})


FACTS = [
    _add(
        id="intercept-made",
        says="A rule is made, and read as it was given.",
        asked=_new(semantics_list=[1], applicable_range={"user_list": ["chen_rui"], "department_list": [2]}),
        effect=lambda stage, reply: (
            _rule(stage, reply["rule_id"])
            == {
                "rule_id": reply["rule_id"],
                "rule_name": "禁发手机号",
                "word_list": ["返现"],
                "semantics_list": [1],
                "intercept_type": 1,
                "applicable_range": {"user_list": ["chen_rui"], "department_list": [2]},
                "create_time": int(stage.now),
            }
        ),
    ),
    *(
        _add(id=f"intercept-without-{name}", says=f"The {name} is required.", asked=_new(**{name: value}), code=40063)
        for name, value in (("rule_name", ""), ("word_list", []), ("intercept_type", 0), ("applicable_range", {}))
    ),
    _add(id="intercept-longest-name", says="A name has 20 characters.", asked=_new(rule_name="名" * 20)),
    _add(id="intercept-name-too-long", says="No more.", asked=_new(rule_name="名" * 21), code=40058),
    _add(id="intercept-name-used", says="Names are unique in a corp.", given=_foreign, asked=_new(), code=41077),
    _add(id="intercept-name-free-again", says="A deleted rule frees its name.", given=_deleted, asked=_new()),
    _add(id="intercept-most-words", says="A rule has 300 words.", asked=_new(word_list=["词"] * 300)),
    _add(id="intercept-too-many-words", says="No more.", asked=_new(word_list=["词"] * 301), code=41068),
    _add(id="intercept-longest-word", says="A word has 32 characters.", asked=_new(word_list=["词" * 32])),
    _add(id="intercept-word-too-long", says="No more.", asked=_new(word_list=["词" * 33]), code=41083),
    _add(id="intercept-word-empty", says="And one at least.", asked=_new(word_list=["返现", ""]), code=41083),
    _add(id="intercept-semantics", says="There are three kinds of semantics.", asked=_new(semantics_list=[1, 2, 3])),
    _add(id="intercept-other-semantics", says="And no others.", asked=_new(semantics_list=[4]), code=41084),
    _add(id="intercept-other-type", says="A rule blocks or warns.", asked=_new(intercept_type=3), code=40058),
    _add(
        id="intercept-most-nodes",
        says="A call names 1,000 members and 1,000 departments.",
        asked=_range(user_list=["li_na"] * 1_000, department_list=[2] * 1_000),
    ),
    _add(
        id="intercept-too-many-members", says="No more members.", asked=_range(user_list=["li_na"] * 1_001), code=40058
    ),
    _add(
        id="intercept-too-many-parties",
        says="No more departments.",
        asked=_range(department_list=[2] * 1_001),
        code=40058,
    ),
    _add(id="intercept-unseen-member", says="Members lie in sight.", asked=_range(user_list=["wu_gang"]), code=60011),
    _add(id="intercept-unseen-party", says="So do departments.", asked=_range(department_list=[3]), code=60011),
    _add(id="intercept-unknown-party", says="And exist.", asked=_range(department_list=[99]), code=60123),
    _add(
        id="intercept-too-many",
        says="A corp has a hundred rules; deleted ones do not count.",
        given=_full,
        asked=_new(),
        code=41069,
    ),
    _list(
        id="intercept-listed",
        says="The list shows the rules of all apps in short.",
        given=lambda stage: (_made(stage, rule_name="自建"), _foreign(stage)),
        effect=lambda stage, reply: (
            reply["rule_list"]
            == [
                {"rule_id": stage.it[0], "rule_name": "自建", "create_time": int(stage.now)},
                {"rule_id": stage.it[1], "rule_name": "禁发手机号", "create_time": int(stage.now)},
            ]
        ),
    ),
    _list(
        id="intercept-deleted-is-not-listed",
        says="A deleted rule is not listed.",
        given=_deleted,
        effect=lambda _, reply: reply["rule_list"] == [],
    ),
    *(
        _list(
            id=f"intercept-id-as-{kind.__name__}",
            says="The id is text on most pages and a number in one sample.",
            given=_foreign,
            effect=lambda _, reply, kind=kind: type(reply["rule_list"][0]["rule_id"]) is kind,
            confirmed=False,
            switch=("rule_id_is_number", kind is int),
        )
        for kind in (str, int)
    ),
    _get(
        id="intercept-range-in-sight",
        says="A reader sees as much of the range as lies in its own.",
        given=_of_everybody,
        asked=_it,
        effect=lambda _, reply: reply["rule"]["applicable_range"] == {"user_list": ["li_na"], "department_list": [2]},
    ),
    *(
        _get(
            id=f"intercept-semantics-in-extra-{inside}",
            says="Sample and table disagree on where semantics are shown.",
            given=_with_semantics,
            asked=_it,
            effect=lambda _, reply, inside=inside: (
                (reply["rule"]["extra_rule"] if inside else reply["rule"])["semantics_list"] == [1, 3]
            ),
            confirmed=False,
            switch=("rule_semantics_in_extra", inside),
        )
        for inside in (False, True)
    ),
    _get(id="intercept-unnamed", says="The id is required.", code=40063),
    _get(id="intercept-unknown", says="An unknown id is refused.", asked={"rule_id": "x"}, code=41070),
    _get(id="intercept-get-deleted", says="A deleted rule is told.", given=_deleted, asked=_it, code=41071),
    _update(
        id="intercept-changed",
        says="An update replaces words and grows and shrinks the range; the rest stays.",
        given=_with_semantics,
        asked=_changed(
            word_list=["刷单"],
            add_applicable_range={"user_list": ["li_na"]},
            remove_applicable_range={"department_list": [2]},
        ),
        effect=lambda stage, _: (
            (one := _rule(stage, stage.it))["applicable_range"] == {"user_list": ["li_na"], "department_list": []}
            and (one["word_list"], one["semantics_list"], one["intercept_type"]) == (["刷单"], [1, 3], 1)
        ),
    ),
    _update(
        id="intercept-words-emptied",
        says="An empty list of words is ignored, an empty list of semantics clears them.",
        given=_with_semantics,
        asked=_changed(word_list=[], extra_rule={"semantics_list": []}, rule_name="禁发手机号", intercept_type=2),
        effect=lambda stage, _: (
            (one := _rule(stage, stage.it))["word_list"] == ["返现"]
            and (one["semantics_list"], one["intercept_type"]) == ([], 2)
        ),
    ),
    _update(
        id="intercept-most-members",
        says="A rule names 10,000 members.",
        given=lambda stage: _of_two(stage, 2),
        asked=_changed(add_applicable_range={"user_list": ["li_na"]}),
    ),
    _update(
        id="intercept-members-beyond",
        says="No more.",
        given=lambda stage: _of_two(stage, 1),
        asked=_changed(add_applicable_range={"user_list": ["li_na"]}),
        code=41076,
    ),
    *(
        call(
            id=f"intercept-{name}-of-another-app-{code}",
            says="An app changes and deletes its own rules only; no page gives the code.",
            given=_foreign,
            asked=_it,
            code=code,
            confirmed=False,
            switch=("foreign_rule_errcode", code),
        )
        for name, call in (("update", _update), ("del", _del))
        for code in (60011, 41070)
    ),
    _del(id="intercept-deleted-twice", says="A rule is deleted once.", given=_deleted, asked=_it, code=41071),
]
