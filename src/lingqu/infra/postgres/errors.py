"""What can go wrong with the embedded server; each message names the place and the mend.

EmbeddedPostgresError
├── BinariesError        the server's binaries are missing or do not run here
├── PlaceError           the folder cannot hold the server: permissions, owner, foreign content
├── DataVersionError     the data was made by another major version of PostgreSQL
├── DiskFullError        no space left
├── StartError           the server ended while starting
├── StartTimeoutError    the server is still not ready
├── UnsupervisedError    a server runs on the data, but the process that supervised it is gone
└── NotRunningError      asked for something that only a started server has
"""

from pathlib import Path
from typing import ClassVar, NamedTuple

from lingqu.kernel.errors import LingquError


class EmbeddedPostgresError(LingquError):
    """The embedded PostgreSQL cannot do what was asked; `place` and `mend` say where and what to do."""

    code: ClassVar[str] = "postgres.error"

    def __init__(self, problem: str, *, place: Path, mend: str, detail: str = "") -> None:
        message = f"{problem} ({place}). {mend}"
        super().__init__(f"{message}\n{detail}" if detail else message, place=str(place), mend=mend)
        self.mend = mend
        self.detail = detail


class BinariesError(EmbeddedPostgresError):
    """The server's binaries are missing or do not run on this machine."""

    code = "postgres.binaries"


class PlaceError(EmbeddedPostgresError):
    """The folder cannot hold the server."""

    code = "postgres.place"


class DataVersionError(EmbeddedPostgresError):
    """The data was made by another major version of PostgreSQL than the binaries'."""

    code = "postgres.data_version"


class DiskFullError(EmbeddedPostgresError):
    """There is no space left for the server's data."""

    code = "postgres.disk_full"


class StartError(EmbeddedPostgresError):
    """The server ended while starting; `detail` is the end of what it said."""

    code = "postgres.start"


class StartTimeoutError(EmbeddedPostgresError):
    """The server is still not ready."""

    code = "postgres.start_timeout"


class UnsupervisedError(EmbeddedPostgresError):
    """A server runs on the data, but nobody supervises it and it does not end by itself."""

    code = "postgres.unsupervised"


class NotRunningError(EmbeddedPostgresError):
    """The server has not been started."""

    code = "postgres.not_running"


class _Explanation(NamedTuple):
    words: tuple[str, ...]
    """Any of them, in what the program said."""

    error: type[EmbeddedPostgresError]
    problem: str
    mend: str


_EXPLANATIONS = (
    _Explanation(
        ("could not resize shared memory segment",),
        StartError,
        "there is too little shared memory",
        "Enlarge /dev/shm (in a container: --shm-size=256m).",
    ),
    _Explanation(
        ("No space left on device", "Disk quota exceeded"),
        DiskFullError,
        "no space left",
        "Free some space and start again.",
    ),
    _Explanation(
        ("could not map anonymous shared memory",),
        StartError,
        "there is too little memory",
        "Free some memory, or set a smaller shared_buffers.",
    ),
    _Explanation(
        ("pre-existing shared memory block",),
        StartError,
        "processes of a server that was killed still run",
        "Wait until they end, or end them: they are called 'postgres: lingqu'.",
    ),
    _Explanation(
        ("could not locate a valid checkpoint record", "invalid checkpoint record"),
        StartError,
        "the database is damaged",
        "Restore it from a backup.",
    ),
    _Explanation(
        ("loading shared librar", "Library not loaded"),
        BinariesError,
        "PostgreSQL lacks a library of the system",
        "Install it (libz is in the package zlib1g or zlib).",
    ),
    _Explanation(
        ("PermissionError", "Exec format error"),
        BinariesError,
        "PostgreSQL's programs may not run here",
        "Choose a LINGQU_DATA_DIR that the server's user can enter, on a disk mounted without 'noexec'.",
    ),
    _Explanation(
        ("could not look up effective user ID",),
        PlaceError,
        "initdb refuses a user without an account",
        "Add one to /etc/passwd for this user's number, or run as a user that has one.",
    ),
    _Explanation(
        ("unshare(",),
        PlaceError,
        "root is the only user here, PostgreSQL refuses root, and user namespaces are forbidden",
        "Run as an ordinary user, or allow more users here (a map in /etc/subuid).",
    ),
    _Explanation(
        ("invalid locale name",),
        BinariesError,
        "this system has no locale C.UTF-8, without which search finds no Chinese",
        "Install it, or set LINGQU_DATABASE_URL to a PostgreSQL >= 15.",
    ),
)
_TAIL_LINES = 12


def explain(said: str, place: Path) -> EmbeddedPostgresError:
    """Turn what a program of PostgreSQL said before it gave up into an error with a mend."""
    tail = "\n".join(said.strip().splitlines()[-_TAIL_LINES:])
    for known in _EXPLANATIONS:
        if any(words in said for words in known.words):
            return known.error(known.problem, place=place, mend=known.mend, detail=tail)
    return StartError("PostgreSQL gave up", place=place, mend="What it said last:", detail=tail)
