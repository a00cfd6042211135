"""What other engines are asked and how wrong they are; a MariaDB is found, or it is said why not."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from lingqu.entrypoints.bench.segments.mariadb import NoMariaDbError, Programs, find_mariadb, running_mariadb
from lingqu.entrypoints.bench.segments.questions import FIVE
from lingqu.entrypoints.bench.segments.shapes import Asked, Truth, credit
from lingqu.entrypoints.bench.segments.sides import Figures

MARIADB = "echo 'mariadbd  Ver 10.11.19-MariaDB'"


def _silently(what: str) -> None:
    del what


def _program(folder: Path, name: str, script: str) -> str:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_mariadb_is_found_on_path_and_beside_it(tmp_path: Path) -> None:
    on_path, aside = tmp_path / "bin", tmp_path / "sbin"
    on_path.mkdir()
    aside.mkdir()
    server = _program(aside, "mysqld", MARIADB)
    maker = _program(on_path, "mysql_install_db", "")

    assert find_mariadb(str(on_path), (str(aside),)) == Programs(server, maker)


def test_without_a_server_or_its_maker_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NoMariaDbError, match="no mariadbd or mysqld on PATH"):
        find_mariadb(str(tmp_path), ())

    _program(tmp_path, "mariadbd", MARIADB)
    with pytest.raises(NoMariaDbError, match="no mariadb-install-db or mysql_install_db"):
        find_mariadb(str(tmp_path), ())


def test_mysql_is_not_mariadb(tmp_path: Path) -> None:
    _program(tmp_path, "mysqld", "echo 'mysqld  Ver 8.4.3 for Linux (MySQL Community Server - GPL)'")
    _program(tmp_path, "mysql_install_db", "")

    with pytest.raises(NoMariaDbError, match="is another server: mysqld  Ver 8"):
        find_mariadb(str(tmp_path), ())


@pytest.mark.parametrize(
    ("maker", "server", "reason"),
    [
        ("echo no room >&2; exit 1", "", "cannot be set up: no room"),
        ("", "echo wrong option; exit 1", "does not start: wrong option"),
    ],
)
def test_a_server_that_does_not_start_is_left_out(tmp_path: Path, maker: str, server: str, reason: str) -> None:
    programs = Programs(_program(tmp_path, "server", server), _program(tmp_path, "maker", maker))

    with (
        pytest.raises(NoMariaDbError, match=reason),
        running_mariadb(tmp_path / "data", programs, customers=1, say=_silently),
    ):
        pytest.fail("nothing runs")


def test_without_its_driver_mariadb_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymysql", None)

    with (
        pytest.raises(NoMariaDbError, match="PyMySQL is not installed"),
        running_mariadb(tmp_path / "data", Programs("", ""), customers=1, say=_silently),
    ):
        pytest.fail("nothing runs")


def test_how_wrong_an_answer_is() -> None:
    combinations = [7] * (1 << len(FIVE))
    truth = Truth(count=43, ids=np.array([2, 3, 5]), overlaps=combinations)
    codes = np.arange(len(combinations))
    moved = np.array([4, 10, *combinations[2:]])

    assert truth.off_by("q1", {"n": np.array([41])}) == -2
    assert truth.off_by("q2", {"n": np.array([3])}) == 0
    assert truth.off_by("q3", {"id": np.array([5, 2, 3])}) == 0
    assert truth.off_by("q3", {"id": np.array([3, 5, 8, 9])}) == 3
    assert truth.off_by("q4", {"code": codes, "n": np.array(combinations)}) == 0
    assert truth.off_by("q4", {"code": codes, "n": moved}) == 3
    assert truth.off_by("q4", {"code": codes[1:], "n": np.array(combinations[1:])}) == 4


def test_the_quickest_right_answer_counts() -> None:
    figures = Figures(took={"q1": 5.0, "q2": 5.0})
    asked = [
        _asked("q1", 4.0, right=True),
        _asked("q1", 1.0, right=False),
        _asked("q2", 6.0, right=True),
        _asked("q3", 7.0, right=True),
        _asked("q4", None, right=None),
    ]

    credit(figures, asked)

    assert figures.took == {"q1": 4.0, "q2": 5.0, "q3": 7.0}


def _asked(question: str, ms: float | None, *, right: bool | None) -> Asked:
    off_by = None if right is None else int(not right)
    return Asked(
        engine="postgres",
        shape="A",
        form="indexed",
        question=question,
        ms=ms,
        answer_is_right=right,
        off_by=off_by,
    )
