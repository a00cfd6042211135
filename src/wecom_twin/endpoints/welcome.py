"""The welcome message: the one thing that reaches a customer without a member's hand.

Source: https://developer.work.weixin.qq.com/document/path/92137 (2026-02-12)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.content import Text, check_content, digest_of
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.ledger import Receipt

if TYPE_CHECKING:
    from wecom_twin.state.greetings import Greeting


class _Welcome(msgspec.Struct):
    welcome_code: str = ""
    text: Text | None = None
    attachments: list[dict[str, object]] = []


def send_welcome_msg(call: Call) -> Payload:
    """Spend a welcome code: 20 seconds, once, whichever app comes first."""
    asked = call.body(_Welcome)
    if not asked.welcome_code:
        raise ApiError(41049)
    check_content(call, asked.text, asked.attachments)
    code = call.corp.welcome_codes.get(asked.welcome_code)
    if code is None or code.agentid != call.app.agentid:
        raise ApiError(41050)
    greeting = code.greeting
    record = call.realm.ledger.welcome_records[greeting.id]
    if record.first_attempt_at is None:
        record.first_attempt_at = call.now
    if call.now > code.expires_at:
        raise ApiError(41050)
    _check_unspent(call, greeting)
    greeting.sent_at = record.sent_at = call.now
    greeting.sent_by = call.app.agentid
    relation = greeting.relation
    relation.last_chat_at = call.now
    call.realm.ledger.receive(
        Receipt(
            at=call.now,
            corpid=call.corp.corpid,
            kind="welcome",
            userid=relation.member.userid,
            external_userid=relation.customer.external_userid,
            key=asked.welcome_code,
            occasion=greeting.id,
            digest=digest_of(asked.text, asked.attachments),
            text=asked.text.content if asked.text else "",
            call_id=call.id,
            by_platform=True,
        )
    )
    for watcher in call.realm.watchers:
        watcher.reached(call.corp, relation)
    return {}


def _check_unspent(call: Call, greeting: Greeting) -> None:
    if greeting.sent_at is not None:
        busy = call.now - greeting.sent_at < call.realm.switches.welcome_busy_seconds
        raise ApiError(41096 if busy and greeting.sent_by != call.app.agentid else 41051)
    if greeting.relation.customer_spoke:
        raise ApiError(41051)


ROUTES: dict[str, Route] = {
    "/cgi-bin/externalcontact/send_welcome_msg": Route(handler=send_welcome_msg, customer_contact=True),
}
