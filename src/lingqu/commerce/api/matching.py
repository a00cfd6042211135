"""The adapter behind `MatchBuyers`: customers by WeCom's id, by unionid, by the phones on their relations."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lingqu.commerce.contracts.orders import Identity, IdentityKind
from lingqu.commerce.ports import RowSeals
from lingqu.customers.api import matching as customers
from lingqu.customers.api.people import find_customers
from lingqu.customers.api.persons import canonical_of
from lingqu.infra.database import Session
from lingqu.kernel.ids import CustomerId, ExternalUserid


@dataclass(frozen=True, slots=True)
class KnownBuyers:
    """Looks identities up in customers."""

    seals: RowSeals

    async def __call__(
        self, session: Session, identities: Collection[Identity]
    ) -> Mapping[Identity, Collection[CustomerId]]:
        """See the port."""
        by_kind: dict[IdentityKind, list[str]] = {}
        for one in identities:
            by_kind.setdefault(one.kind, []).append(one.value)
        found: dict[Identity, Collection[CustomerId]] = {}
        userids = [ExternalUserid(value) for value in by_kind.get(IdentityKind.EXTERNAL_USERID, ())]
        named = await find_customers(session, userids) if userids else {}
        canonical = await canonical_of(session, named.values()) if named else {}
        for value, customer_id in named.items():
            found[Identity(IdentityKind.EXTERNAL_USERID, value)] = {canonical[customer_id]}
        unionids = by_kind.get(IdentityKind.UNIONID, ())
        for value, customer_ids in (await customers.find_by_unionid(session, unionids)).items():
            found[Identity(IdentityKind.UNIONID, value)] = customer_ids
        phones = by_kind.get(IdentityKind.PHONE, ())
        for value, customer_ids in (await customers.find_by_phone(session, phones, seals=self.seals)).items():
            found[Identity(IdentityKind.PHONE, value)] = customer_ids
        return found
