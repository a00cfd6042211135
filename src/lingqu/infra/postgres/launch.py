"""Run a command that must not outlive its parent, as another user if asked.

This file is also the program that does it: `command()` builds an argument list that starts this file in a
fresh interpreter, which drops its privileges, arms the death signal and then *becomes* the command (same pid).
A fresh interpreter, because code between fork and exec in a process with threads may deadlock.

On Linux the kernel sends the death signal (PR_SET_PDEATHSIG) the moment the parent is gone. It follows the
*thread* that forked, and setuid clears it, so it is armed after setuid and only used for a main thread, which
lives as long as its process. Elsewhere, and for other threads, an orphaned watcher polls the parent's pid.

Only the standard library may be imported here: the interpreter runs isolated (-I -S).
"""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_PR_SET_PDEATHSIG = 1
_POLL_SECONDS = 0.25


class Account(NamedTuple):
    """A user of the operating system, by number; it needs no entry in /etc/passwd."""

    uid: int
    gid: int


def command(argv: Sequence[str], *, account: Account | None, death_signal: signal.Signals) -> list[str]:
    """Return the argument list that runs `argv` until it ends or this process does.

    Args:
        argv: absolute path of the program, then its arguments.
        account: become this user first; None keeps the present one.
        death_signal: what the program gets when this process is gone.
    """
    thread_outlives = threading.current_thread() is threading.main_thread()
    guard = "kernel" if sys.platform == "linux" and thread_outlives else "watch"
    user = f"{account.uid}:{account.gid}" if account else ""
    here = str(Path(__file__).resolve())
    return [sys.executable, "-I", "-S", here, guard, str(os.getpid()), str(int(death_signal)), user, *argv]


def _become(guard: str, parent: int, death_signal: int, user: str, argv: list[str]) -> None:
    if user:
        uid, gid = (int(part) for part in user.split(":"))
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if guard == "kernel":
        libc = ctypes.CDLL(None, use_errno=True)
        if libc.prctl(_PR_SET_PDEATHSIG, death_signal, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
        if os.getppid() != parent:  # it died before the signal was armed
            sys.exit(1)
    else:
        _leave_watcher(parent, os.getpid(), death_signal)
    os.execv(argv[0], argv)  # noqa: S606 - argv is our own list; no shell is wanted


def _leave_watcher(parent: int, target: int, death_signal: int) -> None:
    """Fork twice, so that the watcher is no child of the command: a postmaster wonders at unknown children."""
    middle = os.fork()
    if middle:
        os.waitpid(middle, 0)
        return
    os.setsid()
    if os.fork():
        os._exit(0)
    silence = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(silence, stream)
    while _exists(target):
        if not _exists(parent):
            os.kill(target, death_signal)
            break
        time.sleep(_POLL_SECONDS)
    os._exit(0)


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


if __name__ == "__main__":
    _become(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4], sys.argv[5:])
