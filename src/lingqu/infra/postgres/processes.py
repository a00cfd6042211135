"""Other processes, seen from outside: who they are, their children, their end."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

_PROC = Path("/proc")
_HAS_PROC = _PROC.joinpath("self", "stat").exists()
_POLL_SECONDS = 0.02
_END_WITHIN = timedelta(seconds=30)


def exists(pid: int) -> bool:
    """Tell whether a process (living or zombie) has this pid."""
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True


def is_running(pid: int) -> bool:
    """Tell whether a process has this pid and has not ended; a zombie has, though its parent does not know."""
    try:
        return _stat(pid)[0] != "Z" if _HAS_PROC else exists(pid)
    except OSError:
        return False


def was_given(pid: int, argument: str) -> bool:
    """Tell whether a living process was started with this argument."""
    if _HAS_PROC:
        try:
            return os.fsencode(argument) in _PROC.joinpath(str(pid), "cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
    return f" {argument} " in f"{_ps('-ww', '-o', 'command=', '-p', str(pid))} "


def _parents() -> list[tuple[int, int]]:
    """Return (pid, parent's pid) of every process."""
    if not _HAS_PROC:
        rows = (line.split() for line in _ps("-A", "-o", "pid=,ppid=").splitlines())
        return [(int(row[0]), int(row[1])) for row in rows]
    pairs: list[tuple[int, int]] = []
    for entry in _PROC.iterdir():
        if entry.name.isdigit():
            try:
                pairs.append((int(entry.name), int(_stat(int(entry.name))[1])))
            except OSError:
                continue  # it ended while we looked
    return pairs


def _stat(pid: int) -> list[str]:
    """Return state, parent's pid and so on. A line is "pid (name) state ppid …", and a name may hold ") "."""
    return _PROC.joinpath(str(pid), "stat").read_text("utf-8", "replace").rpartition(")")[2].split()


def _ps(*options: str) -> str:
    done = subprocess.run(["ps", *options], capture_output=True, text=True, check=False)  # noqa: S603, S607 - fixed words, found on PATH
    return done.stdout.strip()


def wait_until(condition: Callable[[], bool], *, within: timedelta) -> bool:
    """Poll until `condition` holds; return whether it came to hold in time. Real time: processes know no other."""
    deadline = time.monotonic() + within.total_seconds()
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(_POLL_SECONDS)
    return True


def kill_family(pid: int) -> None:
    """Kill a process and its children with SIGKILL, parent first, and return when they have ended."""
    family = [pid, *(child for child, parent in _parents() if parent == pid)]
    for member in family:
        try:
            os.kill(member, signal.SIGKILL)
        except ProcessLookupError:
            continue
    wait_until(lambda: not any(map(is_running, family)), within=_END_WITHIN)
