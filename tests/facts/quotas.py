"""Numbers that pages state, as the twin has them by default; rows of their families make them bind."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact
from facts.stage import DAY
from wecom_twin.rules import Limits


def _number(name: str, value: float, says: str, **other: Any) -> Fact:
    """A documented number stands in the twin as its default."""
    return Fact(
        id=f"number-{name.replace('_', '-')}",
        **{"call": "*", "source": "core.md §6, page 90312 (2026-02)", **other},
        says=says,
        asked=None,
        effect=lambda *_: getattr(Limits(), name) == value,
    )


FACTS = [
    _number("path_per_minute", 10_000, "One corp may call one path 10,000 times a minute."),
    _number("path_per_hour", 150_000, "One corp may call one path 150,000 times an hour."),
    _number("ip_per_minute", 20_000, "One address may call one path 20,000 times a minute."),
    _number("ip_per_hour", 600_000, "One address may call one path 600,000 times an hour."),
    _number(
        "wrong_secrets_per_hour",
        2_000,
        "About 2,000 wrong secrets an hour shut an address out.",
        call="gettoken",
        source="core.md §2 rule 6, an answer of the vendor",
        confirmed=False,
        switch=("wrong_secrets_per_hour", 2_000),
    ),
    _number("token_seconds", 7_200, "A token lives 7200 s.", call="gettoken", source="core.md §2, page 91039"),
    _number(
        "media_seconds",
        3 * DAY,
        "Temporary media lives three days.",
        call="media/upload",
        source="media-messages.md §1",
    ),
    _number("uploadimg_per_day", 1_000, "A corp keeps 1,000 permanent pictures a day.", call="media/uploadimg"),
    _number("uploadimg_per_month", 3_000, "A corp keeps 3,000 permanent pictures a month.", call="media/uploadimg"),
    _number("app_message_per_minute", 30, "An app reaches one member 30 times a minute.", call="message/send"),
    _number("app_message_per_hour", 1_000, "An app reaches one member 1,000 times an hour.", call="message/send"),
    _number(
        "welcome_seconds",
        20.0,
        "A welcome code lives 20 s.",
        call="externalcontact/send_welcome_msg",
        source="externalcontact-acquisition.md §4",
    ),
    _number(
        "contact_ways",
        500_000,
        "A corp has 500,000 contact ways at most.",
        call="externalcontact/add_contact_way",
        source="externalcontact-acquisition.md §1, page 92228 (2026-02-12)",
    ),
    _number(
        "contact_way_members",
        100,
        "A contact way leads to 100 members at most.",
        call="externalcontact/add_contact_way",
        source="externalcontact-acquisition.md §1, page 92228 (2026-02-12)",
    ),
    _number(
        "corp_tags",
        10_000,
        "A corp has 10,000 tags at most.",
        call="externalcontact/add_corp_tag",
        source="externalcontact-customers.md §3, page 92117 (2026-02)",
    ),
    _number(
        "marks_per_relation",
        3_000,
        "A pair carries 3,000 tags at most.",
        call="externalcontact/mark_tag",
        source="externalcontact-customers.md §3.5, secondary",
        confirmed=False,
        switch=("marks_per_relation", 3_000),
    ),
    _number(
        "recipients_per_group_send",
        10_000,
        "A group send takes 10,000 customers at most.",
        call="externalcontact/add_msg_template",
        source="externalcontact-outreach.md §1, page 92135 (2025-11-17)",
    ),
    _number(
        "reminders_per_day",
        3,
        "Members are reminded of one task three times in 24 h.",
        call="externalcontact/remind_groupmsg_send",
        source="externalcontact-outreach.md §1, copies of page 97610",
        confirmed=False,
        switch=("reminders_per_day", 3),
    ),
]
