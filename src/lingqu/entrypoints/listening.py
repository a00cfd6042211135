"""The address the web process answers at, held by the process above it.

While a web process is being started again, the kernel keeps what connects waiting, and the new one answers it:
WeCom waits 5 seconds, and a refused connection would cost it one of its three tries.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Mapping

import httpx

from lingqu.kernel.errors import LingquError

BACKLOG = 2048
DESCRIPTOR = "LINGQU_LISTEN_FD"
"""In a child's environment: the descriptor of the socket it inherited. Not a setting."""


class AddressError(LingquError):
    """The address cannot be listened at."""

    code = "address"


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket that children may inherit.

    Raises:
        AddressError: another program listens there, or the address is not this machine's.
    """
    try:
        listener = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=BACKLOG
        )
    except OSError as error:
        message = (
            f"cannot listen at {host}:{port}: {error.strerror or error}."
            " End what listens there, or choose another address by LINGQU_HOST and LINGQU_PORT"
        )
        raise AddressError(message) from None
    listener.set_inheritable(True)
    return listener


def inherited(environment: Mapping[str, str] = os.environ) -> socket.socket | None:
    """Return the socket a process above handed down; None for a process started alone."""
    descriptor = environment.get(DESCRIPTOR)
    return socket.socket(fileno=int(descriptor)) if descriptor else None


def await_web(url: str, *, within_seconds: float = 120) -> None:
    """Return when a web process answers."""
    deadline = time.monotonic() + within_seconds
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=1).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise SystemExit(f"{url} does not answer within {within_seconds:.0f} s")


def free_port() -> int:
    """Return a loopback port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
