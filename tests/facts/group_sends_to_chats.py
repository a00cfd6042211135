"""Group sends into customer groups: the owner confirms, each group counts its own cap."""

from __future__ import annotations

from typing import Any

from facts.fact import Asked, Fact, Reply
from facts.groups import group
from facts.stage import Stage

PAGE = "externalcontact-outreach.md §2.1, page 92135 (2025-11-17)"
RESULT_PAGE = "externalcontact-outreach.md §2.6, page 93338 (2026-02-12)"
ADD = "externalcontact/add_msg_template"
RESULT = "externalcontact/get_groupmsg_send_result"
CONFIRM = "confirm"


def _body(*chat_ids: str, **fields: Any) -> dict[str, Any]:
    text = {"content": "周末会员日"}
    return {"chat_type": "group", "sender": "chen_rui", "chat_id_list": list(chat_ids), "text": text, **fields}


def _send(stage: Stage, *chat_ids: str) -> str:
    msgid = stage.need(ADD, _body(*chat_ids))["msgid"]
    stage.wait(stage.world.switches.dispatch_seconds)
    return msgid


def _chats(stage: Stage) -> list[str]:
    return [group(stage, members=1) for _ in range(3)]


def _dismissed(stage: Stage) -> str:
    chat_id = group(stage)
    stage.world.dismiss_group(chat_id)
    return chat_id


def _one_dissolved_on_the_way(stage: Stage) -> list[str]:
    chats = _chats(stage)
    msgid = _send(stage, *chats)
    stage.world.dismiss_group(chats[0])
    stage.world.invite_to_group(chats[1], ["li_na"], by="chen_rui")
    stage.world.pass_on_group(chats[1], "li_na")
    stage.world.confirm(msgid, "chen_rui")
    return [msgid, chats[2]]


def _twice_in_a_day(stage: Stage) -> list[str]:
    stage.corp.cap = "daily_1"
    chats = _chats(stage)[:1]
    sends = [_send(stage, *chats) for _ in range(2)]
    for msgid in sends:
        stage.world.confirm(msgid, "chen_rui")
    return sends


def _owners_own_first(stage: Stage) -> list[str]:
    stage.corp.cap = "daily_1"
    chat_id = group(stage, members=1)
    stage.world.owner_sends("chen_rui", [chat_id], "早上好")
    msgid = _send(stage, chat_id)
    stage.world.confirm(msgid, "chen_rui")
    return [msgid]


def _picked(stage: Stage) -> list[str]:
    chats = _chats(stage)
    msgid = _send(stage)
    stage.world.confirm(msgid, "chen_rui", chats=chats[:2])
    return [msgid, *chats[:2]]


def _about(stage: Stage) -> Asked:
    return {"msgid": stage.it[0], "userid": "chen_rui"}


def _reached(reply: Reply) -> list[str]:
    assert all("external_userid" not in one for one in reply["send_list"])
    return [one["chat_id"] for one in reply["send_list"]]


def _row(name: str, says: str, code: int, **asked: Any) -> Fact:
    return Fact(
        id=f"send-to-chats-{name}", call=ADD, says=says, source=PAGE, given=group, asked=_body(**asked), code=code
    )


FACTS = [
    Fact(
        id="send-to-chats-names-what-failed",
        call=ADD,
        says="Groups that are unknown, dissolved or another's are listed as failed.",
        source=PAGE,
        given=lambda stage: [group(stage), "wrNobody", _dismissed(stage), group(stage, "li_na")],
        asked=lambda stage: _body(*stage.it),
        effect=lambda stage, reply: reply["fail_list"] == stage.it[1:],
    ),
    *(
        Fact(
            id=f"send-to-chats-all-bad-{code}",
            call=ADD,
            says="When no group can be sent to, nothing is made; the code is left open.",
            source=PAGE,
            given=group,
            asked=_body("wrNobody"),
            code=code,
            effect=lambda stage, _: not stage.corp.sends,
            confirmed=False,
            switch=("bad_chats_errcode", code),
        )
        for code in (41048, 90501)
    ),
    _row("sender-missing", "A sender is required.", 40063, sender=""),
    _row("sender-hidden", "The sender must be visible.", 60011, sender="wu_gang"),
    _row("owner-of-nothing", "A sender without groups has nobody to send to.", 41048, sender="li_na"),
    _row("2000", "A call takes 2000 groups.", 41048, chat_id_list=["wrNobody"] * 2000),
    _row("2001", "It takes no more.", 40058, chat_id_list=["wrNobody"] * 2001),
    Fact(
        id="send-to-chats-waits-for-the-owner",
        call=RESULT,
        says="Nothing is in the groups until the owner confirms, and no pending rows are shown.",
        source=RESULT_PAGE,
        given=lambda stage: (chats := _chats(stage), [_send(stage, *chats)])[1],
        asked=_about,
        effect=lambda stage, reply: not reply["send_list"] and not stage.world.ledger.receipts,
    ),
    Fact(
        id="send-to-chats-owner-picks",
        call=RESULT,
        says="Without chat_id_list the owner picks the groups when confirming.",
        source=PAGE,
        given=_picked,
        asked=_about,
        effect=lambda stage, reply: _reached(reply) == stage.it[1:],
    ),
    Fact(
        id="send-to-chats-lost-on-the-way",
        call=RESULT,
        says="A group that is dissolved or passed on before the confirmation is not reached.",
        source=RESULT_PAGE,
        given=_one_dissolved_on_the_way,
        asked=_about,
        effect=lambda stage, reply: _reached(reply) == stage.it[1:],
    ),
    Fact(
        id="send-to-chats-capped",
        call=RESULT,
        says="A group receives no more than its cap, whoever sends.",
        source="externalcontact-outreach.md §1, page 92135 (2025-11-17)",
        given=_twice_in_a_day,
        asked=lambda stage: {"msgid": stage.it[1], "userid": "chen_rui"},
        effect=lambda stage, reply: not reply["send_list"] and len(stage.world.ledger.receipts) == 1,
    ),
    Fact(
        id="send-to-chats-counts-owners-own",
        call=RESULT,
        says="What owners send into a group on their own counts in the same cap.",
        source="externalcontact-outreach.md §1, page 92135 (2025-11-17)",
        given=_owners_own_first,
        asked=_about,
        effect=lambda stage, reply: not reply["send_list"] and len(stage.world.ledger.receipts) == 1,
    ),
    Fact(
        id="send-to-chats-is-a-double",
        call=CONFIRM,
        says="The same content twice in one group is a double for the judge.",
        source=PAGE,
        given=lambda stage: [
            stage.world.confirm(_send(stage, chat), "chen_rui") for chat in [group(stage)] for _ in "ab"
        ],
        asked=None,
        effect=lambda stage, _: len(stage.world.ledger.doubles()) == 1,
    ),
]
