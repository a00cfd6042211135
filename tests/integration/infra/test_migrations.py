"""Migrations keep what was written before them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from lingqu.entrypoints.migrations.runner import upgrade
from lingqu.infra.postgres import EmbeddedPostgres

pytestmark = pytest.mark.postgres

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
OLD = "lingqu_of_before"


@pytest.fixture
def old(postgres: EmbeddedPostgres) -> Iterator[str]:
    """An empty database; its name."""
    postgres.create_database(OLD)
    yield OLD
    postgres.drop_database(OLD)


def ask(postgres: EmbeddedPostgres, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(postgres.url("superuser", database=OLD), autocommit=True) as connection:
        found = connection.execute(statement.encode())
        return found.fetchall() if found.description else []


@pytest.mark.usefixtures("old")
def test_what_was_the_content_of_a_broadcast_becomes_its_only_variant(postgres: EmbeddedPostgres) -> None:
    owner = postgres.url("owner", database=OLD)
    upgrade(owner, at=AT, revision="0036")
    ask(
        postgres,
        """
        INSERT INTO broadcast (corp_id, name, state, tag_ids, tag_match, content, created_at)
        VALUES (1, '会员日', 'done', '{1}', 'any', '{"text": "您好", "attachments": []}', '2026-03-01');
        INSERT INTO delivery (corp_id, key, channel, state, customer_id, broadcast_id, planned_at)
        VALUES (1, 'broadcast:1:1', 'broadcast', 'delivered', 1, 1, '2026-03-01'),
               (1, 'welcome:1', 'welcome', 'delivered', 1, NULL, '2026-03-01')
        """,
    )
    upgrade(owner, at=AT)

    [(variants,)] = ask(postgres, "SELECT variants FROM broadcast")
    assert variants == {"A": {"permille": 1_000, "content": {"text": "您好", "attachments": []}}}
    assert ask(postgres, "SELECT variant FROM delivery ORDER BY key") == [("A",), (None,)]
    forced = "SELECT bool_and(relforcerowsecurity) FROM pg_class WHERE relname IN ('broadcast', 'delivery')"
    assert ask(postgres, forced) == [(True,)]
