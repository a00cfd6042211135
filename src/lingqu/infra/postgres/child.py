"""The postmaster as a child of ours: its settings, its start, its end."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Self

import structlog

from lingqu.infra.postgres.binaries import ENVIRONMENT, Binaries
from lingqu.infra.postgres.errors import EmbeddedPostgresError, StartTimeoutError, explain
from lingqu.infra.postgres.home import Home
from lingqu.infra.postgres.launch import command
from lingqu.infra.postgres.pidfile import Postmaster, clear_stale, read_postmaster
from lingqu.infra.postgres.processes import kill_family, wait_until
from lingqu.infra.postgres.words import Words

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "shared_buffers": "256MB",
        "max_connections": "100",
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "jit": "off",
        "random_page_cost": "1.1",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
)
"""Sized for a laptop. Extend with `DEFAULTS | {...}`."""

_LOGGING: Mapping[str, str] = MappingProxyType(
    {
        "logging_collector": "on",
        # One file for each day of the week, begun anew when the day comes round again.
        "log_filename": "postgres-%u.log",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
        # Rows and parameters hold names and messages of people; neither belongs into a log.
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
    }
)

_STOP_WITHIN = timedelta(seconds=60)
_ORPHANS_WITHIN = timedelta(seconds=20)
_RETRY_SECONDS = 0.2
_REPORT_EVERY_SECONDS = 5.0
_SOCKET_ONLY_PORT = 5432

_log = structlog.get_logger(__name__)


class Child:
    """A postmaster that this process has started and that ends with it."""

    def __init__(self, process: subprocess.Popen[bytes], postmaster: Postmaster) -> None:
        self.postmaster = postmaster
        self.parent = os.getpid()
        self._process = process

    @classmethod
    def launch(
        cls, home: Home, binaries: Binaries, *, settings: Mapping[str, str], tcp: bool, within: timedelta
    ) -> Self:
        """Start the server and return when it is ready; only to be called by the supervisor.

        Raises:
            EmbeddedPostgresError: it ended, or is not ready in time; it does not run then.
        """
        deadline = time.monotonic() + _ORPHANS_WITHIN.total_seconds()
        while True:
            clear_stale(home.data)
            try:
                return cls._launch_once(home, binaries, settings=settings, tcp=tcp, within=within)
            except EmbeddedPostgresError as error:
                if not _passes(error) or time.monotonic() > deadline:
                    raise
                _log.info("postgres.start_is_tried_again", place=str(home.path), because=str(error))
                time.sleep(_RETRY_SECONDS)

    @classmethod
    def _launch_once(
        cls, home: Home, binaries: Binaries, *, settings: Mapping[str, str], tcp: bool, within: timedelta
    ) -> Self:
        arguments = [str(binaries.postgres), "-D", str(home.data)]
        for name, value in {**settings, **_LOGGING, **_place_settings(home, tcp=tcp)}.items():
            arguments += ["-c", f"{name}={value}"]
        words = Words(home.startup_log, home.log)
        with words.startup.open("wb") as output:
            process = subprocess.Popen(  # noqa: S603 - our own words
                command(arguments, account=home.runner, death_signal=signal.SIGINT),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                env=ENVIRONMENT,
                start_new_session=True,  # Ctrl-C in a terminal is for us; we stop the server when it is time
            )
        try:
            return cls(process, _await_ready(home, process, words, within=within))
        except BaseException:
            _end(process)
            raise

    def ended(self) -> bool:
        """Tell whether it has ended, and let the system forget it."""
        return self._process.poll() is not None

    def stop(self) -> None:
        """Stop it: connections are cut, open transactions rolled back, everything is written out."""
        _end(self._process)


def _await_ready(home: Home, process: subprocess.Popen[bytes], words: Words, *, within: timedelta) -> Postmaster:
    begun = reported = time.monotonic()

    def settled() -> bool:
        nonlocal reported
        if time.monotonic() > reported + _REPORT_EVERY_SECONDS:
            reported = time.monotonic()
            seconds = round(reported - begun)
            _log.info("postgres.is_starting", place=str(home.path), for_seconds=seconds, said=words.last())
        return _find_ready(home, process) is not None or process.poll() is not None

    wait_until(settled, within=within)
    if ready := _find_ready(home, process):
        return ready
    if process.poll() is not None:
        raise explain(words.since_start(), home.path)
    raise StartTimeoutError(
        f"the server is not ready after {within}",
        place=home.log,
        mend="Recovery may need longer: allow it, or read the log.",
        detail=words.last(),
    )


def _find_ready(home: Home, process: subprocess.Popen[bytes]) -> Postmaster | None:
    named = read_postmaster(home.data)
    return named if named and named.pid == process.pid and named.status == "ready" else None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a postmaster, asking ever less politely: fast, then immediate shutdown, then SIGKILL."""
    for request in (signal.SIGINT, signal.SIGQUIT):
        process.send_signal(request)  # nothing happens when it has ended
        if wait_until(lambda: process.poll() is not None, within=_STOP_WITHIN):
            return
        _log.warning("postgres.stops_slowly", pid=process.pid, asked=request.name)
    kill_family(process.pid)
    process.wait()


def _passes(error: EmbeddedPostgresError) -> bool:
    """Tell whether trying again helps: a killed server's children take a moment to notice, a free port can be lost."""
    return "pre-existing shared memory" in error.detail or "any TCP/IP sockets" in error.detail


def _place_settings(home: Home, *, tcp: bool) -> dict[str, str]:
    folder = str(home.fresh_run()).replace('"', '""')
    crashed = read_postmaster(home.data)  # its clients know its port
    return {
        "log_directory": str(home.log),
        "listen_addresses": "127.0.0.1" if tcp else "",
        "port": str(_free_port(crashed.port if crashed else 0) if tcp else _SOCKET_ONLY_PORT),
        "unix_socket_directories": f'"{folder}"',
        "unix_socket_permissions": "0700",
        "cluster_name": "lingqu",
    }


def _free_port(wished: int) -> int:
    """Return the port wished for if it is free, else any other; between here and its use it may be lost."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wished))
        except OSError:
            probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
