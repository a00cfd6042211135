"""What is told of acquisition links, and the keys of their chats."""

from __future__ import annotations

from facts.fact import Fact
from facts.linking import PATH, chatty, come, make, opened, paid, told
from facts.stage import DAY, HOUR, Stage

KEYS = "externalcontact-acquisition.md §2.9, page 100130 (2026-02-12)"
EVENTS = "callbacks-externalcontact.md §5, page 97299 (2026-02-12)"


def a_key(stage: Stage, *, after: float = 0.0) -> str:
    chatty(stage, 3)
    stage.wait(after)
    stage.fresh_tokens()
    return next(iter(stage.corp.chat_keys))


def unable(stage: Stage, times: int = 2) -> str:
    link_id = paid(stage)
    stage.world.member_moves("chen_rui", status=2)
    for _ in range(times):
        come(stage, link_id)
    return link_id


FACTS = [
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
]
