"""SQL of identities and of the claims on them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lingqu.customers.contracts.identities import JOINING
from lingqu.customers.domain.identities import Claim
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import ClaimId, CustomerId, IdentityId

Key = tuple[str, str]
"""Kind and value, the value as it rests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An identity as it rests. A phone is sealed, and its value is a blind index in hexadecimal digits."""

    kind: str
    value: str
    sealed: bytes | None = None
    last4_index: bytes | None = None

    @property
    def key(self) -> Key:
        """What it is found by."""
        return self.kind, self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A customer seen with an identity."""

    identity_id: IdentityId
    customer_id: CustomerId
    source: str
    seen_at: datetime


async def find(session: Session, keys: Collection[Key]) -> dict[Key, CustomerId]:
    """Return whom identities point to, as written; those that point to nobody are missing."""
    rows = await session.fetch(
        """
        SELECT i.kind, i.value, i.customer_id
        FROM unnest(%s::text[], %s::text[]) AS t(kind, value)
        JOIN identity i ON i.corp_id = lingqu_corp() AND i.kind = t.kind AND i.value = t.value
        WHERE i.customer_id IS NOT NULL
        """,
        ([kind for kind, _ in keys], [value for _, value in keys]),
    )
    return {(row["kind"], row["value"]): CustomerId(row["customer_id"]) for row in rows}


async def known_claims(
    session: Session, wanted: Sequence[tuple[Key, CustomerId]]
) -> dict[tuple[Key, CustomerId], datetime]:
    """Return which claims are recorded already, with the newest instant of each."""
    rows = await session.fetch(
        """
        SELECT t.kind, t.value, t.customer_id, c.seen_at
        FROM unnest(%s::text[], %s::text[], %s::integer[]) AS t(kind, value, customer_id)
        JOIN identity i ON i.corp_id = lingqu_corp() AND i.kind = t.kind AND i.value = t.value
        JOIN identity_claim c ON c.corp_id = lingqu_corp() AND c.identity_id = i.identity_id
                             AND c.customer_id = t.customer_id
        """,
        (
            [kind for (kind, _), _ in wanted],
            [value for (_, value), _ in wanted],
            [customer_id for _, customer_id in wanted],
        ),
    )
    return {((row["kind"], row["value"]), CustomerId(row["customer_id"])): row["seen_at"] for row in rows}


async def upsert(unit: UnitOfWork, identities: Mapping[Key, Kept]) -> dict[Key, IdentityId]:
    """Write identities that are new, and lock all of them in one order until the unit ends."""
    rows = await unit.fetch(
        """
        INSERT INTO identity AS i (corp_id, kind, value, sealed, last4_index)
        SELECT lingqu_corp(), t.* FROM unnest(%s::text[], %s::text[], %s::bytea[], %s::bytea[])
          AS t(kind, value, sealed, last4_index) ORDER BY t.kind, t.value
        ON CONFLICT (corp_id, kind, value) DO UPDATE SET value = i.value
        RETURNING identity_id, kind, value
        """,
        (
            [one.kind for one in identities.values()],
            [one.value for one in identities.values()],
            [one.sealed for one in identities.values()],
            [one.last4_index for one in identities.values()],
        ),
    )
    return {(row["kind"], row["value"]): IdentityId(row["identity_id"]) for row in rows}


async def upsert_claims(unit: UnitOfWork, seen: Sequence[Seen]) -> None:
    """Record who was seen with what, numbered in the order of the instants. What was cut stays cut."""
    await unit.execute(
        """
        INSERT INTO identity_claim AS c (corp_id, identity_id, customer_id, source, first_seen_at, seen_at)
        SELECT lingqu_corp(), t.identity_id, t.customer_id, t.source, t.seen_at, t.seen_at
        FROM unnest(%s::bigint[], %s::integer[], %s::text[], %s::timestamptz[])
          AS t(identity_id, customer_id, source, seen_at)
        ORDER BY t.seen_at, t.identity_id, t.customer_id
        ON CONFLICT (corp_id, identity_id, customer_id) DO UPDATE SET seen_at = greatest(c.seen_at, EXCLUDED.seen_at)
        """,
        _columns(seen),
    )


async def point_to_newest(unit: UnitOfWork, seen: Sequence[Seen]) -> None:
    """Let identities that join nobody point to who showed them last, the smaller number in one instant."""
    await unit.execute(
        """
        UPDATE identity i SET customer_id = t.customer_id, pointed_at = t.seen_at
        FROM (SELECT DISTINCT ON (identity_id) identity_id, customer_id, seen_at
              FROM unnest(%s::bigint[], %s::integer[], %s::text[], %s::timestamptz[])
                AS t(identity_id, customer_id, source, seen_at)
              ORDER BY identity_id, seen_at DESC, customer_id) AS t
        WHERE i.corp_id = lingqu_corp() AND i.identity_id = t.identity_id
          AND (i.pointed_at IS NULL OR i.pointed_at < t.seen_at
               OR (i.pointed_at = t.seen_at AND i.customer_id > t.customer_id))
        """,
        _columns(seen),
    )


async def point_to_first(unit: UnitOfWork, identity_ids: Collection[IdentityId]) -> list[IdentityId]:
    """Let identities that join point to who showed them first; return those that more than one has shown."""
    rows = await unit.fetch(
        """
        WITH first AS (
          SELECT i.identity_id,
                 (SELECT c.customer_id FROM identity_claim c
                  WHERE c.corp_id = lingqu_corp() AND c.identity_id = i.identity_id AND c.cut_at IS NULL
                  ORDER BY c.claim_id LIMIT 1) AS customer_id
          FROM identity i
          WHERE i.corp_id = lingqu_corp() AND i.identity_id = ANY(%(ids)s) AND i.quarantined_at IS NULL
        ), pointed AS (
          UPDATE identity i SET customer_id = first.customer_id FROM first
          WHERE i.corp_id = lingqu_corp() AND i.identity_id = first.identity_id
            AND i.customer_id IS DISTINCT FROM first.customer_id
        )
        SELECT first.identity_id FROM first
        WHERE EXISTS (SELECT 1 FROM identity_claim c
                      WHERE c.corp_id = lingqu_corp() AND c.identity_id = first.identity_id AND c.cut_at IS NULL
                        AND c.customer_id <> first.customer_id)
        ORDER BY first.identity_id
        """,
        {"ids": list(identity_ids)},
    )
    return [IdentityId(row["identity_id"]) for row in rows]


async def list_holders(session: Session, identity_ids: Collection[IdentityId], *, most: int) -> list[CustomerId]:
    """Return who holds identities that are not in quarantine, of each one more than it may join."""
    rows = await session.fetch(
        """
        SELECT DISTINCT c.customer_id
        FROM identity i
        CROSS JOIN LATERAL (
          SELECT h.customer_id FROM identity_claim h
          WHERE h.corp_id = lingqu_corp() AND h.identity_id = i.identity_id AND h.cut_at IS NULL
          ORDER BY h.claim_id LIMIT 1 + greatest(%(most)s, i.released_for)
        ) AS c
        WHERE i.corp_id = lingqu_corp() AND i.identity_id = ANY(%(ids)s) AND i.quarantined_at IS NULL
        """,
        {"ids": list(identity_ids), "most": most},
    )
    return [CustomerId(row["customer_id"]) for row in rows]


async def load_claims(
    session: Session, customer_ids: Collection[CustomerId], *, most: int
) -> tuple[list[Claim], dict[IdentityId, int], dict[IdentityId, str]]:
    """Return the live claims on identities that join and that some customers hold, by whomever.

    Of each identity there are one more than it may join. Beside them: how many each was released for, and its kind.
    """
    rows = await session.fetch(
        """
        SELECT c.claim_id, i.identity_id, c.customer_id, i.released_for, i.kind
        FROM (SELECT DISTINCT h.identity_id FROM identity_claim h
              WHERE h.corp_id = lingqu_corp() AND h.customer_id = ANY(%(customers)s) AND h.cut_at IS NULL) AS held
        JOIN identity i ON i.corp_id = lingqu_corp() AND i.identity_id = held.identity_id
                       AND i.quarantined_at IS NULL AND i.kind = ANY(%(joining)s)
        CROSS JOIN LATERAL (
          SELECT h.claim_id, h.customer_id FROM identity_claim h
          WHERE h.corp_id = lingqu_corp() AND h.identity_id = i.identity_id AND h.cut_at IS NULL
          ORDER BY h.claim_id LIMIT 1 + greatest(%(most)s, i.released_for)
        ) AS c
        """,
        {"customers": list(customer_ids), "joining": sorted(JOINING), "most": most},
    )
    claims = [
        Claim(ClaimId(row["claim_id"]), IdentityId(row["identity_id"]), CustomerId(row["customer_id"])) for row in rows
    ]
    released = {IdentityId(row["identity_id"]): row["released_for"] for row in rows}
    return claims, released, {IdentityId(row["identity_id"]): row["kind"] for row in rows}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """Claims in the order of their numbers, by column. `last` is where the next page begins, None at the end."""

    identities: list[int]
    customers: list[int]
    last: ClaimId | None


async def read_claims(session: Session, *, after: ClaimId, limit: int) -> ClaimPage:
    """Return the next live claims on identities that join."""
    row = await session.fetch_one(
        """
        SELECT array_agg(page.identity_id ORDER BY page.claim_id) FILTER (WHERE joins) AS identities,
               array_agg(page.customer_id ORDER BY page.claim_id) FILTER (WHERE joins) AS customers,
               max(page.claim_id) AS last
        FROM (
          SELECT c.claim_id, c.identity_id, c.customer_id,
                 c.cut_at IS NULL AND i.quarantined_at IS NULL AND i.kind = ANY(%(joining)s) AS joins
          FROM identity_claim c JOIN identity i ON i.corp_id = lingqu_corp() AND i.identity_id = c.identity_id
          WHERE c.corp_id = lingqu_corp() AND c.claim_id > %(after)s ORDER BY c.claim_id LIMIT %(limit)s
        ) AS page
        """,
        {"joining": sorted(JOINING), "after": after, "limit": limit},
    )
    return ClaimPage(identities=row["identities"] or [], customers=row["customers"] or [], last=row["last"])


async def list_released(session: Session) -> dict[IdentityId, int]:
    """Return how many customers people let identities join."""
    rows = await session.fetch(
        "SELECT identity_id, released_for FROM identity WHERE corp_id = lingqu_corp() AND released_for > 0"
    )
    return {IdentityId(row["identity_id"]): row["released_for"] for row in rows}


async def cut(unit: UnitOfWork, claim_ids: Collection[ClaimId]) -> None:
    """Say of claims that they were mistaken."""
    await unit.execute(
        "UPDATE identity_claim SET cut_at = %s WHERE corp_id = lingqu_corp() AND claim_id = ANY(%s)",
        (unit.at, list(claim_ids)),
    )


async def quarantine(unit: UnitOfWork, identity_ids: Collection[IdentityId]) -> None:
    """Let identities join and point to nobody."""
    await unit.execute(
        """
        UPDATE identity SET quarantined_at = %s, customer_id = NULL
        WHERE corp_id = lingqu_corp() AND identity_id = ANY(%s)
        """,
        (unit.at, list(identity_ids)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An identity in quarantine: how many customers it was seen with, and some of them."""

    kind: str
    customers: int
    holders: list[CustomerId]


async def find_quarantined(session: Session, identity_id: IdentityId, *, most: int) -> Held | None:
    """Return an identity that is in quarantine, with up to `most` holders."""
    return await session.fetch_one(
        """
        SELECT i.kind,
               (SELECT count(*) FROM identity_claim c
                WHERE c.corp_id = lingqu_corp() AND c.identity_id = i.identity_id AND c.cut_at IS NULL) AS customers,
               ARRAY(SELECT c.customer_id FROM identity_claim c
                     WHERE c.corp_id = lingqu_corp() AND c.identity_id = i.identity_id AND c.cut_at IS NULL
                     ORDER BY c.claim_id LIMIT %s) AS holders
        FROM identity i WHERE i.corp_id = lingqu_corp() AND i.identity_id = %s AND i.quarantined_at IS NOT NULL
        """,
        (most, identity_id),
        into=Held,
    )


async def release(unit: UnitOfWork, identity_id: IdentityId, *, customers: int) -> None:
    """Let an identity join so many customers."""
    await unit.execute(
        """
        UPDATE identity SET quarantined_at = NULL, released_for = %s
        WHERE corp_id = lingqu_corp() AND identity_id = %s
        """,
        (customers, identity_id),
    )


# ───────────────────────── what is shown ─────────────────────────


async def list_of(session: Session, customer_ids: Collection[CustomerId]) -> list[dict[str, Any]]:
    """Return all identities that customers were seen with, the first seen first."""
    return await session.fetch(
        """
        SELECT i.identity_id, i.kind, i.value, i.sealed, i.quarantined_at, c.customer_id, c.source, c.first_seen_at,
               c.cut_at
        FROM identity_claim c
        JOIN identity i ON i.corp_id = lingqu_corp() AND i.identity_id = c.identity_id
        WHERE c.corp_id = lingqu_corp() AND c.customer_id = ANY(%s)
        ORDER BY c.first_seen_at, c.claim_id
        """,
        (list(customer_ids),),
    )


async def list_quarantined(
    session: Session, *, after: tuple[datetime, int] | None, limit: int, most_holders: int
) -> list[dict[str, Any]]:
    """Return identities in quarantine with some of their holders, the last put there first.

    Args:
        after: keys of the last row of the page before.
    """
    before = "AND (i.quarantined_at, i.identity_id) < (%(after_at)s, %(after_id)s)" if after else ""
    return await session.fetch(
        f"""
        SELECT i.identity_id, i.kind, i.value, i.sealed, i.quarantined_at,
               (SELECT count(*) FROM identity_claim c
                WHERE c.corp_id = lingqu_corp() AND c.identity_id = i.identity_id AND c.cut_at IS NULL) AS customers,
               ARRAY(SELECT c.customer_id FROM identity_claim c
                     WHERE c.corp_id = lingqu_corp() AND c.identity_id = i.identity_id AND c.cut_at IS NULL
                     ORDER BY c.claim_id LIMIT %(holders)s) AS customer_ids
        FROM identity i WHERE i.corp_id = lingqu_corp() AND i.quarantined_at IS NOT NULL {before}
        ORDER BY i.quarantined_at DESC, i.identity_id DESC LIMIT %(limit)s
        """,
        {
            "after_at": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": limit,
            "holders": most_holders,
        },
    )


def _columns(seen: Sequence[Seen]) -> tuple[list[Any], ...]:
    return (
        [one.identity_id for one in seen],
        [one.customer_id for one in seen],
        [one.source for one in seen],
        [one.seen_at for one in seen],
    )
