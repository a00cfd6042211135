"""Clock adapters: the real one, an accelerated or steered one shared by processes, and a stepped one for tests."""

import asyncio
import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

from lingqu.kernel.clock import Clock

_LOOK_AGAIN_SECONDS = 0.02
_INSTANT = struct.Struct("=d")


class RealClock:
    """The machine's clock, UTC."""

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.now(UTC)  # noqa: TID251 - the one place that may ask

    async def sleep(self, duration: timedelta) -> None:
        """Sleep real time."""
        await asyncio.sleep(max(duration.total_seconds(), 0))


class AcceleratedClock:
    """Runs `rate` times as fast as the machine's since `origin`; equal in every process given the same two."""

    def __init__(self, origin: datetime, rate: float) -> None:
        self.origin = origin
        self.rate = rate

    def now(self) -> datetime:
        """Return origin + rate x elapsed."""
        elapsed = datetime.now(UTC) - self.origin  # noqa: TID251 - the one place that may ask
        return self.origin + elapsed * self.rate

    async def sleep(self, duration: timedelta) -> None:
        """Sleep `duration` of this clock's time."""
        await asyncio.sleep(max(duration.total_seconds() / self.rate, 0))


class SteppedClock:
    """Stands still until told; for tests in one process."""

    def __init__(self, start: datetime) -> None:
        self._now = start

    def now(self) -> datetime:
        """Return the instant last set."""
        return self._now

    def advance(self, duration: timedelta) -> None:
        """Jump ahead."""
        self._now += duration

    async def sleep(self, duration: timedelta) -> None:
        """Jump instead of waiting."""
        self.advance(duration)
        await asyncio.sleep(0)


class SteeredClock:
    """Shows the instant that somebody writes into a file; equal in every process, and as still as they let it be."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            self._shown = mmap.mmap(file.fileno(), _INSTANT.size, access=mmap.ACCESS_READ)

    def now(self) -> datetime:
        """Return the instant last written."""
        return datetime.fromtimestamp(_INSTANT.unpack_from(self._shown)[0], UTC)

    async def sleep(self, duration: timedelta) -> None:
        """Wait until so much has been let pass."""
        due = self.now() + duration
        await asyncio.sleep(0)
        while self.now() < due:  # noqa: ASYNC110 - a file raises no event
            await asyncio.sleep(_LOOK_AGAIN_SECONDS)


class Helm:
    """Writes what every steered clock of a file shows."""

    def __init__(self, path: Path, start: datetime) -> None:
        path.write_bytes(_INSTANT.pack(start.timestamp()))
        with path.open("r+b") as file:
            self._shown = mmap.mmap(file.fileno(), _INSTANT.size)

    def show(self, instant: datetime) -> None:
        """Let it be this instant."""
        _INSTANT.pack_into(self._shown, 0, instant.timestamp())


def clock_from(setting: str) -> Clock:
    """Read `real`, `accelerated:<origin RFC 3339>:<rate>` or `steered:<file>` (the setting `clock`)."""
    if setting == "real":
        return RealClock()
    kind, _, rest = setting.partition(":")
    if kind == "steered":
        if not Path(rest).is_file():
            raise ValueError(f"clock: no file {rest!r} to be steered by")
        return SteeredClock(Path(rest))
    origin, _, rate = rest.rpartition(":")
    if kind != "accelerated" or not origin:
        raise ValueError(f"clock: expected 'real' or 'accelerated:<origin>:<rate>', got {setting!r}")
    return AcceleratedClock(datetime.fromisoformat(origin), float(rate))
