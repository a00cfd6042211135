"""The source as the lints read it: parsed modules, SQL files, findings."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A place that breaks a rule. `path` is relative to the repository."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Module:
    """One parsed Python file. `path` is relative to the repository, with slashes."""

    path: str
    tree: ast.Module

    def finding(self, node: ast.AST, message: str) -> Finding:
        """Point at a node."""
        return Finding(self.path, getattr(node, "lineno", 1), message)

    def functions(self) -> Iterator[Function]:
        """Every function and method, however deep."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node

    def classes(self) -> Iterator[ast.ClassDef]:
        """Every class, however deep."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ClassDef):
                yield node


@dataclass(frozen=True)
class Source:
    """A repository's source below `root`."""

    root: Path

    def modules(self, under: str = "src") -> list[Module]:
        """Parse every Python file in a folder (or one file), by path; none when it is not there."""
        return [self._module(path) for path in self.files(under, ".py")]

    def files(self, under: str, suffix: str) -> list[Path]:
        """List files of one kind in a folder, or the file itself, by path."""
        top = self.root / under
        return [top] if top.is_file() else sorted(top.rglob(f"*{suffix}"))

    def name(self, path: Path) -> str:
        """Say where a file is, relative to the repository."""
        return path.relative_to(self.root).as_posix()

    def excepts(self, finding: Finding, lint: str) -> bool:
        """Tell whether the line, or the one above it, says `lint: <name> - <reason>` in a comment."""
        lines = (self.root / finding.path).read_text(encoding="utf-8").splitlines()
        near = lines[max(finding.line - 2, 0) : finding.line]
        return any(re.search(rf"(#|--|//) lint: {lint} - \S", line) for line in near)

    def _module(self, path: Path) -> Module:
        return Module(self.name(path), _parse(path))


@cache
def _parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def last_name(node: ast.AST | None) -> str:
    """Return the last part of a dotted name: `self.sender` → sender, `Sequence[X]` → Sequence, else empty."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(attr=name):
            return name
        case ast.Subscript(value=value):
            return last_name(value)
        case ast.Call(func=func):
            return last_name(func)
        case _:
            return ""


def names_in(node: ast.AST | None) -> set[str]:
    """Return every name and attribute in an expression; annotations in quotes are read too."""
    found: set[str] = set()
    for part in ast.walk(node) if node else ():
        if isinstance(part, ast.Name):
            found.add(part.id)
        elif isinstance(part, ast.Attribute):
            found.add(part.attr)
        elif isinstance(part, ast.Constant) and isinstance(part.value, str) and part.value.isidentifier():
            found.add(part.value)
    return found
