"""How long things take: warmed once, then the median of five; what takes seconds is asked once more only."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

ROUNDS = 5
LONG_SECONDS = 2.0

Answer = TypeVar("Answer")


async def median_ms(ask: Callable[[], Awaitable[Answer]], *, rounds: int = ROUNDS) -> tuple[float, Answer]:
    """Return the median in milliseconds, and the last answer."""
    first = time.perf_counter()
    answer = await ask()
    is_long = time.perf_counter() - first > LONG_SECONDS
    took: list[float] = []
    for _ in range(1 if is_long else rounds):
        began = time.perf_counter()
        answer = await ask()
        took.append(time.perf_counter() - began)
    return round(statistics.median(took) * 1000, 3), answer


def pss_mb(pid: int | None = None) -> int:
    """Return the proportional memory of a process (Linux)."""
    lines = Path(f"/proc/{pid or 'self'}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) // 1024


def rss_mb(pid: int | None) -> int:
    """Return the resident memory of a process (Linux)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) // 1024
