"""What an app may still do with messages that it has sent: recall, count, change a card.

Sources: https://developer.work.weixin.qq.com/document/path/94867 (recall), 92369 (statistics), 94945
(cards, 2025-07-24)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.days import day_number
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.cards import check_card
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.recipients import everybody, recipients

if TYPE_CHECKING:
    from wecom_twin.state.talk import Card, ResponseCode


class _Msgid(msgspec.Struct):
    msgid: str = ""


class _TimeType(msgspec.Struct):
    time_type: int = 0


class _Button(msgspec.Struct):
    replace_name: str = ""


class _Update(msgspec.Struct):
    userids: list[str] = []
    partyids: list[int] = []
    tagids: list[int] = []
    atall: int = 0
    agentid: int | None = None
    response_code: str = ""
    button: _Button | None = None
    template_card: dict[str, object] | None = None


def recall(call: Call) -> Payload:
    """Take a message back within a day; once it is gone it stays gone."""
    asked = call.body(_Msgid)
    if not asked.msgid:
        raise ApiError(40063)
    message = call.app.talk.sent.get(asked.msgid)
    if message is None:
        raise ApiError(40058)
    if call.now - message.at > call.realm.limits.recall_seconds:
        raise ApiError(42052)
    message.recalled_at = message.recalled_at or call.now
    return {}


def get_statistics(call: Call) -> Payload:
    """How many messages the app has sent today (0) or yesterday (1)."""
    asked = call.body(_TimeType)
    if asked.time_type not in (0, 1):
        raise ApiError(40058, "time_type is 0 or 1")
    day = day_number(call.now) - asked.time_type
    sent = [one for one in call.app.talk.sent.values() if day_number(one.at) == day]
    persons = call.realm.switches.statistics_count_persons
    count = sum(len(one.userids) for one in sent) if persons else len(sent)
    return {"statistics": [{"agentid": call.app.agentid, "app_name": call.app.name, "count": count}]}


def update_template_card(call: Call) -> Payload:
    """Spend a response code: the button gets another text, or the card another body."""
    asked = call.body(_Update)
    if asked.agentid != call.app.agentid:
        raise ApiError(40056)
    if not asked.response_code or (asked.button is None and asked.template_card is None):
        raise ApiError(40063)
    if asked.template_card is not None:
        check_card(asked.template_card)
    elif asked.button is not None and not asked.button.replace_name:
        raise ApiError(40063)
    code = _code(call, asked.response_code)
    found = (
        everybody(call)
        if asked.atall
        else recipients(
            call,
            users=asked.userids,
            parties=[str(one) for one in asked.partyids],
            tags=[str(one) for one in asked.tagids],
        )
    )
    code.used = True
    readers = [one.userid for one in found.members if one.userid in code.card.userids]
    for userid in readers:
        _change(code.card, userid, asked)
    strangers = [] if asked.atall else [one.userid for one in found.members if one.userid not in readers]
    return {"invaliduser": [*found.invalid_users, *strangers]}


def _code(call: Call, text: str) -> ResponseCode:
    code = call.app.talk.codes.get(text)
    if code is None:
        if any(text in app.talk.codes for app in call.corp.apps.values()):
            raise ApiError(42015)
        raise ApiError(60140)
    if code.used or code.expires_at <= call.now:
        raise ApiError(60140)
    return code


def _change(card: Card, userid: str, asked: _Update) -> None:
    if asked.template_card is not None:
        card.replace(userid, asked.template_card)
    elif asked.button is not None:
        card.settled[userid] = asked.button.replace_name


ROUTES: dict[str, Route] = {
    "/cgi-bin/message/recall": Route(handler=recall),
    "/cgi-bin/message/get_statistics": Route(handler=get_statistics, empty={"statistics": []}),
    "/cgi-bin/message/update_template_card": Route(handler=update_template_card, empty={"invaliduser": []}),
}
