"""Hold the documents against the repository: places they name exist, code they quote is the code.

    python -m tools.docs

A fenced block whose first line is a comment with a path quotes that file: its lines stand there word for word, one
after the other; a line of only `# …` skips some. So the tutorial cannot show code that no longer runs.
Decision records are history and may name what is gone.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

from tools.lints.source import Finding

DOCUMENTS = ("*.md", "docs/*.md", "docs/decisions/*.md", "docs/wecom/*.md", "src/*/README.md")
HISTORY = "docs/decisions/"

_FENCE = re.compile(r"^ *```")
_NAMED = re.compile(r"`((?:src|tests|tools|web|docs|\.ci)/[\w./*-]+|[A-Z][\w.-]*\.md|Makefile|pyproject\.toml)`")
_LINKED = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)(?:#[^)]*)?\)")
_QUOTED = re.compile(r"^ *(?:#|//|--) ((?:src|tests|tools|web)/[\w./-]+)$")
_SKIP = re.compile(r"^ *(?:#|//|--) …$")


def check(root: Path) -> Iterator[Finding]:
    """Yield each place that is not there and each quotation that is not true."""
    for pattern in DOCUMENTS:
        for path in sorted(root.glob(pattern)):
            name = path.relative_to(root).as_posix()
            lines = path.read_text(encoding="utf-8").splitlines()
            yield from _check_places(root, path.parent, name, lines)
            yield from _check_quotations(root, name, lines)


def _check_places(root: Path, folder: Path, name: str, lines: list[str]) -> Iterator[Finding]:
    for number, line in enumerate(lines, start=1):
        for place in _LINKED.findall(line):
            if not (folder / place).exists():
                yield Finding(name, number, f"links to {place}, which is not there")
        for place in () if name.startswith(HISTORY) else _NAMED.findall(line):
            if not any(root.glob(place.rstrip("/"))):
                yield Finding(name, number, f"names {place}, which is not there")


def _check_quotations(root: Path, name: str, lines: list[str]) -> Iterator[Finding]:
    for start, block in _blocks(lines):
        quoted = _QUOTED.match(block[0]) if block else None
        if quoted is None:
            continue
        path = root / quoted[1]
        text = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        position = 0
        for offset, chunk in _chunks(block[1:]):
            found = _find(chunk, text, position)
            if found is None:
                yield Finding(name, start + 1 + offset, f"quotes {quoted[1]}, which does not say: {chunk[0].strip()}")
                break
            position = found + len(chunk)


def _blocks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield fenced blocks with the number of their first line."""
    begun: int | None = None
    for number, line in enumerate(lines, start=1):
        if not _FENCE.match(line):
            continue
        if begun is None:
            begun = number + 1
        else:
            yield begun, lines[begun - 1 : number - 1]
            begun = None


def _chunks(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield runs of lines between the skips, without blank lines around them, with their offset."""
    chunk: list[str] = []
    begun = 0
    for offset, line in enumerate([*lines, "# …"]):
        if _SKIP.match(line):
            while chunk and not chunk[-1].strip():
                chunk.pop()
            if chunk:
                yield begun, chunk
            chunk = []
        elif chunk or line.strip():
            begun = begun if chunk else offset
            chunk.append(line)


def _find(chunk: list[str], text: list[str], position: int) -> int | None:
    """Return where a run of lines stands in a file, whatever its indentation."""
    wanted = dedent("\n".join(chunk))
    return next(
        (
            start
            for start in range(position, len(text) - len(chunk) + 1)
            if text[start].strip() == chunk[0].strip() and dedent("\n".join(text[start : start + len(chunk)])) == wanted
        ),
        None,
    )


def main() -> int:
    """Print what is not so; exit 1 when something is."""
    findings = sorted(set(check(Path(__file__).resolve().parents[1])))
    for finding in findings:
        print(finding)
    print(f"documents: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
