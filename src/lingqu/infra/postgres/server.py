"""The embedded PostgreSQL: one server, supervised by one process, used by many."""

import os
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg
import structlog
from psycopg import sql

from lingqu.infra.postgres.binaries import Binaries
from lingqu.infra.postgres.bootstrap import (
    DATABASE,
    make_database,
    prepare_data,
    prepare_roles,
    remake_passwords,
)
from lingqu.infra.postgres.child import DEFAULTS, Child
from lingqu.infra.postgres.errors import (
    NotRunningError,
    PlaceError,
    StartTimeoutError,
    UnsupervisedError,
)
from lingqu.infra.postgres.home import Home
from lingqu.infra.postgres.passwords import ROLE_NAMES, Passwords, Role
from lingqu.infra.postgres.pidfile import Postmaster, find_running, read_postmaster
from lingqu.infra.postgres.processes import kill_family, wait_until, was_given

START_WITHIN = timedelta(minutes=10)
"""Recovery after a crash may take minutes."""

_DEPART_WITHIN = timedelta(minutes=2)
_RETRY_SECONDS = 0.2

_log = structlog.get_logger(__name__)


class EmbeddedPostgres:
    """A PostgreSQL server on the data in `<root>/postgres`.

    The first process to start it supervises it: the server is its child and ends with it, whatever ends it.
    A process that starts it later on the same root attaches to the running server and leaves it running.

    Start it from the main thread where you can: there the kernel itself ends the server with its parent;
    from another thread a watcher does, within a quarter of a second.
    """

    def __init__(
        self,
        root: Path,
        *,
        settings: Mapping[str, str] = DEFAULTS,
        tcp: bool = False,
        start_within: timedelta = START_WITHIN,
    ) -> None:
        """Describe a server; nothing is touched before `start`.

        Args:
            root: the folder that holds `postgres/`; made if it does not exist.
            settings: PostgreSQL's own, each a name and a value; they replace the defaults as a whole.
            tcp: listen on a free port of 127.0.0.1 too, not only on the socket.
            start_within: how long recovery after a crash may take.
        """
        self.root = root
        self.attached = False
        self._settings = settings
        self._tcp = tcp
        self._start_within = start_within
        self._home: Home | None = None
        self._passwords: dict[Role, str] = {}
        self._postmaster: Postmaster | None = None
        self._child: Child | None = None

    # --- life ---------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Return when the server is ready: start it, or attach to one that another process supervises.

        May be called again after the server has died, from either side.

        Raises:
            EmbeddedPostgresError: it cannot be had; the message names the place and the mend.
        """
        if self.alive:
            return
        home = self._home = self._home or Home.of(self.root)
        deadline = time.monotonic() + self._start_within.total_seconds()
        while True:
            with self._transition(home):
                if home.supervisor.acquire():
                    self.attached = False
                    self._supervise(home)
                    return
                # Whoever supervises it is not starting it now, or would hold the transition lock.
                running = find_running(home.data)
                if running and running.status == "ready":
                    self.attached = True
                    self._postmaster = running
                    self._passwords = Passwords(home).find() or {}
                    return
            if time.monotonic() > deadline:
                raise StartTimeoutError(
                    f"process {home.supervisor.holder()} supervises the server, but does not start it",
                    place=home.path,
                    mend="Stop that process, or let it start the server.",
                )
            time.sleep(_RETRY_SECONDS)  # it has just died, and its supervisor may be about to start it again

    def stop(self) -> None:
        """Stop the server if we supervise it; leave it when attached. A second call does nothing.

        Connections are cut, open transactions rolled back, and everything is written out.
        """
        if self._supervises and self._child is not None and self._home is not None:
            with self._transition(self._home):
                self._child.stop()
                self._home.clear_run()
                self._home.supervisor.release()
                _log.info("postgres.stopped", place=str(self._home.path))
        self._forget()
        self._home = None

    def kill(self) -> None:
        """Kill the server and all its processes with SIGKILL, as a crash would; for tests of crashes.

        Committed transactions survive it. `start` recovers.
        """
        kill_family(self._running().pid)
        if self._supervises and self._child is not None:
            self._child.ended()

    def destroy(self) -> None:
        """Stop the server and delete its data. For tests and for a demo that is begun anew."""
        self.stop()
        home = Home.of(self.root)
        if not home.supervisor.acquire():
            raise PlaceError(
                f"process {home.supervisor.holder()} uses this database",
                place=home.path,
                mend="Stop that process first.",
            )
        self._await_former(home)
        home.remove()
        home.supervisor.release()
        (self.root / "postgres").unlink(missing_ok=True)  # the link, where the home was elsewhere

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    # --- what callers ask ---------------------------------------------------------------------------------

    @property
    def alive(self) -> bool:
        """Whether the server that we started or attached to still runs."""
        if self._postmaster is None or self._home is None:
            return False
        if self._supervises and self._child is not None and self._child.ended():
            return False
        return was_given(self._postmaster.pid, str(self._home.data))

    @property
    def pid(self) -> int:
        """Process id of the postmaster."""
        return self._running().pid

    @property
    def home(self) -> Path:
        """Where data, logs and passwords are; not always below `root`, see `lingqu.infra.postgres.home`."""
        if self._home is None:
            raise self._not_running()
        return self._home.path

    def url(self, role: Role, *, database: str = DATABASE, tcp: bool = False) -> str:
        """Return a libpq URL with the role's password; it is a secret.

        Args:
            role: `owner` migrates, `app` works under row security, `dispatcher` claims queues across corps,
                `superuser` is for repair and tests.
            database: another database of this server.
            tcp: through 127.0.0.1 instead of the socket; the server must have been started with `tcp`.

        Raises:
            NotRunningError: not started, or asked for TCP of a server that has only a socket.
        """
        postmaster = self._running()
        login = f"{ROLE_NAMES[role]}:{self._passwords[role]}"
        if not tcp:
            folder = quote(postmaster.socket_folder, safe="")
            return f"postgresql://{login}@/{quote(database)}?host={folder}&port={postmaster.port}"
        if not postmaster.tcp_host:
            raise NotRunningError(
                "the server listens on its socket only", place=self.home, mend="Start it with tcp=True."
            )
        return f"postgresql://{login}@{postmaster.tcp_host}:{postmaster.port}/{quote(database)}"

    def create_database(self, name: str, *, template: str = "template1") -> None:
        """Make a further database, owned by the owner role; a copy of `template` if one is named.

        Copying a migrated database of a few MB takes a tenth of a second. Nobody may be connected to the template.
        """
        with self._maintenance() as connection:
            make_database(connection, name, template=template)

    def drop_database(self, name: str) -> None:
        """Delete a database and cut its connections; nothing happens when there is none."""
        with self._maintenance() as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    # --- starting -----------------------------------------------------------------------------------------

    def _supervise(self, home: Home) -> None:
        """Start the server as our child; we hold both locks, and the supervisor's one on return."""
        try:
            self._await_former(home)
            if self._child is not None:
                self._child.stop()  # it was killed; the system still waits for us to notice
            self._forget()
            binaries = Binaries.of_wheel()
            if home.account:
                binaries = binaries.copied_into(home.install)
            passwords = prepare_data(home, binaries)
            self._passwords = passwords or remake_passwords(home, binaries, within=self._start_within)
            self._child = Child.launch(
                home, binaries, settings=self._settings, tcp=self._tcp, within=self._start_within
            )
            self._postmaster = self._child.postmaster
            _log.info("postgres.started", place=str(home.path), pid=self._postmaster.pid)
            prepare_roles(home, lambda name: self.url("superuser", database=name), self._passwords)
        except BaseException:
            if self._child is not None:
                self._child.stop()
            self._forget()
            home.supervisor.release()
            raise

    def _await_former(self, home: Home) -> None:
        """Wait for a server whose supervisor has died: it has its signal and is writing out."""
        if find_running(home.data) is None:
            return
        _log.info("postgres.waits_for_former_server", place=str(home.path))
        if not wait_until(lambda: find_running(home.data) is None, within=_DEPART_WITHIN):
            former = read_postmaster(home.data)
            raise UnsupervisedError(
                f"a server (pid {former.pid if former else 'unknown'}) runs here, and nobody supervises it",
                place=home.data,
                mend="Stop it with: kill -INT <pid>.",
            )

    # --- small things -------------------------------------------------------------------------------------

    @property
    def _supervises(self) -> bool:
        """Whether the server is our child: not when attached, nor in a fork of the process that started it."""
        return self._child is not None and self._child.parent == os.getpid()

    def _forget(self) -> None:
        self._child = None
        self._postmaster = None

    def _running(self) -> Postmaster:
        if self._postmaster is None:
            raise self._not_running()
        return self._postmaster

    def _not_running(self) -> NotRunningError:
        return NotRunningError("the server has not been started", place=self.root, mend="Call start() first.")

    @contextmanager
    def _transition(self, home: Home) -> Generator[None]:
        """Hold the transition lock; while another process holds it, it is starting or stopping the server."""
        if not wait_until(home.transition.acquire, within=self._start_within):
            raise StartTimeoutError(
                f"process {home.transition.holder()} is starting or stopping the server and does not finish",
                place=home.path,
                mend="Stop that process.",
            )
        try:
            yield
        finally:
            home.transition.release()

    @contextmanager
    def _maintenance(self) -> Generator[psycopg.Connection]:
        with psycopg.connect(self.url("superuser", database="postgres"), autocommit=True) as connection:
            yield connection
