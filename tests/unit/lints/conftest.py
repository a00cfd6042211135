"""A small repository to plant faults in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

import pytest
from tools.lints.source import Source

from unit.lints.planting import Plant


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Write files, by path, and return the repository that holds them."""

    def write(files: Mapping[str, str]) -> Source:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return Source(tmp_path)

    return write
