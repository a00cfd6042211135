"""Acquisition links (获客助手): whose they are, what they cost, who is told."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact, Reply
from facts.stage import DAY, HOUR, Stage

LINKS = "externalcontact-acquisition.md §2.1–2.5, page 97297 (2026-02-12)"
CUSTOMERS = "externalcontact-acquisition.md §2.6 and §2.10, page 97298 (2026-02-12)"
QUOTA = "externalcontact-acquisition.md §2.7 and §2.8, page 97375 (2026-02-12)"
KEYS = "externalcontact-acquisition.md §2.9, page 100130 (2026-02-12)"
EVENTS = "callbacks-externalcontact.md §5, page 97299 (2026-02-12)"
PATH = "externalcontact/customer_acquisition/"
GOOD = {"link_name": "抖音投放", "range": {"user_list": ["chen_rui"]}}


def make(stage: Stage, **fields: Any) -> str:
    return stage.need(PATH + "create_link", {**GOOD, **fields})["link"]["link_id"]


def paid(stage: Stage, **fields: Any) -> str:
    stage.world.buy_link_quota(100)
    return make(stage, **fields)


def opened(stage: Stage, channel: str = "", **fields: Any) -> Any:
    """The record of a stranger who opened a new link."""
    return come(stage, paid(stage, **fields), channel)


def come(stage: Stage, link_id: str, channel: str = "", **who: Any) -> Any:
    return stage.world.open_link(f"https://work.weixin.qq.com/ca/{link_id}?customer_channel={channel}", **who)[0]


def foreign(stage: Stage) -> str:
    return stage.need(PATH + "create_link", GOOD, app=stage.other)["link"]["link_id"]


def deleted(stage: Stage) -> str:
    link_id = paid(stage)
    stage.need(PATH + "delete_link", link_id=link_id)
    return link_id


def the_link(stage: Stage) -> dict[str, Any]:
    return {"link_id": stage.it}


def told(stage: Stage, change_type: str) -> int:
    return len(stage.callbacks(change_type))


def chatty(stage: Stage, messages: int) -> Any:
    record = opened(stage, "wb")
    for _ in range(messages):
        stage.world.reply("chen_rui", record.external_userid, "在吗")
    return record


def a_key(stage: Stage, *, after: float = 0.0) -> str:
    chatty(stage, 3)
    stage.wait(after)
    stage.fresh_tokens()
    return next(iter(stage.corp.chat_keys))


def crowd(stage: Stage) -> None:
    for number in range(3):
        stage.world.add_member(stage.corp, f"staff{number}", f"店员{number}", departments=(2,))
    stage.set(acquisition_link_members=4)


def two(stage: Stage) -> None:
    stage.set(acquisition_links=2)
    make(stage)
    make(stage)


def unable(stage: Stage, times: int = 2) -> str:
    link_id = paid(stage)
    stage.world.member_moves("chen_rui", status=2)
    for _ in range(times):
        come(stage, link_id)
    return link_id


def full(stage: Stage) -> Any:
    """Somebody opens the link of a member who has as many customers as allowed."""
    stage.set(customers_per_member=1)
    stage.friend()
    return opened(stage)


def friend_elsewhere(stage: Stage, **fields: Any) -> Any:
    """Somebody who knows li_na opens a link of chen_rui."""
    return come(stage, paid(stage, **fields), external_userid=stage.friend("li_na"))


def days(stage: Stage, first: float, last: float) -> dict[str, Any]:
    return {**the_link(stage), "start_time": int(stage.now - first * DAY), "end_time": int(stage.now - last * DAY)}


def has(**shown: Any) -> Any:
    return lambda _, reply: all(reply[name] == value for name, value in shown.items())


def quota_is(used: int, left: int) -> Any:
    def holds(stage: Stage, _: Reply) -> bool:
        reply = stage.need("externalcontact/customer_acquisition_quota")
        return (reply["total"], reply["balance"]) == (used, left)

    return holds


CREATION = [
    ("no-name", "A link needs a name.", {"link_name": ""}, 40063),
    ("name-30", "A name of 30 characters is taken.", {"link_name": "名" * 30}, 0),
    ("name-31", "A name of 31 characters is not.", {"link_name": "名" * 31}, 40058),
    ("no-range", "A link needs a range.", {"range": None}, 40063),
    ("empty-range", "A range names members or departments.", {"range": {}}, 40063),
    ("501-listed", "A range lists at most 500 members.", {"range": {"user_list": ["chen_rui"] * 501}}, 40058),
    ("ghost", "Members must exist.", {"range": {"user_list": ["ghost"]}}, 40003),
    ("nameless-member", "A member's userid is not empty.", {"range": {"user_list": [""]}}, 40063),
    ("invisible", "Members must be visible.", {"range": {"user_list": ["wu_gang"]}}, 60011),
    ("no-permission", "Members must be allowed customers.", {"range": {"user_list": ["zhao_min"]}}, 84074),
    ("department", "A department may stand for its members.", {"range": {"department_list": [2]}}, 0),
    ("invisible-department", "Departments must be visible.", {"range": {"department_list": [3]}}, 60011),
    ("priority-0", "priority_type is 1 or 2.", {"priority_option": {"priority_type": 3}}, 40058),
    ("priority-2-alone", "priority_type 2 needs its list.", {"priority_option": {"priority_type": 2}}, 40063),
    (
        "priority-1001",
        "The list of preferred members holds 1,000.",
        {"priority_option": {"priority_type": 2, "priority_userid_list": ["chen_rui"] * 1_001}},
        40058,
    ),
    (
        "priority-ghost",
        "Preferred members must exist.",
        {"priority_option": {"priority_type": 2, "priority_userid_list": ["ghost"]}},
        40003,
    ),
]

FACTS = [
    *(
        Fact(
            id=f"link-create-{name}",
            call=PATH + "create_link",
            says=says,
            source=LINKS,
            asked={**GOOD, **change},
            code=code,
            effect=lambda stage, reply: (len(stage.corp.links) == 1) is (reply["errcode"] == 0),
        )
        for name, says, change, code in CREATION
    ),
    Fact(
        id="link-create",
        call=PATH + "create_link",
        says="A new link answers its id, name, address and time.",
        source=LINKS,
        asked=GOOD,
        effect=lambda stage, reply: (
            reply["link"]
            == {
                "link_id": (made := next(iter(stage.corp.links))),
                "link_name": "抖音投放",
                "url": f"https://work.weixin.qq.com/ca/{made}",
                "create_time": int(stage.now),
            }
        ),
    ),
    Fact(
        id="link-create-over-500-people",
        call=PATH + "create_link",
        says="A link covers at most 500 people, departments expanded.",
        source=LINKS,
        given=crowd,
        asked={**GOOD, "range": {"department_list": [2]}},
        code=40058,
    ),
    Fact(
        id="link-create-too-many",
        call=PATH + "create_link",
        says="Beyond the number of links, which no page gives, 41095 is answered.",
        source=LINKS,
        confirmed=False,
        switch=("acquisition_links", 2),
        given=two,
        asked=GOOD,
        code=41095,
    ),
    Fact(
        id="link-priority-by-category",
        call=PATH + "create_link",
        says="priority_option is for some business categories only.",
        source=LINKS + "; externalcontact-misc.md §7",
        given=lambda stage: setattr(stage.corp, "link_extras", False),
        asked={**GOOD, "priority_option": {"priority_type": 1}},
        code=41200,
    ),
    Fact(
        id="link-get",
        call=PATH + "get",
        says="A link is read with its range and preference.",
        source=LINKS,
        given=lambda stage: make(stage, priority_option={"priority_type": 1}, skip_verify=False),
        asked=the_link,
        effect=lambda _, reply: (
            reply["range"] == {"user_list": ["chen_rui"], "department_list": []}
            and reply["priority_option"] == {"priority_type": 1, "priority_userid_list": []}
            and reply["link"]["skip_verify"] is False
        ),
    ),
    *(
        Fact(
            id=f"link-{path}-without-id",
            call=PATH + path,
            says=f"{path} needs a link_id.",
            source=LINKS,
            code=40063,
        )
        for path in ("get", "update_link", "delete_link", "customer", "statistic")
    ),
    *(
        Fact(
            id=f"link-{path}-{whose}-{code}",
            call=PATH + path,
            says=f"{path} of {says} answers {code}; no page names the code.",
            source=LINKS,
            confirmed=False,
            switch=("unknown_link_errcode", code),
            given=given,
            asked=the_link,
            code=code,
        )
        for path in ("get", "delete_link")
        for whose, says, given in (
            ("unknown", "a link that never was", lambda _: "caNobody"),
            ("foreign", "another app's link", foreign),
            ("deleted", "a deleted link", deleted),
        )
        for code in (40058, 41044)
    ),
    Fact(
        id="link-update-overwrites-range",
        call=PATH + "update_link",
        says="An update overwrites the range as a whole and leaves what it does not name.",
        source=LINKS,
        given=make,
        asked=lambda stage: {**the_link(stage), "range": {"department_list": [2]}, "skip_verify": False},
        effect=lambda stage, _: (
            (shown := stage.need(PATH + "get", link_id=stage.it))["range"] == {"user_list": [], "department_list": [2]}
            and (shown["link"]["link_name"], shown["link"]["skip_verify"]) == ("抖音投放", False)
        ),
    ),
    Fact(
        id="link-update-checks-the-name",
        call=PATH + "update_link",
        says="An update is held to the same limits.",
        source=LINKS,
        given=make,
        asked=lambda stage: {**the_link(stage), "link_name": "名" * 31},
        code=40058,
        effect=lambda stage, _: stage.world.link(stage.it).link_name == "抖音投放",
    ),
    Fact(
        id="link-delete-is-silent",
        call=PATH + "delete_link",
        says="A link deleted through the API is dead, and no event says so.",
        source=LINKS,
        given=make,
        asked=the_link,
        effect=lambda stage, _: come(stage, stage.it).outcome == "dead_code" and told(stage, "delete_link") == 0,
    ),
    Fact(
        id="link-list-is-own",
        call=PATH + "list_link",
        says="The list has the living links of the calling app.",
        source=LINKS,
        given=lambda stage: (foreign(stage), deleted(stage), make(stage))[-1],
        effect=lambda stage, reply: reply["link_id_list"] == [stage.it],
    ),
    Fact(
        id="link-list-holds-100",
        call=PATH + "list_link",
        says="A page of links holds at most 100.",
        source=LINKS,
        given=lambda stage: [make(stage) for _ in range(101)],
        asked={"limit": 1_000},
        effect=lambda stage, reply: (
            len(reply["link_id_list"]) == 100
            and stage.need(PATH + "list_link", cursor=reply["next_cursor"])["link_id_list"] == stage.it[100:]
        ),
    ),
    Fact(
        id="link-list-cursor",
        call=PATH + "list_link",
        says="A cursor that was never given is refused.",
        source=LINKS,
        asked={"cursor": "x"},
        code=40058,
    ),
    Fact(
        id="link-adding-carries-the-channel",
        call=PATH + "customer",
        says="customer_channel becomes the state of the pair, which has add_way 16.",
        source=CUSTOMERS,
        given=lambda stage: opened(stage, "dy_ad_7").config_id,
        asked=the_link,
        effect=lambda stage, reply: (
            reply["customer_list"][0]["state"] == "dy_ad_7"
            and reply["customer_list"][0]["chat_status"] == 0
            and stage.need("externalcontact/get", external_userid=reply["customer_list"][0]["external_userid"])[
                "follow_user"
            ][0]["add_way"]
            == 16
        ),
    ),
    Fact(
        id="link-channel-is-cut",
        call=PATH + "customer",
        says="A channel longer than 64 bytes is cut.",
        source=LINKS,
        given=lambda stage: opened(stage, "长" * 30).config_id,
        asked=the_link,
        effect=lambda _, reply: reply["customer_list"][0]["state"] == "长" * 21,
    ),
    Fact(
        id="link-customer-spoke",
        call=PATH + "customer",
        says="chat_status is 1 once the customer has spoken.",
        source=CUSTOMERS,
        given=lambda stage: chatty(stage, 1).config_id,
        asked=the_link,
        effect=lambda _, reply: reply["customer_list"][0]["chat_status"] == 1,
    ),
    Fact(
        id="link-customers-page",
        call=PATH + "customer",
        says="Customers of a link come in pages, with an empty cursor at the end.",
        source=CUSTOMERS,
        given=lambda stage: (opened(stage)).config_id,
        asked=lambda stage: (come(stage, stage.it), {**the_link(stage), "limit": 1})[1],
        effect=lambda stage, reply: (
            len(reply["customer_list"]) == 1
            and stage.need(PATH + "customer", link_id=stage.it, cursor=reply["next_cursor"])["next_cursor"] == ""
        ),
    ),
    Fact(
        id="link-asks-where-not-skipped",
        call="open_link",
        says="Without skip_verify nobody is a customer before the member accepts.",
        source=LINKS,
        given=lambda stage: opened(stage, skip_verify=False),
        asked=None,
        effect=lambda stage, _: (
            stage.it.outcome == "requested"
            and told(stage, "add_external_contact") == 0
            and stage.world.accept("chen_rui", stage.it.external_userid).add_way == 16
        ),
    ),
    *(
        Fact(
            id=f"link-half-added-first-{first}".lower(),
            call="open_link",
            says=f"With half addings {'first' if first else 'left out'}, a link raises them as a code does.",
            source="callbacks-externalcontact.md §2, page 92130",
            confirmed=False,
            switch=("half_add_first", first),
            given=opened,
            asked=None,
            effect=lambda stage, _, first=first: told(stage, "add_half_external_contact") == int(first),
        )
        for first in (False, True)
    ),
    *(
        Fact(
            id=f"link-prefers-friends-{name}",
            call="open_link",
            says=says,
            source=LINKS,
            given=lambda stage, option=option: friend_elsewhere(stage, **option),
            asked=None,
            effect=lambda stage, _, userid=userid: stage.it.userid == userid,
        )
        for name, says, option, userid in (
            ("not", "Without a preference the link's own member is shown.", {}, "chen_rui"),
            ("corp", "Type 1 shows any friend in the corp.", {"priority_option": {"priority_type": 1}}, "li_na"),
            (
                "listed",
                "Type 2 shows a friend of those listed.",
                {"priority_option": {"priority_type": 2, "priority_userid_list": ["li_na"]}},
                "li_na",
            ),
            (
                "unlisted",
                "Type 2 passes over friends who are not listed.",
                {"priority_option": {"priority_type": 2, "priority_userid_list": ["chen_rui"]}},
                "chen_rui",
            ),
        )
    ),
    *(
        Fact(
            id=f"link-counts-{what}",
            call="externalcontact/customer_acquisition_quota",
            says=f"A unit is spent per {what}; which, no page says.",
            source=CUSTOMERS,
            confirmed=False,
            switch=("link_counts", what),
            given=friend_elsewhere,
            effect=has(total=spent, balance=100 - spent),
        )
        for what, spent in (("customer", 0), ("pair", 1))
    ),
    Fact(
        id="link-quota-is-spent",
        call="externalcontact/customer_acquisition_quota",
        says="The quota shows what was used, what is left, and when it expires.",
        source=QUOTA,
        given=opened,
        effect=lambda _, reply: (
            (reply["total"], reply["balance"]) == (1, 99)
            and reply["quota_list"] == [{"expire_date": 1_767_283_200 + 365 * int(DAY), "balance": 99}]
        ),
    ),
    Fact(
        id="link-quota-earliest-first",
        call="externalcontact/customer_acquisition_quota",
        says="Units that expire are gone with their day.",
        source=QUOTA,
        given=lambda stage: (
            stage.world.buy_link_quota(5, days=1),
            opened(stage),
            stage.wait(DAY),
            stage.fresh_tokens(),
        ),
        effect=has(total=1, balance=100),
    ),
    *(
        Fact(
            id=f"link-without-quota-{stops}".lower(),
            call="open_link",
            says=f"With no quota left a link {'adds nobody' if stops else 'goes on adding'}; no page says which.",
            source=CUSTOMERS,
            confirmed=False,
            switch=("empty_quota_stops_links", stops),
            given=lambda stage: come(stage, make(stage)),
            asked=None,
            effect=lambda stage, _, outcome=outcome: stage.it.outcome == outcome,
        )
        for stops, outcome in ((True, "no_quota"), (False, "added"))
    ),
    *(
        Fact(
            id=f"link-event-{event}",
            call="callback",
            says=says,
            source=EVENTS,
            given=given,
            asked=None,
            effect=lambda stage, _, event=event, times=times: told(stage, event) == times,
        )
        for event, says, given, times in (
            ("balance_increased", "A quota that rises from none is told.", paid, 1),
            (
                "balance_low",
                "A quota that falls below 20 is told once.",
                lambda stage: (stage.world.buy_link_quota(20), stage.world.open_link(make(stage), n=2)),
                1,
            ),
            (
                "balance_exhausted",
                "A quota that falls to none is told.",
                lambda stage: (stage.world.buy_link_quota(1), come(stage, make(stage))),
                1,
            ),
            (
                "quota_expire_soon",
                "Expiry is told 14, 7, 3, 2 and 1 days before.",
                lambda stage: (stage.world.buy_link_quota(30, days=15), stage.wait(15 * DAY)),
                5,
            ),
            ("link_unavailable", "Nobody who can add is told, once.", unable, 1),
            ("open_profile", "Opening a link is told.", opened, 1),
            ("friend_request", "Asking to be added is told.", opened, 1),
            ("customer_start_chat", "The first message is told.", lambda stage: chatty(stage, 2), 1),
            (
                "delete_link",
                "A link that the console deletes is told.",
                lambda stage: stage.world.console_deletes_link(make(stage)),
                1,
            ),
        )
    ),
    Fact(
        id="link-event-open_profile-by-category",
        call="callback",
        says="Opening a link is told for some business categories only.",
        source=EVENTS,
        given=lambda stage: (setattr(stage.corp, "link_extras", False), opened(stage)),
        asked=None,
        effect=lambda stage, _: told(stage, "open_profile") == 0 and told(stage, "friend_request") == 1,
    ),
    Fact(
        id="link-event-of-the-maker",
        call="callback",
        says="A link's events go to the app that made it, balance events to every app.",
        source=EVENTS,
        given=opened,
        asked=None,
        effect=lambda stage, _: (
            stage.callbacks("friend_request", app=stage.other) == []
            and len(stage.callbacks("balance_increased", app=stage.other)) == 1
        ),
    ),
    *(
        Fact(
            id=f"link-event-message-{told_}".lower(),
            call="callback",
            says=f"message_from_customer comes at the 3rd, 5th and 10th message; as a trial it may be {told_}.",
            source=EVENTS,
            confirmed=False,
            switch=("link_message_events", told_),
            given=lambda stage: chatty(stage, 12),
            asked=None,
            effect=lambda stage, _, times=times: told(stage, "message_from_customer") == times,
        )
        for told_, times in ((True, 3), (False, 0))
    ),
    Fact(
        id="link-event-message-names-nobody",
        call="callback",
        says="message_from_customer carries a key and no names.",
        source=EVENTS,
        given=lambda stage: chatty(stage, 3),
        asked=None,
        effect=lambda stage, _: "UserID" not in stage.callbacks("message_from_customer")[0].message,
    ),
    Fact(
        id="chat-info",
        call=PATH + "get_chat_info",
        says="A key says who wrote, how often, and by which link and channel they came.",
        source=KEYS,
        given=a_key,
        asked=lambda stage: {"chat_key": stage.it},
        effect=lambda _, reply: (
            (reply["userid"], reply["chat_info"]["recv_msg_cnt"], reply["chat_info"]["state"]) == ("chen_rui", 3, "wb")
        ),
    ),
    Fact(id="chat-info-without-key", call=PATH + "get_chat_info", says="A key is needed.", source=KEYS, code=40063),
    Fact(
        id="chat-info-bad-key",
        call=PATH + "get_chat_info",
        says="A key that never was answers 41201.",
        source=KEYS,
        asked={"chat_key": "nobody"},
        code=41201,
    ),
    *(
        Fact(
            id=f"chat-info-expired-{code}",
            call=PATH + "get_chat_info",
            says=f"A key dies after 30 minutes; presumably {code}.",
            source=KEYS,
            confirmed=False,
            switch=("expired_chat_key_errcode", code),
            given=lambda stage: a_key(stage, after=HOUR / 2 + 1),
            asked=lambda stage: {"chat_key": stage.it},
            code=code,
        )
        for code in (41201, 40058)
    ),
    *(
        Fact(
            id=f"link-statistic-{name}",
            call=PATH + "statistic",
            says=says,
            source=QUOTA,
            given=lambda stage: opened(stage).config_id,
            asked=lambda stage, first=first, last=last: days(stage, first, last),
            code=code,
            effect=None if code else has(click_link_customer_cnt=count, new_customer_cnt=count),
        )
        for name, says, first, last, code, count in (
            ("today", "Both days are counted whole.", 0.4, 0, 0, 1),
            ("yesterday", "Other days are not counted.", 1, 1, 0, 0),
            ("span-30", "A span of 30 days is taken.", 30, 0, 0, 1),
            ("span-31", "A span of 31 days is not.", 31, 0, 40058, 0),
            ("backwards", "The end does not lie before the start.", 0, 1, 40058, 0),
            ("180-days", "Statistics reach back 180 days.", 180, 170, 0, 0),
            ("181-days", "Statistics reach back no further.", 181, 170, 40058, 0),
        )
    ),
    Fact(
        id="link-statistic-needs-times",
        call=PATH + "statistic",
        says="start_time and end_time are needed.",
        source=QUOTA,
        given=make,
        asked=the_link,
        code=40063,
    ),
    *(
        Fact(
            id=f"link-of-a-full-member-{skips}".lower(),
            call="open_link",
            says=f"A member at the limit of customers is {'passed over' if skips else 'shown all the same'}.",
            source="externalcontact-acquisition.md §1.8 and §2.10",
            confirmed=False,
            switch=("contact_way_skips_full_members", skips),
            given=full,
            asked=None,
            effect=lambda stage, _, outcome=outcome: stage.it.outcome == outcome,
        )
        for skips, outcome in ((True, "nobody_available"), (False, "added"))
    ),
    Fact(
        id="link-adding-has-a-welcome",
        call="externalcontact/send_welcome_msg",
        says="Who came by a link may be greeted as any new customer.",
        source="externalcontact-acquisition.md §2.10 and §4",
        given=opened,
        asked=lambda stage: {"welcome_code": stage.welcome_code(), "text": {"content": "您好"}},
        effect=lambda stage, _: len(stage.received(stage.it.external_userid)) == 1,
    ),
    Fact(
        id="link-customer-spent-once",
        call="open_link",
        says="A friend who opens the link again costs nothing.",
        source=CUSTOMERS,
        given=lambda stage: (one := opened(stage), come(stage, one.config_id, external_userid=one.external_userid))[1],
        asked=None,
        effect=lambda stage, reply: stage.it.outcome == "already_friend" and quota_is(1, 99)(stage, reply),
    ),
]
