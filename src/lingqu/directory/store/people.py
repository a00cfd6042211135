"""SQL of departments and staff."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from lingqu.directory.contracts.people import (
    Department,
    DepartmentSnapshot,
    Membership,
    MemberSnapshot,
    Shop,
    StaffFilter,
)
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import DepartmentId, StaffId, Userid

DEEPEST = 20
"""WeCom allows 15 levels; the bound ends a walk through a tree that has come to hold a circle."""

# ───────────────────────── departments ─────────────────────────


async def upsert_departments(unit: UnitOfWork, departments: Sequence[DepartmentSnapshot]) -> None:
    """Mirror the visible tree; what is missing from it is gone. The mark of a shop is ours and stays."""
    await unit.execute(
        """
        WITH told AS (
          SELECT * FROM unnest(%(ids)s::bigint[], %(parents)s::bigint[], %(names)s::text[], %(sorts)s::bigint[])
            AS t(department_id, parent_id, name, sort)
        ), gone AS (
          UPDATE department d SET gone_at = %(at)s
          WHERE d.corp_id = lingqu_corp() AND d.gone_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM told WHERE told.department_id = d.department_id)
        )
        INSERT INTO department (corp_id, department_id, parent_id, name, sort)
        SELECT lingqu_corp(), department_id, parent_id, name, sort FROM told
        ON CONFLICT (corp_id, department_id) DO UPDATE
          SET parent_id = EXCLUDED.parent_id, name = EXCLUDED.name, sort = EXCLUDED.sort, gone_at = NULL
        """,
        {
            "at": unit.at,
            "ids": [one.department_id for one in departments],
            "parents": [one.parent_id for one in departments],
            "names": [one.name for one in departments],
            "sorts": [one.sort for one in departments],
        },
    )


async def lock_parents(unit: UnitOfWork) -> dict[DepartmentId, DepartmentId | None]:
    """Return below whom each department lies, those that are gone included, and let nobody else move any meanwhile."""
    rows = await unit.fetch(
        "SELECT department_id, parent_id FROM department WHERE corp_id = lingqu_corp()"
        " ORDER BY department_id FOR UPDATE"
    )
    return {row["department_id"]: row["parent_id"] for row in rows}


async def load_departments(session: Session) -> dict[DepartmentId, DepartmentSnapshot]:
    """Return the visible tree as it was last mirrored."""
    rows = await session.fetch(
        "SELECT department_id, parent_id, name, sort FROM department WHERE corp_id = lingqu_corp() AND gone_at IS NULL",
        into=DepartmentSnapshot,
    )
    return {row.department_id: row for row in rows}


async def list_departments(session: Session) -> list[Department]:
    """Return the tree as rows, parents before children where the parent is visible; larger `sort` first."""
    return await session.fetch(
        f"""
        WITH RECURSIVE up(staff_id, department_id, depth) AS (
          SELECT sd.staff_id, sd.department_id, 0
          FROM staff_department sd JOIN staff s USING (corp_id, staff_id)
          WHERE sd.corp_id = lingqu_corp() AND s.left_at IS NULL
          UNION
          SELECT up.staff_id, d.parent_id, up.depth + 1
          FROM up JOIN department d ON d.corp_id = lingqu_corp() AND d.department_id = up.department_id
          WHERE d.parent_id IS NOT NULL AND up.depth < {DEEPEST}
        ), counted AS (
          SELECT department_id, count(DISTINCT staff_id) AS staff_count FROM up GROUP BY department_id
        )
        SELECT d.department_id, d.parent_id, d.name, d.is_shop, coalesce(c.staff_count, 0) AS staff_count
        FROM department d LEFT JOIN counted c USING (department_id)
        WHERE d.corp_id = lingqu_corp() AND d.gone_at IS NULL
        ORDER BY d.parent_id NULLS FIRST, d.sort DESC, d.department_id
        """,
        into=Department,
    )


async def list_department_ids(session: Session, *, after: DepartmentId, limit: int) -> list[DepartmentId]:
    """Return the numbers of visible departments above `after`, ascending."""
    rows = await session.fetch(
        """
        SELECT department_id FROM department WHERE corp_id = lingqu_corp() AND gone_at IS NULL AND department_id > %s
        ORDER BY department_id LIMIT %s
        """,
        (after, limit),
    )
    return [DepartmentId(row["department_id"]) for row in rows]


async def count_departments(session: Session) -> int:
    """Count visible departments."""
    return await session.fetch_value(
        "SELECT count(*) FROM department WHERE corp_id = lingqu_corp() AND gone_at IS NULL"
    )


async def mark_shop(unit: UnitOfWork, department_id: DepartmentId, *, is_shop: bool) -> bool:
    """Set the mark; false when there is no such department."""
    marked = await unit.execute(
        "UPDATE department SET is_shop = %s WHERE corp_id = lingqu_corp() AND department_id = %s AND gone_at IS NULL",
        (is_shop, department_id),
    )
    return marked == 1


async def staff_in(session: Session, department_ids: Collection[DepartmentId]) -> list[StaffId]:
    """Return staff of departments and of all below them, leavers included: their customers are still there."""
    rows = await session.fetch(
        f"""
        WITH RECURSIVE down(department_id, depth) AS (
          SELECT d, 0 FROM unnest(%s::bigint[]) AS d
          UNION
          SELECT d.department_id, down.depth + 1
          FROM down JOIN department d ON d.corp_id = lingqu_corp() AND d.parent_id = down.department_id
          WHERE down.depth < {DEEPEST}
        )
        SELECT DISTINCT staff_id FROM staff_department
        WHERE corp_id = lingqu_corp() AND department_id IN (SELECT department_id FROM down)
        ORDER BY staff_id
        """,
        (list(department_ids),),
    )
    return [StaffId(row["staff_id"]) for row in rows]


async def shops_of(session: Session, staff_ids: Collection[StaffId] | None) -> dict[StaffId, Shop]:
    """Return the nearest marked department above each member (None: of all); the lower number where two are as near."""
    rows = await session.fetch(
        f"""
        WITH RECURSIVE up(staff_id, department_id, parent_id, name, is_shop, depth) AS (
          SELECT sd.staff_id, d.department_id, d.parent_id, d.name, d.is_shop, 0
          FROM staff_department sd JOIN department d USING (corp_id, department_id)
          WHERE sd.corp_id = lingqu_corp() AND d.gone_at IS NULL
            AND (%(ids)s::integer[] IS NULL OR sd.staff_id = ANY(%(ids)s))
          UNION ALL
          SELECT up.staff_id, d.department_id, d.parent_id, d.name, d.is_shop, up.depth + 1
          FROM up JOIN department d ON d.corp_id = lingqu_corp() AND d.department_id = up.parent_id
          WHERE NOT up.is_shop AND d.gone_at IS NULL AND up.depth < {DEEPEST}
        )
        SELECT DISTINCT ON (staff_id) staff_id, department_id, name FROM up WHERE is_shop
        ORDER BY staff_id, depth, department_id
        """,
        {"ids": None if staff_ids is None else list(staff_ids)},
    )
    return {StaffId(row["staff_id"]): Shop(row["department_id"], row["name"]) for row in rows}


# ───────────────────────── staff: writes ─────────────────────────


async def find_staff_ids(session: Session, keys: Collection[str]) -> dict[str, StaffId]:
    """Return known members by userid in lower case."""
    rows = await session.fetch(
        "SELECT userid_key, staff_id FROM staff WHERE corp_id = lingqu_corp() AND userid_key = ANY(%s)",
        (list(keys),),
    )
    return {row["userid_key"]: StaffId(row["staff_id"]) for row in rows}


async def insert_staff(unit: UnitOfWork, userids: Sequence[Userid]) -> None:
    """Give rows to members nobody has read yet; one that has a row keeps it. Pass them in order of their keys."""
    await unit.execute(
        """
        INSERT INTO staff (corp_id, userid) SELECT lingqu_corp(), userid FROM unnest(%s::text[]) AS t(userid)
        ON CONFLICT (corp_id, userid_key) DO NOTHING
        """,
        (list(userids),),
    )


async def load_members(session: Session, keys: Collection[str]) -> dict[str, MemberSnapshot]:
    """Return those of some members, by userid in lower case, who are held to be here, with their departments."""
    rows = await session.fetch(
        """
        SELECT s.userid_key, s.userid, s.name,
               coalesce(jsonb_agg(jsonb_build_array(d.department_id, d.sort, d.is_leader))
                        FILTER (WHERE d.department_id IS NOT NULL), '[]') AS places
        FROM staff s LEFT JOIN staff_department d ON d.corp_id = lingqu_corp() AND d.staff_id = s.staff_id
        WHERE s.corp_id = lingqu_corp() AND s.userid_key = ANY(%s) AND s.left_at IS NULL
        GROUP BY s.corp_id, s.staff_id
        """,
        (list(keys),),
    )
    return {
        row["userid_key"]: MemberSnapshot(
            userid=Userid(row["userid"]),
            name=row["name"],
            memberships=tuple(
                Membership(department_id=DepartmentId(place), sort=sort, is_leader=leads)
                for place, sort, leads in row["places"]
            ),
        )
        for row in rows
    }


async def lock_places(unit: UnitOfWork, keys: Collection[str]) -> dict[StaffId, frozenset[DepartmentId]]:
    """Return the departments of those members who have a row, and let nobody else move them meanwhile."""
    locked = await unit.fetch(
        "SELECT staff_id FROM staff WHERE corp_id = lingqu_corp() AND userid_key = ANY(%s) ORDER BY userid_key"
        " FOR UPDATE",
        (list(keys),),
    )
    # A statement of its own: it sees what was committed while the lock was waited for.
    rows = await unit.fetch(
        """
        SELECT staff_id, array_agg(department_id) AS departments FROM staff_department
        WHERE corp_id = lingqu_corp() AND staff_id = ANY(%s) GROUP BY staff_id
        """,
        ([row["staff_id"] for row in locked],),
    )
    return {row["staff_id"]: frozenset(row["departments"]) for row in rows}


async def upsert_members(unit: UnitOfWork, members: Mapping[str, MemberSnapshot]) -> dict[str, StaffId]:
    """Write members as read, with their departments; who was gone is back. Pass them in order of their keys.

    Returns:
        their numbers by these keys.
    """
    rows = await unit.fetch(
        """
        INSERT INTO staff AS s (corp_id, userid, name, read_at)
        SELECT lingqu_corp(), userid, name, %(at)s
        FROM unnest(%(userids)s::text[], %(names)s::text[]) AS t(userid, name)
        ON CONFLICT (corp_id, userid_key) DO UPDATE
          SET userid = EXCLUDED.userid, name = coalesce(NULLIF(EXCLUDED.name, ''), s.name),
              read_at = EXCLUDED.read_at, left_at = NULL
        RETURNING userid_key, staff_id
        """,
        {
            "at": unit.at,
            "userids": [member.userid for member in members.values()],
            "names": [member.name for member in members.values()],
        },
    )
    await _replace_memberships(unit, {row["staff_id"]: members[row["userid_key"]] for row in rows})
    return {row["userid_key"]: StaffId(row["staff_id"]) for row in rows}


async def _replace_memberships(unit: UnitOfWork, members: Mapping[StaffId, MemberSnapshot]) -> None:
    places = [(staff_id, place) for staff_id, member in members.items() for place in member.memberships]
    await unit.execute(
        """
        WITH told AS (
          SELECT * FROM unnest(%(staff)s::integer[], %(departments)s::bigint[], %(sorts)s::bigint[],
                               %(leads)s::boolean[]) AS t(staff_id, department_id, sort, is_leader)
        ), gone AS (
          DELETE FROM staff_department sd
          WHERE sd.corp_id = lingqu_corp() AND sd.staff_id = ANY(%(read)s)
            AND NOT EXISTS (SELECT 1 FROM told
                            WHERE told.staff_id = sd.staff_id AND told.department_id = sd.department_id)
        )
        INSERT INTO staff_department (corp_id, staff_id, department_id, sort, is_leader)
        SELECT lingqu_corp(), staff_id, department_id, sort, is_leader FROM told
        ON CONFLICT (corp_id, staff_id, department_id) DO UPDATE
          SET sort = EXCLUDED.sort, is_leader = EXCLUDED.is_leader
        """,
        {
            "read": list(members),
            "staff": [staff_id for staff_id, _ in places],
            "departments": [place.department_id for _, place in places],
            "sorts": [place.sort for _, place in places],
            "leads": [place.is_leader for _, place in places],
        },
    )


async def mark_left(unit: UnitOfWork, left: Mapping[str, datetime]) -> int:
    """Record that members left, unless a read after that found them here; return how many did."""
    return await unit.execute(
        """
        UPDATE staff SET left_at = t.at FROM unnest(%s::text[], %s::timestamptz[]) AS t(key, at)
        WHERE corp_id = lingqu_corp() AND userid_key = t.key AND left_at IS NULL
        AND (read_at IS NULL OR read_at <= t.at)
        """,
        (list(left), list(left.values())),
    )


async def rename(unit: UnitOfWork, old: Userid, new: Userid) -> None:
    """Give a member the userid they have now, unless somebody has a row under it already."""
    await unit.execute(
        """
        UPDATE staff SET userid = %(new)s WHERE corp_id = lingqu_corp() AND userid_key = %(old_key)s
        AND NOT EXISTS (SELECT 1 FROM staff WHERE corp_id = lingqu_corp() AND userid_key = %(new_key)s)
        """,
        {"new": new, "old_key": old.lower(), "new_key": new.lower()},
    )


async def set_follow_users(unit: UnitOfWork, keys: Collection[str]) -> int:
    """Mark exactly these as members with customer contact; return how many marks changed."""
    return await unit.execute(
        """
        UPDATE staff SET is_follow_user = NOT is_follow_user
        WHERE corp_id = lingqu_corp() AND is_follow_user <> (userid_key = ANY(%s))
        """,
        (list(keys),),
    )


async def list_unread(session: Session, *, since: datetime | None, after: StaffId, limit: int) -> dict[StaffId, Userid]:
    """Return members here above `after` whom no read has shown since then (None: ever), ascending."""
    rows = await session.fetch(
        """
        SELECT staff_id, userid FROM staff
        WHERE corp_id = lingqu_corp() AND left_at IS NULL AND (read_at IS NULL OR read_at < %s) AND staff_id > %s
        ORDER BY staff_id LIMIT %s
        """,
        (since, after, limit),
    )
    return {StaffId(row["staff_id"]): Userid(row["userid"]) for row in rows}


# ───────────────────────── staff: reads ─────────────────────────


async def list_cards(session: Session, staff_ids: Collection[StaffId]) -> list[dict[str, Any]]:
    """Return userid and name of some staff."""
    return await session.fetch(
        """
        SELECT staff_id, userid, coalesce(NULLIF(name, ''), userid) AS name FROM staff
        WHERE corp_id = lingqu_corp() AND staff_id = ANY(%s)
        """,
        (list(staff_ids),),
    )


async def list_active(session: Session) -> list[dict[str, Any]]:
    """Return all staff who have not left."""
    return await session.fetch(
        "SELECT staff_id, userid, name FROM staff WHERE corp_id = lingqu_corp() AND left_at IS NULL ORDER BY staff_id"
    )


async def list_follow_user_ids(session: Session, *, after: StaffId, limit: int | None) -> list[dict[str, Any]]:
    """Return follow users above `after` who are still here, ascending."""
    return await session.fetch(
        """
        SELECT staff_id, userid FROM staff WHERE corp_id = lingqu_corp() AND is_follow_user AND left_at IS NULL
        AND staff_id > %s ORDER BY staff_id LIMIT %s
        """,
        (after, limit),
    )


async def list_staff(session: Session, wanted: StaffFilter, *, after: StaffId, limit: int) -> list[dict[str, Any]]:
    """Return a page of staff, oldest row first."""
    among = None if wanted.department_id is None else await staff_in(session, [wanted.department_id])
    return await session.fetch(
        """
        SELECT s.staff_id, s.userid, coalesce(NULLIF(s.name, ''), s.userid) AS name, s.is_follow_user,
               s.left_at IS NULL AS active,
               ARRAY(SELECT sd.department_id FROM staff_department sd
                     WHERE sd.corp_id = lingqu_corp() AND sd.staff_id = s.staff_id
                     ORDER BY sd.sort DESC, sd.department_id) AS department_ids
        FROM staff s
        WHERE s.corp_id = lingqu_corp() AND s.staff_id > %(after)s
          AND (%(among)s::integer[] IS NULL OR s.staff_id = ANY(%(among)s))
          AND (%(active)s::boolean IS NULL OR (s.left_at IS NULL) = %(active)s)
          AND (%(query)s::text IS NULL OR position(%(query)s IN lower(s.name)) > 0
               OR position(%(query)s IN s.userid_key) > 0)
        ORDER BY s.staff_id LIMIT %(limit)s
        """,
        {
            "after": after,
            "among": among,
            "active": wanted.active,
            "query": wanted.query.strip().lower() if wanted.query else None,
            "limit": limit,
        },
    )
