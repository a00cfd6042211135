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
from typing import ClassVar

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


def explain(said: str, place: Path) -> BinariesError | DiskFullError | StartError:
    """Turn what a program of PostgreSQL said before it gave up into an error with a mend."""
    tail = "\n".join(said.strip().splitlines()[-12:])
    if "No space left on device" in said or "Disk quota exceeded" in said:
        return DiskFullError("no space left", place=place, mend="Free some space and start again.", detail=tail)
    if "loading shared librar" in said or "Library not loaded" in said:
        return BinariesError(
            "PostgreSQL lacks a library of the system",
            place=place,
            mend="Install it (libz is in the package zlib1g or zlib).",
            detail=tail,
        )
    if "PermissionError" in said or "Exec format error" in said:
        return BinariesError(
            "PostgreSQL's programs may not run here",
            place=place,
            mend="Choose a LINGQU_DATA_DIR on a disk mounted without 'noexec'.",
            detail=tail,
        )
    if "invalid locale name" in said:
        return BinariesError(
            "this system has no locale C.UTF-8, without which search finds no Chinese",
            place=place,
            mend="Install it, or set LINGQU_DATABASE_URL to a PostgreSQL >= 15.",
            detail=tail,
        )
    return StartError("PostgreSQL gave up", place=place, mend="What it said last:", detail=tail)
