"""Any PostgreSQL by URL: one login stands for all roles, and row security holds all the same."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from lingqu.entrypoints.migrations.runner import upgrade
from lingqu.entrypoints.platform import database_urls
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.settings import load_settings
from lingqu.kernel.jobs import NewJob

pytestmark = pytest.mark.postgres

NAME = "somebody_elses"


@pytest.fixture
def url(postgres: EmbeddedPostgres, clock: SteppedClock) -> Iterator[str]:
    """A database of a login that is neither superuser nor one of our roles, as a provider hands it out."""
    with psycopg.connect(postgres.url("superuser", database="postgres"), autocommit=True) as superuser:
        superuser.execute(f"CREATE ROLE {NAME} LOGIN PASSWORD 'test' NOSUPERUSER NOBYPASSRLS")
        superuser.execute(f"GRANT lingqu_app, lingqu_dispatcher TO {NAME}")
        superuser.execute(f"CREATE DATABASE {NAME} OWNER {NAME}")
        where = psycopg.conninfo.conninfo_to_dict(postgres.url("superuser"))
        yield f"postgresql://{NAME}:test@/{NAME}?host={str(where['host']).replace('/', '%2F')}&port={where['port']}"
        superuser.execute(f"DROP DATABASE {NAME} WITH (FORCE)")
        superuser.execute(f"DROP ROLE {NAME}")


async def test_one_login_migrates_works_under_row_security_and_dispatches(url: str, clock: SteppedClock) -> None:
    upgrade(url, at=clock.now())
    settings = load_settings({"LINGQU_DATABASE_URL": url, "LINGQU_DATA_DIR": "/nonexistent"})

    async with Database(database_urls(settings, None), clock) as database:
        async with database.install() as connection:
            role = await (await connection.execute("SELECT current_user, session_user")).fetchone()
        for corp_id in (1, 2):
            async with database.unit(corp_id) as unit:
                unit.enqueue(NewJob(kind="k", key="1"))
                seen = await unit.fetch_value("SELECT count(*) FROM job")
                assert seen == 0
        async with database.read(1) as session:
            ours = await session.fetch_value("SELECT count(*) FROM job")
        async with database.dispatch() as connection:
            queued = await (await connection.execute("SELECT count(*) FROM job_queue")).fetchone()

    assert role == ("lingqu_app", NAME)
    assert (ours, queued) == (1, (2,))
