"""Fixtures shared by all tests: a PostgreSQL of our own, a fresh migrated database, a clock that stands still."""

from __future__ import annotations

import gc
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import psycopg
import pytest
import structlog

from doubles.databases import TEMPLATE, Databases
from doubles.folders import open_folder
from lingqu.entrypoints.migrations.runner import upgrade
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database, DatabaseUrls
from lingqu.infra.postgres import DEFAULTS, EmbeddedPostgres
from lingqu.kernel.ids import CorpId

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

QUICK = {
    "autovacuum": "off",  # whoever wants statistics analyses
    "checkpoint_timeout": "1h",
    "max_wal_size": "1GB",
    "scram_iterations": "1",  # passwords are checked as in earnest, but in one round
    "shared_buffers": "64MB",
}
FORCED = ("fsync", "full_page_writes")
"""Settings that bring what is written to the disk: of the shared server nothing needs to outlive the run."""

# A busy machine is no failure; what is measured in time is measured by benchmarks.
hypothesis.settings.register_profile("lingqu", deadline=None, print_blob=True)
hypothesis.settings.load_profile("lingqu")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what is slow: a file is one process's work, and who ends last should not begin something long."""
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("slow", "browser")))


def pytest_collection_finish() -> None:
    """Spare every collection of garbage the thousands of tests and modules, which stay until the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _no_authorities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing here speaks TLS, and each HTTP client would load every authority of the machine anew."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("SSL_CERT_FILE", raising=False)
        patch.setenv("SSL_CERT_DIR", str(tmp_path_factory.mktemp("authorities")))
        yield


@pytest.fixture(autouse=True)
def _logs_as_before() -> Iterator[None]:
    """A command that runs within a test says how it logs; the next test must not find that."""
    handlers, level = logging.root.handlers[:], logging.root.level
    yield
    if structlog.is_configured():
        structlog.reset_defaults()
        logging.root.handlers[:] = handlers
        logging.root.setLevel(level)


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A folder for an installation's data; see `open_folder`."""
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """One server for the whole run of this process, with a migrated template database."""
    settings = {name: value for name, value in DEFAULTS.items() if name not in FORCED}
    with open_folder() as folder:
        with EmbeddedPostgres(folder, settings=settings | QUICK) as server:
            _force(server, "off")
            server.create_database(TEMPLATE)
            upgrade(server.url("owner", database=TEMPLATE), at=START)
            yield server
        server.destroy()


def _force(server: EmbeddedPostgres, value: str) -> None:
    """Say whether the server brings to the disk what it writes, and wait until whoever connects finds it so."""
    url = server.url("superuser", database="postgres")
    with psycopg.connect(url, autocommit=True) as connection:
        for name in FORCED:
            connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
        connection.execute("SELECT pg_reload_conf()")
    while True:
        with psycopg.connect(url) as connection:
            found = {connection.execute(f"SHOW {name}".encode()).fetchone() for name in FORCED}
        if found == {(value,)}:
            return


@pytest.fixture
def durable(postgres: EmbeddedPostgres) -> Iterator[None]:
    """The server brings to the disk what it writes, as it should in earnest."""
    _force(postgres, "on")
    yield
    _force(postgres, "off")


@pytest.fixture
def clock() -> SteppedClock:
    """Stands at 10:00 in Shanghai on Monday 2026-03-02 until a test moves it."""
    return SteppedClock(START)


@pytest.fixture(scope="session")
def _databases(postgres: EmbeddedPostgres) -> Iterator[Databases]:
    """Copies of the migrated template, used again and again."""
    with Databases(postgres) as databases:
        yield databases


@pytest.fixture
def database_name(_databases: Databases) -> Iterator[str]:
    """A migrated database as on its first day; whatever a test leaves in it is gone with the test."""
    name = _databases.take()
    yield name
    _databases.give_back(name)


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
