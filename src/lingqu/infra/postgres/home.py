"""Where an embedded server lives on disk, and who owns which part.

    <root>/postgres/           a folder; a link to one elsewhere when the server's user cannot come here
        data/                  PostgreSQL's own, 0700
        run/                   the socket, 0700; a link to a short temporary folder when the path is too long
        log/                   one file for each day of the week
        startup.log            what the server says before it can log
        install/<version>/     the binaries, only when another user must run them
        passwords.json         of the roles, 0600
        supervisor.lock        held by the process that supervises the server, for as long as it lives
        transition.lock        held while a server is being started or stopped

PostgreSQL refuses to run as root. For root the server therefore runs as the user who owns the data, which for
new data is a number that no account has: neither a person nor another service can be that user. Folders above
ours are never changed. Where one of them keeps that user out (/root is 0700), the home is made in /var/lib/lingqu
(for a root in the temporary folder: there), and `<root>/postgres` becomes a link to it.

A root who is the only user of his namespace cannot become anybody: see `launch.Account.masks`.
"""

import fcntl
import os
import pwd
import shutil
import tempfile
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Self

import structlog

from lingqu.infra.postgres.errors import DiskFullError, PlaceError
from lingqu.infra.postgres.launch import Account
from lingqu.infra.postgres.processes import wait_until

SERVER_ACCOUNT = Account(uid=55432, gid=55432)
"""Who runs the server and owns new data when we are root."""

OUTSIDE = Path("/var/lib/lingqu")
"""Where root's homes go that cannot be where they were asked for."""

_log = structlog.get_logger(__name__)

_LEFTOVERS_WITHIN = timedelta(seconds=10)
_SPACE_BYTES = 256 * 1024 * 1024
_SOCKET_PATH_BYTES = 103  # sun_path holds 108 bytes on Linux and 104 on macOS, with a closing zero
_LONGEST_SOCKET_NAME = ".s.PGSQL.65535"
_SHELL_CHARACTERS = frozenset('"$`\\\n')  # initdb hands paths to a shell, in double quotes


class Lock:
    """An exclusive lock on a file, held by this object; the system frees it when the process ends, however."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Take the lock if it is free (or ours already) and write our pid into it for people to read."""
        if self._descriptor is not None:
            return True
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        give_to_owner(self._path)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.truncate(descriptor, 0)
        os.write(descriptor, str(os.getpid()).encode())
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Free the lock; nothing happens when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> str:
        """Return the pid written by who took the lock last."""
        return self._path.read_text("ascii")


class Home:
    """The folders of one embedded server."""

    def __init__(self, path: Path, runner: Account | None) -> None:
        """Describe a home.

        Args:
            path: its folder.
            runner: who runs the server; None is ourselves.
        """
        self.path = path
        self.runner = runner
        self.account = runner if runner and not runner.masks else None
        self.data = path / "data"
        self.log = path / "log"
        self.startup_log = path / "startup.log"
        self.run = path / "run"
        self.install = path / "install"
        self.passwords = path / "passwords.json"
        self.supervisor = Lock(path / "supervisor.lock")
        self.transition = Lock(path / "transition.lock")

    @classmethod
    def of(cls, root: Path) -> Self:
        """Find or make the home for `root`.

        Raises:
            PlaceError: the folder cannot be made, belongs to somebody else, or its link leads nowhere.
        """
        wanted = root.absolute() / "postgres"
        if bad := _SHELL_CHARACTERS.intersection(str(wanted)):
            raise PlaceError(
                f"PostgreSQL's programs cannot work under a path with {' '.join(sorted(bad))}",
                place=wanted,
                mend="Choose another LINGQU_DATA_DIR.",
            )
        try:
            if wanted.is_symlink() and not wanted.exists():
                raise PlaceError(
                    f"the database was kept in {wanted.readlink()}, which is gone",
                    place=wanted,
                    mend="Bring that folder back, or remove the link to begin with an empty database.",
                )
            wanted.parent.mkdir(parents=True, exist_ok=True)
            path = wanted.resolve() if wanted.exists() else _make_home(wanted)
            home = cls(path, _runner_for(path))
            home._make_folders()
        except OSError as error:
            raise PlaceError(
                f"the folder for the database cannot be made: {error.strerror}",
                place=wanted,
                mend="Choose a folder that you may write to with LINGQU_DATA_DIR.",
            ) from error
        return home

    def _make_folders(self) -> None:
        if self.data.exists() and os.geteuid() not in {0, self.data.stat().st_uid}:
            raise PlaceError(
                f"the database belongs to user {self.data.stat().st_uid}, and this process is {os.geteuid()}",
                place=self.data,
                mend="Run as that user (or as root when root made it), or choose another LINGQU_DATA_DIR.",
            )
        if self.account and (closed := closed_to(self.path, self.account)):
            raise PlaceError(
                f"the server's user ({self.account.uid}) cannot enter {closed}",
                place=self.path,
                mend="Let others enter that folder (chmod o+x), or choose another LINGQU_DATA_DIR.",
            )
        self.own_folder(self.log)

    def own_folder(self, folder: Path) -> None:
        """Make a folder that only the server's user (and root) can enter."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.account:
            os.chown(folder, self.account.uid, self.account.gid)

    def require_space(self) -> None:
        """Refuse to make a database where it could not be finished."""
        free = shutil.disk_usage(self.path).free
        if free < _SPACE_BYTES:
            raise DiskFullError(
                f"only {free // 2**20} MB are free, a new database needs {_SPACE_BYTES // 2**20} MB",
                place=self.path,
                mend="Free some space, or choose another LINGQU_DATA_DIR.",
            )

    def fresh_run(self) -> Path:
        """Return the folder for the socket, with nothing in it; only to be called while no server runs.

        Raises:
            PlaceError: the path is too long for a socket and there is no short temporary folder either.
        """
        self.clear_run()
        if _fits_socket(self.run):
            self.own_folder(self.run)
            return self.run
        for base in dict.fromkeys((Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"))):  # noqa: S108 - made by mkdtemp
            if _fits_socket(base / "lingqu-12345678") and not (self.account and closed_to(base, self.account)):
                short = Path(tempfile.mkdtemp(prefix="lingqu-", dir=base))
                self.own_folder(short)
                self.run.symlink_to(short)
                return short
        raise PlaceError(
            "the path is too long for a socket",
            place=self.run,
            mend="Choose a LINGQU_DATA_DIR with a shorter path, or set TMPDIR to a short one.",
        )

    def clear_run(self) -> None:
        """Remove the folder for the socket; only to be called while no server runs."""
        if self.run.is_symlink():
            shutil.rmtree(self.run.readlink(), ignore_errors=True)
            self.run.unlink()
        elif self.run.exists():
            shutil.rmtree(self.run)

    def clear_leftovers(self) -> None:
        """Remove what an interrupted creation left; only to be called by the supervisor."""
        for making in self.path.glob("making-*"):
            # A process of the killed initdb may still be at work in it, for a moment.
            wait_until(lambda folder=making: _remove(folder), within=_LEFTOVERS_WITHIN)

    def remove(self) -> None:
        """Delete everything, the link to it included."""
        self.clear_run()
        shutil.rmtree(self.path)


def _remove(folder: Path) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def give_to_owner(path: Path) -> None:
    """Let a file that root makes in somebody else's home belong to them, or they could not start again."""
    if os.geteuid() == 0:
        status = path.parent.stat()
        os.chown(path, status.st_uid, status.st_gid)


def closed_to(path: Path, account: Account) -> Path | None:
    """Return the first folder on the way to `path` (itself included) that `account` may not enter."""
    for folder in (*reversed(path.resolve().parents), path.resolve()):
        if folder.exists() and not _may_enter(folder, account):
            return folder
    return None


def _may_enter(folder: Path, account: Account) -> bool:
    status = folder.stat()
    shift = 6 if status.st_uid == account.uid else 3 if status.st_gid == account.gid else 0
    return bool(status.st_mode >> shift & 0o1)


def _runner_for(path: Path) -> Account | None:
    """Return who runs the server in the home at `path`; None is ourselves."""
    if os.geteuid() != 0:
        return None
    if _is_alone():
        nobody = pwd.getpwnam("nobody")  # initdb wants a user with an account
        return Account(nobody.pw_uid, nobody.pw_gid, masks=True)
    data = path / "data"
    owner = (data if data.exists() else path).stat()
    return Account(owner.st_uid, owner.st_gid) if owner.st_uid != 0 else SERVER_ACCOUNT


def _is_alone() -> bool:
    """Tell whether this user namespace has no user but ours. A line is: first inside, first outside, count."""
    try:
        lines = Path("/proc/self/uid_map").read_text("ascii").splitlines()
    except FileNotFoundError:
        return False  # not Linux
    return sum(int(line.split()[2]) for line in lines) == 1


def _make_home(wanted: Path) -> Path:
    if os.geteuid() != 0 or _is_alone():
        wanted.mkdir(mode=0o700, exist_ok=True)
        return wanted.resolve()
    if not closed_to(wanted.parent, SERVER_ACCOUNT):
        return _open_folder(wanted)
    temporary = Path(tempfile.gettempdir()).resolve()
    if wanted.resolve().is_relative_to(temporary):
        elsewhere = temporary / f"lingqu-postgres-{token_hex(8)}"
    else:
        elsewhere = _open_folder(OUTSIDE) / token_hex(8)
    _open_folder(elsewhere)
    _log.warning("postgres.home_is_elsewhere", asked=str(wanted), used=str(elsewhere))
    try:
        wanted.symlink_to(elsewhere)
    except FileExistsError:  # another process was faster; its home is the home
        elsewhere.rmdir()
    return wanted.resolve()


def _open_folder(folder: Path) -> Path:
    """Make a folder that others may pass through but not read; one that exists stays as it is."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o711)
    return folder.resolve()


def _fits_socket(folder: Path) -> bool:
    if "," in str(folder):
        return False  # libpq takes it for a list of servers
    return len(os.fsencode(folder / _LONGEST_SOCKET_NAME)) <= _SOCKET_PATH_BYTES
