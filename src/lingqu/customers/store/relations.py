"""SQL of relations and their spells."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from lingqu.customers.contracts.relations import EndedBy, Pair
from lingqu.customers.domain.pairs import Pairs, PairState
from lingqu.customers.domain.relations import End, History, Spell
from lingqu.customers.store import persons
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, ExternalUserid, StaffId


async def load(session: Session, customer_ids: Collection[CustomerId]) -> dict[Pair, PairState]:
    """Return all pairs of some customers with all their spells."""
    spells = await session.fetch(
        """
        SELECT customer_id, staff_id, began_at, confirmed_at, is_returning AS returning, channel_id, state, ended_at,
               ended_by, by_read
        FROM relation_spell WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s) ORDER BY began_at
        """,
        (list(customer_ids),),
    )
    rows = await session.fetch(
        """
        SELECT customer_id, staff_id, remark, description, add_way, oper_userid, last_end_at, last_end_by, edited_at,
               read_at, written_at, remark_pending
        FROM follow_relation WHERE corp_id = lingqu_corp() AND customer_id = ANY(%s)
        """,
        (list(customer_ids),),
    )
    by_pair: dict[Pair, list[Spell]] = {}
    for spell in spells:
        pair = Pair(spell.pop("customer_id"), spell.pop("staff_id"))
        by_pair.setdefault(pair, []).append(_spell(spell))
    return {
        (pair := Pair(row.pop("customer_id"), row.pop("staff_id"))): _state(row, by_pair.get(pair, [])) for row in rows
    }


async def save(unit: UnitOfWork, before: Pairs, after: Pairs) -> None:
    """Write what changed of pairs and spells; counts of the customers stay true."""
    changed = {pair: state for pair, state in after.items() if before.get(pair) != state}
    if not changed:
        return
    await _save_rows(unit, changed)
    await persons.count_relations(unit, {pair.customer_id for pair in changed}, standing_for_others=True)
    await _save_spells(unit, before, changed)


async def _save_rows(unit: UnitOfWork, changed: Pairs) -> None:
    rows = [_row(pair, state) for pair, state in sorted(changed.items(), key=_key)]
    await unit.execute(
        """
        WITH changed AS (
          INSERT INTO follow_relation AS f
            (corp_id, customer_id, staff_id, remark, description, state, channel_id, add_way, oper_userid, half,
             added_at, deleted_at, deleted_by, last_end_at, last_end_by, edited_at, read_at, written_at,
             remark_pending)
          SELECT lingqu_corp(), t.*
          FROM unnest(%(customer_id)s::integer[], %(staff_id)s::integer[], %(remark)s::text[], %(description)s::text[],
                      %(state)s::text[], %(channel_id)s::integer[], %(add_way)s::smallint[], %(oper_userid)s::text[],
                      %(half)s::boolean[], %(added_at)s::timestamptz[], %(deleted_at)s::timestamptz[],
                      %(deleted_by)s::text[], %(last_end_at)s::timestamptz[], %(last_end_by)s::text[],
                      %(edited_at)s::timestamptz[], %(read_at)s::timestamptz[], %(written_at)s::timestamptz[],
                      %(remark_pending)s::boolean[]) AS t
          ON CONFLICT (corp_id, customer_id, staff_id) DO UPDATE SET
            remark = EXCLUDED.remark, description = EXCLUDED.description, state = EXCLUDED.state,
            channel_id = EXCLUDED.channel_id, add_way = EXCLUDED.add_way, oper_userid = EXCLUDED.oper_userid,
            half = EXCLUDED.half, added_at = EXCLUDED.added_at, deleted_at = EXCLUDED.deleted_at,
            deleted_by = EXCLUDED.deleted_by, last_end_at = EXCLUDED.last_end_at, last_end_by = EXCLUDED.last_end_by,
            edited_at = EXCLUDED.edited_at, read_at = EXCLUDED.read_at, written_at = EXCLUDED.written_at,
            remark_pending = EXCLUDED.remark_pending
          RETURNING f.customer_id, f.staff_id, f.added_at, f.deleted_at
        ), now_true AS (
          SELECT customer_id, count(*) FILTER (WHERE deleted_at IS NULL) AS live, max(added_at) AS added_at
          FROM (
            SELECT customer_id, added_at, deleted_at FROM changed
            UNION ALL
            SELECT f.customer_id, f.added_at, f.deleted_at FROM follow_relation f
            WHERE f.corp_id = lingqu_corp() AND f.customer_id = ANY(%(customer_id)s)
              AND NOT EXISTS (SELECT 1 FROM changed
                              WHERE changed.customer_id = f.customer_id AND changed.staff_id = f.staff_id)
          ) AS relation
          GROUP BY customer_id
        )
        UPDATE customer c SET live_relations = t.live, last_added_at = t.added_at FROM now_true t
        WHERE c.corp_id = lingqu_corp() AND c.customer_id = t.customer_id
          AND (c.live_relations, c.last_added_at) IS DISTINCT FROM (t.live, t.added_at)
        """,
        {name: [row[name] for row in rows] for name in rows[0]},
    )


async def _save_spells(unit: UnitOfWork, before: Pairs, changed: Pairs) -> None:
    known = {
        (pair, spell.began_at): spell for pair in changed if pair in before for spell in before[pair].history.spells
    }
    now = {(pair, spell.began_at): spell for pair, state in changed.items() for spell in state.history.spells}
    gone = sorted(known.keys() - now.keys(), key=_key)
    if gone:
        await unit.execute(
            """
            DELETE FROM relation_spell s
            USING unnest(%s::integer[], %s::integer[], %s::timestamptz[]) AS t(customer_id, staff_id, began_at)
            WHERE s.corp_id = lingqu_corp() AND s.customer_id = t.customer_id AND s.staff_id = t.staff_id
              AND s.began_at = t.began_at
            """,
            (
                [pair.customer_id for pair, _ in gone],
                [pair.staff_id for pair, _ in gone],
                [began_at for _, began_at in gone],
            ),
        )
    new = [(pair, spell) for (pair, at), spell in sorted(now.items(), key=_key) if known.get((pair, at)) != spell]
    if new:
        await _upsert_spells(unit, new)


async def _upsert_spells(unit: UnitOfWork, spells: list[tuple[Pair, Spell]]) -> None:
    await unit.execute(
        """
        INSERT INTO relation_spell (corp_id, customer_id, staff_id, began_at, confirmed_at, is_returning, channel_id,
                                    state, ended_at, ended_by, by_read)
        SELECT lingqu_corp(), t.*
        FROM unnest(%(customer_id)s::integer[], %(staff_id)s::integer[], %(began_at)s::timestamptz[],
                    %(confirmed_at)s::timestamptz[], %(returning)s::boolean[], %(channel_id)s::integer[],
                    %(state)s::text[], %(ended_at)s::timestamptz[], %(ended_by)s::text[], %(by_read)s::boolean[]) AS t
        ON CONFLICT (corp_id, customer_id, staff_id, began_at) DO UPDATE SET
          confirmed_at = EXCLUDED.confirmed_at, is_returning = EXCLUDED.is_returning,
          channel_id = EXCLUDED.channel_id, state = EXCLUDED.state, ended_at = EXCLUDED.ended_at,
          ended_by = EXCLUDED.ended_by, by_read = EXCLUDED.by_read
        """,
        {
            "customer_id": [pair.customer_id for pair, _ in spells],
            "staff_id": [pair.staff_id for pair, _ in spells],
            "began_at": [spell.began_at for _, spell in spells],
            "confirmed_at": [spell.confirmed_at for _, spell in spells],
            "returning": [spell.returning for _, spell in spells],
            "channel_id": [spell.channel_id for _, spell in spells],
            "state": [spell.state for _, spell in spells],
            "ended_at": [spell.ended_at for _, spell in spells],
            "ended_by": [spell.ended_by for _, spell in spells],
            "by_read": [spell.by_read for _, spell in spells],
        },
    )


_TELLS_THE_SPELL = ("customer_id", "staff_id", "half", "added_at", "deleted_at", "deleted_by", "state", "channel_id")


async def list_torn(session: Session, pairs: Pairs) -> set[Pair]:
    """Return those pairs whose row does not say what their newest spell says: nothing but damage does that."""
    told = [_row(pair, state) for pair, state in pairs.items()]
    rows = await session.fetch(
        """
        SELECT t.customer_id, t.staff_id
        FROM unnest(%(customer_id)s::integer[], %(staff_id)s::integer[], %(half)s::boolean[],
                    %(added_at)s::timestamptz[], %(deleted_at)s::timestamptz[], %(deleted_by)s::text[],
                    %(state)s::text[], %(channel_id)s::integer[])
          AS t(customer_id, staff_id, half, added_at, deleted_at, deleted_by, state, channel_id)
        JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = t.customer_id
                              AND f.staff_id = t.staff_id
        WHERE (f.half, f.added_at, f.deleted_at, f.deleted_by, f.state, f.channel_id)
          IS DISTINCT FROM (t.half, t.added_at, t.deleted_at, t.deleted_by, t.state, t.channel_id)
        """,
        {name: [row[name] for row in told] for name in _TELLS_THE_SPELL},
    )
    return {Pair(row["customer_id"], row["staff_id"]) for row in rows}


async def list_unlisted(
    session: Session,
    staff_ids: Collection[StaffId],
    *,
    since: datetime,
    added_before: datetime,
    after: CustomerId,
    limit: int,
) -> list[CustomerId]:
    """Return customers above `after` of live whole relations with these staff that no read since then has shown."""
    rows = await session.fetch(
        """
        SELECT DISTINCT customer_id FROM follow_relation
        WHERE corp_id = lingqu_corp() AND staff_id = ANY(%s) AND deleted_at IS NULL AND NOT half
          AND added_at < %s AND (read_at IS NULL OR read_at < %s) AND customer_id > %s
        ORDER BY customer_id LIMIT %s
        """,
        (list(staff_ids), added_before, since, after, limit),
    )
    return [CustomerId(row["customer_id"]) for row in rows]


async def keep_writable(session: Session, pairs: Collection[Pair]) -> dict[Pair, ExternalUserid]:
    """Return those pairs for which WeCom takes tags and remarks (live and whole), with its id of the customer."""
    rows = await session.fetch(
        """
        SELECT f.customer_id, f.staff_id, c.external_userid
        FROM unnest(%s::integer[], %s::integer[]) AS t(customer_id, staff_id)
        JOIN follow_relation f ON f.corp_id = lingqu_corp() AND f.customer_id = t.customer_id
                              AND f.staff_id = t.staff_id
        JOIN customer c ON c.corp_id = lingqu_corp() AND c.customer_id = f.customer_id
        WHERE f.deleted_at IS NULL AND NOT f.half
        """,
        ([pair.customer_id for pair in pairs], [pair.staff_id for pair in pairs]),
    )
    return {Pair(row["customer_id"], row["staff_id"]): ExternalUserid(row["external_userid"]) for row in rows}


def _spell(row: dict[str, Any]) -> Spell:
    ended_by = row.pop("ended_by")
    return Spell(**row, ended_by=EndedBy(ended_by) if ended_by else None)


def _state(row: dict[str, Any], spells: list[Spell]) -> PairState:
    ended_at, ended_by = row.pop("last_end_at"), row.pop("last_end_by")
    history = History(
        spells=tuple(spells),
        last_end=End(ended_at, EndedBy(ended_by) if ended_by else None) if ended_at else None,
        read_at=row.pop("read_at"),
    )
    return replace(PairState(history=history), **row)


def _row(pair: Pair, state: PairState) -> dict[str, Any]:
    """Spread a pair over its columns: what the newest spell says is what the relation says."""
    history = state.history
    newest, end = history.newest, history.last_end
    return {
        "customer_id": pair.customer_id,
        "staff_id": pair.staff_id,
        "remark": state.remark,
        "description": state.description,
        "state": newest.state if newest else None,
        "channel_id": newest.channel_id if newest else None,
        "add_way": state.add_way,
        "oper_userid": state.oper_userid,
        "half": history.half,
        "added_at": newest.confirmed_at or newest.began_at if newest else history.began_at,
        "deleted_at": newest.ended_at if newest else history.began_at,
        "deleted_by": newest.ended_by if newest else end and end.by,
        "last_end_at": end.at if end else None,
        "last_end_by": end.by if end else None,
        "edited_at": state.edited_at,
        "read_at": history.read_at,
        "written_at": state.written_at,
        "remark_pending": state.remark_pending,
    }


def _key(item: tuple[Any, ...]) -> tuple[Any, ...]:
    """Sort by pair, so that rows are locked in one order everywhere."""
    head = item[0]
    pair: Pair = head if isinstance(head, Pair) else head[0]
    return pair.customer_id, pair.staff_id
