"""Customers pass from one member to another, a day after it was asked for, unless they refuse.

Sources: https://developer.work.weixin.qq.com/document/path/92125 (on the job), 94081 (resigned),
92130 (events); pages of 2026-02 to 2026-07.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts.adding import relate
from wecom_twin.callbacks.messages import added, deleted_by_member, transfer_failed
from wecom_twin.ledger import Receipt
from wecom_twin.state.contacts import Bond
from wecom_twin.state.transfers import DONE, REFUSED, TAKEOVER_FULL, WAITING

if TYPE_CHECKING:
    from wecom_twin.callbacks.messages import FailReason, Message
    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Customer, Member, Relation
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.transfers import Transfer

_OWN_WORDS = "您好,您的服务已升级,后续将由我的同事接替我的工作,继续为您服务。"


def begin(realm: Realm, corp: Corp, transfer: Transfer) -> None:
    """Start a transfer; it completes by itself when it is due."""
    corp.transfers.add(transfer)
    realm.clock.at(transfer.due_at, lambda: complete(realm, corp, transfer))


def complete(realm: Realm, corp: Corp, transfer: Transfer) -> None:
    """The day is over: the customer is the takeover member's, or cannot be."""
    if transfer.status != WAITING:
        return
    takeover = corp.directory.find_member(transfer.takeover)
    given_up = _handover(corp, transfer)
    if takeover is None or not takeover.active or given_up is None or not given_up.readable:
        _fail(realm, corp, transfer, REFUSED)
        return
    customer = given_up.customer
    present = customer.relation_with(takeover)
    friends = present is not None and present.bond is Bond.FULL
    if not friends and is_full(realm, takeover):
        _fail(realm, corp, transfer, TAKEOVER_FULL)
        return
    known_before = corp.transfers.passed_on_by(takeover.userid, customer.external_userid)
    transfer.status, transfer.ended_at = DONE, realm.clock.now()
    given_up.bond = Bond.LEFT_BY_MEMBER
    given_up.tags = given_up.personal_tags = ()
    if not friends:
        _take_over(realm, corp, takeover, customer)
    _inform(realm, corp, transfer)
    _announce(realm, corp, transfer, takeover, given_up, silent_add=friends or known_before)


def is_full(realm: Realm, member: Member) -> bool:
    """Whether a member has as many customers as a member may have."""
    held = sum(one.readable for one in member.relations.values())
    return held >= realm.limits.customers_per_member


def refuse(realm: Realm, corp: Corp, transfer: Transfer) -> None:
    """The customer would rather not."""
    if transfer.status == WAITING:
        _fail(realm, corp, transfer, REFUSED)


def _fail(realm: Realm, corp: Corp, transfer: Transfer, status: int) -> None:
    transfer.status, transfer.ended_at = status, realm.clock.now()
    takeover = corp.directory.find_member(transfer.takeover)
    if takeover is not None:
        reason: FailReason = "customer_refused" if status == REFUSED else "customer_limit_exceed"
        realm.tell(corp, transfer_failed(takeover.userid, transfer.external_userid, reason), about=takeover)


def _handover(corp: Corp, transfer: Transfer) -> Relation | None:
    """The pair that ends."""
    departure = corp.departed.get(transfer.handover.lower()) if transfer.resigned else None
    member = departure.member if departure else corp.directory.find_member(transfer.handover)
    return None if member is None else member.relations.get(transfer.external_userid)


def _take_over(realm: Realm, corp: Corp, takeover: Member, customer: Customer) -> None:
    """The pair that begins; what `oper_userid` says then is left open."""
    relation = relate(realm, corp, takeover, customer, add_way=realm.switches.transfer_add_way)
    relation.oper_userid = realm.switches.transfer_oper_userid or relation.oper_userid
    # They have been told who serves them now: no welcome is due.
    relation.customer_spoke = True


def _inform(realm: Realm, corp: Corp, transfer: Transfer) -> None:
    text = transfer.message or _OWN_WORDS
    realm.ledger.receive(
        Receipt(
            at=realm.clock.now(),
            corpid=corp.corpid,
            kind="transfer",
            userid=transfer.takeover,
            external_userid=transfer.external_userid,
            key="",
            occasion="",
            digest="",
            text=text,
            call_id=transfer.call_id,
            by_platform=True,
        )
    )


def _announce(
    realm: Realm, corp: Corp, transfer: Transfer, takeover: Member, given_up: Relation, *, silent_add: bool
) -> None:
    """Tell of the adding, where it counts as one, and of the deletion, where somebody is left to delete."""
    external_userid = transfer.external_userid
    messages: list[tuple[Member, Message]] = []
    if not silent_add:
        add = added("add_external_contact", takeover.userid, external_userid, state=None, welcome_code=None)
        messages.append((takeover, add))
    if not transfer.resigned:
        gone = deleted_by_member(given_up.member.userid, external_userid, source="DELETE_BY_TRANSFER")
        messages.append((given_up.member, gone))
    if realm.switches.transfer_deletes_first:
        messages.reverse()
    for member, message in messages:
        realm.tell(corp, message, about=member)
