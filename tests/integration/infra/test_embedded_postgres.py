"""What a running embedded server offers: roles, durability, Chinese search, further databases, attaching."""

import json
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from lingqu.infra.postgres import EmbeddedPostgres, check_server
from lingqu.infra.postgres.errors import NotRunningError, PlaceError

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    server = EmbeddedPostgres(tmp_path_factory.mktemp("shared"))
    server.start()
    yield server
    server.destroy()


def test_application_role_finds_everything_well(server: EmbeddedPostgres) -> None:
    findings = check_server(server.url("app"))

    assert [(finding.code, finding.ok, finding.mend) for finding in findings] == [
        ("postgres.version", True, ""),
        ("postgres.encoding", True, ""),
        ("postgres.trigrams", True, ""),
        ("postgres.chinese_search", True, ""),
        ("postgres.fsync", True, ""),
        ("postgres.synchronous_commit", True, ""),
        ("postgres.row_security_binds", True, ""),
    ]


def test_superuser_is_reported_as_not_bound_by_row_security(server: EmbeddedPostgres) -> None:
    bad = [finding for finding in check_server(server.url("superuser")) if not finding.ok]

    assert [(finding.code, finding.observed) for finding in bad] == [("postgres.row_security_binds", "postgres")]
    assert "NOBYPASSRLS" in bad[0].mend


def test_database_without_the_extension_and_with_weak_commits_is_reported(server: EmbeddedPostgres) -> None:
    server.create_database("bare", template="template0")
    url = server.url("app", database="bare") + "&options=-csynchronous_commit%3Doff"

    bad = {finding.code for finding in check_server(url) if not finding.ok}

    assert bad == {"postgres.trigrams", "postgres.chinese_search", "postgres.synchronous_commit"}


def test_unreachable_server_gives_one_finding_and_no_secret(tmp_path: Path) -> None:
    findings = check_server(f"postgresql://someone:hush@/lingqu?host={tmp_path}")

    assert [(finding.code, finding.ok) for finding in findings] == [("postgres.connect", False)]
    assert "hush" not in findings[0].observed


def test_roles_have_exactly_their_powers(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url("superuser")) as connection:
        roles = connection.execute(
            """
            SELECT rolname, rolcanlogin, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb,
                   rolpassword LIKE 'SCRAM-SHA-256$%'
            FROM pg_authid WHERE rolname LIKE 'lingqu%' ORDER BY rolname
            """
        ).fetchall()
        owner = connection.execute("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'lingqu'")

        assert owner.fetchall() == [("lingqu_owner",)]
    assert roles == [
        ("lingqu_app", True, False, True),
        ("lingqu_dispatcher", True, False, True),
        ("lingqu_owner", True, False, True),
    ]


def test_application_role_can_make_no_table(server: EmbeddedPostgres) -> None:
    with (
        psycopg.connect(server.url("app")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE intruder (id int)")


def test_wrong_password_is_refused(server: EmbeddedPostgres) -> None:
    password = server.url("app").split(":")[2].split("@")[0]

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.url("app").replace(password, "0" * 64))


def test_chinese_is_found_by_trigram_index(server: EmbeddedPostgres) -> None:
    with psycopg.connect(server.url("owner")) as connection:
        connection.execute("CREATE TEMP TABLE people (name text)")
        connection.execute("INSERT INTO people VALUES ('李小明'), ('王芳'), ('上海南京西路店 张小明')")
        connection.execute("CREATE INDEX people_name ON people USING gin (name gin_trgm_ops)")
        connection.execute("SET enable_seqscan = off")
        query = "SELECT name FROM people WHERE name LIKE '%张小明%'"

        plan = "\n".join(row[0] for row in connection.execute("EXPLAIN " + query))
        assert "Bitmap Index Scan on people_name" in plan
        assert connection.execute(query).fetchall() == [("上海南京西路店 张小明",)]
        assert connection.execute("SELECT similarity('中文', '中文')").fetchall() == [(1.0,)]


def test_server_promises_durability_and_listens_on_its_socket_only(server: EmbeddedPostgres) -> None:
    names = ["fsync", "synchronous_commit", "full_page_writes", "jit", "TimeZone", "listen_addresses"]
    with psycopg.connect(server.url("app")) as connection:
        values = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in names]
        checksums = connection.execute("SHOW data_checksums").fetchone()

    assert values == [("on",), ("on",), ("on",), ("off",), ("UTC",), ("",)]
    assert checksums == ("on",)
    with pytest.raises(NotRunningError, match="socket only"):
        server.url("app", tcp=True)


def test_nobody_else_may_read_passwords_data_or_socket(server: EmbeddedPostgres) -> None:
    modes = {
        name: stat.S_IMODE((server.home / name).stat().st_mode) for name in ("passwords.json", "data", "run", "log")
    }

    assert modes == {"passwords.json": 0o600, "data": 0o700, "run": 0o700, "log": 0o700}


def test_further_database_is_a_copy_of_its_template(server: EmbeddedPostgres) -> None:
    server.create_database("model")
    with psycopg.connect(server.url("owner", database="model")) as connection:
        connection.execute("CREATE TABLE noted (word text); GRANT SELECT ON noted TO lingqu_app")
        connection.execute("INSERT INTO noted VALUES ('灵渠')")

    server.create_database("copy", template="model")

    with psycopg.connect(server.url("app", database="copy")) as connection:
        assert connection.execute("SELECT word FROM noted").fetchall() == [("灵渠",)]
    server.drop_database("copy")
    server.drop_database("copy")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(server.url("app", database="copy"))


def test_second_process_attaches_and_leaves_the_server_running(server: EmbeddedPostgres) -> None:
    program = """
import json, sys, psycopg
from pathlib import Path
from lingqu.infra.postgres import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])) as server:
    with psycopg.connect(server.url("app")) as connection:
        answer = connection.execute("SELECT 41 + 1").fetchone()[0]
    print(json.dumps([server.attached, server.pid, answer]))
"""
    done = subprocess.run([sys.executable, "-c", program, str(server.root)], check=True, capture_output=True, text=True)

    assert json.loads(done.stdout) == [True, server.pid, 42]
    assert server.alive


def test_second_instance_in_the_same_process_attaches_too_and_cannot_destroy(server: EmbeddedPostgres) -> None:
    second = EmbeddedPostgres(server.root)
    second.start()

    assert (second.attached, second.pid) == (True, server.pid)
    with pytest.raises(PlaceError, match="uses this database"):
        second.destroy()
    assert server.alive


def test_starting_a_running_server_changes_nothing(server: EmbeddedPostgres) -> None:
    before = server.pid

    server.start()

    assert (server.pid, server.attached) == (before, False)


def test_server_that_was_not_started_has_no_url(tmp_path: Path) -> None:
    with pytest.raises(NotRunningError, match="has not been started"):
        EmbeddedPostgres(tmp_path).url("app")
    assert list(tmp_path.iterdir()) == []
