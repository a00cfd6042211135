"""Migrated databases for one test after another: each is swept between two tests, or thrown away.

Copying the template costs hundreds of files; a test touches a dozen tables. What a sweep cannot restore, it notices:
then the database is dropped and the next test has a new copy.
"""

from __future__ import annotations

import itertools
import os
import time
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Self

import psycopg
from psycopg import sql

from lingqu.infra.postgres import EmbeddedPostgres

TEMPLATE = "lingqu_template"
"""The migrated database that tests copy."""

_names = itertools.count(1)

_DEPART_SECONDS = 10.0

# A change of what a database is, apart from the rows of its tables, adds a row to one of these, takes one away, or
# writes one with a later transaction's number. TRUNCATE touches pg_class alone: of that, what a statement can change.
_CATALOGS = (
    "pg_attrdef",
    "pg_attribute",
    "pg_constraint",
    "pg_depend",
    "pg_extension",
    "pg_index",
    "pg_inherits",
    "pg_namespace",
    "pg_policy",
    "pg_proc",
    "pg_rewrite",
    "pg_trigger",
    "pg_type",
)

_SHAPE = (
    "".join(
        f"SELECT '{name}', count(*)::text, max(xmin::text::bigint)::text FROM {name} UNION ALL " for name in _CATALOGS
    )
    + """
  SELECT 'pg_class', count(*)::text, sum(hashtext(concat_ws(' ', oid, relname, relkind, relowner, relacl,
    relrowsecurity, relforcerowsecurity, reloptions, relpersistence)))::text FROM pg_class
  UNION ALL  -- an analysed table is planned for in another way
  SELECT 'analysed', count(*)::text, sum(oid::bigint)::text FROM pg_class
    WHERE oid >= 16384 AND relkind IN ('r', 'm', 'p') AND reltuples >= 0
  UNION ALL
  SELECT 'pg_statistic', count(*)::text, '' FROM pg_statistic WHERE starelid >= 16384
  UNION ALL
  SELECT 'settings', count(*)::text, sum(hashtext(concat_ws(' ', setrole, setconfig)))::text FROM pg_db_role_setting
  UNION ALL
  SELECT 'roles', count(*)::text, sum(hashtext(r::text))::text FROM pg_roles AS r
  UNION ALL
  SELECT 'database', datallowconn::text, concat_ws(' ', datdba, datacl, datconnlimit)
    FROM pg_database WHERE datname = current_database()
"""
)

_TABLES = """
  SELECT oid::regclass::text, pg_relation_size(oid) FROM pg_class
  WHERE relkind = 'r' AND relnamespace NOT IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace)
"""

_SEQUENCES = "SELECT seqrelid::regclass::text, seqstart, pg_sequence_last_value(seqrelid) FROM pg_sequence"

_CUT = """
  SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@dataclass(frozen=True, kw_only=True)
class _State:
    """What a database holds beyond the rows of the tables that were empty when it was made."""

    shape: frozenset[tuple[Any, ...]]
    sizes: dict[str, int]
    """Bytes of each table."""

    seeds: dict[str, str]
    """What the tables hold that were not empty when the database was made, as one text each."""

    sequences: dict[str, tuple[int, int | None]]
    """Where each starts, and the last value it gave."""


class _Prepared:
    """One database, and a connection of the superuser who sweeps it."""

    def __init__(self, server: EmbeddedPostgres, name: str) -> None:
        self.name = name
        self.superuser = psycopg.connect(server.url("superuser", database=name), autocommit=True)
        self._first = self._look(None)

    def sweep(self) -> bool:
        """Cut every other connection and restore the first state; tell whether that succeeded."""
        try:
            self._cut()
            now = self._look(self._first)
            if now.shape != self._first.shape or now.seeds != self._first.seeds:
                return False
            grown = [name for name, size in now.sizes.items() if size and name not in self._first.seeds]
            if grown:
                tables = sql.SQL(", ").join(map(sql.SQL, grown))  # pyright: ignore[reportArgumentType] - quoted by the server
                self.superuser.execute(sql.SQL("TRUNCATE {} CASCADE").format(tables))
            for name, (start, last) in self._first.sequences.items():
                if now.sequences[name][1] != last:
                    self.superuser.execute("SELECT setval(%s, %s, %s)", (name, last or start, last is not None))
        except psycopg.OperationalError:
            return False  # the test cut this connection too, or left what cannot be cut
        return True

    def _cut(self) -> None:
        """Wait until nobody else is connected: who still ends might yet hold a lock."""
        deadline = time.monotonic() + _DEPART_SECONDS
        while self.superuser.execute(_CUT).rowcount:
            if time.monotonic() > deadline:
                raise psycopg.OperationalError("a connection does not end")
            time.sleep(0.001)

    def _look(self, first: _State | None) -> _State:
        fetch = self.superuser
        sizes = dict(fetch.execute(_TABLES).fetchall())
        seeded = first.seeds if first else [name for name, size in sizes.items() if size]
        return _State(
            shape=frozenset(fetch.execute(_SHAPE.encode()).fetchall()),
            sizes=sizes,
            seeds={name: self._content(name) for name in seeded},
            sequences={name: (start, last) for name, start, last in fetch.execute(_SEQUENCES)},
        )

    def _content(self, table: str) -> str:
        asked = f"SELECT coalesce(string_agg(t::text, '|' ORDER BY t::text), '') FROM {table} AS t"
        row = self.superuser.execute(asked.encode()).fetchone()
        assert row is not None
        return row[0]


class Databases:
    """Copies of the template on one server; `take` gives one as the template is, `give_back` ends its use."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self._free: list[_Prepared] = []
        self._taken: dict[str, _Prepared] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections; the databases end with the server."""
        with ExitStack() as stack:
            for one in (*self._free, *self._taken.values()):
                stack.callback(one.superuser.close)

    def take(self) -> str:
        """Return the name of a database that holds what the template holds."""
        one = self._free.pop() if self._free else self._make()
        self._taken[one.name] = one
        return one.name

    def give_back(self, name: str) -> None:
        """Sweep a database for the next test, or drop it."""
        one = self._taken.pop(name)
        if one.sweep():
            self._free.append(one)
            return
        one.superuser.close()
        self._server.drop_database(name)

    def _make(self) -> _Prepared:
        name = f"t{os.getpid()}_{next(_names)}"
        self._server.create_database(name, template=TEMPLATE)
        return _Prepared(self._server, name)
