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
_CLONE_NEWUSER = 0x10000000
_POLL_SECONDS = 0.25


class Account(NamedTuple):
    """A user of the operating system, by number; it needs no entry in /etc/passwd."""

    uid: int
    gid: int

    masks: bool = False
    """Do not become this user: look like it, in a user namespace of the command's own.

    For a root who is the only user there is (`unshare -r`, some containers): he can become nobody else, yet
    PostgreSQL refuses a root. Files still belong to him; only Linux knows this.
    """


def command(argv: Sequence[str], *, account: Account | None, death_signal: signal.Signals) -> list[str]:
    """Return the argument list that runs `argv` until it ends or this process does.

    Args:
        argv: absolute path of the program, then its arguments.
        account: become this user first; None keeps the present one.
        death_signal: what the program gets when this process is gone.
    """
    thread_outlives = threading.current_thread() is threading.main_thread()
    guard = "kernel" if sys.platform == "linux" and thread_outlives else "watch"
    user = f"{account.uid}:{account.gid}:{'masks' if account.masks else ''}" if account else ""
    here = str(Path(__file__).resolve())
    return [sys.executable, "-I", "-S", here, guard, str(os.getpid()), str(int(death_signal)), user, *argv]


def _become(guard: str, parent: int, death_signal: int, user: str, argv: list[str]) -> None:
    uid, _, rest = user.partition(":")
    gid, _, masks = rest.partition(":")
    if masks:
        _look_like(int(uid), int(gid))
    elif user:
        os.setgroups([])
        os.setgid(int(gid))
        os.setuid(int(uid))
    if guard == "kernel":
        _call("prctl", _PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # it died before the signal was armed
            sys.exit(1)
    else:
        _leave_watcher(parent, os.getpid(), death_signal)
    os.execv(argv[0], argv)  # noqa: S606 - argv is our own list; no shell is wanted


def _look_like(uid: int, gid: int) -> None:
    _call("unshare", _CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", "ascii")
    Path("/proc/self/uid_map").write_text(f"{uid} 0 1", "ascii")
    Path("/proc/self/gid_map").write_text(f"{gid} 0 1", "ascii")


def _call(function: str, *arguments: int) -> None:
    """Call a function of the C library that answers 0 when all is well."""
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, function)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), f"{function}{arguments}")


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
