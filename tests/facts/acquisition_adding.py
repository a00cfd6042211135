"""Who comes by an acquisition link, and what that costs."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact, Reply
from facts.linking import LINKS, PATH, chatty, come, make, opened, paid, the_link, told
from facts.stage import DAY, Stage

CUSTOMERS = "externalcontact-acquisition.md §2.6 and §2.10, page 97298 (2026-02-12)"
QUOTA = "externalcontact-acquisition.md §2.7 and §2.8, page 97375 (2026-02-12)"


def full(stage: Stage) -> Any:
    """Somebody opens the link of a member who has as many customers as allowed."""
    stage.set(customers_per_member=1)
    stage.friend()
    return opened(stage)


def friend_elsewhere(stage: Stage, **fields: Any) -> Any:
    """Somebody who knows li_na opens a link of chen_rui."""
    return come(stage, paid(stage, **fields), external_userid=stage.friend("li_na"))


def quota_is(used: int, left: int) -> Any:
    def holds(stage: Stage, _: Reply) -> bool:
        reply = stage.need("externalcontact/customer_acquisition_quota")
        return (reply["total"], reply["balance"]) == (used, left)

    return holds


def days(stage: Stage, first: float, last: float) -> dict[str, Any]:
    return {**the_link(stage), "start_time": int(stage.now - first * DAY), "end_time": int(stage.now - last * DAY)}


def has(**shown: Any) -> Any:
    return lambda _, reply: all(reply[name] == value for name, value in shown.items())


FACTS = [
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
