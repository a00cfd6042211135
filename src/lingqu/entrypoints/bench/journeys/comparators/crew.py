"""Worker processes of a comparator: given their order, let go together, killed when all is done.

Each is a module of this package run as a program, its order one line of JSON on standard input. It prepares itself,
says so (`stand_ready`), and works from the next line on until it is killed; it dies with us, however we end.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from lingqu.infra.postgres.launch import command

_READY = "ready"
_LAST_WORDS = 400


class CrewError(Exception):
    """A process ended by itself; says its last words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a worker is told: the database, the steps of a customer, and what else its comparator has to say."""

    url: str
    steps: int
    extra: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """A process of ours, and the file of what it says."""

    process: subprocess.Popen[str]
    log: Path

    def check(self) -> None:
        """Refuse where it has ended.

        Raises:
            CrewError: it has.
        """
        if self.process.poll() is not None:
            raise CrewError(f"a process ended with {self.process.returncode}: {self.last_words()}")

    def last_words(self) -> str:
        """Return the end of what it said."""
        return self.log.read_text(errors="replace").strip()[-_LAST_WORDS:]


@contextmanager
def hired(argv: Sequence[str], log: Path, *, talks: bool) -> Generator[Hand]:
    """Run a program that does not outlive us, what it says in a file; kill it afterwards.

    Started from the main thread, it dies with us at once; from another one, within a quarter of a second.

    Args:
        argv: absolute path of the program, then its arguments.
        log: where its errors go, and, unless it talks with us, all that it says.
        talks: whether its standard input and output are ours.
    """
    with log.open("wb") as said:
        process = subprocess.Popen(  # noqa: S603 - our own program, or a library's
            command(argv, account=None, death_signal=signal.SIGKILL),
            stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
            stdout=subprocess.PIPE if talks else said,
            stderr=said,
            text=True,
            start_new_session=True,  # Ctrl-C in a terminal is for us
        )
    with process:
        try:
            yield Hand(process, log)
        finally:
            process.kill()


@contextmanager
def crew(program: str, order: Order, folder: Path, *, size: int) -> Generator[Sequence[Hand]]:
    """Start workers, wait until all are ready, and let them go.

    Raises:
        CrewError: one does not become ready.
    """
    with ExitStack() as running:
        argv = [sys.executable, "-m", program]
        hands = [
            running.enter_context(hired(argv, folder / f"worker-{number}.log", talks=True)) for number in range(size)
        ]
        for hand in hands:
            _tell(hand, json.dumps(asdict(order)))
        for hand in hands:
            _await_ready(hand)
        for hand in hands:
            _tell(hand, "go")
        yield hands


def _tell(hand: Hand, line: str) -> None:
    assert hand.process.stdin is not None  # noqa: S101 - as opened
    try:
        # Unbuffered: what a dead process does not read must not be written once more when its end is closed.
        os.write(hand.process.stdin.fileno(), f"{line}\n".encode())
    except BrokenPipeError:
        hand.process.wait()
        hand.check()


def _await_ready(hand: Hand) -> None:
    """Wait for the word; libraries may say something else before."""
    assert hand.process.stdout is not None  # noqa: S101 - as opened
    if not any(line.strip() == _READY for line in hand.process.stdout):
        hand.process.wait()
        hand.check()


# ───────────────────────── in the worker ─────────────────────────


def take_order() -> Order:
    """Read what we are told."""
    return Order(**json.loads(sys.stdin.readline()))


def stand_ready() -> None:
    """Say that we are, and wait until all go; what is printed afterwards goes where errors go."""
    sys.stdout.write(f"{_READY}\n")
    sys.stdout.flush()
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    sys.stdin.readline()
