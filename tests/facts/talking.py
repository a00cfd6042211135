"""What an app says to members, within the day's limit, and takes back, and counts."""

from __future__ import annotations

from typing import Any

from facts.fact import Fact, Reply
from facts.saying import DAILY, SENDING, say
from facts.stage import DAY, HOUR, Stage


def _sent(stage: Stage) -> str:
    return stage.need("message/send", say(stage))["msgid"]


def _recall_after(stage: Stage, seconds: float) -> str:
    msgid = _sent(stage)
    stage.wait(seconds)
    stage.fresh_tokens()
    return msgid


def _count_of(stage: Stage, reply: Reply, count: int) -> bool:
    return reply["statistics"] == [{"agentid": stage.app.agentid, "app_name": "客户运营", "count": count}]


def _two_messages(stage: Stage) -> None:
    stage.need("message/send", say(stage, touser="chen_rui|li_na"))
    stage.need("message/send", say(stage))


def _yesterday(stage: Stage) -> None:
    _two_messages(stage)
    stage.wait(DAY)
    stage.fresh_tokens()


def _spend_the_day(stage: Stage) -> None:
    stage.set(account_cap=1)
    stage.need("message/send", say(stage, touser="chen_rui|li_na"))
    stage.need("message/send", say(stage))


def _spend_a_day_and_wait(stage: Stage) -> None:
    _spend_the_day(stage)
    stage.wait(12 * HOUR)
    stage.fresh_tokens()


def _refusal(name: str, says: str, code: int, source: str = SENDING, **fields: Any) -> Fact:
    return Fact(
        id=f"talk-{name}",
        call="message/send",
        says=says,
        source=source,
        asked=lambda stage: say(stage, **fields),
        code=code,
        effect=lambda stage, _: not stage.world.ledger.receipts,
    )


FACTS = [
    _refusal(
        "markdown-too-long",
        "Markdown has 2048 bytes at most.",
        45002,
        msgtype="markdown",
        markdown={"content": "长" * 683},
    ),
    _refusal(
        "textcard-url-too-long",
        "An address has 2048 bytes at most.",
        40039,
        msgtype="textcard",
        textcard={"title": "题", "description": "述", "url": "https://a.example/" + "x" * 2031},
    ),
    _refusal(
        "news-url-too-long",
        "An article's address has 2048 bytes at most.",
        40039,
        msgtype="news",
        news={"articles": [{"title": "题", "url": "https://a.example/" + "x" * 2031}]},
    ),
    Fact(
        id="talk-text-is-cut",
        call="message/send",
        says="A text of more than 2048 bytes is cut, not refused.",
        source=SENDING,
        asked=lambda stage: say(stage, text={"content": "长" * 683}),
        effect=lambda stage, _: stage.world.ledger.receipts[0].text == '{"content":"' + "长" * 682 + '"}',
    ),
    Fact(
        id="talk-tagged-members",
        call="message/send",
        says="A tag on members reaches those under it, with its departments; unknown tags come back.",
        source=SENDING,
        given=lambda stage: stage.world.add_member_tag(stage.corp, "早班", userids=["li_na"], parties=[3]),
        asked=lambda stage: say(stage, touser="", totag="1|9"),
        effect=lambda stage, reply: (
            (reply["invalidtag"], [one.userid for one in stage.world.ledger.receipts]) == ("9", ["li_na"])
        ),
    ),
    Fact(
        id="talk-too-many-members",
        call="message/send",
        says="A message names a thousand members at most.",
        source=SENDING,
        asked=lambda stage: say(stage, touser="|".join(["chen_rui"] * 1001)),
        code=40032,
    ),
    Fact(
        id="talk-too-many-departments",
        call="message/send",
        says="A message names a hundred departments at most.",
        source=SENDING,
        asked=lambda stage: say(stage, toparty="|".join(["2"] * 101)),
        code=82002,
    ),
    Fact(
        id="talk-too-many-tags",
        call="message/send",
        says="A message names a hundred tags at most.",
        source=SENDING,
        asked=lambda stage: say(stage, totag="|".join(["1"] * 101)),
        code=82003,
    ),
    Fact(
        id="talk-day-is-spent",
        call="message/send",
        says="An app reaches two hundred persons a day for each account of the corp; a call counts each person.",
        source=DAILY,
        given=_spend_the_day,
        asked=say,
        code=45009,
        switch=("app_messages_per_account", 3),
    ),
    Fact(
        id="talk-day-is-not-spent",
        call="message/send",
        says="Up to the day's number everybody is reached.",
        source=DAILY,
        given=_spend_the_day,
        asked=say,
        switch=("app_messages_per_account", 4),
    ),
    Fact(
        id="talk-day-ends-at-midnight",
        call="message/send",
        says="The day's number is whole again at midnight in Beijing.",
        source=DAILY,
        given=_spend_a_day_and_wait,
        asked=say,
        switch=("app_messages_per_account", 3),
    ),
    Fact(
        id="talk-recall",
        call="message/recall",
        says="A message is taken back.",
        source=SENDING,
        given=_sent,
        asked=lambda stage: {"msgid": stage.it},
        effect=lambda stage, _: stage.app.talk.sent[stage.it].recalled_at == stage.now,
    ),
    Fact(
        id="talk-recall-unnamed",
        call="message/recall",
        says="A required parameter that is empty is refused.",
        source="core.md §5",
        code=40063,
    ),
    Fact(
        id="talk-recall-of-another-app",
        call="message/recall",
        says="An app takes back its own messages only.",
        source=SENDING,
        given=lambda stage: stage.need("message/send", say(stage, agentid=stage.other.agentid), app=stage.other)[
            "msgid"
        ],
        asked=lambda stage: {"msgid": stage.it},
        code=40058,
    ),
    Fact(
        id="talk-recall-in-time",
        call="message/recall",
        says="It is taken back up to a day later.",
        source=SENDING,
        given=lambda stage: _recall_after(stage, DAY),
        asked=lambda stage: {"msgid": stage.it},
    ),
    Fact(
        id="talk-recall-too-late",
        call="message/recall",
        says="After a day it stands.",
        source="core.md §5 (42052)",
        given=lambda stage: _recall_after(stage, DAY + 1),
        asked=lambda stage: {"msgid": stage.it},
        code=42052,
        effect=lambda stage, _: stage.app.talk.sent[stage.it].recalled_at is None,
    ),
    Fact(
        id="talk-statistics-count-messages",
        call="message/get_statistics",
        says="Today's messages are counted.",
        source=SENDING,
        given=_two_messages,
        asked={"time_type": 0},
        effect=lambda stage, reply: _count_of(stage, reply, 2),
        confirmed=False,
        switch=("statistics_count_persons", False),
    ),
    Fact(
        id="talk-statistics-count-persons",
        call="message/get_statistics",
        says="Or the persons that they reached.",
        source=SENDING,
        given=_two_messages,
        asked={"time_type": 0},
        effect=lambda stage, reply: _count_of(stage, reply, 3),
        confirmed=False,
        switch=("statistics_count_persons", True),
    ),
    Fact(
        id="talk-statistics-of-yesterday",
        call="message/get_statistics",
        says="Yesterday's are asked for with 1.",
        source=SENDING,
        given=_yesterday,
        asked={"time_type": 1},
        effect=lambda stage, reply: _count_of(stage, reply, 2),
    ),
    Fact(
        id="talk-statistics-of-no-day",
        call="message/get_statistics",
        says="There are today and yesterday.",
        source=SENDING,
        asked={"time_type": 2},
        code=40058,
    ),
]
