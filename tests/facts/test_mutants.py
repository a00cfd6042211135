"""Without any one of the twin's enforcements some row turns red."""

from __future__ import annotations

from pathlib import Path

import pytest

from facts.mutants import ROOT, enforcements, files, is_noticed

# Enforcements that no row holds yet, one a line. A line leaves when its row has come; none ever joins.
UNHELD = frozenset((Path(__file__).parent / "unheld.txt").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_enforcement_has_a_row(path: Path) -> None:
    unnoticed = {one.id for one in enforcements(path) if not is_noticed(one)}
    name = path.relative_to(ROOT).as_posix()
    expected = {one for one in UNHELD if one.startswith(f"{name} ")}
    assert sorted(unnoticed - expected) == [], "no row turns red without these"
    assert sorted(expected - unnoticed) == [], "these have their rows now: take them off the list"


def test_the_list_names_what_exists() -> None:
    known = {one.id for path in files() for one in enforcements(path)}
    assert sorted(UNHELD - known) == []
