"""Taking in what WeCom tells of customers: from one read, or a page of the walk."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime

from lingqu.corps import api as corps
from lingqu.corps.contracts import Drift, DriftKind
from lingqu.customers.api import relations
from lingqu.customers.api import sweeping as sweeping_
from lingqu.customers.api.identities import LAST_DIGITS, SEALED_PHONE, record_unionids
from lingqu.customers.api.people import ensure_customers
from lingqu.customers.contracts import facts
from lingqu.customers.contracts.relations import Joining, Pair, ResolveChannels
from lingqu.customers.contracts.snapshots import CustomerSnapshot, FollowSnapshot, Unreadable
from lingqu.customers.contracts.tags import BY_WECOM, TagStatus
from lingqu.customers.domain import phones
from lingqu.customers.domain.pairs import Pairs, PairState, see_all
from lingqu.customers.domain.search import grams
from lingqu.customers.domain.tags import merge
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.store import library as library_store
from lingqu.customers.store import marks as mark_store
from lingqu.customers.store import people as people_store
from lingqu.customers.store import phones as phone_store
from lingqu.customers.store import relations as relation_store
from lingqu.directory.api.people import ensure_staff
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, ExternalUserid, TagId

READ = 0
"""The errcode of a read that succeeded, in `customer.read` facts."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What a batch of reads brought.

    Attributes:
        stale: customers of whom we changed something while they were being read: read them again.
        unknown_tags: customers with a corp tag that our mirror of the library lacks.
    """

    customers: dict[ExternalUserid, CustomerId]
    joinings: list[Joining]
    stale: set[ExternalUserid]
    unknown_tags: set[ExternalUserid]


FOUND = {"learnt": "read"}
"""Marks a tag that was there when we first saw the relation: nobody granted it just now."""


async def take_in(
    unit: UnitOfWork,
    snapshots: Sequence[CustomerSnapshot],
    *,
    asked_at: datetime,
    seals: PhoneSeals,
    resolve_channels: ResolveChannels,
    sweeping: bool = False,
    counted_since: datetime | None = None,
) -> Taken:
    """Write what reads asked for at `asked_at` tell: people, relations, tags, phones. Idempotent.

    Several snapshots of one customer, with different members, may come together, and one pair twice. What a read asked
    for later has told already is left as it is. A sweep counts what it changes, but not once more what was read after
    `counted_since`.
    """
    staff = await ensure_staff(unit, {follow.userid for one in snapshots for follow in one.follows})
    customers = await ensure_customers(unit, _first_seen(snapshots, asked_at))
    await people_store.lock(unit, customers.values())
    before = await relation_store.load(unit, customers.values())
    states = {follow.state for one in snapshots for follow in one.follows if follow.state}
    channels = await resolve_channels(unit, sorted(states)) if states else {}
    told = {
        Pair(customers[one.external_userid], staff[follow.userid]): follow
        for one in snapshots
        for follow in one.follows
    }
    follows = [(pair, follow) for pair, follow in told.items() if not _read_after(before.get(pair), asked_at)]
    counted = {pair for pair, _ in follows if not (counted_since and _read_after(before.get(pair), counted_since))}
    decided = see_all(before, follows, asked_at=asked_at, channels=channels)
    people = {customers[one.external_userid]: one for one in snapshots}
    if sweeping:
        drift = await sweeping_.count_pairs(
            unit,
            people,
            [(pair, follow) for pair, follow in follows if pair in counted],
            before=before,
            after=decided.pairs,
            asked_at=asked_at,
        )
        await corps.add_drift(unit, drift)
    joinings = await relations.write(unit, before, decided, learnt="sweep" if sweeping else "read")
    await people_store.update_profiles(unit, people, asked_at=asked_at)
    await people_store.insert_grams(unit, _pieces(people.items(), follows))
    unionids = {customer_id: one.unionid for customer_id, one in people.items() if one.unionid}
    await record_unionids(unit, unionids, seen_at=asked_at)
    unknown = await _merge_tags(unit, follows, before, asked_at=asked_at, counted=counted if sweeping else None)
    await _replace_phones(unit, follows, seals, counted=counted if sweeping else None)
    names = {customer_id: external_userid for external_userid, customer_id in customers.items()}
    stale = {
        pair.customer_id
        for pair, _ in follows
        if (state := before.get(pair)) and state.written_at and asked_at <= state.written_at
    }
    return Taken(
        customers=customers,
        joinings=joinings,
        stale={names[customer_id] for customer_id in stale},
        unknown_tags={names[customer_id] for customer_id in unknown},
    )


def _read_after(state: PairState | None, instant: datetime) -> bool:
    return state is not None and state.history.read_at is not None and state.history.read_at > instant


async def record_reads(unit: UnitOfWork, read: Iterable[CustomerId], refused: Sequence[Unreadable]) -> None:
    """Record who was read one by one, and who cannot be."""
    customers = await people_store.find_ids(unit, [one.external_userid for one in refused])
    errcodes = {customers[one.external_userid]: one.errcode for one in refused if one.external_userid in customers}
    if errcodes:
        await people_store.mark_unreadable(unit, errcodes)
    for customer_id, errcode in {**dict.fromkeys(read, READ), **errcodes}.items():
        unit.publish(
            Fact(
                kind=facts.CUSTOMER_READ,
                occurred_at=unit.at,
                customer_id=customer_id,
                data={"errcode": errcode},
            )
        )


def _first_seen(snapshots: Sequence[CustomerSnapshot], asked_at: datetime) -> dict[ExternalUserid, datetime]:
    first: dict[ExternalUserid, datetime] = {}
    for one in snapshots:
        known = first.get(one.external_userid, asked_at)
        first[one.external_userid] = min([known, *(follow.added_at for follow in one.follows)])
    return first


def _pieces(
    people: Iterable[tuple[CustomerId, CustomerSnapshot]], follows: Iterable[tuple[Pair, FollowSnapshot]]
) -> Iterable[tuple[CustomerId, str]]:
    for customer_id, snapshot in people:
        for gram in grams(snapshot.name or ""):
            yield customer_id, gram
    for pair, follow in follows:
        for gram in grams(follow.remark or ""):
            yield pair.customer_id, gram


async def _merge_tags(
    unit: UnitOfWork,
    follows: Sequence[tuple[Pair, FollowSnapshot]],
    before: Pairs,
    *,
    asked_at: datetime,
    counted: AbstractSet[Pair] | None,
) -> set[CustomerId]:
    """Bring marks in line with the reads; return customers with a tag that our mirror lacks.

    Args:
        counted: by a sweep; None where there is none.
    """
    told = {wecom_id for _, follow in follows for wecom_id in follow.wecom_tag_ids}
    known = await library_store.known_wecom_ids(unit, told) if told else {}
    marks = await mark_store.load(unit, {pair.customer_id for pair, _ in follows})
    appeared: list[mark_store.Mark] = []
    vanished: list[tuple[Pair, TagId]] = []
    for pair, follow in follows:
        state = before.get(pair)
        found = merge(
            marks.get(pair, {}),
            {known[wecom_id] for wecom_id in follow.wecom_tag_ids if wecom_id in known},
            asked_at=asked_at,
            written_at=state.written_at if state else None,
        )
        appeared.extend(
            mark_store.Mark(pair=pair, tag_id=tag_id, status=TagStatus.GRANTED, source=BY_WECOM)
            for tag_id in found.appeared
        )
        vanished.extend((pair, tag_id) for tag_id in found.vanished)
    await mark_store.upsert(unit, appeared, at=asked_at)
    await mark_store.delete(unit, vanished)
    if counted is not None:
        swept = [follow for pair, follow in follows if pair in counted]
        untold = sum(len(follow.wecom_tag_ids - known.keys()) for follow in swept)
        gone = sum(1 for pair, _ in vanished if pair in counted)
        repaired = sum(1 for mark in appeared if mark.pair in counted) + gone
        compared = sum(len(follow.wecom_tag_ids) for follow in swept) + gone
        await corps.add_drift(unit, {DriftKind.MARKS: Drift(compared, repaired + untold, repaired)})
    changes = [(facts.TAG_GRANTED, mark.pair, mark.tag_id) for mark in appeared]
    changes += [(facts.TAG_WITHDRAWN, pair, tag_id) for pair, tag_id in vanished]
    by_sweep = None if counted is None else {"learnt": sweeping_.LEARNT}
    for kind, pair, tag_id in changes:
        unit.publish(
            Fact(
                kind=kind,
                occurred_at=asked_at,
                customer_id=pair.customer_id,
                staff_id=pair.staff_id,
                data={"tag_id": tag_id, "source": BY_WECOM, **(by_sweep or ({} if pair in before else FOUND))},
            )
        )
    return {pair.customer_id for pair, follow in follows if follow.wecom_tag_ids - known.keys()}


async def _replace_phones(
    unit: UnitOfWork,
    follows: Sequence[tuple[Pair, FollowSnapshot]],
    seals: PhoneSeals,
    *,
    counted: AbstractSet[Pair] | None,
) -> None:
    typed = {
        (pair, seals.blind_index(purpose=SEALED_PHONE, corp_id=unit.corp_id, value=phone)): phone
        for pair, follow in follows
        for each in follow.phones
        if (phone := phones.normal(each))
    }
    known = await phone_store.load_indexes(unit, {pair.customer_id for pair, _ in follows})
    read = {pair for pair, _ in follows}
    gone = [(pair, index) for pair, index in known if pair in read and (pair, index) not in typed]
    new = [
        _sealed(unit, pair, index, phone, seals) for (pair, index), phone in typed.items() if (pair, index) not in known
    ]
    await phone_store.replace(unit, gone=gone, new=new)
    if counted and (typed or gone):
        lost = sum(1 for pair, _ in gone if pair in counted)
        compared = sum(1 for pair, _ in typed if pair in counted) + lost
        found = sum(1 for one in new if one.pair in counted) + lost
        await corps.add_drift(unit, {DriftKind.PHONES: Drift(compared, found, found)})


def _sealed(unit: UnitOfWork, pair: Pair, index: bytes, phone: str, seals: PhoneSeals) -> phone_store.SealedPhone:
    last = phones.last_digits(phone)
    return phone_store.SealedPhone(
        pair=pair,
        phone_index=index,
        last4_index=seals.blind_index(purpose=LAST_DIGITS, corp_id=unit.corp_id, value=last),
        phone=seals.seal(purpose=SEALED_PHONE, corp_id=unit.corp_id, row=phone_row(pair), plaintext=phone.encode()),
    )


def phone_row(pair: Pair) -> str:
    """Return the name of the row that a sealed phone is bound to."""
    return f"{pair.customer_id}:{pair.staff_id}"
