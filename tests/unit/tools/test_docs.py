from __future__ import annotations

from pathlib import Path

import pytest
from tools import docs

CODE = """\
def open_tasks(unit):
    rows = store.insert(unit)

    return rows


def close_tasks(unit):
    return store.close(unit)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with one file to quote."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/api.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def found(root: Path, text: str, name: str = "README.md") -> list[tuple[int, str]]:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [(finding.line, finding.message) for finding in docs.check(root)]


def test_places_that_exist_pass(root: Path) -> None:
    assert found(root, "`src/api.py`, `src/*.py`, `src/`, [it](src/api.py), [far](https://example.com/x)\n") == []


def test_a_named_place_that_is_gone_is_found(root: Path) -> None:
    assert found(root, "see\n`src/gone.py`\n") == [(2, "names src/gone.py, which is not there")]


def test_a_link_that_leads_nowhere_is_found(root: Path) -> None:
    assert found(root, "[it](docs/gone.md#part)\n") == [(1, "links to docs/gone.md, which is not there")]


def test_a_decision_record_may_name_what_is_gone(root: Path) -> None:
    assert found(root, "`src/gone.py`\n", "docs/decisions/0001-x.md") == []


def test_a_true_quotation_passes_whatever_its_indentation(root: Path) -> None:
    text = """\
    ```python
    # src/api.py
    def open_tasks(unit):
        rows = store.insert(unit)
        # …
    def close_tasks(unit):
        return store.close(unit)
    ```
    """
    assert found(root, text) == []


@pytest.mark.parametrize(
    ("quoted", "line"),
    [
        ("def open_tasks(session):", 3),  # altered
        ("def open_tasks(unit):\n    return rows", 3),  # a line left out without saying so
        ("def close_tasks(unit):\n# …\ndef open_tasks(unit):", 5),  # out of order
    ],
)
def test_a_false_quotation_is_found(root: Path, quoted: str, line: int) -> None:
    assert [number for number, _ in found(root, f"```python\n# src/api.py\n{quoted}\n```\n")] == [line]


def test_a_quotation_of_a_file_that_is_gone_is_found(root: Path) -> None:
    assert [line for line, _ in found(root, "```python\n# src/gone.py\npass\n```\n")] == [3]
