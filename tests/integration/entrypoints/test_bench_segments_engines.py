"""PostgreSQL and MariaDB answer the benchmark's questions on a small corp: rightly, or wrongly as they are known to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lingqu.entrypoints.bench.segments import relational
from lingqu.entrypoints.bench.segments.corp import Corp, make_corp
from lingqu.entrypoints.bench.segments.loading import Loader
from lingqu.entrypoints.bench.segments.mariadb import NoMariaDbError, Programs, find_mariadb, running_mariadb
from lingqu.entrypoints.bench.segments.plain import Plain
from lingqu.entrypoints.bench.segments.questions import tag
from lingqu.entrypoints.bench.segments.relational import MariaDb, Postgres
from lingqu.entrypoints.bench.segments.shapes import Asked, RowSide, Truth, ask_shapes
from lingqu.entrypoints.bench.segments.sides import LONGEST_SECONDS, TooSlowError, measure
from lingqu.infra.database import Database
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.kernel.ids import CorpId
from lingqu.segments.contracts.definition import All

SIZE, SEED = 800, 53
"""Small, and yet somebody fits q2, and four have the tag that q1 excludes."""


def _silently(what: str) -> None:
    del what


@pytest.fixture(scope="module")
def corp() -> Corp:
    return make_corp(SIZE, seed=SEED)


@pytest.fixture(scope="module")
def programs() -> Programs:
    try:
        return find_mariadb()
    except NoMariaDbError as reason:
        pytest.skip(f"MariaDB is not asked: {reason}")


@pytest.fixture
def mariadb(data_dir: Path, programs: Programs) -> Iterator[MariaDb]:
    folder = data_dir / "mariadb"
    with running_mariadb(folder, programs, customers=SIZE, say=_silently) as connection:
        yield MariaDb(connection, folder)


async def _asked(side: RowSide, corp: Corp) -> dict[tuple[str, str, str], Asked]:
    """Load, ask and hold everything that must be right to the arrays; by shape, form and question."""
    truth = Truth.of(Plain(corp))
    await side.load(corp, _silently)
    asked = {(one.shape, one.form, one.question): one for one in await ask_shapes(side, truth, _silently)}
    assert (await measure(side, _silently)).answers == truth.answers()
    assert len(asked) == 2 * 3 * 4
    assert {one.answer_is_right for one in asked.values() if one.form == "corrected"} == {True}
    return asked


def _hold_to_what_is_known(asked: dict[tuple[str, str, str], Asked], corp: Corp) -> None:
    """A finds by its lists who has which tags; B finds those too who have the tag that they must not have."""
    plain = Plain(corp)
    too_many = len(plain.ids(All(of=(tag(5), tag(10), tag(20)))))
    for form in ("shipped", "indexed"):
        assert asked["A", form, "q1"].off_by == 0
        assert asked["B", form, "q1"].off_by == too_many == 4
        assert asked["B", form, "q2"].off_by == asked["B", form, "q3"].off_by == 0
        assert asked["B", form, "q4"].answer_is_right is False


async def test_postgres_is_right_where_it_is_asked_rightly(
    postgres: EmbeddedPostgres, database: Database, database_name: str, corp: Corp
) -> None:
    url = postgres.url("superuser", database=database_name)
    Loader(corp, database, CorpId(1), url, _silently).plain_tables(only_tags=frozenset())

    with psycopg.connect(url, autocommit=True) as connection:
        side = Postgres(connection)
        asked = await _asked(side, corp)
        limit = connection.execute("SHOW statement_timeout").fetchone()
        connection.execute("SET statement_timeout = '50ms'")
        with pytest.raises(TooSlowError):
            await side.ask("SELECT pg_sleep(9)")

    assert limit == (f"{LONGEST_SECONDS}s",)
    _hold_to_what_is_known(asked, corp)


async def test_mariadb_is_right_where_it_is_asked_rightly(
    mariadb: MariaDb, corp: Corp, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await _asked(mariadb, corp)
    monkeypatch.setattr(relational, "LONGEST_SECONDS", 0.05)
    with pytest.raises(TooSlowError):
        await mariadb.ask("SELECT sleep(9) AS n")

    _hold_to_what_is_known(asked, corp)
    assert not list(mariadb.folder.glob("*.csv"))


def _fail_beside(folder: Path, programs: Programs) -> None:
    with running_mariadb(folder, programs, customers=1, say=_silently):
        pid = int((folder / "pid").read_text())
        os.kill(pid, 0)
        raise ConnectionAbortedError(pid)


def test_the_server_ends_with_what_it_was_started_for(data_dir: Path, programs: Programs) -> None:
    with pytest.raises(ConnectionAbortedError) as failure:
        _fail_beside(data_dir / "mariadb", programs)

    with pytest.raises(ProcessLookupError):
        os.kill(failure.value.args[0], 0)
