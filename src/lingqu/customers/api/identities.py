"""Operations on identities: recording who was seen with what, joining customers, taking joins back.

Recording and joining are two units. Whoever records has customers locked already, and joining locks others in order;
so a recording only asks for the join, in its own transaction, and a job carries it out.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lingqu.customers.contracts import facts
from lingqu.customers.contracts.identities import JOINING, MEMBER, PHONE, UNIONID, Observation, Shown, Source
from lingqu.customers.contracts.jobs import JOB_JOIN
from lingqu.customers.domain import phones
from lingqu.customers.domain.identities import Claim, Join, United, checked, compare, part, unite
from lingqu.customers.errors import MergeNotFoundError, NotQuarantinedError, TooManyToJoinError
from lingqu.customers.ports import PhoneSeals
from lingqu.customers.store import identities as store
from lingqu.customers.store import people as people_store
from lingqu.customers.store import persons as person_store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId, IdentityId, MergeId
from lingqu.kernel.jobs import NewJob

SEALED_PHONE = "customers.phone"
LAST_DIGITS = "customers.phone_last4"
"""Purposes of seals and blind indexes: what staff typed and what was proven is found by the same ones."""

QUARANTINE = "quarantine"
EVIDENCE = "evidence"

MOST_RELEASED = 100
"""More customers than this are nobody's: not even a person may let one identity join them."""


# ───────────────────────── recording ─────────────────────────


async def record(unit: UnitOfWork, observations: Sequence[Observation], *, seals: PhoneSeals) -> None:
    """Record which customers were seen with which identities, and ask for the joins that follow. Idempotent.

    Lock the customers before, if at all: identities are locked after customers everywhere.

    Raises:
        BadIdentityError: one of them is no identity; `place` names it by its number.
    """
    asked = [(one, checked(one.shown, place=f"body[{number}]")) for number, one in enumerate(observations)]
    await _record(unit, [(_kept(unit, shown, seals), one.customer_id, shown) for one, shown in asked])


async def record_unionids(unit: UnitOfWork, unionids: Mapping[CustomerId, str], *, seen_at: datetime) -> None:
    """Record what WeCom tells of who customers are elsewhere; many corps are told nothing. Idempotent."""
    shown = {
        customer_id: Shown(kind=UNIONID, value=unionid, source=Source.WECOM, seen_at=seen_at)
        for customer_id, unionid in unionids.items()
    }
    await _record(unit, [(store.Kept(kind=UNIONID, value=one.value), who, one) for who, one in shown.items()])


async def _record(unit: UnitOfWork, kept: Sequence[tuple[store.Kept, CustomerId, Shown]]) -> None:
    if not kept:
        return
    known = await store.known_claims(unit, [(rests.key, customer_id) for rests, customer_id, _ in kept])
    fresh = [
        (rests, customer_id, shown)
        for rests, customer_id, shown in kept
        if (seen_at := known.get((rests.key, customer_id))) is None
        or (rests.kind not in JOINING and seen_at < shown.seen_at)
    ]
    if not fresh:
        return
    if members := {customer_id for rests, customer_id, _ in fresh if rests.kind == MEMBER}:
        visited = await person_store.mark_belonging(unit, members)
        unit.publish(*(_belongs(unit, customer_id) for customer_id in visited))
    ids = await store.upsert(unit, {rests.key: rests for rests, _, _ in fresh})
    seen = _seen((rests.key, customer_id, shown) for rests, customer_id, shown in fresh)
    await store.upsert_claims(unit, [_numbered(ids, one) for one in seen.items()])
    joining = {ids[key] for key, _ in seen if key[0] in JOINING}
    pointing = [_numbered(ids, one) for one in seen.items() if one[0][0][0] not in JOINING]
    if pointing:
        await store.point_to_newest(unit, pointing)
    shared = await store.point_to_first(unit, joining) if joining else []
    unit.enqueue(*(NewJob(kind=JOB_JOIN, key=str(identity_id)) for identity_id in shared))


async def meet(unit: UnitOfWork, arrivals: Sequence[Sequence[Shown]], *, seals: PhoneSeals) -> list[CustomerId]:
    """Return the customer of each arrival, known by the first of its identities that points to somebody.

    Whoever nobody knows becomes a visitor. All that an arrival shows is recorded with its customer. Takes the corp's
    counter until the unit ends: keep it short.

    Args:
        arrivals: the identities of one person each, at least one, the surest first.
    """
    shown = [[checked(one, place=f"body[{number}]") for one in arrival] for number, arrival in enumerate(arrivals)]
    kept = [[_kept(unit, one, seals) for one in arrival] for arrival in shown]
    rests = {one.key: one for arrival in kept for one in arrival}
    await people_store.lock_counter(unit)  # two units that meet the same stranger wait for each other here
    customers = await store.find(unit, rests)
    found: list[CustomerId] = []
    strangers: list[int] = []
    for number, arrival in enumerate(kept):
        known = next((customers[one.key] for one in arrival if one.key in customers), None)
        if known is None:
            strangers.append(number)
        found.append(CustomerId(-1 - number) if known is None else known)
        for one in arrival:
            customers.setdefault(one.key, found[number])
    first_seen = [min(one.seen_at for one in shown[number]) for number in strangers]
    numbers = await people_store.insert_visitors(unit, first_seen) if strangers else []
    admitted = {CustomerId(-1 - number): new for number, new in zip(strangers, numbers, strict=True)}
    met = [admitted.get(one, one) for one in found]
    await record(
        unit,
        [Observation(customer_id=one, shown=each) for one, arrival in zip(met, shown, strict=True) for each in arrival],
        seals=seals,
    )
    canonical = await person_store.canonical_of(unit, set(met))
    return [canonical[one] for one in met]


async def find(
    session: Session, keys: Collection[tuple[str, str]], *, seals: PhoneSeals
) -> dict[tuple[str, str], CustomerId]:
    """Return whom identities (kind, value; a phone in E.164) point to, as written; others are missing."""
    rests = {_rests(session, kind, value, seals): (kind, value) for kind, value in keys}
    return {rests[key]: customer_id for key, customer_id in (await store.find(session, rests)).items()}


def _rests(session: Session, kind: str, value: str, seals: PhoneSeals) -> store.Key:
    if kind != PHONE:
        return kind, value
    return kind, seals.blind_index(purpose=SEALED_PHONE, corp_id=session.corp_id, value=value).hex()


def _kept(session: Session, shown: Shown, seals: PhoneSeals) -> store.Kept:
    if shown.kind != PHONE:
        return store.Kept(kind=shown.kind, value=shown.value)
    corp_id = session.corp_id
    index = seals.blind_index(purpose=SEALED_PHONE, corp_id=corp_id, value=shown.value).hex()
    return store.Kept(
        kind=shown.kind,
        value=index,
        sealed=seals.seal(
            purpose=SEALED_PHONE, corp_id=corp_id, row=identity_row(index), plaintext=shown.value.encode()
        ),
        last4_index=seals.blind_index(purpose=LAST_DIGITS, corp_id=corp_id, value=phones.last_digits(shown.value)),
    )


def identity_row(index: str) -> str:
    """Return the name of the row that the sealed phone of an identity is bound to."""
    return f"identity:{index}"


Told = tuple[store.Key, CustomerId]


def _seen(shown: Iterable[tuple[store.Key, CustomerId, Shown]]) -> dict[Told, Shown]:
    """Leave one of what was told several times at once: the earliest of what joins, the newest of the rest."""
    told: dict[Told, Shown] = {}
    for key, customer_id, one in shown:
        other = told.get((key, customer_id))
        if other is None or (one.seen_at < other.seen_at) == (key[0] in JOINING):
            told[key, customer_id] = one
    return told


def _numbered(ids: Mapping[store.Key, IdentityId], told: tuple[Told, Shown]) -> store.Seen:
    (key, customer_id), shown = told
    return store.Seen(identity_id=ids[key], customer_id=customer_id, source=shown.source, seen_at=shown.seen_at)


# ───────────────────────── joining ─────────────────────────


@dataclass(frozen=True, slots=True)
class _Standing:
    """Everybody whom a decision is about: who is one with whom now, by which merges, and what is claimed."""

    canonical: dict[CustomerId, CustomerId]
    merges: dict[CustomerId, tuple[MergeId, Join]]
    claims: list[Claim]
    released: dict[IdentityId, int]
    kinds: dict[IdentityId, str]

    @property
    def joins(self) -> dict[CustomerId, Join]:
        """The merges that hold."""
        return {away: join for away, (_, join) in self.merges.items()}


async def join(unit: UnitOfWork, identity_ids: Collection[IdentityId], *, most: int) -> None:
    """Decide anew whom identities join. Idempotent: what is claimed decides, not what was decided before.

    Begin the unit with it: it takes the corp's turn to join, then locks customers.

    Args:
        most: how many customers one identity may join.
    """
    await person_store.lock_joining(unit)
    await _decide(unit, await store.list_holders(unit, identity_ids, most=most), most=most)


async def decide_anew(unit: UnitOfWork, customer_ids: Collection[CustomerId], *, most: int) -> None:
    """Decide anew with whom customers are one, from what is claimed. Begin the unit with it. Idempotent."""
    await person_store.lock_joining(unit)
    await _decide(unit, customer_ids, most=most)


async def unmerge(unit: UnitOfWork, customer_id: CustomerId, merge_id: MergeId, *, most: int) -> None:
    """Take a merge back: both sides are again who they were, and what joined them will not join them again.

    Raises:
        MergeNotFoundError: nobody was merged into, or away with, this customer by a standing merge of this number.
    """
    await person_store.lock_joining(unit)
    standing = await _recall(unit, [customer_id], most=most)
    undone = next((join for number, join in standing.merges.values() if number == merge_id), None)
    if undone is None:
        raise MergeNotFoundError(customer_id, merge_id)
    joins = standing.joins
    crowded = unite(standing.claims, most=most, released=standing.released).quarantined
    whole = [claim for claim in standing.claims if claim.identity_id not in crowded]
    cut = part(whole, joins.values(), undone)
    await store.cut(unit, cut)
    left = [claim for claim in standing.claims if claim.claim_id not in cut]
    united = unite(left, most=most, released=standing.released)
    await _settle(unit, standing, united, parted={undone: unit.actor})
    await unit.audit("customers.unmerged", f"customer:{undone.customer_id}", merge_id=merge_id, into=undone.into_id)


async def release(unit: UnitOfWork, identity_id: IdentityId, *, most: int) -> None:
    """Let an identity out of quarantine: it joins all customers that it was seen with, up to a hundred.

    Should more be seen with it, it goes back.

    Raises:
        NotQuarantinedError: it is not in quarantine.
        TooManyToJoinError: it was seen with more than a hundred customers.
    """
    await person_store.lock_joining(unit)
    held = await store.find_quarantined(unit, identity_id, most=MOST_RELEASED)
    if held is None:
        raise NotQuarantinedError(identity_id)
    if held.customers > MOST_RELEASED:
        raise TooManyToJoinError(identity_id, customers=held.customers, most=MOST_RELEASED)
    await people_store.lock(unit, await person_store.everybody_of(unit, held.holders))
    await store.release(unit, identity_id, customers=held.customers)
    await store.point_to_first(unit, [identity_id])
    unit.publish(_turned(unit, facts.IDENTITY_RELEASED, identity_id, held.kind, held.customers))
    await unit.audit("customers.identity_released", f"identity:{identity_id}", customers=held.customers)
    await _decide(unit, await store.list_holders(unit, [identity_id], most=most), most=most)


async def _decide(unit: UnitOfWork, customer_ids: Collection[CustomerId], *, most: int) -> None:
    if customer_ids:
        standing = await _recall(unit, customer_ids, most=most)
        await _settle(unit, standing, unite(standing.claims, most=most, released=standing.released), parted={})


async def _recall(unit: UnitOfWork, customer_ids: Collection[CustomerId], *, most: int) -> _Standing:
    """Lock everybody who is one with some customers, and return what is known of them."""
    canonical = await person_store.everybody_of(unit, customer_ids)
    await people_store.lock(unit, canonical)
    claims, released, kinds = await store.load_claims(unit, canonical, most=most)
    # An identity whose join is still to come may have holders elsewhere: they only count here.
    crowded = unite(claims, most=most, released=released).quarantined
    return _Standing(
        canonical=canonical,
        merges=await person_store.standing(unit, canonical),
        claims=[one for one in claims if one.customer_id in canonical or one.identity_id in crowded],
        released=released,
        kinds=kinds,
    )


async def _settle(unit: UnitOfWork, standing: _Standing, united: United, *, parted: Mapping[Join, str]) -> None:
    """Write who is one with whom from now on, and say what changed.

    Args:
        parted: merges that somebody took back, and who.
    """
    changed = compare(standing.joins, united.joins)
    ended = {
        standing.merges[join.customer_id][0]: parted.get(
            join, QUARANTINE if join.identity_id in united.quarantined else EVIDENCE
        )
        for join in changed.ended
    }
    if united.quarantined:
        await store.quarantine(unit, united.quarantined)
    if ended:
        await person_store.end(unit, ended)
    begun = await person_store.begin(unit, changed.begun) if changed.begun else {}
    after = {one: united.canonical.get(one, one) for one in standing.canonical}
    moved = {one: person for one, person in after.items() if standing.canonical[one] != person}
    if moved:
        await person_store.set_canonical(unit, moved)
        touched = {one for away, person in moved.items() for one in (away, person, standing.canonical[away])}
        await person_store.count_relations(unit, touched)
    for identity_id, holders in united.quarantined.items():
        kind = standing.kinds[identity_id]
        unit.publish(_turned(unit, facts.IDENTITY_QUARANTINED, identity_id, kind, len(holders)))
    for join, (merge_id, ended_by) in zip(changed.ended, ended.items(), strict=True):
        unit.publish(_merge_fact(unit, facts.CUSTOMER_UNMERGED, join, standing, merge_id, ended_by=ended_by))
    numbers = {away: merge_id for away, (merge_id, _) in standing.merges.items()} | begun
    for away in sorted(begun.keys() | {one for one, person in moved.items() if one != person}):
        into = after[away]
        unit.publish(_merge_fact(unit, facts.CUSTOMER_MERGED, united.joins[away], standing, numbers[away], into=into))


def _merge_fact(
    unit: UnitOfWork, kind: str, join: Join, standing: _Standing, merge_id: MergeId, **more: str | CustomerId
) -> Fact:
    by = standing.kinds.get(join.identity_id)
    data = {"by": by, "identity_id": join.identity_id, "merge_id": merge_id, **more}
    return Fact(kind=kind, occurred_at=unit.at, customer_id=join.customer_id, data=data)


def _belongs(unit: UnitOfWork, customer_id: CustomerId) -> Fact:
    return Fact(kind=facts.CUSTOMER_BELONGS, occurred_at=unit.at, customer_id=customer_id, data={"by": MEMBER})


def _turned(unit: UnitOfWork, kind: str, identity_id: IdentityId, by: str, customers: int) -> Fact:
    return Fact(kind=kind, occurred_at=unit.at, data={"identity_id": identity_id, "by": by, "customers": customers})
