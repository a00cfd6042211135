"""The last value that is still taken, and the first that is not, where the families say only one of the two."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import Any

from facts.acquisition_events import KEYS, a_key
from facts.fact import Ask, Fact
from facts.group_sends import span
from facts.group_transfers import to_and_fro
from facts.join_ways import JOIN
from facts.linking import GOOD, LINKS, PATH, make, the_link, told
from facts.moment_reads import around
from facts.publishing import ADD, PAGE, TEXT, job, linked, visible
from facts.saying import BUTTONS, CARDS, MULTIPLE, NOTICE, SENDING, VOTE, card, say
from facts.stage import DAY, HOUR, MINUTE, PNG, Stage
from facts.transfers import ONJOB, begun, body

STRATEGY = "externalcontact/customer_strategy/"
MIB = 1024 * 1024
_WAYS = "externalcontact-acquisition.md §1, page 92228 (2026-02-12)"
_PRIORITY = {"priority_type": 2, "priority_userid_list": ["chen_rui"] * 1_000}
Given = Any


def _row(name: str, call: str, says: str, asked: Any, source: str, code: int = 0, given: Given = None) -> Fact:
    return Fact(id=f"edge-{name}", call=call, says=says, source=source, given=given, asked=asked, code=code)


def _midnight(stage: Stage) -> None:
    """Wait from noon for midnight."""
    stage.wait(12 * HOUR)
    stage.fresh_tokens()


def _spoken_in_chat(stage: Stage, wait: float = 0.0) -> None:
    stage.world.change_range(stage.corp, stage.app, departments=[1])
    people = ["chen_rui", "li_na"]
    stage.need("appchat/create", {"name": "晨会", "owner": "chen_rui", "userlist": people, "chatid": "morning"})
    stage.need("appchat/send", _CHAT_WORD)
    stage.wait(wait)


_CHAT_WORD = {"chatid": "morning", "msgtype": "text", "text": {"content": "早"}}


def _moved_twice_at_midnight(stage: Stage) -> str:
    """A group that changed hands twice at the first instant of a day, 89 days before."""
    _midnight(stage)
    chat_id = to_and_fro(stage)
    stage.wait(89 * DAY)
    stage.fresh_tokens()
    return chat_id


def _customer_moved_twice(stage: Stage) -> str:
    """A customer whose first transfer began at the first instant of a day, 89 days before, and the second later."""
    _midnight(stage)
    one = begun(stage)
    stage.wait(DAY)
    stage.fresh_tokens()
    stage.need(ONJOB, body(one, handover_userid="li_na", takeover_userid="chen_rui"))
    stage.wait(88 * DAY)
    stage.fresh_tokens()
    return one


def _robot_says(stage: Stage, **changes: Any) -> Ask:
    key = stage.world.add_robot(stage.corp, "值班", userids=["chen_rui"]).key
    return Ask(body=changes, query={"key": key}, token="")


def _picture(stage: Stage) -> Ask:
    content = PNG.ljust(2 * MIB, b"\0")
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return _robot_says(stage, msgtype="image", image={"base64": b64encode(content).decode(), "md5": md5})


def _keys(size: int) -> list[dict[str, str]]:
    return [{"text": "好", "key": "k" * size}]


def _select(options: int, size: int = 1) -> list[dict[str, Any]]:
    offered = [{"id": str(number).rjust(size, "0"), "text": "选项"} for number in range(options)]
    return [{"question_key": "level", "option_list": offered}]


def _menu(stage: Stage, **fields: str) -> Ask:
    entry = {"type": "click", "name": "今日", "key": "today", **fields}
    return Ask(body={"button": [entry]}, query={"agentid": str(stage.app.agentid)})


def _cards(name: str, says: str, whole: dict[str, Any], **changes: Any) -> Fact:
    return _row(f"card-{name}", "message/send", says, lambda stage: card(stage, whole, **changes), CARDS)


def _strategy(stage: Stage) -> int:
    shop = {"type": 2, "partyid": 2}
    asked = {"strategy_name": "华东", "admin_list": ["chen_rui"], "range": [shop]}
    return stage.need(STRATEGY + "create", asked)["strategy_id"]


FACTS = [
    # --- acquisition links
    _row(
        "link-500-listed",
        PATH + "create_link",
        "A range lists 500 members.",
        {**GOOD, "range": {"user_list": ["chen_rui"] * 500}},
        LINKS,
    ),
    _row(
        "link-all-covered",
        PATH + "create_link",
        "A range covers as many members as a link may have.",
        {**GOOD, "range": {"department_list": [2]}},
        LINKS,
        given=lambda stage: stage.set(acquisition_link_members=3),
    ),
    _row(
        "link-1000-first",
        PATH + "create_link",
        "A thousand members may come first.",
        {**GOOD, "priority_option": _PRIORITY},
        LINKS,
    ),
    _row(
        "link-renamed-to-nothing",
        PATH + "update_link",
        "A link does not lose its name.",
        lambda stage: {**the_link(stage), "link_name": ""},
        LINKS,
        40058,
        make,
    ),
    _row(
        "chat-key",
        PATH + "get_chat_info",
        "A key lives 30 minutes to the last second.",
        lambda stage: {"chat_key": stage.it},
        KEYS,
        given=lambda stage: a_key(stage, after=HOUR / 2),
    ),
    Fact(
        id="edge-quota-expires",
        call="externalcontact/customer_acquisition_quota",
        says="Units are lost at the midnight at which they expire, and with the last ones the balance is exhausted.",
        source=LINKS,
        given=lambda stage: (stage.world.buy_link_quota(5, days=1), _midnight(stage)),
        effect=lambda stage, reply: reply["balance"] == 0 and told(stage, "balance_exhausted") == 1,
    ),
    # --- contact ways and join ways
    _row(
        "way-style-0",
        "externalcontact/add_contact_way",
        "Style 0 is none of the buttons.",
        {"type": 1, "scene": 1, "style": 0, "user": ["chen_rui"]},
        _WAYS,
    ),
    *(
        Fact(
            id=f"edge-way-temporary-no-time-{code}",
            call="externalcontact/add_contact_way",
            says=f"Whether a temporary code may live 0 seconds, for the default, is open: {code}.",
            source=_WAYS,
            asked={"type": 1, "scene": 2, "user": ["chen_rui"], "is_temp": True, "expires_in": 0},
            code=code,
            effect=lambda stage, _, code=code: (
                [one.expires_in for one in stage.corp.ways.values()] == ([] if code else [7 * DAY])
            ),
            confirmed=False,
            switch=("zero_way_seconds_errcode", code),
        )
        for code in (40058, 0)
    ),
    _row(
        "way-temporary-less-than-no-time",
        "externalcontact/add_contact_way",
        "A code does not live less than no time.",
        {"type": 1, "scene": 2, "user": ["chen_rui"], "is_temp": True, "chat_expires_in": -1},
        _WAYS,
        40058,
    ),
    *(
        Fact(
            id=f"edge-join-way-{name}",
            call="externalcontact/groupchat/add_join_way",
            says=says,
            source=JOIN,
            given=lambda stage: stage.world.add_group(stage.corp, "chen_rui").chat_id,
            asked=lambda stage, more=more: {"scene": 2, "chat_id_list": [stage.it], **more},
        )
        for name, says, more in (
            ("base-0", "New groups may be counted from 0.", {"room_base_name": "茶友群", "room_base_id": 0}),
            ("state-30", "state takes 30 characters.", {"state": "长" * 30}),
        )
    ),
    # --- cards, messages, menus
    _cards("lines", "A card has six lines.", BUTTONS, horizontal_content_list=[{"keyname": "甲", "value": "乙"}] * 6),
    _cards("jumps", "A card has three jumps.", NOTICE, jump_list=[{"title": "甲"}] * 3),
    _cards("paragraphs", "A card has four paragraphs.", NOTICE, vertical_content_list=[{"title": "甲"}] * 4),
    _cards("key", "A key has 1,024 bytes.", BUTTONS, button_list=_keys(1_024)),
    _cards("option-id", "An option's id has 128 bytes.", MULTIPLE, select_list=_select(1, 128)),
    _cards("options", "A question of a select offers ten options.", MULTIPLE, select_list=_select(10)),
    _cards("votes", "A vote offers twenty options.", VOTE, checkbox=_select(20)[0]),
    _row(
        "message-markdown",
        "message/send",
        "Markdown has 2,048 bytes.",
        lambda stage: say(stage, msgtype="markdown", markdown={"content": "a" * 2_048}),
        SENDING,
    ),
    *(
        _row(
            f"menu-{name}-{size}",
            "menu/create",
            f"{name} of {size} bytes is taken.",
            lambda stage, name=name, size=size: _menu(stage, **{name: "a" * size}),
            "media-messages.md §6 (90231)",
        )
        for name, size in (("name", 16), ("key", 128))
    ),
    # --- chats and robots
    *(
        Fact(
            id=f"edge-{limit.replace('_', '-')}",
            call="appchat/send",
            says="The last person within the limit is reached.",
            source="core.md §6 (90312, 2026-02)",
            given=lambda stage, wait=wait: _spoken_in_chat(stage, wait),
            asked=_CHAT_WORD,
            switch=(limit, 4),
        )
        for limit, wait in (("appchat_persons_per_minute", 0.0), ("appchat_persons_per_hour", MINUTE))
    ),
    _row("robot-picture", "webhook/send", "A robot's picture has 2 MB.", _picture, "media-messages.md §5 (91770)"),
    _row(
        "robot-articles",
        "webhook/send",
        "A robot sends eight articles.",
        lambda stage: _robot_says(
            stage, msgtype="news", news={"articles": [{"title": "甲", "url": "https://a.example"}] * 8}
        ),
        "media-messages.md §5 (91770)",
    ),
    Fact(
        id="edge-media-whole",
        call="media/get",
        says="A file of 20 MB is read whole.",
        source="media-messages.md §1, page 91054 (2024-07-22)",
        given=lambda stage: stage.media("file", bytes(20 * MIB)),
        asked=lambda stage: {"media_id": stage.it},
        effect=lambda _, reply: (reply["status"], len(reply["content"])) == (200, 20 * MIB),
    ),
    # --- moments and group sends
    _row(
        "moment-senders",
        ADD,
        "As many members may be named as the limit says.",
        {"text": TEXT, **visible("chen_rui", "li_na")},
        PAGE,
        given=lambda stage: (stage.friend(), stage.set(moment_senders=2)),
    ),
    _row("moment-title", ADD, "A link's title has 64 characters.", lambda s: linked(s, title="茶" * 64), PAGE),
    Fact(
        id="edge-moment-jobs",
        call=ADD,
        says="A job that has ended does not count among those that run.",
        source=PAGE,
        given=lambda stage: job(stage, after=stage.world.switches.moment_making_seconds),
        asked={"text": TEXT},
        confirmed=False,
        switch=("running_moment_jobs", 1),
    ),
    _row(
        "moment-list-of-an-instant",
        "externalcontact/get_moment_list",
        "A list may begin and end at one instant.",
        lambda stage: around(stage, before=0, after=0),
        PAGE,
    ),
    _row(
        "groupmsg-list-of-an-instant",
        "externalcontact/get_groupmsg_list_v2",
        "A list may begin and end at one instant.",
        lambda stage: span(stage, 0),
        "externalcontact-outreach.md §2, page 93338 (2026-02-12)",
    ),
    # --- names, admins, pages
    _row(
        "tag-without-a-name",
        "externalcontact/add_corp_tag",
        "A tag has a name.",
        {"group_name": "阶段", "tag": [{"name": ""}]},
        "externalcontact-customers.md §6, page 92117 (2026-02-12)",
        40072,
    ),
    _row(
        "strategy-without-admins",
        STRATEGY + "edit",
        "A strategy group keeps an admin.",
        lambda stage: {"strategy_id": stage.it, "admin_list": []},
        "externalcontact-customers.md §7, page 94883 (2026-02-12)",
        40058,
        _strategy,
    ),
    _row(
        "group-statistic-empty-page",
        "externalcontact/groupchat/statistic",
        "A page has a row at least.",
        lambda stage: {"day_begin_time": int(stage.now - 36 * HOUR), "limit": 0},
        "externalcontact-groups.md §4, page 92133 (2026-02-12)",
        40058,
    ),
    # --- ninety days
    Fact(
        id="edge-group-transfers-of-90-days",
        call="externalcontact/groupchat/onjob_transfer",
        says="Ninety natural days begin with the first instant of the ninetieth.",
        source="externalcontact-customers.md §4.3, page 95703 (2026-02-12)",
        given=_moved_twice_at_midnight,
        asked=lambda stage: {"chat_id_list": [stage.it], "new_owner": "li_na"},
        effect=lambda _, reply: [one["errcode"] for one in reply["failed_chat_list"]] == [40128],
        confirmed=False,
        switch=("group_transfer_often_errcode", 40128),
    ),
    Fact(
        id="edge-transfers-of-90-days",
        call=ONJOB,
        says="Ninety natural days begin with the first instant of the ninetieth.",
        source="externalcontact-customers.md §4.1, page 92125 (2026-02-12)",
        given=_customer_moved_twice,
        asked=lambda stage: body(stage.it),
        effect=lambda _, reply: [one["errcode"] for one in reply["customer"]] == [40128],
    ),
]
