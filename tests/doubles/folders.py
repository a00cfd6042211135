"""Folders that the embedded server's own user may enter."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def open_folder() -> Iterator[Path]:
    """Make a folder that others may pass through, and delete it in the end.

    pytest's own folders do not serve: whoever starts pytest next shuts the one above them all again.
    """
    with tempfile.TemporaryDirectory(prefix="lq", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
