"""The child that owns a folder of history: chdb behind a socket.

    python -m lingqu.infra.history.child <folder> <socket>

One thread per connection of a client, and a few connections to chdb that they borrow: readers, which cannot write (some
of them for short questions alone), and writers. chdb runs the queries of its connections side by side, so a long one
takes processor time from a short one and nothing else.
"""

from __future__ import annotations

import fcntl
import os
import queue
import re
import signal
import socket
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lingqu.infra.history.engine import DATABASE, QUICK
from lingqu.infra.history.frames import LARGEST_HEADER_BYTES, LENGTHS, Answer, Question, frame, question_decoder

QUICK_READERS, READERS, WRITERS = 2, 4, 2
STOP_WITHIN_SECONDS = 5.0
NICENESS = 5
OOM_SCORE = "500"
_NOTHING = b""
_CODE = re.compile(r"Code: (\d+)\. DB::Exception: (.*)", re.DOTALL)


@dataclass(slots=True)
class _Line:
    """One connection to chdb and the limits last set on it."""

    connection: Any
    limits: tuple[float, int] | None = None


_Lane = queue.SimpleQueue[_Line]


class Engine:
    """chdb on one folder, with its connections."""

    def __init__(self, folder: Path) -> None:
        """Open the folder; it must be nobody else's."""
        from chdb.state.sqlitelike import connect  # noqa: PLC0415 - half a second and 300 MB, for the child alone

        self._all: list[Any] = []

        def opened(count: int, *, readonly: bool) -> _Lane:
            lane: _Lane = queue.SimpleQueue()
            for _ in range(count):
                connection = connect(str(folder))
                connection.query(f"CREATE DATABASE IF NOT EXISTS {DATABASE}")
                connection.query(f"USE {DATABASE}")
                if readonly:
                    connection.query("SET output_format_arrow_compression_method = 'none'")  # it goes through memory
                    connection.query("SET readonly = 2")
                lane.put(_Line(connection))
                self._all.append(connection)
            return lane

        self._quick = opened(QUICK_READERS, readonly=True)
        self._readers = opened(READERS, readonly=True)
        self._writers = opened(WRITERS, readonly=False)

    def answer(self, question: Question, body: memoryview) -> tuple[Answer, bytes]:
        """Do what is asked; a refusal is an answer."""
        try:
            with self._borrowed(self._lane(question)) as line:
                return Answer(), self._do(line, question, body)
        except Exception as error:  # noqa: BLE001 - chdb raises several kinds, and each is the client's to read
            said = _CODE.search(str(error))
            return Answer(number=int(said[1]) if said else 0, words=said[2] if said else str(error)), _NOTHING

    def _lane(self, question: Question) -> _Lane:
        """Return the connections for a question: long ones, however many, leave some free for the short."""
        if question.verb != "query":
            return self._writers
        return self._quick if question.seconds <= QUICK.within.total_seconds() else self._readers

    def _do(self, line: _Line, question: Question, body: memoryview) -> bytes:
        limits = (question.seconds, question.memory_bytes)
        if line.limits != limits:
            line.connection.query(f"SET max_execution_time = {limits[0]}, max_memory_usage = {limits[1]}")
            line.limits = limits
        if question.verb == "insert":
            with line.connection.send_insert(question.sql, "ArrowStream") as inserter:
                inserter.append(bytes(body))
                inserter.finish()
            return _NOTHING
        return line.connection.query(question.sql, "ArrowStream", params=question.params or None).bytes()

    def close(self) -> None:
        """Close what is open; chdb writes out what it holds."""
        for connection in self._all:
            with suppress(Exception):
                connection.close()

    @contextmanager
    def _borrowed(self, lane: _Lane) -> Generator[_Line]:
        line = lane.get()
        try:
            yield line
        finally:
            lane.put(line)


def serve(engine: Engine, listener: socket.socket) -> None:
    """Take connections until the listener is closed."""
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_attend, args=(engine, client), daemon=True).start()


def _attend(engine: Engine, client: socket.socket) -> None:
    """Answer one client's questions, one after another, until it hangs up."""
    with client, suppress(OSError, EOFError):
        while True:
            head, size = LENGTHS.unpack(_received(client, LENGTHS.size))
            if head > LARGEST_HEADER_BYTES:
                return
            question = question_decoder.decode(_received(client, head))
            answer, body = engine.answer(question, _received(client, size))
            client.sendall(frame(answer, body))
            client.sendall(body)


def _received(client: socket.socket, size: int) -> memoryview:
    held = memoryview(bytearray(size))
    got = 0
    while got < size:
        read = client.recv_into(held[got:])
        if not read:
            raise EOFError
        got += read
    return held


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    with suppress(FileNotFoundError):
        Path(path).unlink()
    before = os.umask(0o177)
    try:
        listener.bind(path)
    finally:
        os.umask(before)
    listener.listen(64)
    return listener


def _stand_back() -> None:
    """Let those who serve people come first: a greeting has twenty seconds, a funnel has none."""
    os.nice(NICENESS)
    with suppress(OSError):  # Linux only: where memory is short, what can be copied anew goes before a database
        Path("/proc/self/oom_score_adj").write_text(OOM_SCORE, "ascii")


def main() -> int:
    """Own the folder, listen, serve until told to stop."""
    _stand_back()
    folder, path = Path(sys.argv[1]), sys.argv[2]
    # A child whose parent was killed may still be ending: chdb bears one process to a folder.
    owned = os.open(folder / "owner.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(owned, fcntl.LOCK_EX)
    engine = Engine(folder / "data")
    listener = _listen(path)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    threading.Thread(target=serve, args=(engine, listener), daemon=True).start()
    stopping.wait()
    listener.close()
    closing = threading.Thread(target=engine.close, daemon=True)
    closing.start()
    closing.join(STOP_WITHIN_SECONDS)
    os._exit(0)  # threads of clients may wait for a query that nobody will read


if __name__ == "__main__":
    sys.exit(main())
