"""Processes of ours: started, watched, restarted, ended; none outlives its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger(__name__)

PARENT = "LINGQU_PARENT_PID"
STOP_WITHIN_SECONDS = 10
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 10.0
STEADY_AFTER_SECONDS = 30


def end_with_parent() -> None:
    """In a child: leave when the parent is gone, however it went."""
    parent = os.environ.get(PARENT)
    if parent is None:
        return

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(0.5)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()


@dataclass(slots=True)
class Child:
    """One `lingqu` subcommand as a process of its own."""

    name: str
    arguments: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    inherits: tuple[int, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    starts: int = 0
    _started_at: float = 0.0
    _pause: float = FIRST_PAUSE_SECONDS
    _wanted: bool = False

    def start(self) -> None:
        """Start it."""
        self._wanted = True
        self.starts += 1
        self._started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "lingqu.entrypoints", *self.arguments],
            env={**os.environ, **self.environment, PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            pass_fds=self.inherits,
        )

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self.process.pid if self.process and self.process.poll() is None else None

    def restart_if_dead(self) -> bool:
        """Start it again if it ended without being asked to; soon at first, later and later if it keeps dying."""
        if not self._wanted or self.pid is not None or self.process is None:
            return False
        lived = time.monotonic() - self._started_at
        if lived > STEADY_AFTER_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        if lived < self._pause:
            return False
        log.warning("restarting", child=self.name, exit_code=self.process.returncode)
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)
        self.start()
        return True

    def kill(self) -> None:
        """Kill it as a crash would; it counts as dead, not as stopped."""
        if self.process and self.pid is not None:
            self.process.kill()
            self.process.wait()

    def stop(self) -> None:
        """Ask it to end; insist after a while."""
        self._wanted = False
        if self.process is None or self.pid is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("killing", child=self.name)
            self.process.kill()
            self.process.wait()
