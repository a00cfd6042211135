"""What is wrong with a text, where, and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NoReturn

from lingqu.kernel.errors import InvalidError


class BadTextError(InvalidError):
    """A text cannot be meant; `found` has every fault with line and column."""

    code = "text.bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place in a text. `line` and `column` count from 1; `path` leads to it, such as `segments[0].who.all[2].tag`."""

    file: str = ""
    line: int = 1
    column: int = 1
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextFault:
    """One fault; a catalogue of `fault_words` says it in the reader's language.

    Attributes:
        fault: its kind, a key of the catalogue.
        data: what its sentences name.
    """

    mark: Mark
    fault: str
    data: dict[str, Any] = field(default_factory=dict)


MOST_FAULTS = 50
"""Whoever has more than so many mends these first."""


@dataclass(slots=True)
class Faults:
    """Collects, so that everything wrong is told at once."""

    found: list[TextFault] = field(default_factory=list)

    def add(self, mark: Mark, fault: str, **data: Any) -> None:
        """Note one."""
        if len(self.found) < MOST_FAULTS:
            self.found.append(TextFault(mark=mark, fault=fault, data=data))

    def refuse(self) -> None:
        """Raise BadTextError where there is any."""
        if self.found:
            raise refusal(self.found)


def refuse(mark: Mark, fault: str, **data: Any) -> NoReturn:
    """Raise BadTextError for one fault behind which nothing can be read."""
    raise refusal([TextFault(mark=mark, fault=fault, data=data)])


def refusal(found: Sequence[TextFault]) -> BadTextError:
    """Return the error that carries the faults, in the order of the text."""
    ordered = sorted(found, key=lambda one: (one.mark.file, one.mark.line, one.mark.column))
    first = ordered[0].mark
    message = f"line {first.line}, column {first.column}: {ordered[0].fault}"
    return BadTextError(message, place=first.path or None, found=ordered)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidFault:
    """A fault of a text in the reader's language; `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    path: str
    message: str
    mend: str
