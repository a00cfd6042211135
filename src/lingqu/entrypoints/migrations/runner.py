"""Bring a database to the newest schema: roles, extensions, migrations, fact era, month partitions."""

from datetime import datetime
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config

from lingqu.infra.partitions import ensure_months

OLDEST = 150000
"""PostgreSQL 15, as the server numbers its versions."""


class NotMigratableError(Exception):
    """The server or the role cannot carry Lingqu; the message says what to change."""


def sqlalchemy_url(url: str) -> str:
    """Name the driver: `postgresql://…` → `postgresql+psycopg://…`."""
    return "postgresql+psycopg://" + url.split("://", 1)[1]


def upgrade(owner_url: str, *, at: datetime, revision: str = "head") -> None:
    """Run every migration not yet run, then what must be true after any start.

    Idempotent; two processes starting at once are kept apart by an advisory lock.
    """
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(7461, 0)")
        _check(connection)
        _ensure_roles(connection)
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent))
        config.set_main_option("sqlalchemy.url", sqlalchemy_url(owner_url).replace("%", "%%"))
        config.attributes["configure_logger"] = False
        command.upgrade(config, revision)
        _ensure_era(connection, at)
        ensure_months(connection, at)


def _check(connection: psycopg.Connection) -> None:
    version = connection.info.server_version
    if version < OLDEST:
        raise NotMigratableError(f"PostgreSQL {version // 10000} is too old: Lingqu needs 15 or newer")
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def _ensure_roles(connection: psycopg.Connection) -> None:
    """Make the two roles of the application where the embedded server has not made them already."""
    for role in ("lingqu_app", "lingqu_dispatcher"):
        known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone()
        if known is None:
            connection.execute(f"CREATE ROLE {role} NOLOGIN NOBYPASSRLS")
            connection.execute(f"GRANT {role} TO CURRENT_USER")
    connection.execute("GRANT USAGE ON SCHEMA public TO lingqu_app, lingqu_dispatcher")


def _ensure_era(connection: psycopg.Connection, at: datetime) -> None:
    """Start a new era when this is not the server (or not the timeline) that wrote the last facts."""
    identity = connection.execute(
        "SELECT s.system_identifier::text, c.timeline_id FROM pg_control_system() s, pg_control_checkpoint() c"
    ).fetchone()
    connection.execute(
        "INSERT INTO fact_era (era, system_identifier, timeline, started_at)"
        " SELECT coalesce(max(era), 0) + 1, %(id)s, %(line)s, %(at)s FROM fact_era"
        " HAVING coalesce((array_agg((system_identifier, timeline) ORDER BY era DESC))[1]"
        "   <> (%(id)s::text, %(line)s::integer), true)",
        {"id": identity[0], "line": identity[1], "at": at} if identity else {},
    )
