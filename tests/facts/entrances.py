"""Group welcome templates and temporary sessions."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact
from facts.stage import DAY, HOUR, Stage

TEMPLATES = "externalcontact-acquisition.md §5, page 92366 (2026-02-12)"
TEMPORARY = "externalcontact-acquisition.md §1.1 and §1.6, page 92228 (2026-02-12)"
TEMPLATE = "externalcontact/group_welcome_template/"
HELLO = {"text": {"content": "欢迎 %NICKNAME% 入群"}}
LINK = {"title": "群规", "url": "https://shop.example/rules"}


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
