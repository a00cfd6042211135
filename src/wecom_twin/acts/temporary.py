"""Temporary sessions: a contact for a day, or as long as its way says, with a closing message at the end.

Nothing announces the end. That the pair are no contacts afterwards is this twin's reading.

Source: https://developer.work.weixin.qq.com/document/path/92228 (2026-02-12)
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec

from wecom_twin.ledger import Receipt
from wecom_twin.state.contacts import Bond

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Relation
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.ways import ContactWay


def begin(realm: Realm, corp: Corp, way: ContactWay, relation: Relation) -> None:
    """The way is spent, and the pair has until its session ends."""
    way.spent = True
    relation.conclusions = way.conclusions or {}
    realm.clock.after(way.chat_expires_in, lambda: end(realm, corp, relation))


def end(realm: Realm, corp: Corp, relation: Relation) -> None:
    """End a session that still runs; the closing message goes first."""
    if relation.conclusions is None or relation.bond not in (Bond.FULL, Bond.HALF):
        return
    if relation.conclusions:
        _conclude(realm, corp, relation, relation.conclusions)
    relation.bond = Bond.LEFT_BY_MEMBER
    relation.conclusions = None


def _conclude(realm: Realm, corp: Corp, relation: Relation, conclusions: Mapping[str, object]) -> None:
    text = conclusions.get("text")
    digest = hashlib.sha256(msgspec.json.encode(conclusions, order="deterministic")).hexdigest()[:16]
    realm.ledger.receive(
        Receipt(
            at=realm.clock.now(),
            corpid=corp.corpid,
            kind="conclusion",
            userid=relation.member.userid,
            external_userid=relation.customer.external_userid,
            key="",
            occasion=f"{corp.corpid}:end:{relation.serial}",
            digest=digest,
            text=str(text.get("content", "")) if isinstance(text, dict) else "",
            call_id=0,
            by_platform=True,
        )
    )
