"""Operations on orders: told by whatever source, matched with customers, turned into facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lingqu.commerce.api.matching import learn
from lingqu.commerce.contracts.orders import Identity, IdentityKind, Order, OrderId, Purchases, Recorded, ToldOrder
from lingqu.commerce.domain.matching import Match, match
from lingqu.commerce.domain.orders import Stored, Told, decide, facts_of
from lingqu.commerce.ports import MatchBuyers, RowSeals
from lingqu.commerce.store import orders as store
from lingqu.customers.api import persons
from lingqu.customers.contracts.identities import Source
from lingqu.customers.errors import CustomerNotFoundError
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId

Key = tuple[str, str]

BUYER_PHONE = "commerce.buyer_phone"
MATCH_AT_ONCE = 500


async def record_orders(
    unit: UnitOfWork, told: Sequence[ToldOrder], *, seals: RowSeals, match_buyers: MatchBuyers
) -> Recorded:
    """Write orders as their source tells them now, each once in a batch; publish only what changed.

    What a buyer is otherwise known by is recorded of the customer, unless the two met by a phone that staff noted.
    Idempotent: the same telling again changes nothing and says nothing.
    """
    by_key = {(one.source, one.order_no): one for one in told}
    matches = await _matches(unit, by_key, match_buyers)
    customers = {key: one.customer_id for key, one in matches.items()}
    stored = await store.lock(unit, by_key)
    numbers = await _insert(unit, [one for key, one in by_key.items() if key not in stored], customers)
    overtaken = by_key.keys() - stored.keys() - numbers.keys()
    if overtaken:
        stored |= await store.lock(unit, overtaken)
    after = {key: decide(stored[key], by_key[key], customers.get(key)) for key in stored}
    changed = [one for key, one in after.items() if _differs(stored[key], one)]
    if changed:
        await store.update(unit, changed)
    numbers |= {key: one.order.order_id for key, one in stored.items()}
    await _keep_lines(unit, by_key, stored, after, numbers)
    await _keep_buyers(unit, by_key.values(), numbers, seals)
    fresh = {key: decide(None, one, customers.get(key)) for key, one in by_key.items() if key not in stored}
    happened: list[Fact] = []
    for key, one in {**fresh, **after}.items():
        before = stored[key].order if key in stored else None
        happened += facts_of(before, _order(numbers[key], one), at=unit.at)
    unit.publish(*sorted(happened, key=lambda fact: fact.occurred_at))
    proven = [
        (one.customer_id, by_key[key].buyers, by_key[key].placed_at)
        for key, one in matches.items()
        if one.proven and one.customer_id is not None
    ]
    await learn(unit, proven, source=Source.ORDER, seals=seals)
    return Recorded(
        created=len(fresh),
        changed=len(changed),
        unchanged=len(after) - len(changed),
        matched=sum(one.customer_id is not None for one in (*fresh.values(), *after.values())),
    )


async def match_orders(
    unit: UnitOfWork, *, seals: RowSeals, match_buyers: MatchBuyers, after: OrderId, limit: int = MATCH_AT_ONCE
) -> OrderId | None:
    """Look again for the buyers of unmatched orders above `after`; return where to go on, None at the end.

    What happened to an order whose buyer is found becomes facts now, with the instants at which it happened.
    """
    waiting = await store.list_unmatched(unit, after=after, limit=limit)
    if not waiting:
        return None
    by_order: dict[OrderId, list[Identity]] = {}
    for row in await store.load_buyers(unit, [one.order_id for one in waiting]):
        by_order.setdefault(row.order_id, []).append(_identity(row, unit.corp_id, seals))
    found = await match_buyers(unit, {one for identities in by_order.values() for one in identities})
    matches = {order_id: match(identities, found) for order_id, identities in by_order.items()}
    customers = {key: one.customer_id for key, one in matches.items() if one.customer_id is not None}
    matched = await store.set_customers(unit, customers) if customers else []
    for order in matched:
        unit.publish(*facts_of(replace(order, customer_id=None), order, at=unit.at))
    proven = [
        (customers[one.order_id], by_order[one.order_id], one.placed_at)
        for one in matched
        if matches[one.order_id].proven
    ]
    await learn(unit, proven, source=Source.ORDER, seals=seals)
    return waiting[-1].order_id if len(waiting) == limit else None


async def get_purchases(session: Session, customer_id: CustomerId, *, limit: int) -> Purchases:
    """Return what the person that a customer is has bought, with up to `limit` of the newest orders.

    Raises:
        CustomerNotFoundError: there is none of this number.
    """
    everybody = await persons.everybody_of(session, [customer_id])
    if not everybody:
        raise CustomerNotFoundError(customer_id)
    latest = await store.list_of_customers(session, everybody, limit=limit)
    return Purchases(latest=latest, **await store.sum_of_customers(session, everybody))


async def _matches(unit: UnitOfWork, told: Mapping[Key, ToldOrder], match_buyers: MatchBuyers) -> dict[Key, Match]:
    found = await match_buyers(unit, {identity for one in told.values() for identity in one.buyers})
    return {key: match(one.buyers, found) for key, one in told.items()}


async def _insert(
    unit: UnitOfWork, told: Sequence[ToldOrder], customers: Mapping[Key, CustomerId | None]
) -> dict[Key, OrderId]:
    if not told:
        return {}
    return await store.insert(unit, [decide(None, one, customers[one.source, one.order_no]) for one in told])


async def _keep_lines(
    unit: UnitOfWork,
    told: Mapping[Key, ToldOrder],
    stored: Mapping[Key, Stored],
    after: Mapping[Key, Told],
    numbers: Mapping[Key, OrderId],
) -> None:
    """Write lines of new orders, and of those whose lines changed."""
    changed = [
        key
        for key, one in told.items()
        if one.lines and (key not in stored or after[key].lines_digest != stored[key].lines_digest)
    ]
    if changed:
        await store.replace_lines(unit, [(numbers[key], told[key].lines) for key in changed])


async def _keep_buyers(
    unit: UnitOfWork, told: Iterable[ToldOrder], numbers: Mapping[Key, OrderId], seals: RowSeals
) -> None:
    rows = [
        _buyer(numbers[one.source, one.order_no], identity, unit.corp_id, seals)
        for one in told
        for identity in one.buyers
    ]
    if rows:
        await store.add_buyers(unit, rows)


def _buyer(order_id: OrderId, identity: Identity, corp_id: int, seals: RowSeals) -> store.BuyerRow:
    if identity.kind is not IdentityKind.PHONE:
        return store.BuyerRow(
            order_id=order_id,
            kind=identity.kind,
            value_index=identity.value.encode(),
            value=identity.value,
            sealed=None,
        )
    plaintext = identity.value.encode()
    return store.BuyerRow(
        order_id=order_id,
        kind=identity.kind,
        value_index=seals.blind_index(purpose=BUYER_PHONE, corp_id=corp_id, value=identity.value),
        value=None,
        sealed=seals.seal(purpose=BUYER_PHONE, corp_id=corp_id, row=str(order_id), plaintext=plaintext),
    )


def _identity(row: store.BuyerRow, corp_id: int, seals: RowSeals) -> Identity:
    if row.sealed is None:
        return Identity(IdentityKind(row.kind), row.value or "")
    opened = seals.open(purpose=BUYER_PHONE, corp_id=corp_id, row=str(row.order_id), sealed=bytes(row.sealed))
    return Identity(IdentityKind(row.kind), opened.decode())


def _differs(stored: Stored, after: Told) -> bool:
    return _told(stored) != after


def _told(stored: Stored) -> Told:
    order = stored.order
    return Told(
        lines_digest=stored.lines_digest,
        categories=tuple(order.categories),
        **{
            name: getattr(order, name)
            for name in Told.__dataclass_fields__
            if name not in {"lines_digest", "categories"}
        },
    )


def _order(order_id: OrderId, told: Told) -> Order:
    return Order(
        order_id=order_id,
        **{name: getattr(told, name) for name in Order.__dataclass_fields__ if name != "order_id"},
    )
