"""The child of history: private, restarted, shared by many, gone with its supervisor."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from lingqu.infra.history.embedded import EmbeddedHistory
from lingqu.infra.history.errors import HistoryDownError
from lingqu.infra.history.server import HistoryServer, socket_of
from lingqu.infra.postgres.processes import is_running, wait_until

pytestmark = pytest.mark.slow

SOON = timedelta(seconds=30)
SUPERVISE = (
    "import sys, time; from pathlib import Path; from lingqu.infra.history.server import HistoryServer;"
    "one = HistoryServer(Path(sys.argv[1])); one.start(); one.wait(); print(one.pid, flush=True); time.sleep(60)"
)


def start_again(server: HistoryServer) -> None:
    def mended() -> bool:
        server.mend()
        return server.alive

    assert wait_until(mended, within=SOON)
    assert server.wait()


async def test_nobody_listens_before_it_is_started(data_dir: Path) -> None:
    with pytest.raises(HistoryDownError):
        await EmbeddedHistory(data_dir).ping()


async def test_what_was_acknowledged_survives_a_kill_and_the_next_question_is_answered(data_dir: Path) -> None:
    with HistoryServer(data_dir) as server:
        client = EmbeddedHistory(data_dir)
        await client.execute("CREATE TABLE kept (n UInt32) ENGINE = MergeTree ORDER BY n")
        await client.execute("INSERT INTO kept VALUES (7)")
        await asyncio.gather(*(client.ping() for _ in range(4)))  # four connections lie ready

        server.kill()
        with pytest.raises(HistoryDownError):
            await client.ping()
        start_again(server)

        assert (await client.query("SELECT n FROM kept")).to_pylist() == [{"n": 7}]
        await client.aclose()


async def test_a_question_under_way_ends_when_the_child_is_killed(data_dir: Path) -> None:
    with HistoryServer(data_dir) as server:
        client = EmbeddedHistory(data_dir)
        asking = asyncio.create_task(client.query("SELECT sum(cityHash64(number)) FROM numbers(1000000000000)"))
        await asyncio.sleep(0.5)

        server.kill()

        with pytest.raises(HistoryDownError):
            await asyncio.wait_for(asking, 5)


async def test_more_questions_than_connections_are_all_answered(data_dir: Path) -> None:
    with HistoryServer(data_dir):
        client = EmbeddedHistory(data_dir)

        answers = await asyncio.gather(*(client.query(f"SELECT {n} AS n, sleep(0.01)") for n in range(60)))

        assert [answer.column("n")[0].as_py() for answer in answers] == list(range(60))
        await client.aclose()


async def test_many_long_questions_leave_room_for_a_short_one(data_dir: Path) -> None:
    with HistoryServer(data_dir):
        client, other = EmbeddedHistory(data_dir), EmbeddedHistory(data_dir)
        long = [asyncio.create_task(client.query(f"SELECT {n}, sleep(3)")) for n in range(8)]
        await asyncio.sleep(0.5)

        await other.ping()

        assert not any(task.done() for task in long)
        await asyncio.gather(*long)
        await asyncio.gather(client.aclose(), other.aclose())


async def test_a_question_given_up_does_not_disturb_the_next(data_dir: Path) -> None:
    with HistoryServer(data_dir):
        client = EmbeddedHistory(data_dir)
        await client.ping()
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.query("SELECT 1 AS n, sleep(1)"), 0.2)

        assert (await client.query("SELECT 2 AS n")).to_pylist() == [{"n": 2}]
        await client.aclose()


async def test_a_stranger_who_writes_rubbish_harms_nobody(data_dir: Path) -> None:
    with HistoryServer(data_dir):
        for rubbish in (b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 64, b"\0\0\0\4\0\0\0\0\0\0\0\0abcd"):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as stranger:
                stranger.connect(str(socket_of(data_dir)))
                stranger.sendall(rubbish)

        client = EmbeddedHistory(data_dir)
        assert await client.ping()
        await client.aclose()


def test_nobody_else_may_enter(data_dir: Path) -> None:
    with HistoryServer(data_dir) as server:
        modes = [stat.S_IMODE(path.stat().st_mode) for path in (server.home, socket_of(data_dir).parent)]

        assert modes == [0o700, 0o700]
        assert stat.S_IMODE(socket_of(data_dir).stat().st_mode) == 0o600


def test_a_long_path_gets_a_short_socket(data_dir: Path) -> None:
    root = data_dir / ("a" * 90)
    with HistoryServer(root) as server:
        assert server.alive
        assert len(os.fsencode(socket_of(root))) < 100
        short = socket_of(root).parent

    assert not short.exists()


def test_a_second_supervisor_leaves_the_child_alone_and_takes_over_when_the_first_is_gone(data_dir: Path) -> None:
    with HistoryServer(data_dir) as first:
        second = HistoryServer(data_dir)
        second.start()
        second.mend()
        beside = (second.pid, second.wait())
        former = first.pid

        first.stop()
        start_again(second)

        assert beside == (None, True)
        assert second.pid not in {None, former}
        second.stop()


def test_the_child_ends_with_a_supervisor_that_is_killed_and_another_starts_on_its_data(data_dir: Path) -> None:
    supervisor = subprocess.Popen([sys.executable, "-c", SUPERVISE, str(data_dir)], stdout=subprocess.PIPE)
    assert supervisor.stdout
    child = int(supervisor.stdout.readline())

    os.kill(supervisor.pid, signal.SIGKILL)
    supervisor.wait()
    supervisor.stdout.close()

    assert wait_until(lambda: not is_running(child), within=SOON)
    with HistoryServer(data_dir) as server:
        assert server.alive


def test_a_child_that_cannot_start_is_tried_ever_less_often(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = HistoryServer(data_dir)
    monkeypatch.setattr("lingqu.infra.history.server._CHILD", "lingqu.no_such_module")
    server.start()
    starts, until = 0, time.monotonic() + 4
    while time.monotonic() < until:
        before = server._started_at
        server.mend()
        starts += server._started_at != before
        time.sleep(0.02)
    server.stop()

    assert 1 <= starts <= 3
