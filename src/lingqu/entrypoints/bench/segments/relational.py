"""The engines that keep rows: PostgreSQL and MariaDB, with the obvious indexes, memory and statistics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
import pyarrow as pa
from pyarrow import csv

from lingqu.entrypoints.bench.segments.corp import Corp
from lingqu.entrypoints.bench.segments.shapes import Speech
from lingqu.entrypoints.bench.segments.sides import LONGEST_SECONDS, Columns, Say, TooSlowError, tables_of
from lingqu.entrypoints.bench.segments.sql import q1_by_groups, q1_by_joins, questions

WORK_MEMORY = "512MB"
"""Of PostgreSQL's questions: with the usual 4 MB it would not even hash a list."""
FILE_ROWS = 500_000
"""Of one file that MariaDB loads."""


def _forms(speech: Speech) -> Sequence[Mapping[str, str]]:
    """`IN` of lists, `EXISTS` customer by customer, and q1 from the rows of tags alone."""
    return (
        questions(speech.plain()),
        questions(speech.plain(correlated=True)),
        {"q1": q1_by_groups(speech.schema)},
        {"q1": q1_by_joins(speech.schema)},
    )


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    return {name: np.array(values, np.int64) for name, values in zip(names, columns, strict=True)}


# ───────────────────────── PostgreSQL ─────────────────────────

_POSTGRES_SHAPES = (
    """
    CREATE TABLE bench.relation AS
    SELECT c.id AS customer, c.*, coalesce(t.tag_ids, '') AS tag_ids FROM bench.customer c
    LEFT JOIN (SELECT customer, string_agg(tag::text, ',' ORDER BY tag) AS tag_ids FROM bench.customer_tag
               GROUP BY customer) t ON t.customer = c.id
    """,
    """
    CREATE TABLE bench.tag_pivot AS
    SELECT row_number() OVER () AS id, t.customer, c.staff, t.tag
    FROM bench.customer_tag t JOIN bench.customer c ON c.id = t.customer ORDER BY t.customer
    """,
    "ALTER TABLE bench.customer ADD PRIMARY KEY (id)",
    "ALTER TABLE bench.relation ADD PRIMARY KEY (id)",
    "ALTER TABLE bench.tag_pivot ADD PRIMARY KEY (id)",
)
_POSTGRES_INDEXES = (
    "CREATE INDEX ON bench.customer (city, ltv)",
    "CREATE INDEX ON bench.customer_tag (tag, customer)",
    "CREATE INDEX ON bench.customer_tag (customer, tag)",
    "CREATE INDEX ON bench.purchase (at, customer)",
    "CREATE INDEX ON bench.purchase (customer, at)",
    "CREATE INDEX ON bench.event (name, at, customer)",
    "CREATE INDEX ON bench.event (customer, name, at)",
    "CREATE INDEX ON bench.relation (customer)",
    "CREATE INDEX ON bench.relation (city, ltv)",
    "CREATE INDEX ON bench.relation USING gin (string_to_array(tag_ids, ','))",
    "CREATE INDEX ON bench.tag_pivot (tag, customer)",
    "CREATE INDEX ON bench.tag_pivot (customer, tag)",
)
_TABLES = ("customer", "customer_tag", "purchase", "event", "relation", "tag_pivot")


_POSTGRES = Speech(
    schema="bench.",
    instant="'{:%Y-%m-%d %H:%M:%S}+00'::timestamptz",
    day="""to_char("at", 'YYYY-MM-DD')""",
    has="'{}' = ANY(string_to_array(c.tag_ids, ','))",
    has_any="string_to_array(c.tag_ids, ',') && ARRAY[{}]",
)


@dataclass(slots=True)
class Postgres:
    """The embedded PostgreSQL on plain tables, no row security; `Loader` wrote them."""

    connection: psycopg.Connection
    name: str = "postgres"
    speech: Speech = _POSTGRES

    async def load(self, corp: Corp, say: Say) -> None:
        """Write the shapes' tables; the session gets the memory that such questions deserve."""
        del corp
        for name in ("work_mem", "maintenance_work_mem"):
            self.connection.execute(f"SET {name} = '{WORK_MEMORY}'".encode())
        self.connection.execute("SET TimeZone = 'UTC'")
        # As MariaDB: where no index helps, each row compared with each takes minutes even of a small corp.
        self.connection.execute("SET enable_nestloop = off")
        say(f"{self.name}: tables of both shapes")
        self._prepare(_POSTGRES_SHAPES)

    async def index(self, say: Say) -> None:
        """Make indexes, one on the lists' members among them."""
        say(f"{self.name}: indexes")
        self._prepare(_POSTGRES_INDEXES)
        self.connection.execute("SET enable_nestloop = on")

    def _prepare(self, statements: Sequence[str]) -> None:
        """Run statements and look at all tables, however long that takes: the limit is for questions."""
        self.connection.execute("SET statement_timeout = 0")
        for statement in (*statements, *(f"VACUUM ANALYZE bench.{table}" for table in _TABLES)):
            self.connection.execute(statement.encode())
        self.connection.execute(f"SET statement_timeout = '{LONGEST_SECONDS}s'".encode())

    async def ask(self, sql: str) -> Columns:
        """Ask; TooSlowError where that takes longer than is waited for."""
        with self.connection.cursor(binary=True) as cursor:
            try:
                cursor.execute(sql.encode())
            except psycopg.errors.QueryCanceled as error:
                raise TooSlowError from error
            assert cursor.description is not None  # noqa: S101 - a query has columns
            return _columns([one.name for one in cursor.description], cursor.fetchall())

    def forms(self) -> Sequence[Mapping[str, str]]:
        """`IN` of lists, `EXISTS` customer by customer, and q1 from the rows of tags alone."""
        return _forms(self.speech)


# ───────────────────────── MariaDB ─────────────────────────

_STATEMENT_TIMEOUT = 1969
_MARIADB_TYPES = {
    "uint8": "tinyint unsigned",
    "int8": "tinyint",
    "int16": "smallint",
    "uint32": "int",
    "int32": "int",
    "int64": "bigint",
    "double": "double",
    "timestamp[us]": "datetime(6)",
}
_MARIADB_KEYS = {
    "customer": "PRIMARY KEY (id)",
    "customer_tag": "PRIMARY KEY (tag, customer)",
    "purchase": "id int AUTO_INCREMENT PRIMARY KEY",
    "event": "id int AUTO_INCREMENT PRIMARY KEY",
}
_MARIADB_SHAPES = (
    """
    CREATE TABLE relation (id int PRIMARY KEY, customer int NOT NULL, tag_ids varchar(2000) NOT NULL)
    SELECT c.id AS customer, c.*, coalesce(t.tag_ids, '') AS tag_ids FROM customer c
    LEFT JOIN (SELECT customer, group_concat(tag ORDER BY tag) AS tag_ids FROM customer_tag
               GROUP BY customer) t ON t.customer = c.id
    """,
    """
    CREATE TABLE tag_pivot (id int AUTO_INCREMENT PRIMARY KEY, customer int NOT NULL)
    SELECT t.customer, c.staff, t.tag FROM customer_tag t JOIN customer c ON c.id = t.customer ORDER BY t.customer
    """,
)
_MARIADB_INDEXES = (
    "ALTER TABLE customer ADD INDEX (city, ltv)",
    "ALTER TABLE customer_tag ADD INDEX (customer, tag)",
    'ALTER TABLE purchase ADD INDEX ("at", customer), ADD INDEX (customer, "at")',
    'ALTER TABLE event ADD INDEX (name, "at", customer), ADD INDEX (customer, name, "at")',
    "ALTER TABLE relation ADD INDEX (customer), ADD INDEX (city, ltv)",
    "ALTER TABLE tag_pivot ADD INDEX (tag, customer), ADD INDEX (customer, tag)",
)


_MARIADB = Speech(
    schema="",
    instant="TIMESTAMP'{:%Y-%m-%d %H:%M:%S}'",
    day="""date_format("at", '%Y-%m-%d')""",
    has="FIND_IN_SET('{}', c.tag_ids) > 0",
)


@dataclass(slots=True)
class MariaDb:
    """A MariaDB of our own on InnoDB tables that all fit into its memory.

    `folder` is where files may lie that the server reads; they are gone once it has.
    """

    connection: Any
    folder: Path
    name: str = "mariadb"
    speech: Speech = _MARIADB

    async def load(self, corp: Corp, say: Say) -> None:
        """Write the corp's tables file by file, and those of both shapes from them."""
        self._run("SET sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES', time_zone = '+00:00', unique_checks = 0")
        for table, rows in tables_of(corp).items():
            say(f"{self.name}: {table}")
            self._load(table, _as_rows(rows))
        say(f"{self.name}: tables of both shapes")
        self._prepare(_MARIADB_SHAPES)

    async def index(self, say: Say) -> None:
        """Make indexes; of a list in a text MariaDB has none."""
        say(f"{self.name}: indexes")
        self._prepare(_MARIADB_INDEXES)

    def _prepare(self, statements: Sequence[str]) -> None:
        for statement in (*statements, *(f"ANALYZE TABLE {table} PERSISTENT FOR ALL" for table in _TABLES)):
            self._run(statement)

    async def ask(self, sql: str) -> Columns:
        """Ask; TooSlowError where that takes longer than is waited for."""
        import pymysql

        with self.connection.cursor() as cursor:
            try:
                cursor.execute(f"SET STATEMENT max_statement_time = {LONGEST_SECONDS} FOR {sql}")
                rows = cursor.fetchall()
            except pymysql.err.OperationalError as error:
                if error.args[0] == _STATEMENT_TIMEOUT:
                    raise TooSlowError from error
                raise
            return _columns([one[0] for one in cursor.description], rows)

    def forms(self) -> Sequence[Mapping[str, str]]:
        """`IN` of lists, `EXISTS` customer by customer, and q1 from the rows of tags alone."""
        return _forms(self.speech)

    def _load(self, table: str, rows: pa.Table) -> None:
        columns = ", ".join(f'"{one.name}" {_MARIADB_TYPES[str(one.type)]} NOT NULL' for one in rows.schema)
        self._run(f"CREATE TABLE {table} ({columns}, {_MARIADB_KEYS[table]})")
        names = ", ".join(f'"{name}"' for name in rows.column_names)
        for file in _files(rows, self.folder / f"{table}.csv"):
            self._run(f"LOAD DATA INFILE '{file}' INTO TABLE {table} FIELDS TERMINATED BY ',' ({names})")

    def _run(self, sql: str) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(sql)


def _as_rows(rows: pa.Table) -> pa.Table:
    """Return what a table of rows holds: no lists, and instants instead of microseconds."""
    if "tags" in rows.column_names:
        rows = rows.drop_columns(["tags"])
    if "at" in rows.column_names:
        place = rows.column_names.index("at")
        rows = rows.set_column(place, "at", rows["at"].cast(pa.timestamp("us")))
    return rows


def _files(rows: pa.Table, file: Path) -> Iterator[Path]:
    """Yield a file of comma-separated values for so many rows at a time; it is gone with the next one."""
    for first in range(0, rows.num_rows, FILE_ROWS):
        try:
            csv.write_csv(rows.slice(first, FILE_ROWS), file, csv.WriteOptions(include_header=False))
            yield file
        finally:
            file.unlink(missing_ok=True)
