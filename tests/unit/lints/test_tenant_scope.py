from __future__ import annotations

import pytest
from tools.lints import tenant_scope

from unit.lints.planting import Plant

SCHEMA = {
    "src/lingqu/entrypoints/migrations/versions/0001_first.sql": """
        SELECT lingqu_protect('customer');
        SELECT lingqu_protect('relation_tag');
        SELECT lingqu_protect_queue('job_queue');
    """
}
STORE = "src/lingqu/customers/store.py"


def lines(plant: Plant, body: str) -> list[int]:
    source = plant(SCHEMA | {STORE: body})
    return sorted({finding.line for finding in tenant_scope.check(source)})


def test_a_query_without_a_corp_is_found(plant: Plant) -> None:
    assert lines(plant, "async def get(session):\n    return await session.fetch('SELECT name FROM customer')\n") == [2]


def test_the_tables_are_those_the_schema_protects(plant: Plant) -> None:
    assert tenant_scope.tenant_tables(plant(SCHEMA)) == {"customer", "relation_tag", "job_queue"}


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT name FROM customer WHERE corp_id = lingqu_corp() AND customer_id = %s",
        "SELECT name FROM customer WHERE corp_id = %(corp_id)s",
        "SELECT name FROM account WHERE name = %s",
        "SELECT 1 FROM relation_tag t JOIN customer c ON c.corp_id = t.corp_id WHERE t.corp_id = lingqu_corp()",
        "SELECT 1 FROM relation_tag t JOIN customer c USING (corp_id, customer_id) WHERE t.corp_id = lingqu_corp()",
        "INSERT INTO customer (corp_id, name) VALUES (%s, %s)",
        "INSERT INTO customer AS c (corp_id, name) SELECT lingqu_corp(), n FROM unnest(%s::text[]) AS n",
        "UPDATE customer SET name = n.name FROM unnest(%s::text[]) AS n(name) WHERE customer.corp_id = lingqu_corp()",
        "DELETE FROM customer WHERE corp_id = lingqu_corp()",
        "WITH gone AS (DELETE FROM customer WHERE corp_id = lingqu_corp() RETURNING customer_id) SELECT * FROM gone",
        """SELECT 1 FROM customer c WHERE (c.corp_id, c.customer_id) IN
           (SELECT corp_id, customer_id FROM relation_tag t WHERE t.corp_id = lingqu_corp())""",
        "INSERT INTO customer (corp_id, name) VALUES (%s, %s) ON CONFLICT (corp_id, name) DO UPDATE SET name = 'x'",
    ],
)
def test_a_scoped_query_passes(plant: Plant, sql: str) -> None:
    assert lines(plant, f"QUERY = {sql!r}\nasync def get(session):\n    return await session.fetch(QUERY)\n") == []


@pytest.mark.parametrize(
    "sql",
    [
        # the outer table is scoped, the inner one is not
        "SELECT 1 FROM customer c WHERE c.corp_id = lingqu_corp() AND EXISTS (SELECT 1 FROM relation_tag)",
        # both are tied to each other, neither to a corp
        "SELECT 1 FROM relation_tag t JOIN customer c ON c.corp_id = t.corp_id WHERE t.tag_id = %s",
        # the second table of a list
        "SELECT 1 FROM customer c, relation_tag t WHERE c.corp_id = lingqu_corp() AND t.customer_id = c.customer_id",
        # the columns of an INSERT do not scope what it selects from
        "INSERT INTO customer (corp_id, name) SELECT lingqu_corp(), 'x' FROM relation_tag",
        "INSERT INTO customer (name) VALUES (%s)",
        "UPDATE customer SET name = 'x' WHERE customer_id = %s",
        "DELETE FROM job_queue WHERE id = %s",
        # a corp in a comment or in quotes is not a corp
        "SELECT 1 FROM customer -- corp_id = lingqu_corp()\n WHERE name = 'corp_id = lingqu_corp()'",
    ],
)
def test_a_query_whose_scope_has_a_hole_is_found(plant: Plant, sql: str) -> None:
    assert lines(plant, f"async def get(session):\n    return await session.fetch({sql!r})\n") == [2]


def test_a_query_put_together_from_constants_is_read_whole(plant: Plant) -> None:
    body = """\
    _COLUMNS = "name, customer_id"
    _LIVE = "corp_id = lingqu_corp() AND live"

    async def scoped(session):
        return await session.fetch(f"SELECT {_COLUMNS} FROM customer WHERE {_LIVE}")

    async def open(session):
        return await session.fetch(f"SELECT {_COLUMNS} FROM customer" " ORDER BY name")
    """
    assert lines(plant, body) == [8]


def test_the_dispatcher_works_across_corps(plant: Plant) -> None:
    body = """\
    _CLAIM = b"UPDATE job_queue SET due = %s WHERE due <= %s"

    async def claim(connection):
        '''Lease due jobs, as the dispatcher role.'''
        await connection.execute(_CLAIM)

    async def list_all(dispatch):
        await dispatch.execute("SELECT corp_id FROM job_queue")

    async def other(connection):
        await connection.execute(_CLAIM)
    """
    assert lines(plant, body) == [11]


def test_a_constant_that_nobody_in_the_module_runs_is_checked(plant: Plant) -> None:
    assert lines(plant, "ACCEPT = 'DELETE FROM customer'\n") == [1]
