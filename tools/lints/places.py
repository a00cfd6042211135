"""No path of somebody's machine, and no address of a package host in a lock.

Prevents: a repository that works where it was written. A path below somebody's home folder is right on one machine; a
lock that names a package host fails, or is silently slow, wherever packages come through a mirror.
"""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools.lints.source import Finding, Source

_MACHINE = re.compile(r"(?<![\w.~/:-])/(?:home|Users|work)/[\w.-]+")
_ADDRESS = re.compile(r"https?://[^\s\"']+")
_LOCKS = ("package-lock.json", "constraints.txt")
_LICENCE_KEYS = ("funding", '"url"')
_BINARY = frozenset((".png", ".ico", ".jpg", ".woff2", ".gz"))


def check(source: Source) -> Iterator[Finding]:
    """Yield each line of a tracked file that names such a place."""
    for path in _tracked(source.root):
        if path.suffix in _BINARY or not path.is_file():
            continue
        is_lock = path.name in _LOCKS
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            if match := _MACHINE.search(line):
                yield Finding(source.name(path), number, f"{match[0]} is a path of one machine")
            if is_lock and (match := _ADDRESS.search(line)) and not any(key in line for key in _LICENCE_KEYS):
                yield Finding(source.name(path), number, f"{match[0]} in a lock")


def _tracked(root: Path) -> list[Path]:
    """List the files of the repository; outside git (an unpacked archive) every file but what was built."""
    listed = subprocess.run(  # noqa: S603 - nothing here comes from outside
        ["git", "-C", str(root), "ls-files", "-z"],  # noqa: S607 - git as the developer has it
        check=False,
        capture_output=True,
    )
    if listed.returncode == 0:
        return [root / name for name in listed.stdout.decode().split("\0") if name]
    return sorted(path for path in root.rglob("*") if path.is_file() and ".venv" not in path.parts)
