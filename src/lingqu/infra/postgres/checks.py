"""Is this PostgreSQL one that Lingqu can live on? Asked of every server, embedded or not."""

from dataclasses import dataclass
from typing import LiteralString

import psycopg

_CONNECT_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The answer to one question about a server."""

    code: str
    """Stable and dotted, such as `postgres.encoding`."""

    ok: bool
    observed: str
    """What the server said; never a secret."""

    mend: str
    """What to do when it is not ok; empty when it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    code: str
    sql: LiteralString
    """Returns one row: whether it is well, and what was observed."""

    mend: str


_QUESTIONS = (
    _Question(
        code="postgres.version",
        sql="SELECT current_setting('server_version_num')::int >= 150000, current_setting('server_version')",
        mend="Use PostgreSQL 15 or newer.",
    ),
    _Question(
        code="postgres.encoding",
        sql="SELECT current_setting('server_encoding') = 'UTF8', current_setting('server_encoding')",
        mend="Make the database anew: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.",
    ),
    _Question(
        code="postgres.trigrams",
        sql="SELECT count(*) > 0, coalesce(max(extversion), 'absent') FROM pg_extension WHERE extname = 'pg_trgm'",
        mend="As a superuser, in this database: CREATE EXTENSION pg_trgm.",
    ),
    _Question(
        # Without the previous question's yes there is no such function, and the answer is the error.
        code="postgres.chinese_search",
        # lint: words - what is looked for, not what is said
        sql="SELECT cardinality(t) > 0, cardinality(t) || ' trigrams in 中文' FROM show_trgm('中文') AS t",
        mend="Make the database anew with a UTF-8 locale: CREATE DATABASE … LOCALE 'C.UTF-8' TEMPLATE template0.",
    ),
    _Question(
        code="postgres.fsync",
        sql="SELECT current_setting('fsync') = 'on', current_setting('fsync')",
        mend="Set fsync = on, or a loss of power may cost the whole database.",
    ),
    _Question(
        code="postgres.synchronous_commit",
        sql="SELECT s NOT IN ('off'), s FROM current_setting('synchronous_commit') AS s",
        mend="Set synchronous_commit = on, or what WeCom was told is stored may be lost.",
    ),
    _Question(
        # Also when the role could become one that bypasses row security (SET ROLE).
        code="postgres.row_security_binds",
        sql="""
            SELECT count(*) = 0, coalesce(string_agg(rolname, ', ' ORDER BY rolname), 'bound') FROM pg_roles
            WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER')
        """,
        mend="Connect as a role with NOSUPERUSER NOBYPASSRLS that is no member of such a role.",
    ),
)


def check_server(url: str) -> list[Finding]:
    """Ask a server every question, as the role of the URL; for `doctor` and before first use.

    A server that cannot be reached gives one finding, `postgres.connect`. It does not raise.
    """
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=_CONNECT_SECONDS)
    except psycopg.Error as error:
        mend = "Check host, port, database, role and password in LINGQU_DATABASE_URL, and that the server runs."
        return [Finding(code="postgres.connect", ok=False, observed=str(error).strip(), mend=mend)]
    with connection:
        return [_ask(connection, question) for question in _QUESTIONS]


def _ask(connection: psycopg.Connection, question: _Question) -> Finding:
    try:
        row = connection.execute(question.sql).fetchone()
    except psycopg.Error as error:
        return Finding(code=question.code, ok=False, observed=str(error).strip(), mend=question.mend)
    ok, observed = row or (False, "no answer")
    return Finding(code=question.code, ok=bool(ok), observed=str(observed), mend="" if ok else question.mend)
