"""Whom identities point to, and what is learnt of customers when orders and members name them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.commerce.contracts.orders import Found, Identity, IdentityKind
from lingqu.commerce.ports import RowSeals
from lingqu.customers.api import identities, matching, persons
from lingqu.customers.api.people import find_customers
from lingqu.customers.contracts.identities import BUYER, MEMBER, PHONE, UNIONID, Observation, Shown, Source
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, ExternalUserid

_KINDS = {IdentityKind.UNIONID: UNIONID, IdentityKind.MEMBER_NO: MEMBER, IdentityKind.PHONE: PHONE}


@dataclass(frozen=True, slots=True)
class KnownBuyers:
    """`MatchBuyers` over customers: our numbers, WeCom's ids, identities, and last the phones that staff noted."""

    seals: RowSeals

    async def __call__(self, session: Session, asked: Collection[Identity]) -> Mapping[Identity, Found]:
        """See the port."""
        if not asked:
            return {}
        found = await self._contacts(session, [one for one in asked if one.kind is IdentityKind.EXTERNAL_USERID])
        found |= {one: CustomerId(int(one.value)) for one in asked if one.kind is IdentityKind.CUSTOMER_NO}
        keys = {key: one for one in asked if (key := _key(one)) is not None}
        pointed = await identities.find(session, keys, seals=self.seals)
        found |= {keys[key]: customer_id for key, customer_id in pointed.items()}
        canonical = await persons.canonical_of(session, set(found.values()))
        told = {
            one: Found(frozenset({canonical[customer_id]}))
            for one, customer_id in found.items()
            if customer_id in canonical
        }
        noted = {one.value: one for one in asked if one.kind is IdentityKind.PHONE and one not in told}
        for phone, customer_ids in (await matching.find_by_noted_phone(session, noted, seals=self.seals)).items():
            told[noted[phone]] = Found(frozenset(customer_ids), noted=True)
        return told

    async def _contacts(self, session: Session, asked: Collection[Identity]) -> dict[Identity, CustomerId]:
        known = await find_customers(session, [ExternalUserid(one.value) for one in asked]) if asked else {}
        return {Identity(IdentityKind.EXTERNAL_USERID, userid): number for userid, number in known.items()}


async def learn(
    unit: UnitOfWork,
    told: Iterable[tuple[CustomerId, Sequence[Identity], datetime]],
    *,
    source: Source,
    seals: RowSeals,
) -> None:
    """Record which identities customers were seen with; those that join are joined by a job. Idempotent."""
    observations = [
        Observation(customer_id=customer_id, shown=shown)
        for customer_id, named, seen_at in told
        for shown in _shown(named, source=source, seen_at=seen_at)
    ]
    await identities.record(unit, observations, seals=seals)


async def admit(
    unit: UnitOfWork, named: Sequence[Sequence[Identity]], *, source: Source, seals: RowSeals
) -> list[CustomerId]:
    """Return the customers of people whom nobody knew, made now. Each must name something that joins."""
    arrivals = [_shown(one, source=source, seen_at=unit.at) for one in named]
    return await identities.meet(unit, arrivals, seals=seals)


def _shown(named: Iterable[Identity], *, source: Source, seen_at: datetime) -> list[Shown]:
    keys = [key for one in named if (key := _key(one)) is not None]
    return [Shown(kind=kind, value=value, source=source, seen_at=seen_at) for kind, value in keys]


def _key(identity: Identity) -> tuple[str, str] | None:
    """Return kind and value as customers spell them; our numbers and WeCom's ids are none of theirs."""
    if identity.kind is IdentityKind.BUYER:
        platform, _, value = identity.value.partition(":")
        return f"{BUYER}{platform}", value
    kind = _KINDS.get(identity.kind)
    return None if kind is None else (kind, identity.value)
