"""Whom a corp's own servers name."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from lingqu.customers.api import identities, people, persons
from lingqu.customers.contracts.identities import MEMBER, UNIONID
from lingqu.customers.ports import PhoneSeals
from lingqu.infra.database import Session
from lingqu.ingestion.contracts import Who, WhoKind
from lingqu.kernel.ids import CustomerId, ExternalUserid

_KINDS = {WhoKind.UNIONID: UNIONID, WhoKind.MEMBER_NO: MEMBER}


class KnownCustomers:
    """`FindWho` over customers: WeCom's ids and identities; a merged one is told as the customer it is one with."""

    def __init__(self, seals: PhoneSeals) -> None:
        self._seals = seals

    async def __call__(self, session: Session, asked: Collection[Who]) -> Mapping[Who, CustomerId]:
        """See the port."""
        if not asked:
            return {}
        contacts = {one: ExternalUserid(one.value) for one in asked if one.kind is WhoKind.EXTERNAL_USERID}
        known = await people.find_customers(session, list(contacts.values())) if contacts else {}
        found = {one: known[userid] for one, userid in contacts.items() if userid in known}
        keys = {(_KINDS[one.kind], one.value): one for one in asked if one.kind in _KINDS}
        pointed = await identities.find(session, list(keys), seals=self._seals) if keys else {}
        found |= {keys[key]: customer_id for key, customer_id in pointed.items()}
        canonical = await persons.canonical_of(session, set(found.values()))
        return {one: canonical[customer_id] for one, customer_id in found.items()}
