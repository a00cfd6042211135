"""The corp as rows: of the platform's own tables, of history, and of plain tables for PostgreSQL as a comparator."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import psycopg
import pyarrow as pa
from rich.console import Console
from rich.progress import track

from lingqu.entrypoints.bench.segments.columns import arrow, chosen, copy_into, instants, written
from lingqu.entrypoints.bench.segments.corp import NAMES, NOW, PAGES, TAGS, VALUES, Changes, Corp, Events, Orders
from lingqu.infra.database import Database, UnitOfWork
from lingqu.infra.history.engine import History
from lingqu.infra.history.schema import migrate
from lingqu.kernel.ids import CorpId

Say = Callable[[str], None]
GENERATION, ERA = 1, 1
BATCH = 500_000
ALL_ATTRIBUTES_UP_TO = 200_000
"""Above, PostgreSQL gets those attributes only that the questions name: a row of its own for each costs disk."""
PLAIN_UP_TO = 1_000_000
"""Above, PostgreSQL is no comparator: orders and events go straight into history, and tags no leaf names nowhere."""

_PLAIN = """
CREATE SCHEMA IF NOT EXISTS bench;
GRANT USAGE ON SCHEMA bench TO lingqu_app;
CREATE TABLE bench.customer (
  id integer, city smallint, gender smallint, level smallint, birthday integer, ltv float8, last_order_at integer,
  created_at integer, source smallint, staff integer, shop smallint, score smallint, status smallint);
CREATE TABLE bench.customer_tag (tag smallint, customer integer);
CREATE TABLE bench.purchase (customer integer, at timestamptz, amount bigint, shop smallint);
CREATE TABLE bench.event (customer integer, at timestamptz, name smallint, page smallint, value smallint);
GRANT SELECT ON ALL TABLES IN SCHEMA bench TO lingqu_app;
"""


@dataclass(frozen=True, slots=True)
class Loader:
    """Writes one corp; says what it does."""

    corp: Corp
    database: Database
    corp_id: CorpId
    superuser_url: str
    say: Say

    def plain_tables(self, *, only_tags: frozenset[int]) -> None:
        """Write what SQL alone is asked on, as one would lay it out; the platform's rows are made from it."""
        corp, everything = self.corp, self.corp.size <= PLAIN_UP_TO
        with psycopg.connect(self.superuser_url) as connection, connection.cursor() as cursor:
            cursor.execute(_PLAIN.encode())
            self.say("customers into PostgreSQL")
            copy_into(cursor, "bench.customer", {"id": np.arange(1, corp.size + 1, dtype=np.int32), **corp.attributes})
            bar = track(corp.tags, "tags into PostgreSQL", console=Console(stderr=True))
            for number, owners in enumerate(bar, start=1):
                if everything or number in only_tags:
                    tag = np.full(len(owners), number, np.int16)
                    copy_into(cursor, "bench.customer_tag", {"tag": tag, "customer": owners})
            if everything:
                self.say("orders and events into PostgreSQL, for the comparison")
                copy_into(cursor, "bench.purchase", _purchases(corp.orders))
                copy_into(cursor, "bench.event", _events(corp.events))
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            for table in ("customer", "customer_tag", "purchase", "event"):
                connection.execute(f"VACUUM ANALYZE bench.{table}".encode())

    async def platform_tables(self) -> None:
        """Write customers, relations, tags and attributes as the platform keeps them."""
        with psycopg.connect(self.superuser_url, autocommit=True) as connection:
            again = _drop_indexes(connection)
            async with self.database.unit(self.corp_id) as unit:
                for what, statement in _platform_statements(self.corp.size):
                    self.say(f"{what} into the platform's tables")
                    await unit.execute(statement, {"at": NOW})
            self.say("indexes of the platform's tables")
            connection.execute(b"SET maintenance_work_mem = '1GB'")
            for statement in again:
                connection.execute(statement.encode())
            for table in _PLATFORM_TABLES:
                connection.execute(f"VACUUM ANALYZE {table}".encode())

    async def history(self, history: History) -> None:
        """Write events and orders into history, as a copy that holds every fact."""
        await migrate(history, at=NOW)
        await history.execute(
            "INSERT INTO generation VALUES ({corp:UInt32}, {generation:UInt32}, {at:DateTime64(6, 'UTC')})",
            {"corp": self.corp_id, "generation": GENERATION, "at": NOW},
        )
        async with self.database.unit(self.corp_id) as unit:
            await unit.execute(
                "INSERT INTO history_generation (corp_id, generation, role, begun_at, era, is_clear, caught_up_at)"
                " VALUES (lingqu_corp(), %(generation)s, 'living', %(at)s, %(era)s, true, %(at)s)",
                {"generation": GENERATION, "era": ERA, "at": NOW},
            )
        batches = sum(-(-len(one.at) // BATCH) for one in (self.corp.orders, self.corp.events))
        bar = track(_facts(self.corp, self.corp_id), "facts into history", total=batches, console=Console(stderr=True))
        for number, batch in enumerate(bar):
            await history.insert("fact", batch, token=f"bench {number}")


def _purchases(orders: Orders) -> dict[str, np.ndarray]:
    return {"customer": orders.customer, "at": orders.at, "amount": orders.amount, "shop": orders.shop}


def _events(events: Events) -> dict[str, np.ndarray]:
    return {
        "customer": events.customer,
        "at": events.at,
        "name": events.name,
        "page": events.page,
        "value": events.value,
    }


_PLATFORM_TABLES = ("customer", "follow_relation", "relation_tag", "customer_attribute")


def _drop_indexes(connection: psycopg.Connection) -> list[str]:
    """Take the indexes of tables without rows away, and return what makes them again: sorting so many is quicker."""
    rows = connection.execute(
        b"""
        SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, c.conname,
               coalesce(pg_get_constraintdef(c.oid), pg_get_indexdef(i.indexrelid))
        FROM pg_index i LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid
        WHERE i.indrelid = ANY(%s::regclass[]) ORDER BY i.indexrelid
        """,
        (list(_PLATFORM_TABLES),),
    ).fetchall()
    for table, index, constraint, _ in rows:
        gone = f"ALTER TABLE {table} DROP CONSTRAINT {constraint}" if constraint else f"DROP INDEX {index}"
        connection.execute(gone.encode())
    return [
        f"ALTER TABLE {table} ADD CONSTRAINT {constraint} {definition}" if constraint else definition
        for table, _, constraint, definition in rows
    ]


def _platform_statements(size: int) -> Iterator[tuple[str, str]]:
    yield (
        "customers",
        """
        INSERT INTO customer (corp_id, customer_id, external_userid, gender, first_seen_at, last_added_at,
                              live_relations)
        SELECT lingqu_corp(), id, 'wm' || id, gender, %(at)s, %(at)s, 1 FROM bench.customer
        """,
    )
    yield (
        "relations",
        """
        INSERT INTO follow_relation (corp_id, customer_id, staff_id, added_at)
        SELECT lingqu_corp(), id, staff, %(at)s::timestamptz - make_interval(days => 400) FROM bench.customer
        """,
    )
    yield (
        "tags",
        """
        INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
        SELECT lingqu_corp(), c.id, c.staff, t.tag, 'granted', 'wecom', %(at)s::timestamptz - interval '1 day'
        FROM bench.customer_tag t JOIN bench.customer c ON c.id = t.customer ORDER BY c.id
        """,
    )
    yield (
        "tag library",
        f"""
        INSERT INTO corp_tag (corp_id, tag_id, group_id, wecom_tag_id, name) OVERRIDING SYSTEM VALUE
        SELECT lingqu_corp(), n, 1, 'et' || n, 't' || n FROM generate_series(1, {TAGS}) n
        """,
    )
    for key in _PLAIN_ATTRIBUTES if size <= ALL_ATTRIBUTES_UP_TO else ("city", "ltv"):
        value = "to_jsonb('c' || city)" if key == "city" else f"to_jsonb({key})"
        kind = "string" if key == "city" else "number"
        yield (
            f"attribute {key}",
            f"""
            WITH defined AS (
              INSERT INTO attribute (corp_id, key, label, type) VALUES (lingqu_corp(), '{key}', '{key}', '{kind}')
              ON CONFLICT DO NOTHING
            )
            INSERT INTO customer_attribute (corp_id, customer_id, key, value, set_at)
            SELECT lingqu_corp(), id, '{key}', {value}, %(at)s FROM bench.customer
            """,
        )


_PLAIN_ATTRIBUTES = (
    *("city", "gender", "level", "birthday", "ltv", "last_order_at"),
    *("created_at", "source", "staff", "shop", "score", "status"),
)


# ───────────────────────── history ─────────────────────────

_KINDS = [f"event{number}" for number in range(NAMES + 1)]
_DATA = [f'{{"page":"p{page}","value":{value}}}' for page in range(PAGES + 1) for value in range(VALUES)]


def _facts(corp: Corp, corp_id: CorpId) -> Iterator[pa.Table]:
    events, orders = corp.events, corp.orders
    for first in range(0, len(events.at), BATCH):
        span = slice(first, first + BATCH)
        yield event_rows(_cut(events, span), corp_id, first_id=first + 1)
    for first in range(0, len(orders.at), BATCH):
        yield _order_rows(orders, slice(first, first + BATCH), corp_id, first_id=len(events.at) + first + 1)


def _cut(events: Events, span: slice) -> Events:
    return Events(
        customer=events.customer[span],
        at=events.at[span],
        name=events.name[span],
        page=events.page[span],
        value=events.value[span],
    )


def event_rows(events: Events, corp_id: CorpId, *, first_id: int, xid: int = 1) -> pa.Table:
    """Return events as the table `fact` takes them."""
    return _rows(
        corp_id,
        customer=events.customer,
        at=events.at,
        first_id=first_id,
        xid=xid,
        kind=chosen(events.name, _KINDS),
        data=chosen(events.page.astype(np.int32) * VALUES + events.value, _DATA),
    )


def _order_rows(orders: Orders, span: slice, corp_id: CorpId, *, first_id: int) -> pa.Table:
    size = len(orders.at[span])
    data = written(
        '{"order_id":',
        (np.arange(span.start + 1, span.start + size + 1), 10),
        ',"amount_fen":',
        (orders.amount[span], 9),
        ',"shop":',
        (orders.shop[span], 4),
        ',"source":"pos"}',
    )
    return _rows(
        corp_id,
        customer=orders.customer[span],
        at=orders.at[span],
        first_id=first_id,
        xid=1,
        kind=chosen(np.zeros(size, np.int32), ["order.paid"]),
        data=data,
    )


def _rows(
    corp_id: CorpId, *, customer: np.ndarray, at: np.ndarray, first_id: int, xid: int, kind: pa.Array, data: pa.Array
) -> pa.Table:
    size = len(at)
    return pa.table(
        {
            "corp_id": arrow(np.full(size, corp_id, np.uint32)),
            "generation": arrow(np.full(size, GENERATION, np.uint32)),
            "era": arrow(np.full(size, ERA, np.uint32)),
            "xid": arrow(np.full(size, xid, np.uint64)),
            "id": arrow(np.arange(first_id, first_id + size, dtype=np.uint64)),
            "recorded_at": instants(at),
            "occurred_at": instants(at),
            "kind": kind,
            "customer_id": arrow(customer),
            "text": data,
        }
    )


async def apply_tags(unit: UnitOfWork, changes: Changes) -> None:
    """Write the tags that were lost and gained."""
    await unit.execute(
        """
        DELETE FROM relation_tag t USING unnest(%(customers)s::integer[], %(tags)s::integer[]) AS x(customer, tag)
        WHERE t.corp_id = lingqu_corp() AND t.customer_id = x.customer AND t.tag_id = x.tag
        """,
        {"customers": changes.lost_customer.tolist(), "tags": changes.lost_tag.tolist()},
    )
    await unit.execute(
        """
        INSERT INTO relation_tag (corp_id, customer_id, staff_id, tag_id, status, source, granted_at)
        SELECT lingqu_corp(), x.customer, r.staff_id, x.tag, 'granted', 'wecom', %(at)s
        FROM unnest(%(customers)s::integer[], %(tags)s::integer[]) AS x(customer, tag)
        JOIN follow_relation r ON r.corp_id = lingqu_corp() AND r.customer_id = x.customer
        """,
        {"customers": changes.gained_customer.tolist(), "tags": changes.gained_tag.tolist(), "at": NOW},
    )
