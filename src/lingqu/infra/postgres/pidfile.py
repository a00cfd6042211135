"""`postmaster.pid`: what a server says about itself, and whether that is still true."""

import os
from pathlib import Path
from typing import NamedTuple

from lingqu.infra.postgres.processes import exists, was_given

NOBODY = 2_147_483_647
"""A pid that no process has: systems stop far below it."""

_LINES = 8


class Postmaster(NamedTuple):
    """A server as its pid file describes it."""

    pid: int
    port: int
    socket_folder: str
    tcp_host: str
    status: str
    """starting, ready, stopping, standby"""


def parse(text: str) -> Postmaster | None:
    """Read a pid file; None when it is not (yet, or any more) complete.

    Lines: pid, data folder, start time, port, socket folder, TCP address, shared memory key and id, status.
    """
    lines = text.split("\n")
    if len(lines) < _LINES or not lines[0].isdecimal() or not lines[3].isdecimal():
        return None
    return Postmaster(int(lines[0]), int(lines[3]), lines[4], lines[5], lines[7].strip())


def read_postmaster(data: Path) -> Postmaster | None:
    """Return the server that the pid file of a data folder names, alive or not."""
    try:
        return parse(_file(data).read_text("utf-8", "surrogateescape"))
    except FileNotFoundError:
        return None


def find_running(data: Path) -> Postmaster | None:
    """Return the server that runs on a data folder, whatever its status."""
    postmaster = read_postmaster(data)
    # A stranger may have got its pid; a zombie has no arguments and is nobody.
    return postmaster if postmaster and was_given(postmaster.pid, str(data)) else None


def clear_stale(data: Path) -> None:
    """Make a left-behind pid file harmless; only to be called while no server runs.

    PostgreSQL itself clears away a file whose pid is dead, after making sure that no orphaned child still uses
    the shared memory named in it. It gives up, though, when the file is torn, or when the pid now belongs to a
    stranger: then we drop the torn file, or put a pid there that is surely dead and leave the rest to PostgreSQL.
    """
    try:
        text = _file(data).read_text("utf-8", "surrogateescape")
    except FileNotFoundError:
        return
    first, _, rest = text.partition("\n")
    if not rest or not first.isdecimal():
        _file(data).unlink()
    elif exists(int(first)):
        # Root writes here in a folder of somebody else's: never through a link.
        with os.fdopen(os.open(_file(data), os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW), "wb") as file:
            file.write(f"{NOBODY}\n{rest}".encode("utf-8", "surrogateescape"))


def _file(data: Path) -> Path:
    return data / "postmaster.pid"
