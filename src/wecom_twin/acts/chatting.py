"""What friends do: talk, leave each other, and members note down what they learn."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from wecom_twin.acts import conduct, links
from wecom_twin.callbacks.messages import deleted_by_customer, deleted_by_member, edited
from wecom_twin.ledger import Receipt
from wecom_twin.state.contacts import Bond

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Relation
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.tags import Tag


def reply(realm: Realm, corp: Corp, relation: Relation, text: str) -> Receipt:
    """A customer writes to a member. Nothing announces it, except of customers who came through a link."""
    now = realm.clock.now()
    relation.last_chat_at = now
    relation.customer_spoke = True
    conduct.customer_writes(realm, relation)
    receipt = Receipt(
        at=now,
        corpid=corp.corpid,
        kind="reply",
        userid=relation.member.userid,
        external_userid=relation.customer.external_userid,
        key="",
        occasion="",
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
        text=text,
        call_id=0,
        by_platform=False,
    )
    realm.ledger.receive(receipt)
    if relation.visit is not None:
        links.hear(realm, corp, relation.visit)
    return receipt


def write(realm: Realm, corp: Corp, relation: Relation, text: str) -> Receipt:
    """A member writes to a customer in their single chat."""
    now = realm.clock.now()
    relation.last_chat_at = now
    conduct.member_writes(realm, relation)
    receipt = Receipt(
        at=now,
        corpid=corp.corpid,
        kind="chat",
        userid=relation.member.userid,
        external_userid=relation.customer.external_userid,
        key="",
        occasion="",
        digest=hashlib.sha256(text.encode()).hexdigest()[:16],
        text=text,
        call_id=0,
        by_platform=False,
    )
    realm.ledger.receive(receipt)
    return receipt


def customer_deletes(realm: Realm, corp: Corp, relation: Relation) -> None:
    """A customer deletes or blocks a member; the member's side stays readable."""
    if relation.bond in (Bond.FULL, Bond.HALF):
        relation.bond = Bond.LEFT_BY_CUSTOMER
        conduct.today(realm, relation).lost += 1
        message = deleted_by_customer(relation.member.userid, relation.customer.external_userid)
        realm.tell(corp, message, about=relation.member)


def staff_deletes(realm: Realm, corp: Corp, relation: Relation) -> None:
    """A member deletes a customer; reads fail from now on, and what was written down is gone."""
    if relation.bond is not Bond.LEFT_BY_MEMBER:
        relation.bond = Bond.LEFT_BY_MEMBER
        relation.tags = ()
        relation.personal_tags = ()
        message = deleted_by_member(relation.member.userid, relation.customer.external_userid)
        realm.tell(corp, message, about=relation.member)


def staff_edits(
    realm: Realm,
    corp: Corp,
    relation: Relation,
    *,
    remark: str | None = None,
    add_tags: Iterable[Tag] = (),
    remove_tags: Iterable[Tag] = (),
) -> None:
    """A member edits remark or tags of a customer in their client."""
    if remark is not None:
        relation.remark = remark
    removed = {tag.id for tag in remove_tags}
    kept = {tag.id: tag for tag in (*relation.tags, *add_tags) if tag.id not in removed}
    relation.tags = tuple(kept.values())
    message = edited(relation.member.userid, relation.customer.external_userid)
    realm.tell(corp, message, about=relation.member)
