"""The other engines, one after the other on the same corp; each that is left out is told of, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from lingqu.entrypoints.bench.segments.corp import Corp
from lingqu.entrypoints.bench.segments.loading import PLAIN_UP_TO
from lingqu.entrypoints.bench.segments.mariadb import NoMariaDbError, find_mariadb, running_mariadb
from lingqu.entrypoints.bench.segments.relational import MariaDb, Postgres
from lingqu.entrypoints.bench.segments.shapes import Asked, Truth, ask_shapes, credit
from lingqu.entrypoints.bench.segments.sides import Chdb, Figures, Say, Side, measure, open_duckdb
from lingqu.infra.history.engine import History

ENGINES = ("chdb", "duckdb", "postgres", "mariadb")
LEFT_OUT: Sequence[str] = (
    "q5, the funnel, is left out: funnels belong to insight, which is not built",
    "q6, weekly retention, is left out: retention belongs to insight, which is not built",
    "q7, the leaderboard of members, is left out: leaderboards belong to insight, which is not built",
    "q8 is measured for ours alone: what SQL must do to keep members up to date is not written here",
)
"""Questions that have no figures, or ours alone."""


@dataclass(frozen=True, slots=True)
class Engines:
    """What the other engines need: history's child, a connection to PostgreSQL, and a folder for a MariaDB."""

    history: History
    postgres: psycopg.Connection
    folder: Path


@dataclass(slots=True)
class Compared:
    """By engine its figures, None where it is left out; and what both shapes were asked."""

    figures: dict[str, Figures | None] = field(default_factory=lambda: dict.fromkeys(ENGINES))
    shapes: list[Asked] = field(default_factory=list)

    def corrected_right(self, name: str) -> bool:
        """Tell whether the shapes answer a question rightly once they are corrected."""
        corrected = (one for one in self.shapes if (one.question, one.form) == (name, "corrected"))
        return all(one.answer_is_right is not False for one in corrected)


async def compare(corp: Corp, truth: Truth, engines: Engines, say: Say) -> Compared:
    """Load and ask each engine."""
    compared = Compared()
    with ExitStack() as opened:
        for side in _sides(corp.size, engines, opened, say):
            await side.load(corp, say)
            asked = await ask_shapes(side, truth, say) if isinstance(side, Postgres | MariaDb) else []
            figures = await measure(side, say)
            credit(figures, asked)
            compared.figures[side.name] = figures
            compared.shapes += asked
    for reason in LEFT_OUT:
        say(reason)
    return compared


def _sides(customers: int, engines: Engines, opened: ExitStack, say: Say) -> Iterator[Side]:
    """Yield engines, each opened when its turn comes."""
    yield Chdb(engines.history)
    duckdb = open_duckdb()
    if isinstance(duckdb, str):
        say(f"duckdb is left out: {duckdb}")
    else:
        yield duckdb
    if customers > PLAIN_UP_TO:
        say(f"postgres and mariadb are left out: more than {PLAIN_UP_TO:,} customers")
        return
    yield Postgres(engines.postgres)
    try:
        connection = opened.enter_context(running_mariadb(engines.folder, find_mariadb(), customers=customers, say=say))
    except NoMariaDbError as reason:
        say(f"mariadb is left out: {reason}")
    else:
        yield MariaDb(connection, engines.folder)
