"""SQL of customers themselves: numbers, profiles, pieces for search."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from lingqu.customers.contracts.snapshots import CustomerSnapshot
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, ExternalUserid


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A customer's row, as far as a read may change it."""

    customer_id: CustomerId
    external_userid: ExternalUserid | None
    name: str | None
    last_added_at: datetime | None
    read_at: datetime | None


async def find_ids(session: Session, external_userids: Collection[str]) -> dict[ExternalUserid, CustomerId]:
    """Return known customers."""
    rows = await session.fetch(
        """
        SELECT external_userid, customer_id FROM customer
        WHERE corp_id = lingqu_corp() AND external_userid = ANY(%s)
        """,
        (list(external_userids),),
    )
    return {ExternalUserid(row["external_userid"]): CustomerId(row["customer_id"]) for row in rows}


async def lock_counter(unit: UnitOfWork) -> None:
    """Take the corp's counter of customers until the unit ends."""
    await unit.execute(
        """
        INSERT INTO customer_ordinal AS o (corp_id, next) VALUES (lingqu_corp(), 0)
        ON CONFLICT (corp_id) DO UPDATE SET next = o.next
        """
    )


async def insert(unit: UnitOfWork, first_seen: Mapping[ExternalUserid, datetime]) -> dict[ExternalUserid, CustomerId]:
    """Give numbers to those who have none, without gaps; return all that were new.

    The corp's counter is locked in a statement of its own, so that the next one sees whom the former holder of the
    lock has numbered; the counter moves by exactly the rows written, and goes back with them on a rollback.
    """
    await lock_counter(unit)
    rows = await unit.fetch(
        """
        WITH missing AS (
          SELECT t.external_userid, t.first_seen_at,
                 row_number() OVER (ORDER BY t.first_seen_at, t.external_userid) - 1 AS place
          FROM unnest(%(ids)s::text[], %(seen)s::timestamptz[]) AS t(external_userid, first_seen_at)
          WHERE NOT EXISTS (SELECT 1 FROM customer c
                            WHERE c.corp_id = lingqu_corp() AND c.external_userid = t.external_userid)
        ), block AS (
          UPDATE customer_ordinal SET next = next + (SELECT count(*) FROM missing)
          WHERE corp_id = lingqu_corp()
          RETURNING next - (SELECT count(*) FROM missing) AS first
        )
        INSERT INTO customer (corp_id, customer_id, external_userid, first_seen_at)
        SELECT lingqu_corp(), block.first + place, external_userid, first_seen_at FROM missing, block
        RETURNING external_userid, customer_id
        """,
        {"ids": list(first_seen), "seen": list(first_seen.values())},
    )
    return {ExternalUserid(row["external_userid"]): CustomerId(row["customer_id"]) for row in rows}


async def insert_visitors(unit: UnitOfWork, first_seen: Sequence[datetime]) -> list[CustomerId]:
    """Give numbers to people whom nobody follows yet; return them in the same order."""
    await lock_counter(unit)
    rows = await unit.fetch(
        """
        WITH visitor AS (
          SELECT t.first_seen_at, t.place - 1 AS place
          FROM unnest(%(seen)s::timestamptz[]) WITH ORDINALITY AS t(first_seen_at, place)
        ), block AS (
          UPDATE customer_ordinal SET next = next + cardinality(%(seen)s::timestamptz[])
          WHERE corp_id = lingqu_corp()
          RETURNING next - cardinality(%(seen)s::timestamptz[]) AS first
        )
        INSERT INTO customer (corp_id, customer_id, first_seen_at)
        SELECT lingqu_corp(), block.first + place, first_seen_at FROM visitor, block
        RETURNING customer_id
        """,
        {"seen": list(first_seen)},
    )
    return sorted(CustomerId(row["customer_id"]) for row in rows)


async def lock(unit: UnitOfWork, customer_ids: Collection[CustomerId]) -> dict[CustomerId, Profile]:
    """Lock customers against other units that change them, in order of their numbers; return those that there are.

    Whoever stands for one of them is locked too: their counts change with the others'.
    """
    rows = await unit.fetch(
        """
        SELECT customer_id, external_userid, name, last_added_at, read_at FROM customer
        WHERE corp_id = lingqu_corp()
          AND customer_id = ANY(%(ids)s::integer[]
              || ARRAY(SELECT merged_into FROM customer WHERE corp_id = lingqu_corp() AND customer_id = ANY(%(ids)s)
                                                          AND merged_into IS NOT NULL))
        ORDER BY customer_id FOR UPDATE
        """,
        {"ids": list(customer_ids)},
        into=Profile,
    )
    asked = set(customer_ids)
    return {row.customer_id: row for row in rows if row.customer_id in asked}


async def count_differing(
    session: Session, snapshots: Mapping[CustomerId, CustomerSnapshot], *, asked_at: datetime
) -> int:
    """Count people whom a read tells otherwise than we hold them; what it does not tell is no difference.

    Whom a newer read has told already, an older one cannot correct.
    """
    people = snapshots.values()
    return await session.fetch_value(
        """
        SELECT count(*)
        FROM unnest(%(ids)s::integer[], %(names)s::text[], %(avatars)s::text[], %(genders)s::smallint[],
                    %(types)s::smallint[], %(unionids)s::text[], %(corps)s::text[])
          AS t(customer_id, name, avatar_url, gender, type, unionid, corp_name)
        JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = t.customer_id
        WHERE (c.name, c.avatar_url, c.gender, c.type, c.unionid, c.corp_name)
          IS DISTINCT FROM (coalesce(t.name, c.name), coalesce(t.avatar_url, c.avatar_url), t.gender, t.type,
                            coalesce(t.unionid, c.unionid), coalesce(t.corp_name, c.corp_name))
          AND (c.read_at IS NULL OR c.read_at <= %(asked_at)s)
        """,
        {
            "asked_at": asked_at,
            "ids": list(snapshots),
            "names": [one.name for one in people],
            "avatars": [one.avatar_url for one in people],
            "genders": [one.gender for one in people],
            "types": [one.type for one in people],
            "unionids": [one.unionid for one in people],
            "corps": [one.corp_name for one in people],
        },
    )


async def update_profiles(
    unit: UnitOfWork, snapshots: Mapping[CustomerId, CustomerSnapshot], *, asked_at: datetime
) -> None:
    """Write what reads tell of people, unless a newer read was written already; what is not told any more stays."""
    people = snapshots.values()
    await unit.execute(
        """
        UPDATE customer c
        SET name = coalesce(t.name, c.name), avatar_url = coalesce(t.avatar_url, c.avatar_url), gender = t.gender,
            type = t.type, unionid = coalesce(t.unionid, c.unionid), corp_name = coalesce(t.corp_name, c.corp_name),
            read_at = %(asked_at)s, unreadable_errcode = NULL
        FROM unnest(%(ids)s::integer[], %(names)s::text[], %(avatars)s::text[], %(genders)s::smallint[],
                    %(types)s::smallint[], %(unionids)s::text[], %(corps)s::text[])
          AS t(customer_id, name, avatar_url, gender, type, unionid, corp_name)
        WHERE c.corp_id = lingqu_corp() AND c.customer_id = t.customer_id
          AND (c.read_at IS NULL OR c.read_at <= %(asked_at)s)
        """,
        {
            "asked_at": asked_at,
            "ids": list(snapshots),
            "names": [one.name for one in people],
            "avatars": [one.avatar_url for one in people],
            "genders": [one.gender for one in people],
            "types": [one.type for one in people],
            "unionids": [one.unionid for one in people],
            "corps": [one.corp_name for one in people],
        },
    )


async def fill_in(
    unit: UnitOfWork, *, names: Mapping[CustomerId, str | None], unionids: Mapping[CustomerId, str | None]
) -> None:
    """Write names and unionids of the same customers where there are none."""
    await unit.execute(
        """
        UPDATE customer c SET name = coalesce(c.name, t.name), unionid = coalesce(c.unionid, t.unionid)
        FROM unnest(%s::integer[], %s::text[], %s::text[]) AS t(customer_id, name, unionid)
        WHERE c.corp_id = lingqu_corp() AND c.customer_id = t.customer_id
          AND ((c.name IS NULL AND t.name IS NOT NULL) OR (c.unionid IS NULL AND t.unionid IS NOT NULL))
        """,
        (list(names), list(names.values()), [unionids[customer_id] for customer_id in names]),
    )


async def mark_unreadable(unit: UnitOfWork, refused: Mapping[CustomerId, int]) -> None:
    """Record why customers cannot be read; what was read of them before stays."""
    await unit.execute(
        """
        UPDATE customer c SET unreadable_errcode = t.errcode
        FROM unnest(%s::integer[], %s::integer[]) AS t(customer_id, errcode)
        WHERE c.corp_id = lingqu_corp() AND c.customer_id = t.customer_id
        """,
        (list(refused), list(refused.values())),
    )


async def insert_grams(unit: UnitOfWork, grams: Iterable[tuple[CustomerId, str]]) -> None:
    """Make customers findable by these pieces of text."""
    pairs = sorted(set(grams))
    if not pairs:
        return
    await unit.execute(
        """
        INSERT INTO customer_gram (corp_id, gram, customer_id)
        SELECT lingqu_corp(), t.piece->>1, (t.piece->>0)::integer FROM jsonb_array_elements(%s::jsonb) AS t(piece)
        ON CONFLICT DO NOTHING
        """,
        (msgspec.json.encode(pairs).decode(),),
    )


async def names_of(session: Session, customer_ids: Collection[CustomerId]) -> dict[CustomerId, str | None]:
    """Return names; None where no read has told one yet."""
    rows = await session.fetch(
        "SELECT customer_id, name FROM customer WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)",
        (list(customer_ids),),
    )
    return {CustomerId(row["customer_id"]): row["name"] for row in rows}


async def external_userids_of(
    session: Session, customer_ids: Collection[CustomerId]
) -> dict[CustomerId, ExternalUserid]:
    """Return WeCom's ids of customers; visitors have none."""
    rows = await session.fetch(
        "SELECT customer_id, external_userid FROM customer WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)",
        (list(customer_ids),),
    )
    return {
        CustomerId(row["customer_id"]): ExternalUserid(row["external_userid"])
        for row in rows
        if row["external_userid"] is not None
    }


async def count_live_of_staff(session: Session, staff_ids: Sequence[int]) -> dict[int, int]:
    """Count live relations of some staff."""
    rows = await session.fetch(
        """
        SELECT staff_id, count(*) AS customers FROM follow_relation
        WHERE corp_id = lingqu_corp() AND staff_id = ANY(%s) AND deleted_at IS NULL GROUP BY staff_id
        """,
        (list(staff_ids),),
    )
    return {row["staff_id"]: row["customers"] for row in rows}
