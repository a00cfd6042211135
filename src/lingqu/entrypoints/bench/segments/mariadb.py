"""A MariaDB of our own for as long as it is compared with: made in a folder, heard on a Unix socket, then ended."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lingqu.entrypoints.bench.segments.sides import Say

SERVERS = ("mariadbd", "mysqld")
MAKERS = ("mariadb-install-db", "mysql_install_db")
PLACES = ("/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/usr/local/libexec")
"""Where servers lie that are on nobody's PATH."""
READY_SECONDS = 60.0
STOP_SECONDS = 60.0
_PAUSE_SECONDS = 0.05
_DATA, _SOCKET, _SAID = "data", "socket", "said"
_LAST_WORDS = 300

_MEMORY_LEAST, _MEMORY_EACH = 256 << 20, 4 << 10
"""For its pages, in bytes: tables with all their indexes take about half of that for each customer."""
_LOG_PART = 8
_HASHED_JOINS = 8
"""The usual 2 compares each row with each where no index helps."""
_AS_IT_SEES_FIT = 0
"""Statistics of every row of every column would take longer than all questions."""


class NoMariaDbError(Exception):
    """MariaDB is left out; says why."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The server, and the program that makes its folder."""

    server: str
    maker: str


def find_mariadb(path: str | None = None, places: Sequence[str] = PLACES) -> Programs:
    """Find the two programs on PATH, or where servers usually lie.

    Raises:
        NoMariaDbError: one is missing, or what is found is MySQL.
    """
    where = os.pathsep.join((os.environ.get("PATH", os.defpath) if path is None else path, *places))
    server, maker = (_first(names, where) for names in (SERVERS, MAKERS))
    if server is None:
        raise NoMariaDbError(f"none is found: no {' or '.join(SERVERS)} on PATH or in {', '.join(places)}")
    if maker is None:
        raise NoMariaDbError(f"{server} is found, but no {' or '.join(MAKERS)}")
    version = subprocess.run([server, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    if "MariaDB" not in version:
        raise NoMariaDbError(f"{server} is another server: {version.strip() or 'it does not say which'}")
    return Programs(server, maker)


def _first(names: Sequence[str], path: str) -> str | None:
    return next(filter(None, (shutil.which(name, path=path) for name in names)), None)


def memory_for(customers: int) -> int:
    """Return bytes for the server's pages, into which the whole corp fits."""
    return _MEMORY_LEAST + _MEMORY_EACH * customers


@contextmanager
def running_mariadb(folder: Path, programs: Programs, *, customers: int, say: Say) -> Generator[Any]:
    """Make a server in a folder and yield a connection to its empty database; end it afterwards, whatever happened.

    Raises:
        NoMariaDbError: its driver is not installed, or it does not start.
    """
    try:
        import pymysql
    except ModuleNotFoundError as error:
        raise NoMariaDbError("PyMySQL is not installed (dependency group `bench`)") from error
    folder.mkdir(mode=0o700)
    user = ["--user=root"] if os.geteuid() == 0 else []
    _make(programs, folder, user)
    settings = _settings(customers)
    say(f"mariadb: {' '.join(settings)}")
    process = _start(programs, folder, [*user, *settings])
    try:
        _await_socket(process, folder)
        with pymysql.connect(unix_socket=str(folder / _SOCKET), user="root", autocommit=True) as connection:
            with connection.cursor() as cursor:
                cursor.execute("CREATE DATABASE bench")
            connection.select_db("bench")
            yield connection
    finally:
        _end(process)


def _make(programs: Programs, folder: Path, user: Sequence[str]) -> None:
    made = subprocess.run(  # noqa: S603 - the program that was found
        [
            *(programs.maker, "--no-defaults", *user, f"--datadir={folder / _DATA}"),
            *("--auth-root-authentication-method=normal", "--skip-test-db"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise NoMariaDbError(f"it cannot be set up: {(made.stderr or made.stdout).strip()[-_LAST_WORDS:]}")


def _start(programs: Programs, folder: Path, options: Sequence[str]) -> subprocess.Popen[bytes]:
    with (folder / _SAID).open("wb") as log:
        return subprocess.Popen(  # noqa: S603 - the program that was found
            [
                *(programs.server, "--no-defaults", f"--datadir={folder / _DATA}", f"--socket={folder / _SOCKET}"),
                *("--skip-networking", f"--pid-file={folder / 'pid'}", *options),
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


def _settings(customers: int) -> list[str]:
    """Return settings: memory for everything and for each step of a plan, joins by hash, little care for durability."""
    return [
        f"--innodb-buffer-pool-size={memory_for(customers)}",
        f"--innodb-log-file-size={memory_for(customers) // _LOG_PART}",
        "--innodb-flush-log-at-trx-commit=0",
        "--skip-innodb-doublewrite",
        "--skip-log-bin",
        "--tmp-table-size=512M",
        "--max-heap-table-size=512M",
        "--sort-buffer-size=64M",
        "--join-buffer-size=64M",
        "--join-buffer-space-limit=512M",
        f"--join-cache-level={_HASHED_JOINS}",
        f"--analyze-sample-percentage={_AS_IT_SEES_FIT}",
    ]


def _await_socket(process: subprocess.Popen[bytes], folder: Path) -> None:
    until = time.monotonic() + READY_SECONDS
    while not (folder / _SOCKET).exists():
        if process.poll() is not None or time.monotonic() > until:
            said = (folder / _SAID).read_text(errors="replace").strip()
            raise NoMariaDbError(f"it does not start: {said[-_LAST_WORDS:]}")
        time.sleep(_PAUSE_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
