"""Kills at bad moments: of the server, of its supervisor, in the middle of making the database."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from lingqu.infra.postgres import EmbeddedPostgres
from lingqu.infra.postgres.processes import exists, is_running, wait_until

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SUPERVISE = """
import sys, threading, time
from pathlib import Path
from lingqu.infra.postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
if sys.argv[2] == "main":
    server.start()
else:
    starter = threading.Thread(target=server.start)
    starter.start()
    starter.join()
print(f"pid={server.pid}", flush=True)
time.sleep(600)
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A root that holds a database already, for making one takes longer than all the rest."""
    root = tmp_path_factory.mktemp("crashes")
    with EmbeddedPostgres(root) as server, psycopg.connect(server.url("owner")) as connection:
        connection.execute("CREATE TABLE noted (word text)")
    yield root
    server.destroy()


@pytest.fixture
def server(root: Path) -> Iterator[EmbeddedPostgres]:
    """A server that is not started yet."""
    server = EmbeddedPostgres(root)
    yield server
    server.start()
    with psycopg.connect(server.url("owner")) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS noted (word text); TRUNCATE noted")
    server.stop()


def supervise_elsewhere(root: Path, *, thread: str) -> tuple[subprocess.Popen[str], int]:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISE, str(root), thread], stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    with supervisor.stdout as lines:
        pid = next(int(line.partition("=")[2]) for line in lines if line.startswith("pid="))
    return supervisor, pid


def kill(process: subprocess.Popen[str] | subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def note(server: EmbeddedPostgres, word: str) -> None:
    with psycopg.connect(server.url("owner")) as connection:
        connection.execute("INSERT INTO noted VALUES (%s)", [word])


def noted(server: EmbeddedPostgres) -> list[str]:
    with psycopg.connect(server.url("owner")) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM noted ORDER BY word")]


def test_stopped_server_starts_again_with_its_rows(server: EmbeddedPostgres) -> None:
    server.start()
    note(server, "kept")
    former = server.pid

    server.stop()
    server.stop()
    server.start()

    assert noted(server) == ["kept"]
    assert not exists(former)


def test_killed_server_recovers_what_was_committed(server: EmbeddedPostgres) -> None:
    server.start()
    note(server, "committed")
    open_transaction = psycopg.connect(server.url("owner"))
    open_transaction.execute("INSERT INTO noted VALUES ('never committed')")
    server.kill()
    assert not server.alive

    server.start()

    assert server.alive
    assert noted(server) == ["committed"]
    open_transaction.close()


def test_kill_of_the_postmaster_alone_is_recovered_from(server: EmbeddedPostgres) -> None:
    server.start()
    note(server, "committed")
    busy = psycopg.connect(server.url("app"))
    os.kill(server.pid, signal.SIGKILL)
    assert wait_until(lambda: not server.alive, within=timedelta(seconds=5))

    server.start()

    assert noted(server) == ["committed"]
    busy.close()


@pytest.mark.parametrize("thread", ["main", "other"])
def test_server_ends_within_seconds_of_its_killed_supervisor(server: EmbeddedPostgres, thread: str) -> None:
    supervisor, pid = supervise_elsewhere(server.root, thread=thread)
    assert is_running(pid)

    kill(supervisor)

    assert wait_until(lambda: not is_running(pid), within=timedelta(seconds=5))


def test_server_outlives_the_thread_that_started_it(server: EmbeddedPostgres) -> None:
    supervisor, pid = supervise_elsewhere(server.root, thread="other")

    time.sleep(1)

    assert is_running(pid)
    kill(supervisor)
    wait_until(lambda: not is_running(pid), within=timedelta(seconds=5))


def test_start_beside_an_ending_server_waits_and_supervises(server: EmbeddedPostgres) -> None:
    supervisor, former = supervise_elsewhere(server.root, thread="main")
    server.start()
    assert (server.attached, server.pid) == (True, former)
    note(server, "before")

    kill(supervisor)
    wait_until(lambda: not server.alive, within=timedelta(seconds=10))
    server.start()

    assert not server.attached
    assert server.pid != former
    assert noted(server) == ["before"]


def test_start_right_after_the_supervisor_was_killed_does_not_attach_to_the_dying(
    server: EmbeddedPostgres,
) -> None:
    supervisor, former = supervise_elsewhere(server.root, thread="other")

    kill(supervisor)
    server.start()

    assert (server.attached, is_running(former)) == (False, False)


@pytest.mark.parametrize(
    "tear",
    [
        pytest.param(lambda _: "", id="empty"),
        pytest.param(lambda text: text[:3], id="torn"),
        pytest.param(lambda text: "-17\n" + text, id="of-a-single-user-run"),
        pytest.param(lambda text: f"{os.getpid()}\n" + text.partition("\n")[2], id="pid-of-a-stranger"),
    ],
)
def test_left_behind_pid_file_is_no_obstacle(server: EmbeddedPostgres, tear: Callable[[str], str]) -> None:
    server.start()
    note(server, "committed")
    server.kill()
    file = server.home / "data" / "postmaster.pid"
    file.write_text(tear(file.read_text()))

    server.start()

    assert noted(server) == ["committed"]


def test_making_of_a_database_that_was_killed_is_begun_again(tmp_path: Path) -> None:
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISE, str(tmp_path), "main"])
    link = tmp_path / "postgres"
    assert wait_until(
        lambda: any((making / "data" / "base").is_dir() for making in link.glob("making-*")),
        within=timedelta(seconds=30),
    )
    kill(supervisor)
    assert not (link / "data").exists()

    with EmbeddedPostgres(tmp_path) as server:
        psycopg.connect(server.url("app")).close()
        assert list(server.home.glob("making-*")) == []
    server.destroy()


def test_interrupted_preparation_of_roles_is_finished_by_the_next_start(server: EmbeddedPostgres) -> None:
    server.start()
    with psycopg.connect(server.url("superuser", database="postgres"), autocommit=True) as connection:
        connection.execute("DROP DATABASE lingqu WITH (FORCE)")
        connection.execute("DROP ROLE lingqu_dispatcher")
    (server.home / "bootstrapped").unlink()
    server.stop()

    server.start()

    for role in ("owner", "app", "dispatcher"):
        psycopg.connect(server.url(role)).close()
