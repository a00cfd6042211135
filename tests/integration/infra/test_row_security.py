"""Isolation is the database's: proven by logging in as the application role."""

import psycopg
import pytest

from lingqu.infra.database import Database, DatabaseUrls
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import NewJob

pytestmark = pytest.mark.postgres

# Tables of the installation, not of a corp; each with its reason.
WITHOUT_CORP = {
    "account": "people sign in before a corp is chosen",
    "account_session": "the same",
    "sign_in_failure": "the same",
    "fact_era": "one server, one era",
    "worker_beat": "workers serve all corps",
    "alembic_version": "schema",
}


async def test_every_table_of_a_corp_forces_row_security(database: Database) -> None:
    async with database.install() as connection:
        rows = await (
            await connection.execute(
                "SELECT relname, relrowsecurity AND relforcerowsecurity FROM pg_class"
                " WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace"
            )
        ).fetchall()

    assert {name for name, forced in rows if not forced} == set(WITHOUT_CORP)


async def test_the_application_role_can_neither_bypass_nor_own(database: Database) -> None:
    async with database.install() as connection:
        row = await (
            await connection.execute(
                "SELECT current_user, session_user, rolsuper, rolbypassrls,"
                " (SELECT count(*) FROM pg_class WHERE relowner = r.oid) FROM pg_roles r WHERE rolname = current_user"
            )
        ).fetchone()

    assert row == ("lingqu_app", "lingqu_app", False, False, 0)


async def test_one_corp_sees_writes_and_changes_nothing_of_another(
    database: Database, corp_id: CorpId, other_corp_id: CorpId
) -> None:
    async with database.unit(corp_id) as unit:
        unit.publish(Fact(kind="secret", occurred_at=unit.at))
        unit.enqueue(NewJob(kind="secret", key="1"))

    async with database.unit(other_corp_id) as unit:
        seen = [await unit.fetch_value(f"SELECT count(*) FROM {table}") for table in ("fact", "job", "job_queue")]
        changed = await unit.execute("UPDATE job SET payload = '{}'")
        names = await unit.fetch("SELECT corp_id FROM corp")

    assert seen == [0, 0, 0]
    assert changed == 0
    assert [row["corp_id"] for row in names] == [other_corp_id]


async def test_a_row_for_another_corp_is_refused(database: Database, corp_id: CorpId, other_corp_id: CorpId) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with database.unit(other_corp_id) as unit:
            await unit.execute(
                "INSERT INTO job (corp_id, kind, key, created_at) VALUES (%s, 'x', 'x', %s)", (corp_id, unit.at)
            )


async def test_without_a_corp_nothing_is_visible(database: Database, corp_id: CorpId) -> None:
    async with database.unit(corp_id) as unit:
        unit.publish(Fact(kind="secret", occurred_at=unit.at))

    async with database.install() as connection:
        row = await (await connection.execute("SELECT count(*) FROM fact")).fetchone()

    assert row == (0,)


@pytest.mark.parametrize("partition", ["fact_2026_03", "inbox_2026_03", "fact_other", "inbox_other"])
async def test_partitions_cannot_be_read_around_their_parent(
    database: Database, corp_id: CorpId, partition: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with database.read(corp_id) as session:
            await session.fetch(f"SELECT * FROM {partition}")


async def test_the_dispatcher_sees_queues_and_nothing_else(
    database_urls: DatabaseUrls, database: Database, corp_id: CorpId
) -> None:
    async with database.unit(corp_id) as unit:
        unit.enqueue(NewJob(kind="k", key="1"))

    with psycopg.connect(database_urls.dispatcher, autocommit=True) as dispatcher:
        queued = dispatcher.execute("SELECT corp_id FROM job_queue").fetchall()
        readable = {
            name
            for (name,) in dispatcher.execute(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
                " AND has_table_privilege(oid, 'SELECT')"
            ).fetchall()
        }

    assert queued == [(corp_id,)]
    assert readable == {"job_queue", "inbox_queue", "greeting_queue", "account_role", "fact_lease"}


async def test_facts_and_audit_cannot_be_rewritten(database: Database, corp_id: CorpId) -> None:
    for statement in ("UPDATE fact SET kind = 'x'", "DELETE FROM fact", "DELETE FROM audit_record"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            async with database.unit(corp_id) as unit:
                await unit.execute(statement)
