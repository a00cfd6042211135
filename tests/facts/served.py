"""Everybody served, and customers under other ids."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Ask, Fact
from facts.stage import HOUR, Stage

_list = partial(Fact, call="externalcontact/contact_list", source="externalcontact-misc.md §4, page 99434 (2026-02-12)")
_ids = "externalcontact-customers.md §6, page 95884 (2026-02-12)"
_to = partial(Fact, call="externalcontact/to_service_external_userid", source=_ids)
_from = partial(Fact, call="externalcontact/from_service_external_userid", source=_ids)
_tmp = partial(
    Fact,
    call="idconvert/convert_tmp_external_userid",
    source="externalcontact-customers.md §6, page 98729 (2026-02-12)",
)


def _people(stage: Stage) -> tuple[str, str, str]:
    """A customer of two members, and a group of hers with a stranger."""
    customer, stranger = stage.friend(), stage.customer("赵小明")
    stage.friend("li_na", customer)
    stage.friend("wu_gang")
    group = stage.world.add_group(stage.corp, "chen_rui", "茶友", external_userids=[customer, stranger])
    stage.world.add_group(stage.corp, "wu_gang", "看不见", external_userids=[stranger])
    return customer, stranger, group.chat_id


def _first_page(stage: Stage) -> str:
    _people(stage)
    return stage.need("externalcontact/contact_list", limit=3)["next_cursor"]


def _later(seconds: float) -> Any:
    def asked(stage: Stage) -> dict[str, Any]:
        stage.wait(seconds)
        stage.fresh_tokens()
        return {"cursor": stage.it}

    return asked


def _everybody_is_listed(stage: Stage, reply: dict[str, Any]) -> bool:
    customer, _, chat_id = stage.it
    rows, at = reply["info_list"], int(stage.now)
    names = [one.pop("tmp_openid") for one in rows]
    return (names[0] == names[1] == names[2] != names[3]) and rows == [
        {"is_customer": True, "external_userid": customer, "follow_userid": "chen_rui", "add_time": at},
        {"is_customer": True, "external_userid": customer, "follow_userid": "li_na", "add_time": at},
        {
            "is_customer": True,
            "external_userid": customer,
            "follow_userid": "chen_rui",
            "chat_id": chat_id,
            "add_time": at,
        },
        {"is_customer": False, "name": "**明", "follow_userid": "chen_rui", "chat_id": chat_id, "add_time": at},
    ]


def _provider(stage: Stage) -> Any:
    return stage.world.add_app(stage.corp, "代开发应用", provider="某服务商", departments=(1,))


def _service_id(stage: Stage, userid: str = "chen_rui") -> dict[str, Any]:
    app = _provider(stage)
    stage.it = stage.friend(userid)
    reply = stage.need("externalcontact/to_service_external_userid", app=app, external_userid=stage.it)
    return {"external_userid": reply["external_userid"], "source_agentid": app.agentid}


def _as_provider(stage: Stage, **body: Any) -> Ask:
    return Ask(body=body, token=stage.token(_provider(stage)))


def _lost(stage: Stage) -> dict[str, Any]:
    asked = _service_id(stage)
    stage.world.staff_deletes("chen_rui", stage.it)
    return asked


def _met(stage: Stage, **fields: Any) -> dict[str, Any]:
    tmp = stage.world.meet(stage.friend(), agentid=stage.app.agentid)
    return {"business_type": 2, "user_type": 1, "tmp_external_userid_list": [tmp, "etX"], **fields}


FACTS = [
    _list(
        id="served-listed",
        says="Everybody is listed under whoever added them and in each group, strangers with a masked name.",
        given=_people,
        effect=_everybody_is_listed,
    ),
    _list(
        id="served-second-page",
        says="A traversal goes on at its cursor.",
        given=_first_page,
        asked=_later(4 * HOUR - 1),
        effect=lambda _, reply: (len(reply["info_list"]), reply["next_cursor"]) == (1, ""),
    ),
    _list(id="served-cursor-gone", says="It lives four hours.", given=_first_page, asked=_later(4 * HOUR), code=50100),
    _list(id="served-other-cursor", says="An unknown cursor is refused.", asked={"cursor": "x"}, code=50100),
    _list(
        id="served-begun-anew",
        says="Beginning again changes all temporary names.",
        given=lambda stage: (_people(stage), stage.need("externalcontact/contact_list")["info_list"])[1],
        effect=lambda stage, reply: stage.it[0]["tmp_openid"] != reply["info_list"][0]["tmp_openid"],
    ),
    _list(id="served-provider", says="Self-built apps only.", asked=_as_provider, code=48002),
    _from(
        id="served-from-provider",
        says="A provider's id leads to the corp's own.",
        asked=_service_id,
        effect=lambda stage, reply: reply["external_userid"] == stage.it,
    ),
    _from(id="served-from-nobody", says="The id is required.", asked={"source_agentid": 1}, code=41035),
    _from(id="served-from-no-app", says="So is the app.", asked={"external_userid": "woX"}, code=40063),
    _from(
        id="served-from-unknown",
        says="An unknown id is refused.",
        given=_provider,
        asked=lambda stage: {"external_userid": "woX", "source_agentid": stage.it.agentid},
        code=40096,
    ),
    _from(id="served-from-lost", says="Somebody in sight follows the customer.", asked=_lost, code=84084),
    _from(
        id="served-from-unseen",
        says="A follower out of sight does not count.",
        asked=lambda stage: _service_id(stage, "wu_gang"),
        code=84084,
    ),
    _from(
        id="served-from-by-provider",
        says="Self-built apps convert; a provider's do not.",
        asked=lambda stage: _as_provider(stage, external_userid="woX"),
        code=48002,
    ),
    _to(
        id="served-to-by-self-built",
        says="Self-built apps have no such id.",
        asked={"external_userid": "x"},
        code=846000,
    ),
    _tmp(
        id="served-temporary",
        says="Temporary ids lead to customers; others are named as invalid.",
        asked=_met,
        effect=lambda stage, reply: (
            [one["external_userid"] for one in reply["results"]] == [*stage.corp.customers]
            and reply["invalid_tmp_external_userid_list"] == ["etX"]
        ),
    ),
    *(
        _tmp(
            id=f"served-temporary-of-another-{name}",
            says="An id is known to the app that got it, as what it got it for.",
            asked=lambda stage, name=name: (
                Ask(body=_met(stage), token=stage.token(stage.other)) if name == "app" else _met(stage, **{name: 3})
            ),
            effect=lambda _, reply: reply["results"] == [],
        )
        for name in ("app", "business_type", "user_type")
    ),
    _tmp(id="served-temporary-none", says="Ids are required.", asked={"business_type": 1, "user_type": 1}, code=40063),
    _tmp(
        id="served-temporary-most",
        says="A call takes 100 ids.",
        asked=lambda stage: _met(stage, tmp_external_userid_list=["etX"] * 100),
    ),
    _tmp(
        id="served-temporary-too-many",
        says="No more.",
        asked=lambda stage: _met(stage, tmp_external_userid_list=["etX"] * 101),
        code=40058,
    ),
    _tmp(
        id="served-temporary-of-no-business",
        says="There are three businesses and four kinds of people.",
        asked=lambda stage: _met(stage, business_type=4),
        code=40058,
    ),
]
