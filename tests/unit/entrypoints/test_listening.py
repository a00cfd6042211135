"""The web process's address: kept while there is no web process, and refused with its mend when it is taken."""

from __future__ import annotations

import os
import socket

import pytest

from lingqu.entrypoints.listening import DESCRIPTOR, AddressError, inherited, listen


def test_a_caller_who_came_while_nobody_served_is_answered_by_the_next_process() -> None:
    with listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname(), timeout=5) as caller:
        caller.sendall(b"sent before anyone accepts")
        handed_down = inherited({DESCRIPTOR: str(os.dup(listener.fileno()))})
        assert handed_down is not None
        with handed_down, handed_down.accept()[0] as accepted:
            assert accepted.recv(100) == b"sent before anyone accepts"


def test_children_may_inherit_the_socket() -> None:
    with listen("127.0.0.1", 0) as listener:
        assert listener.get_inheritable()


def test_a_process_started_alone_inherits_nothing() -> None:
    assert inherited({}) is None


def test_a_taken_address_is_named_with_its_mend() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(AddressError, match=rf"127\.0\.0\.1:{port}.*LINGQU_PORT"):
            listen("127.0.0.1", port)
