"""Keeps the child of history running: one process supervises it, all others are clients.

    <root>/history/            0700
        data/                  chdb's own
        run/                   the socket, 0700; a link to a short temporary folder when the path is too long
        child.log              what the child said since its start
        supervisor.lock        held by the process that supervises it
        owner.lock             held by the child itself

The child runs as the owner of the folder. It ends with its supervisor, however that ends.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import timedelta
from importlib import util
from pathlib import Path
from typing import Self

import structlog

from lingqu.infra.postgres.home import Lock
from lingqu.infra.postgres.launch import Account, command
from lingqu.infra.postgres.processes import wait_until

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 10.0
STEADY_AFTER_SECONDS = 5.0
STOP_WITHIN_SECONDS = 10.0
READY_WITHIN = timedelta(seconds=60)

_SOCKET = "history.sock"
_SOCKET_PATH_BYTES = 103  # sun_path holds 104 bytes on macOS, with a closing zero
_CHILD = "lingqu.infra.history.child"

log = structlog.get_logger(__name__)


def is_installed() -> bool:
    """Tell whether chdb can be had: it exists for Linux and macOS on the usual processors only."""
    return util.find_spec("chdb") is not None


def socket_of(root: Path) -> Path:
    """Return where the child of this installation listens, whether it runs or not."""
    return (root / "history" / "run").resolve() / _SOCKET


class HistoryServer:
    """The embedded engine of one installation, as its supervisor or beside one."""

    def __init__(self, root: Path) -> None:
        """Describe it; nothing is touched before `start`."""
        self.root = root
        self.home = root.absolute() / "history"
        self._lock = Lock(self.home / "supervisor.lock")
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause = FIRST_PAUSE_SECONDS
        self._wanted = False

    def start(self) -> None:
        """Start the child, unless another process supervises one; returns before it answers.

        Call it from the main thread where you can: the kernel then ends the child with this process.
        """
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._wanted = True
        if self._lock.acquire():
            self._spawn()

    def mend(self) -> None:
        """Start the child again if it died; soon at first, later and later if it keeps dying.

        Where another process supervised it and is gone, take its place.
        """
        if not self._wanted or self.alive:
            return
        if self._process is None:
            if self._lock.acquire():
                self._spawn()
            return
        lived = time.monotonic() - self._started_at
        if lived > STEADY_AFTER_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        if lived < self._pause:
            return
        log.warning("restarting", child="history", exit_code=self._process.returncode)
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        self._spawn()

    def stop(self) -> None:
        """End the child if we supervise it; leave it when another process does."""
        self._wanted = False
        if self._process is None:
            return
        if self.alive:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_WITHIN_SECONDS)
        self.kill()
        self._process = None
        self._clear_run()
        self._lock.release()

    def kill(self) -> None:
        """Kill the child as a crash would; for tests of crashes. What was acknowledged survives."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def wait(self, within: timedelta = READY_WITHIN) -> bool:
        """Wait until the child takes connections; tell whether it came to that."""
        return wait_until(lambda: _answers(socket_of(self.root)), within=within)

    def __enter__(self) -> Self:
        """Start, and wait for the child."""
        self.start()
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    @property
    def alive(self) -> bool:
        """Whether the child that we supervise runs."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Its process id, where we supervise it."""
        return self._process.pid if self._process is not None and self.alive else None

    def _spawn(self) -> None:
        self._started_at = time.monotonic()
        owner = self.home.stat()
        account = Account(owner.st_uid, owner.st_gid) if os.geteuid() == 0 and owner.st_uid != 0 else None
        path = self._fresh_run(account) / _SOCKET
        with (self.home / "child.log").open("wb") as output:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command(
                    [sys.executable, "-m", _CHILD, str(self.home), str(path)],
                    account=account,
                    death_signal=signal.SIGKILL,
                ),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,  # Ctrl-C in a terminal is for us; we stop the child when it is time
            )

    def _fresh_run(self, account: Account | None) -> Path:
        """Return an empty folder for the socket that nobody else can enter."""
        self._clear_run()
        folder = self.home / "run"
        if len(os.fsencode(folder / _SOCKET)) <= _SOCKET_PATH_BYTES:
            folder.mkdir(mode=0o700)
        else:
            short = Path(tempfile.mkdtemp(prefix="lingqu-"))
            folder.symlink_to(short)
            folder = short
        if account:
            os.chown(folder, account.uid, account.gid)
        return folder

    def _clear_run(self) -> None:
        folder = self.home / "run"
        if folder.is_symlink():
            shutil.rmtree(folder.readlink(), ignore_errors=True)
            folder.unlink()
        else:
            shutil.rmtree(folder, ignore_errors=True)


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe, suppress(OSError):
        probe.connect(str(path))
        return True
    return False
