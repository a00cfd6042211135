"""Databases that serve one test after another hold nothing of the test before."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from doubles.databases import Databases
from lingqu.infra.postgres import EmbeddedPostgres

pytestmark = pytest.mark.postgres

CORP = (
    "INSERT INTO corp (corp_id, corpid, name, slug, created_at)"
    " VALUES (nextval('corp_corp_id_seq'), 'ww1', '品牌', 'slug', now())"
)


@pytest.fixture
def databases(postgres: EmbeddedPostgres) -> Iterator[Databases]:
    with Databases(postgres) as made:
        yield made


def _do(server: EmbeddedPostgres, name: str, statement: str) -> None:
    with psycopg.connect(server.url("superuser", database=name), autocommit=True) as connection:
        connection.execute(statement.encode())


def test_rows_and_numbers_are_gone(databases: Databases, postgres: EmbeddedPostgres) -> None:
    name = databases.take()
    _do(postgres, name, CORP)
    _do(postgres, name, "SELECT nextval('corp_corp_id_seq') FROM generate_series(1, 40)")
    databases.give_back(name)

    assert databases.take() == name
    with psycopg.connect(postgres.url("superuser", database=name)) as connection:
        assert connection.execute("SELECT count(*) FROM corp").fetchone() == (0,)
        assert connection.execute("SELECT nextval('corp_corp_id_seq')").fetchone() == (1,)


def test_a_connection_left_open_is_cut(databases: Databases, postgres: EmbeddedPostgres) -> None:
    name = databases.take()
    with psycopg.connect(postgres.url("superuser", database=name)) as left:
        left.execute(CORP.encode())  # and neither committed nor rolled back: its locks are in the way
        databases.give_back(name)

        assert databases.take() == name
        with pytest.raises(psycopg.OperationalError):
            left.execute("SELECT 1")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE more (id int)",
        "DROP TABLE worker_beat CASCADE",
        "ALTER TABLE corp ADD COLUMN more text",
        "ALTER TABLE customer NO FORCE ROW LEVEL SECURITY",
        "GRANT ALL ON corp TO PUBLIC",
        "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ANALYZE corp",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = 64', current_database()); END $$",
        "DELETE FROM alembic_version",
    ],
)
def test_what_a_sweep_cannot_restore_makes_a_new_database(
    databases: Databases, postgres: EmbeddedPostgres, statement: str
) -> None:
    name = databases.take()
    _do(postgres, name, statement)
    databases.give_back(name)

    assert databases.take() != name


def test_two_at_a_time_are_two(databases: Databases) -> None:
    assert databases.take() != databases.take()
