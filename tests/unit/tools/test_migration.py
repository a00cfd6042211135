from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from tools import migration


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the migrations."""
    target = tmp_path / "migrations of a brand"
    shutil.copytree(migration.FOLDER, target, ignore=shutil.ignore_patterns("__pycache__"))
    return target


def scripts(folder: Path) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder))
    return ScriptDirectory.from_config(config)


def test_a_new_migration_follows_the_newest(folder: Path) -> None:
    before = scripts(folder).get_current_head()
    newest = max(one.revision for one in scripts(folder).walk_revisions())

    python, sql = migration.begin("add_groups", folder)

    number = f"{int(newest) + 1:04d}"
    assert (python.name, sql.name) == (f"{number}_add_groups.py", f"{number}_add_groups.sql")
    assert scripts(folder).get_current_head() == number
    assert scripts(folder).get_revision(number).down_revision == before


@pytest.mark.parametrize("name", ["", "Add groups", "../x", "add__groups"])
def test_a_name_that_cannot_be_a_file_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(ValueError, match="underscores"):
        migration.begin(name, folder)
