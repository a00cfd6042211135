"""Fixtures shared by all tests: a PostgreSQL of our own, a fresh migrated database, a clock that stands still."""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest

from doubles.folders import open_folder
from lingqu.entrypoints.migrations.runner import upgrade
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.kernel.ids import CorpId

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
TEMPLATE = "lingqu_template"

_names = itertools.count(1)

# A busy machine is no failure; what is measured in time is measured by benchmarks.
hypothesis.settings.register_profile("lingqu", deadline=None, print_blob=True)
hypothesis.settings.load_profile("lingqu")


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder for an installation's data; see `open_folder`."""
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """One server for the whole run of this process, with a migrated template database."""
    with open_folder() as folder:
        with EmbeddedPostgres(folder) as server:
            server.create_database(TEMPLATE)
            upgrade(server.url("owner", database=TEMPLATE), at=START)
            yield server
        server.destroy()


@pytest.fixture
def clock() -> SteppedClock:
    """Stands at 10:00 in Shanghai on Monday 2026-03-02 until a test moves it."""
    return SteppedClock(START)


@pytest.fixture
def database_name(postgres: EmbeddedPostgres) -> Iterator[str]:
    """A fresh migrated database, dropped afterwards."""
    name = f"t{os.getpid()}_{next(_names)}"
    postgres.create_database(name, template=TEMPLATE)
    yield name
    postgres.drop_database(name)


@pytest.fixture
def database_urls(postgres: EmbeddedPostgres, database_name: str) -> DatabaseUrls:
    """Real logins of the three roles on the fresh database."""
    return DatabaseUrls(
        owner=postgres.url("owner", database=database_name),
        app=postgres.url("app", database=database_name),
        dispatcher=postgres.url("dispatcher", database=database_name),
    )


@pytest.fixture
async def database(database_urls: DatabaseUrls, clock: SteppedClock) -> AsyncIterator[Database]:
    """The fresh database as the product opens it."""
    async with Database(database_urls, clock) as opened:
        yield opened


@asynccontextmanager
async def make_corp(database: Database, corpid: str) -> AsyncIterator[CorpId]:
    """A corp row without credentials."""
    async with database.install() as connection:
        row = await (await connection.execute("SELECT nextval('corp_corp_id_seq')")).fetchone()
    assert row is not None
    corp_id = CorpId(row[0])
    async with database.unit(corp_id) as unit:
        await unit.execute(
            "INSERT INTO corp (corp_id, corpid, name, slug, created_at) VALUES (%s, %s, %s, %s, %s)",
            (corp_id, corpid, "测试品牌", f"slug-{corpid}", unit.at),
        )
    yield corp_id


@pytest.fixture
async def corp_id(database: Database) -> AsyncIterator[CorpId]:
    """A corp of the fresh database."""
    async with make_corp(database, "ww1a2b3c4d5e6f7a8b") as made:
        yield made


@pytest.fixture
async def other_corp_id(database: Database) -> AsyncIterator[CorpId]:
    """A second corp, to prove that the first cannot see it."""
    async with make_corp(database, "ww0000000000000002") as made:
        yield made
