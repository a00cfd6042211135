"""Folders that the embedded server's own user may enter."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - folders of our own are made in it
ROOM = 6 << 30
"""Bytes that must be free in memory, for all processes of a run together."""


def _place() -> Path | None:
    """Return where to make folders: in memory, for a disk's file system spends half of a run on making files anew."""
    if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > ROOM:
        return IN_MEMORY
    return None


@contextmanager
def open_folder() -> Iterator[Path]:
    """Make a folder that others may pass through, and delete it in the end.

    pytest's own folders do not serve: whoever starts pytest next shuts the one above them all again.
    """
    with tempfile.TemporaryDirectory(prefix="lq", dir=_place(), ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
