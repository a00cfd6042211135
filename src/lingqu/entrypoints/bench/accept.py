"""`lingqu bench accept`: durable callbacks a second through one web process, and what a slow disk makes of them.

Everything is real: the embedded server with fsync on (read back), the web process as `lingqu web` starts it, load
from a process of its own over 64 connections. The comparator of the same run is the same route with a store that
does nothing, which shows what HTTP, crypto and parsing cost alone.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psycopg

from lingqu.corps.contracts import Connection, ConnectionDraft
from lingqu.entrypoints.bench.connect import connect_corp
from lingqu.entrypoints.bench.load import Target
from lingqu.entrypoints.children import Child
from lingqu.entrypoints.listening import await_web, free_port
from lingqu.entrypoints.up import Stack
from lingqu.infra.logs import configure_logs
from lingqu.infra.settings import load_settings

WARM_UP = 4_000
SLOW_COMMIT_MICROSECONDS = 10_000
CORPID = "wwbench0000000001"
NO_SECRET = "never used: WeCom is not called"  # noqa: S105 - as it says


@dataclass(frozen=True, slots=True)
class Run:
    """One load run. `cpu_us` is user and system time of the web process per callback."""

    per_s: float
    p50_ms: float
    p99_ms: float
    cpu_us: float


def run(*, requests: int) -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="lingqu-bench-") as folder:
        Path(folder).chmod(0o755)  # as root, the server's user must be able to enter
        environment = {
            "LINGQU_DATA_DIR": folder,
            "LINGQU_PORT": str(free_port()),
            "LINGQU_LOG_LEVEL": "error",
        }
        settings = load_settings({**os.environ, **environment})
        configure_logs(settings.log_level)
        stack = Stack(settings, workers=0, environment=environment)
        try:
            stack.start()
            print(json.dumps(_measure(stack, requests)))
        finally:
            stack.stop()
    return 0


def _measure(stack: Stack, requests: int) -> dict[str, object]:
    assert stack.postgres is not None  # noqa: S101 - the benchmark always embeds
    connection = connect_corp(
        stack.settings, stack.postgres, ConnectionDraft(corpid=CORPID, name="bench", agentid=1000002, secret=NO_SECRET)
    )
    target = target_of(stack.settings.host, stack.settings.port, connection)
    await_web(f"http://{stack.settings.host}:{stack.settings.port}/healthz")
    load(target, stack.web, requests=WARM_UP)
    _say(f"storing {requests} callbacks, 64 connections")
    durable = load(target, stack.web, requests=requests)
    stored = _count(stack)
    if stored != WARM_UP + requests:
        raise SystemExit(f"stored {stored} of {WARM_UP + requests}: this benchmark means nothing")
    _say("the same with every commit slowed to 10 ms")
    with slow_commits(stack.postgres.url("superuser")) as commit_ms:
        slow = load(target, stack.web, requests=max(requests // 3, 5_000))
    stack.web.stop()
    noop = _noop(target, requests)
    return {
        "callbacks_per_s": round(durable.per_s),
        "p50_ms": round(durable.p50_ms, 1),
        "p99_ms": round(durable.p99_ms, 1),
        "app_cpu_us": round(durable.cpu_us),
        "noop_per_s": round(noop.per_s),
        "slow_disk": {
            "callbacks_per_s": round(slow.per_s),
            "p99_ms": round(slow.p99_ms, 1),
            "commit_ms": round(commit_ms, 1),
        },
        "ratio_to_noop": round(durable.per_s / noop.per_s, 2),
        "durability": _durability(stack),
        "connections": 64,
        "requests": requests,
        "cpus": os.cpu_count(),
    }


def target_of(host: str, port: int, connection: Connection) -> Target:
    """Return where a connected corp's callbacks go."""
    return Target(
        host=host,
        port=port,
        path=f"/callbacks/{connection.slug}",
        corpid=connection.corpid,
        token=connection.callback_token,
        aes_key=connection.callback_aes_key,
    )


def load(target: Target, server: Child, *, requests: int) -> Run:
    """Send requests from a process of its own and account the server's CPU."""
    before = cpu_seconds(server.pid)
    result = subprocess.run(  # noqa: S603 - our own program
        [
            sys.executable,
            "-m",
            "lingqu.entrypoints.bench.load",
            json.dumps(asdict(target)),
            "--requests",
            str(requests),
            "--welcome",
        ],
        check=True,
        stdout=subprocess.PIPE,
    )
    spent = cpu_seconds(server.pid) - before
    return Run(**json.loads(result.stdout), cpu_us=spent / requests * 1e6)


def cpu_seconds(pid: int | None) -> float:
    """Return user and system time of a process (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def slow_commits(superuser_url: str) -> Generator[float]:
    """Make the server wait 10 ms in every commit's flush; yields how long a lone commit then takes."""
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        settings: Mapping[str, int] = {"commit_delay": SLOW_COMMIT_MICROSECONDS, "commit_siblings": 0}
        for name, value in settings.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())
        connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.5)
        connection.execute("CREATE TABLE slow_probe (n integer)")
        began = time.perf_counter()
        for number in range(20):
            connection.execute("INSERT INTO slow_probe VALUES (%s)", (number,))
        took = (time.perf_counter() - began) / 20 * 1000
        try:
            yield took
        finally:
            connection.execute("DROP TABLE slow_probe")
            for name in settings:
                connection.execute(f"ALTER SYSTEM RESET {name}".encode())
            connection.execute("SELECT pg_reload_conf()")


def _noop(target: Target, requests: int) -> Run:
    _say("the same route with a store that does nothing")
    port = free_port()
    child = Child("noop", ["bench", "noop", json.dumps(asdict(target)), str(port)])
    child.start()
    try:
        await_web(f"http://{target.host}:{port}/healthz")
        there = replace(target, port=port)
        load(there, child, requests=WARM_UP)
        return load(there, child, requests=requests)
    finally:
        child.stop()


def _count(stack: Stack) -> int:
    assert stack.postgres is not None  # noqa: S101 - the benchmark always embeds
    with psycopg.connect(stack.postgres.url("superuser")) as connection:
        return (connection.execute("SELECT count(*) FROM inbox").fetchone() or (0,))[0]


def _durability(stack: Stack) -> dict[str, str]:
    assert stack.postgres is not None  # noqa: S101 - the benchmark always embeds
    with psycopg.connect(stack.postgres.url("app")) as connection:
        names = ("fsync", "synchronous_commit", "full_page_writes")
        return {name: (connection.execute(f"SHOW {name}".encode()).fetchone() or ("?",))[0] for name in names}


def _say(what: str) -> None:
    print(f"bench accept: {what}", file=sys.stderr, flush=True)
