"""A whole installation in a folder of its own that is gone afterwards: for benchmarks and crash tests."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

from lingqu.entrypoints.listening import free_port
from lingqu.entrypoints.up import Stack
from lingqu.infra.logs import configure_logs
from lingqu.infra.settings import load_settings


@contextmanager
def fresh_installation(purpose: str, more: Mapping[str, str] | None = None) -> Generator[Stack]:
    """Start a database, history, web and one worker; stop them at the end. Call from the main thread.

    Args:
        more: settings beside the usual ones, as variables of the environment.
    """
    with tempfile.TemporaryDirectory(prefix=f"lingqu-{purpose}-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)  # as root, the server's user must be able to enter
        environment = {"LINGQU_DATA_DIR": folder, "LINGQU_PORT": str(free_port()), "LINGQU_LOG_LEVEL": "error"}
        environment |= more or {}
        settings = load_settings({**os.environ, **environment})
        configure_logs(settings.log_level)
        stack = Stack(settings, workers=1, environment=environment)
        try:
            stack.start()
            yield stack
        finally:
            stack.stop()
