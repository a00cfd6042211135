"""The engines that ours is compared with, each on tables as one would lay them out for these questions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from lingqu.entrypoints.bench.segments.columns import arrow, lists
from lingqu.entrypoints.bench.segments.corp import Corp, Ints
from lingqu.entrypoints.bench.segments.plain import digest
from lingqu.entrypoints.bench.segments.questions import FIVE
from lingqu.entrypoints.bench.segments.sql import Dialect, q1_by_groups, q1_by_joins, questions
from lingqu.entrypoints.bench.segments.timing import median_ms
from lingqu.infra.history.engine import History, Limits

Columns = Mapping[str, NDArray[Any]]
Say = Callable[[str], None]
ROWS = 2_000_000
"""Of one insert into chdb."""
LONGEST_SECONDS = 15
"""Engines that keep rows plan some forms so that they would take hours."""


@dataclass(slots=True)
class Figures:
    """What one engine took for each question, milliseconds, and what it answered."""

    took: dict[str, float] = field(default_factory=dict)
    answers: dict[str, Any] = field(default_factory=dict)


class TooSlowError(Exception):
    """A form of a question takes longer than is waited for."""


class Side(Protocol):
    """One engine."""

    name: str

    async def load(self, corp: Corp, say: Say) -> None:
        """Write the corp's tables."""
        ...

    async def ask(self, sql: str) -> Columns:
        """Ask; columns by name."""
        ...

    def forms(self) -> Sequence[Mapping[str, str]]:
        """Return the questions in every form that may suit the engine."""
        ...


async def measure(side: Side, say: Say) -> Figures:
    """Put every question in every form; the quickest counts, and all must say the same.

    A question that no form answers in time has no figure.
    """
    figures = Figures()
    for form in side.forms():
        for name, sql in form.items():
            say(f"{side.name}: {name}")
            try:
                took, columns = await median_ms(lambda sql=sql: side.ask(sql))
            except TooSlowError:
                say(f"{side.name}: {name} is left out in this form, which takes longer than {LONGEST_SECONDS} s")
                continue
            answer = _answer(name, columns)
            if figures.answers.setdefault(name, answer) != answer:
                raise SystemExit(f"{side.name} answers {name} in two ways: {answer} and {figures.answers[name]}")
            figures.took[name] = min(took, figures.took.get(name, took))
    return figures


def _answer(name: str, columns: Columns) -> Any:
    if name == "q3":
        return digest(np.sort(columns["id"]))
    if name == "q4":
        return np.bincount(columns["code"], columns["n"], 1 << len(FIVE)).astype(int).tolist()
    return int(columns["n"][0])


# ───────────────────────── the corp as columnar tables ─────────────────────────


def tables_of(corp: Corp) -> dict[str, pa.Table]:
    """Return the corp as columns: customers with the list of their tags, tags as rows too, orders, events."""
    customers = np.concatenate(corp.tags)
    numbers = np.repeat(np.arange(1, len(corp.tags) + 1, dtype=np.int16), [len(one) for one in corp.tags])
    by_customer = np.argsort(customers, kind="stable")
    offsets = np.concatenate([[0], np.cumsum(np.bincount(customers, minlength=corp.size + 1)[1:])])
    orders, events = corp.orders, corp.events
    return {
        "customer": _table(
            {"id": np.arange(1, corp.size + 1, dtype=np.uint32), **corp.attributes},
            tags=lists(offsets, numbers[by_customer]),
        ),
        "customer_tag": _table({"tag": numbers, "customer": customers}),
        "purchase": _table(
            {"customer": orders.customer, "at": orders.at, "amount": orders.amount, "shop": orders.shop}
        ),
        "event": _table(
            {
                "customer": events.customer,
                "at": events.at,
                "name": events.name,
                "page": events.page,
                "value": events.value,
            }
        ),
    }


def _table(columns: Mapping[str, Ints], **more: pa.Array) -> pa.Table:
    return pa.table({**{name: arrow(values) for name, values in columns.items()}, **more})


# ───────────────────────── engines ─────────────────────────

_ORDER = {"customer": "id", "customer_tag": "(tag, customer)", "purchase": '"at"', "event": '(name, "at")'}
_TYPES = {
    "uint8": "UInt8",
    "int8": "Int8",
    "int16": "Int16",
    "uint32": "UInt32",
    "int32": "Int32",
    "int64": "Int64",
    "double": "Float64",
    "list<item: int16>": "Array(Int16)",
}


@dataclass(slots=True)
class Chdb:
    """ClickHouse's SQL in the very child that holds history."""

    history: History
    name: str = "chdb"

    async def load(self, corp: Corp, say: Say) -> None:
        """Write tables sorted as the questions look at them."""
        for table, rows in tables_of(corp).items():
            say(f"{self.name}: {table}")
            columns = ", ".join(f"{one.name} {_TYPES[str(one.type)]}" for one in rows.schema)
            await self.history.execute(
                f"CREATE TABLE bench_{table} ({columns}) ENGINE = MergeTree ORDER BY {_ORDER[table]}"
            )
            for first in range(0, rows.num_rows, ROWS):
                await self.history.insert(
                    f"bench_{table}", rows.slice(first, ROWS).combine_chunks(), token=f"{table} {first}"
                )
            await self.history.execute(f"OPTIMIZE TABLE bench_{table} FINAL")

    async def ask(self, sql: str) -> Columns:
        """Ask through the child's socket, as the platform does."""
        table = await self.history.query(sql, limits=Limits(memory_bytes=8 << 30))
        return {name: np.asarray(table[name].to_pylist()) for name in table.column_names}

    def forms(self) -> Sequence[Mapping[str, str]]:
        """Tags as lists, tags as rows, and q1 from the rows of tags alone."""
        return (
            questions(Dialect(schema="bench_", has="has(c.tags, {})")),
            questions(Dialect(schema="bench_")),
            {"q1": q1_by_groups("bench_")},
        )


@dataclass(slots=True)
class DuckDb:
    """DuckDB in this process, tables in memory."""

    connection: Any
    name: str = "duckdb"

    async def load(self, corp: Corp, say: Say) -> None:
        """Copy the columns."""
        for table, rows in tables_of(corp).items():
            say(f"{self.name}: {table}")
            self.connection.register("given", rows)
            self.connection.execute(f"CREATE TABLE bench_{table} AS SELECT * FROM given ORDER BY {_ORDER[table]}")
            self.connection.unregister("given")

    async def ask(self, sql: str) -> Columns:
        """Ask."""
        return self.connection.execute(sql).fetchnumpy()

    def forms(self) -> Sequence[Mapping[str, str]]:
        """Tags as lists, tags as rows, and q1 from the rows of tags alone."""
        return (
            questions(Dialect(schema="bench_", has="list_contains(c.tags, {})")),
            questions(Dialect(schema="bench_")),
            {"q1": q1_by_groups("bench_")},
            {"q1": q1_by_joins("bench_")},
        )


def open_duckdb() -> DuckDb | str:
    """Return DuckDB, or why it is not there."""
    try:
        import duckdb
    except ModuleNotFoundError:
        return "DuckDB is not installed (dependency group `bench`)"
    return DuckDb(duckdb.connect())
