"""Group sends: who is asked to send to whom, what a press brings about, and what the reads say."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact
from facts.stage import DAY, Stage

ADD = "externalcontact/add_msg_template"
RESULT = "externalcontact/get_groupmsg_send_result"
TASK = "externalcontact/get_groupmsg_task"
LIST = "externalcontact/get_groupmsg_list_v2"
REMIND = "externalcontact/remind_groupmsg_send"
CANCEL = "externalcontact/cancel_groupmsg_send"
_FILE = "externalcontact-outreach.md"
_add = partial(Fact, call=ADD, source=f"{_FILE} §2.1, page 92135 (2025-11-17)")
_remind = partial(Fact, call=REMIND, source=f"{_FILE} §2.2, page 97610 (2026-02-12)")
_cancel = partial(Fact, call=CANCEL, source=f"{_FILE} §2.3, page 97611 (2026-02-12)")
_list = partial(Fact, call=LIST, source=f"{_FILE} §2.4, page 93338 (2026-02-12)")
_task = partial(Fact, call=TASK, source=f"{_FILE} §2.5, page 93338 (2026-02-12)")
_press = partial(Fact, call="confirm", asked=None, source=f"{_FILE} §2.7, page 92135 (2025-11-17)")
TEXT = {"content": "周末会员日"}


def _to(*people: str, **other: Any) -> dict[str, Any]:
    return {"external_userid": list(people), "text": TEXT, **other}


def _filter(*items: list[str], **other: Any) -> dict[str, Any]:
    return {"tag_filter": {"group_list": [{"tag_list": one} for one in items]}, "text": TEXT, **other}


def _tasks(stage: Stage, msgid: str) -> dict[str, list[str]]:
    """Who is asked to send to whom."""
    send = stage.world.group_send(msgid)
    return {userid: list(task.outcomes) for userid, task in send.tasks.items()}


def _shared(stage: Stage) -> str:
    """A customer of both members, who chatted with li_na last."""
    person = stage.friend("li_na", stage.friend())
    stage.world.reply("chen_rui", person, "一")
    stage.wait(60)
    stage.world.reply("li_na", person, "二")
    return person


def _marked(stage: Stage, *tags: str) -> str:
    person = stage.friend()
    stage.need("externalcontact/mark_tag", userid="chen_rui", external_userid=person, add_tag=list(tags))
    return person


def _tagged(stage: Stage) -> tuple[list[str], list[str]]:
    """Tags 甲, 乙, 丙; people who carry 甲丙, 乙丙, 甲 and nothing."""
    a, b, c = (stage.tag(one) for one in ("甲", "乙", "丙"))
    return [a, b, c], [_marked(stage, a, c), _marked(stage, b, c), _marked(stage, a), stage.friend()]


def just_sent(stage: Stage) -> tuple[str, str]:
    """A customer, and a send to them that waits for chen_rui."""
    person = stage.friend()
    return person, stage.send(person)


def sent_to_two(stage: Stage) -> tuple[str, str]:
    """The first of two customers, and a send to both."""
    people = stage.friend(), stage.friend()
    return people[0], stage.send(*people)


def of_it(**other: Any) -> Any:
    """The msgid of the scene."""
    return lambda stage: {"msgid": stage.it[1], **other}


def _status(stage: Stage) -> int:
    """What the result says of the person."""
    return stage.need(RESULT, msgid=stage.it[1], userid="chen_rui")["send_list"][0]["status"]


def _just_made(stage: Stage) -> tuple[str, str]:
    person = stage.friend()
    return person, stage.need(ADD, _to(person))["msgid"]


def span(stage: Stage, seconds: float = DAY, **other: Any) -> dict[str, Any]:
    """A list of the last day."""
    return {"chat_type": "single", "start_time": int(stage.now - seconds), "end_time": int(stage.now), **other}


def _reminded(stage: Stage) -> tuple[str, str]:
    sent = just_sent(stage)
    for _ in range(stage.world.limits.reminders_per_day):
        stage.need(REMIND, msgid=sent[1])
    return sent


def _cancelled(stage: Stage) -> tuple[str, str]:
    sent = just_sent(stage)
    stage.need(CANCEL, msgid=sent[1])
    return sent


def _reminds_again(stage: Stage, _: Any) -> None:
    stage.wait(DAY - 1)
    stage.fresh_tokens()
    assert stage.code(REMIND, msgid=stage.it[1]) == 41094
    stage.wait(1)
    assert stage.code(REMIND, msgid=stage.it[1]) == 0


FACTS = [
    _add(
        id="send-reaches-nobody",
        says="Making a send reaches nobody: a member must confirm.",
        given=lambda stage: stage.friend(),
        asked=lambda stage: _to(stage.it),
        effect=lambda stage, reply: (
            _tasks(stage, reply["msgid"]) == {"chen_rui": [stage.it]} and not stage.received(stage.it)
        ),
    ),
    _add(
        id="send-anew-each-time",
        says="Every call makes a new task, also with the same content.",
        given=just_sent,
        asked=lambda stage: _to(stage.it[0]),
        effect=lambda stage, reply: reply["msgid"] != stage.it[1],
    ),
    _add(
        id="send-latest-chat",
        says="Of several followers, who chatted last with the customer is asked.",
        given=_shared,
        asked=lambda stage: _to(stage.it),
        effect=lambda stage, reply: _tasks(stage, reply["msgid"]) == {"li_na": [stage.it]},
    ),
    _add(
        id="send-fail-list",
        says="Customers who cannot be sent to stand in fail_list, and the others are sent to.",
        given=lambda stage: stage.friend(),
        asked=lambda stage: _to(stage.it, "wmNobody"),
        effect=lambda stage, reply: reply["fail_list"] == ["wmNobody"] and _tasks(stage, reply["msgid"]),
    ),
    _add(
        id="send-or-and",
        says="Tags of one item are alternatives; items must all be met.",
        given=_tagged,
        asked=lambda stage: _filter(stage.it[0][:2], stage.it[0][2:]),
        effect=lambda stage, reply: _tasks(stage, reply["msgid"]) == {"chen_rui": stage.it[1][:2]},
    ),
    _add(
        id="send-sender-alone",
        says="A sender alone means all customers of that member.",
        given=lambda stage: (stage.friend(), stage.friend(), stage.friend("li_na")),
        asked={"sender": "chen_rui", "text": TEXT},
        effect=lambda stage, reply: _tasks(stage, reply["msgid"]) == {"chen_rui": list(stage.it[:2])},
    ),
    *(
        _add(
            id=f"send-named-{'keeps' if keeps else 'fails'}",
            says=f"A named sender {'reaches' if keeps else 'does not reach'} who chatted last with somebody else.",
            confirmed=False,
            switch=("named_sender_keeps_customer", keeps),
            given=_shared,
            asked=lambda stage: _to(stage.it, sender="chen_rui"),
            code=0 if keeps else 41048,
        )
        for keeps in (True, False)
    ),
    _add(
        id="send-to-nobody",
        says="Nobody whom it can go to: 41048, with an empty fail_list.",
        asked=_to("wmNobody"),
        code=41048,
        effect=lambda _, reply: reply["fail_list"] == [],
    ),
    _add(id="send-no-target", says="Neither customers nor sender nor tags: 40063.", asked={"text": TEXT}, code=40063),
    _add(id="send-no-content", says="Neither text nor attachments: 40063.", asked={"sender": "chen_rui"}, code=40063),
    _add(id="send-chat-type", says="Another chat_type: 40058.", asked=_to("wmX", chat_type="both"), code=40058),
    _add(
        id="send-too-many",
        says="More customers than a send takes: 40058.",
        given=lambda stage: stage.set(recipients_per_group_send=2),
        asked=_to("wm1", "wm2", "wm3"),
        code=40058,
    ),
    _add(
        id="send-as-many",
        says="As many as a send takes pass.",
        given=lambda stage: (stage.set(recipients_per_group_send=2), stage.friend(), stage.friend())[1:],
        asked=lambda stage: _to(*stage.it),
    ),
    _add(
        id="send-group-no-sender",
        says="A send to groups needs a sender: 40063.",
        asked={"chat_type": "group", "text": TEXT},
        code=40063,
    ),
    _add(id="send-unknown-tag", says="A tag that does not exist: 40068.", asked=_filter(["etX"]), code=40068),
    _add(id="send-101-tags", says="More than 100 tags in an item: 40058.", asked=_filter(["etX"] * 101), code=40058),
    _add(
        id="send-100-tags",
        says="100 tags in an item pass.",
        given=lambda stage: (tag := stage.tag(), _marked(stage, tag)),
        asked=lambda stage: _filter([stage.it[0]] * 100),
    ),
    _add(
        id="send-sender-outside",
        says="A sender outside the visible range: 60011.",
        asked={"sender": "wu_gang", "text": TEXT},
        code=60011,
    ),
    _add(
        id="send-sender-no-follow-user",
        says="A sender without customers' right: 84074.",
        asked={"sender": "zhao_min", "text": TEXT},
        code=84074,
    ),
    _press(
        id="press-reaches",
        says="A member's press brings it to the customer: result 1, task 2, each with its time.",
        given=just_sent,
        effect=lambda stage, _: (
            stage.world.confirm(stage.it[1], "chen_rui") == "sent"
            and [one.kind for one in stage.received(stage.it[0])] == ["group_send"]
            and stage.need(TASK, msgid=stage.it[1])["task_list"]
            == [{"userid": "chen_rui", "status": 2, "send_time": int(stage.now)}]
            and _status(stage) == 1
        ),
    ),
    _press(
        id="press-twice",
        says="A second press reaches nobody again.",
        given=just_sent,
        effect=lambda stage, _: (
            stage.world.confirm(stage.it[1], "chen_rui") == "sent"
            and stage.world.confirm(stage.it[1], "chen_rui") == "already_sent"
            and len(stage.received(stage.it[0])) == 1
        ),
    ),
    _press(
        id="press-no-friend",
        says="Who is no friend any more gets nothing: result 2.",
        given=lambda stage: (sent := just_sent(stage), stage.world.customer_deletes("chen_rui", sent[0]))[0],
        effect=lambda stage, _: (
            stage.world.confirm(stage.it[1], "chen_rui") == "sent"
            and _status(stage) == 2
            and not stage.received(stage.it[0])
        ),
    ),
    _press(
        id="press-leaves-out",
        says="With allow_select a member may leave somebody out, who stays at 0.",
        given=lambda stage: (person := stage.friend(), stage.send(person, stage.friend(), allow_select=True)),
        effect=lambda stage, _: (
            stage.world.confirm(stage.it[1], "chen_rui", leaving_out=[stage.it[0]]) == "sent" and _status(stage) == 0
        ),
    ),
    _press(
        id="press-leaves-nobody-out",
        says="Without allow_select everybody on the list is sent to.",
        given=just_sent,
        effect=lambda stage, _: (
            stage.world.confirm(stage.it[1], "chen_rui", leaving_out=[stage.it[0]]) == "sent" and _status(stage) == 1
        ),
    ),
    *(
        _press(
            id=f"press-after-a-month-{'expires' if seconds else 'lasts'}",
            says=f"A task that was not sent for a month {'cannot' if seconds else 'can still'} be sent.",
            confirmed=False,
            switch=("task_expires_seconds", seconds),
            given=lambda stage: (just_sent(stage), stage.wait(30 * DAY))[0],
            effect=lambda stage, _, outcome=outcome: stage.world.confirm(stage.it[1], "chen_rui") == outcome,
        )
        for seconds, outcome in ((None, "sent"), (7 * DAY, "expired"))
    ),
    *(
        _task(
            id=f"dispatch-{seconds:g}",
            says=f"For {seconds:g} s after the making, reads answer 41063 and nobody can press.",
            confirmed=False,
            switch=("dispatch_seconds", seconds),
            given=_just_made,
            asked=of_it(),
            code=41063 if seconds else 0,
            effect=lambda stage, _, seconds=seconds: (
                stage.world.confirm(stage.it[1], "chen_rui") == ("dispatching" if seconds else "sent")
                and (stage.wait(seconds), stage.code(TASK, msgid=stage.it[1]))[1] == 0
            ),
        )
        for seconds in (0.0, 2.0, 30.0)
    ),
    *(
        _list(
            id=f"list-while-dispatching-{position}",
            says=f"A list asked for while one is dispatched: {says}.",
            confirmed=False,
            switch=("list_while_dispatching", position),
            given=_just_made,
            asked=span,
            code=code,
            effect=lambda _, reply, count=count: len(reply["group_msg_list"]) == count,
        )
        for position, code, count, says in (
            ("41063", 41063, 0, "41063"),
            ("shown", 0, 1, "it is shown"),
            ("hidden", 0, 0, "it is left out"),
        )
    ),
    _remind(id="remind", says="Members are reminded.", given=just_sent, asked=of_it()),
    _remind(
        id="remind-too-often",
        says="More reminders in 24 h than allowed: 41094.",
        confirmed=False,
        switch=("reminders_per_day", 2),
        given=_reminded,
        asked=of_it(),
        code=41094,
        effect=_reminds_again,
    ),
    _remind(id="remind-cancelled", says="A cancelled send: 41093.", given=_cancelled, asked=of_it(), code=41093),
    _remind(id="remind-no-msgid", says="Without a msgid: 41046.", code=41046),
    _remind(id="remind-unknown", says="A msgid of nothing: 41047.", asked={"msgid": "x"}, code=41047),
    _cancel(
        id="cancel",
        says="Nobody can send any more.",
        given=just_sent,
        asked=of_it(),
        effect=lambda stage, _: stage.world.confirm(stage.it[1], "chen_rui") == "cancelled",
    ),
    _cancel(
        id="cancel-delivered",
        says="What was delivered stays with the customer.",
        given=lambda stage: (sent := just_sent(stage), stage.world.confirm(sent[1], "chen_rui"))[0],
        asked=of_it(),
        effect=lambda stage, _: len(stage.received(stage.it[0])) == 1 and _status(stage) == 1,
    ),
    *(
        _cancel(
            id=f"cancel-twice-{code}",
            says=f"Cancelling again answers {code}.",
            confirmed=False,
            switch=("cancel_twice_errcode", code),
            given=_cancelled,
            asked=of_it(),
            code=code,
        )
        for code in (41093, 0)
    ),
]
