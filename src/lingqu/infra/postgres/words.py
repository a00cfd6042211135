"""What the server says from now on."""

from pathlib import Path


class Words:
    """The server's words since this object was made: first in startup.log, then in its own log."""

    def __init__(self, startup: Path, folder: Path) -> None:
        """Begin to listen.

        Args:
            startup: what the server's own streams are directed to; written anew at each start.
            folder: where it logs once it can.
        """
        self.startup = startup
        self._folder = folder
        self._sizes = {file: file.stat().st_size for file in self._logs()}

    def since_start(self) -> str:
        """Return all of them."""
        parts = [self.startup.read_bytes()]
        parts += [file.read_bytes()[self._sizes.get(file, 0) :] for file in self._logs()]
        return b"".join(parts).decode("utf-8", "replace")

    def last(self) -> str:
        """Return the last line, or nothing."""
        return (self.since_start().strip().splitlines() or [""])[-1]

    def _logs(self) -> list[Path]:
        return sorted(self._folder.glob("postgres-*.log"))
