"""Join ways, group welcome templates and temporary sessions: other doors to a corp."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact
from facts.stage import DAY, HOUR, Stage

JOIN = "externalcontact-acquisition.md §3, page 92229 (2026-02-12)"
TEMPLATES = "externalcontact-acquisition.md §5, page 92366 (2026-02-12)"
TEMPORARY = "externalcontact-acquisition.md §1.1 and §1.6, page 92228 (2026-02-12)"
WAY = "externalcontact/groupchat/"
TEMPLATE = "externalcontact/group_welcome_template/"
GOOD = {"scene": 2, "chat_id_list": ["wrChat"], "state": "live_0501", "remark": "直播"}
HELLO = {"text": {"content": "欢迎 %NICKNAME% 入群"}}
LINK = {"title": "群规", "url": "https://shop.example/rules"}


def join_way(stage: Stage, **fields: Any) -> str:
    return stage.need(WAY + "add_join_way", {**GOOD, **fields})["config_id"]


def foreign_join_way(stage: Stage) -> str:
    return stage.need(WAY + "add_join_way", GOOD, app=stage.other)["config_id"]


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


def template(stage: Stage, **fields: Any) -> str:
    return stage.need(TEMPLATE + "add", {**HELLO, **fields})["template_id"]


def foreign_template(stage: Stage) -> str:
    return stage.need(TEMPLATE + "add", HELLO, app=stage.other)["template_id"]


def the_template(stage: Stage) -> dict[str, Any]:
    return {"template_id": stage.it}


def content(stage: Stage) -> dict[str, Any]:
    reply = stage.need(TEMPLATE + "get", the_template(stage))
    return {name: value for name, value in reply.items() if name not in {"errcode", "errmsg"}}


def session(stage: Stage, **fields: Any) -> str:
    """Somebody came by a temporary way."""
    return stage.arrive(is_temp=True, conclusions={"text": {"content": "再见"}}, **fields)


def the_pair(stage: Stage) -> dict[str, Any]:
    return {"userid": "chen_rui", "external_userid": stage.it}


def readable(stage: Stage) -> bool:
    return stage.code("externalcontact/get", external_userid=stage.it) == 0


def said(stage: Stage) -> list[str]:
    return [one.text for one in stage.received(stage.it) if one.kind == "conclusion"]


FACTS = [
    *(
        Fact(
            id=f"join-way-{name}",
            call=WAY + "add_join_way",
            says=says,
            source=JOIN,
            asked={**GOOD, **change},
            code=code,
            effect=lambda stage, reply: (len(stage.corp.join_ways) == 1) is (reply["errcode"] == 0),
        )
        for name, says, change, code in (
            ("made", "A join way answers its config_id.", {}, 0),
            ("no-scene", "scene is needed.", {"scene": None}, 40063),
            ("scene", "scene is 1 or 2.", {"scene": 3}, 40058),
            ("no-chats", "Groups are needed.", {"chat_id_list": []}, 40063),
            ("five-chats", "Five groups are taken.", {"chat_id_list": ["wrChat"] * 5}, 0),
            ("six-chats", "Six groups are not.", {"chat_id_list": ["wrChat"] * 6}, 41091),
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
        asked=lambda stage: {**the_way(stage), "scene": 1, "chat_id_list": ["wrOther"]},
        effect=lambda stage, _: (
            (shown(stage)["auto_create_room"], shown(stage)["state"], shown(stage)["chat_id_list"])
            == (1, "", ["wrOther"])
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
        asked=GOOD,
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
            id=f"template-{name}",
            call=TEMPLATE + "add",
            says=says,
            source=TEMPLATES,
            given=given,
            asked=asked,
            code=code,
        )
        for name, says, given, asked, code in (
            ("text", "A template may be text alone.", None, HELLO, 0),
            ("empty", "A template needs content.", None, {}, 40063),
            ("text-3000", "Its text has 3,000 bytes at most.", None, {"text": {"content": "好" * 1_000}}, 0),
            ("text-3001", "A longer one is refused.", None, {"text": {"content": "好" * 1_000 + "a"}}, 45002),
            ("link", "A link may stand alone.", None, {"link": LINK}, 0),
            (
                "link-title",
                "A link's title has 128 bytes at most.",
                None,
                {"link": {**LINK, "title": "a" * 129}},
                41065,
            ),
            ("link-url", "A link needs its address.", None, {"link": {"title": "群规"}}, 41065),
            ("file", "A file must exist.", None, {"file": {"media_id": "nobody"}}, 40007),
            ("notify", "notify is 0 or 1.", None, {**HELLO, "notify": 2}, 40058),
            (
                "101",
                "The library holds 100.",
                lambda stage: [template(stage) for _ in range(100)],
                HELLO,
                41055,
            ),
        )
    ),
    Fact(
        id="template-priority",
        call=TEMPLATE + "get",
        says="Of several kinds beside the text one takes effect, the image first; it is shown by its address.",
        source=TEMPLATES,
        given=lambda stage: template(stage, image={"media_id": stage.media()}, link=LINK),
        asked=the_template,
        effect=lambda stage, reply: set(content(stage)) == {"text", "image"} and set(reply["image"]) == {"pic_url"},
    ),
    *(
        Fact(
            id=f"template-edit-replaces-{replaces}".lower(),
            call=TEMPLATE + "edit",
            says=f"An edit {'replaces the content' if replaces else 'keeps the kinds it leaves out'}.",
            source=TEMPLATES,
            confirmed=False,
            switch=("template_edit_replaces", replaces),
            given=template,
            asked=lambda stage: {**the_template(stage), "link": LINK},
            effect=lambda stage, _, kinds=kinds: set(content(stage)) == kinds,
        )
        for replaces, kinds in ((True, {"link"}), (False, {"text", "link"}))
    ),
    *(
        Fact(
            id=f"template-{call}-foreign",
            call=TEMPLATE + call,
            says=f"{call} is refused for another app's template.",
            source=TEMPLATES,
            given=foreign_template,
            asked=lambda stage: {**the_template(stage), **HELLO},
            code=41058,
        )
        for call in ("edit", "del")
    ),
    Fact(
        id="template-get-foreign",
        call=TEMPLATE + "get",
        says="Another app's template can be read.",
        source=TEMPLATES,
        given=foreign_template,
        asked=the_template,
    ),
    Fact(id="template-get-none", call=TEMPLATE + "get", says="A template_id is needed.", source=TEMPLATES, code=40063),
    *(
        Fact(
            id=f"template-deleted-{code}",
            call=TEMPLATE + "get",
            says=f"A deleted template answers {code}; no page names the code.",
            source=TEMPLATES,
            confirmed=False,
            switch=("unknown_template_errcode", code),
            given=lambda stage: (one := template(stage), stage.need(TEMPLATE + "del", template_id=one))[0],
            asked=the_template,
            code=code,
        )
        for code in (40058, 41047)
    ),
    Fact(
        id="temporary-by-industry",
        call="externalcontact/add_contact_way",
        says="Temporary sessions are for some industries; elsewhere 41040 has been seen.",
        source=TEMPORARY,
        given=lambda stage: setattr(stage.corp, "temporary_sessions", False),
        asked={"type": 1, "scene": 2, "user": ["chen_rui"], "is_temp": True},
        code=41040,
    ),
    *(
        Fact(
            id=f"temporary-ways-{name}",
            call="externalcontact/add_contact_way",
            says=says,
            source=TEMPORARY,
            given=lambda stage, wait=wait: (
                stage.set(temporary_ways_per_day=1),
                stage.way(is_temp=True),
                stage.wait(wait),
                stage.fresh_tokens(),
            ),
            asked={"type": 1, "scene": 2, "user": ["chen_rui"], "is_temp": True},
            code=code,
        )
        for name, says, wait, code in (
            ("of-a-day", "Temporary ways have a quota of the day, 100,000.", 0, 41045),
            ("next-day", "The next day has its own.", DAY, 0),
        )
    ),
    Fact(
        id="temporary-way-is-spent",
        call="scan",
        says="A temporary code dies once the friend is added.",
        source=TEMPORARY,
        given=lambda stage: stage.way(is_temp=True),
        asked=None,
        effect=lambda stage, _: [stage.world.scan(stage.it)[0].outcome for _ in range(2)] == ["added", "dead_code"],
    ),
    Fact(
        id="temporary-session-expires",
        call="scan",
        says="A session ends by itself after its time, a day unless said, with the closing message.",
        source=TEMPORARY,
        given=lambda stage: session(stage, chat_expires_in=3_600),
        asked=None,
        effect=lambda stage, _: (
            readable(stage)
            and (stage.wait(HOUR), stage.fresh_tokens())
            and (readable(stage), said(stage)) == (False, ["再见"])
        ),
    ),
    Fact(
        id="temporary-session-accepted",
        call="scan",
        says="Where the member accepts first, the session begins then.",
        source=TEMPORARY,
        given=lambda stage: session(stage, chat_expires_in=3_600, skip_verify=False),
        asked=None,
        effect=lambda stage, _: (
            stage.world.accept("chen_rui", stage.it).conclusions is not None
            and (stage.wait(HOUR), stage.fresh_tokens())
            and said(stage) == ["再见"]
        ),
    ),
    Fact(
        id="temporary-session-closed",
        call="externalcontact/close_temp_chat",
        says="A session is closed with its closing message, once, and no event.",
        source=TEMPORARY,
        given=session,
        asked=the_pair,
        effect=lambda stage, _: (
            not readable(stage)
            and not (stage.wait(DAY), stage.fresh_tokens())[0]
            and said(stage) == ["再见"]
            and stage.callbacks("del_external_contact") == []
        ),
    ),
    *(
        Fact(
            id=f"temporary-close-lasting-{code}",
            call="externalcontact/close_temp_chat",
            says=f"A pair that is no temporary session answers {code}.",
            source=TEMPORARY,
            confirmed=False,
            switch=("close_lasting_chat_errcode", code),
            given=Stage.friend,
            asked=the_pair,
            code=code,
        )
        for code in (84061, 40058)
    ),
]
