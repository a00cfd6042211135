"""Who is one person, computed anew from all claims: after an import, a restore, or another limit in the settings."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lingqu.customers.api.identities import decide_anew
from lingqu.customers.domain.union import Ids, unite_all
from lingqu.customers.store import identities as store
from lingqu.customers.store import persons as person_store
from lingqu.infra.database import Database, Session
from lingqu.kernel.ids import ClaimId, CorpId, CustomerId

CLAIMS_AT_ONCE = 200_000
CUSTOMERS_A_UNIT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """What a rebuild read, and how many customers did not stand as the claims say: those were decided anew."""

    claims: int
    merged: int
    quarantined: int
    repaired: int


async def rebuild(database: Database, corp_id: CorpId, *, most: int) -> Rebuilt:
    """Compare who is one with whom with what all claims amount to, and decide anew where they differ.

    What is claimed meanwhile is decided by its own job; a rebuild repeated after it finds nothing to repair.

    Args:
        most: how many customers one identity may join.
    """
    async with database.read(corp_id) as session:
        identities, customers = await _read(session)
        released = await store.list_released(session)
        stored = await person_store.list_merged(session)
    names, places = np.unique(identities, return_inverse=True)
    limits = np.full(names.size, most, np.int32)
    for identity_id, allowed in released.items():
        limits[names == identity_id] = max(most, allowed)
    people = 1 + max([int(customers.max(initial=-1)), *stored])
    united = unite_all(places.astype(np.int32), customers, limits=limits, people=people)
    differing = _canonical(stored, people) != united.canonical
    strays = np.union1d(np.flatnonzero(differing), united.held_by[:, 1]).astype(np.int32)
    for chunk in _whole_people(strays, united.canonical):
        async with database.unit(corp_id) as unit:
            await decide_anew(unit, [CustomerId(one) for one in chunk], most=most)
    return Rebuilt(
        claims=customers.size,
        merged=united.merged.size,
        quarantined=united.quarantined.size,
        repaired=int(np.count_nonzero(differing)),
    )


def _whole_people(strays: Ids, canonical: Ids) -> Iterator[list[int]]:
    """Yield customers who ought to be one with any of the strays; a person is never cut in two."""
    everybody = np.flatnonzero(np.isin(canonical, canonical[strays]))
    everybody = everybody[np.argsort(canonical[everybody], kind="stable")]
    begins = np.flatnonzero(np.diff(canonical[everybody], prepend=-1))
    cuts = begins[np.searchsorted(begins, np.arange(CUSTOMERS_A_UNIT, everybody.size, CUSTOMERS_A_UNIT), "right") - 1]
    yield from (part.tolist() for part in np.split(everybody, np.unique(cuts[cuts > 0])) if part.size)


async def _read(session: Session) -> tuple[np.ndarray, Ids]:
    """Read all live claims in the order of their numbers."""
    identities, customers = [np.empty(0, np.int64)], [np.empty(0, np.int32)]
    after: ClaimId | None = ClaimId(0)
    while after is not None:
        page = await store.read_claims(session, after=after, limit=CLAIMS_AT_ONCE)
        identities.append(np.array(page.identities, np.int64))
        customers.append(np.array(page.customers, np.int32))
        after = page.last
    return np.concatenate(identities), np.concatenate(customers)


def _canonical(merged: dict[CustomerId, CustomerId], people: int) -> Ids:
    canonical = np.arange(people, dtype=np.int32)
    canonical[list(merged)] = list(merged.values())
    return canonical
