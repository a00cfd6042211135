"""Without any one of the twin's enforcements some row turns red."""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.mutants import ROOT, enforcements, files, is_noticed

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_enforcement_has_a_row(path: Path) -> None:
    assert [one.id for one in enforcements(path) if not is_noticed(one)] == [], "no row turns red without these"
