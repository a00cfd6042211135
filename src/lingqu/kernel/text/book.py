"""Names for numbers, and back: what makes a text portable between corps."""

from __future__ import annotations

import difflib
import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_NUMBERED: Final = re.compile(r"(?P<name>.*?) ?\(#(?P<number>-?\d{1,10})\)", re.DOTALL)
MOST_COMPARED: Final = 3000
"""Names looked through for those that are written nearly so."""


class Noun(StrEnum):
    """What a text names."""

    TAG = "tag"
    """`group/name`."""
    TAG_GROUP = "tag_group"
    STAFF = "staff"
    """By userid."""
    DEPARTMENT = "department"
    CHANNEL = "channel"
    CHAT = "chat"
    CHAT_TAG = "chat_tag"
    SEGMENT = "segment"
    LIST = "list"
    PROGRAMME = "programme"
    STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name that stands for nothing, or for nothing in particular.

    Attributes:
        fault: `unknown`, `ambiguous` or `another_name`, as `fault_words` knows them.
        near: names that are written nearly so, or those that share it.
    """

    fault: str
    near: Sequence[str] = ()


class Book(ABC):
    """Knows what is called what."""

    @abstractmethod
    def name(self, noun: Noun, number: int) -> str:
        """Return what a number is called so that `number` finds it again."""

    @abstractmethod
    def number(self, noun: Noun, name: str) -> int | Unknown:
        """Return what a name stands for."""


@dataclass(slots=True)
class CorpBook(Book):
    """The names of one corp.

    Two things of one name are told apart by their numbers: `一店 (#17)`. What has no name any more, because it was
    deleted, is `(#17)`.
    """

    names: Mapping[Noun, Mapping[int, str]]
    _shared: dict[Noun, Counter[str]] = field(default_factory=dict, init=False)
    _numbers: dict[Noun, dict[str, int]] = field(default_factory=dict, init=False)

    def name(self, noun: Noun, number: int) -> str:
        """Return the name, with the number where the name alone would not do."""
        name = self.names.get(noun, {}).get(number, "")
        alone = name and self._of(noun)[name] == 1 and not _NUMBERED.fullmatch(name) and name == name.strip()
        return name if alone else f"{name} (#{number})".lstrip()

    def number(self, noun: Noun, name: str) -> int | Unknown:
        """Return the number; one that is written must bear the name that stands before it."""
        numbered = _NUMBERED.fullmatch(name)
        known = self.names.get(noun, {})
        if numbered:
            number = int(numbered["number"])
            is_called = known.get(number, "")
            if number in known and numbered["name"] not in {"", is_called.lstrip(), is_called}:
                return Unknown("another_name", [self.name(noun, number)])
            return number
        shared = self._of(noun)[name]
        if shared == 1:
            return self._numbers[noun][name]
        if shared:
            return Unknown("ambiguous", [self.name(noun, one) for one, called in known.items() if called == name][:5])
        return Unknown("unknown", near(name, list(known.values())))

    def _of(self, noun: Noun) -> Counter[str]:
        if noun not in self._shared:
            names = self.names.get(noun, {})
            self._shared[noun] = Counter(names.values())
            self._numbers[noun] = {name: number for number, name in names.items()}
        return self._shared[noun]


@dataclass(slots=True)
class InventedBook(Book):
    """Gives every name it meets a number: enough to try a text out where there is no corp."""

    names: dict[Noun, dict[str, int]] = field(default_factory=dict)

    def name(self, noun: Noun, number: int) -> str:
        """Return the name that got the number."""
        return next((name for name, one in self.names.get(noun, {}).items() if one == number), f"(#{number})")

    def number(self, noun: Noun, name: str) -> int | Unknown:
        """Return the number, a new one for a new name."""
        names = self.names.setdefault(noun, {})
        return names.setdefault(name, len(names) + 1)


def near(name: str, names: Sequence[str]) -> list[str]:
    """Return up to three names that somebody may have meant, those that end alike first."""
    ending = [one for one in names if one.endswith(f"/{name}")]
    pieces = {name[at : at + 2] for at in range(len(name))}
    several = [one for one in names if len(names) <= MOST_COMPARED or any(piece in one for piece in pieces)]
    alike = difflib.get_close_matches(name, several[:MOST_COMPARED], n=3, cutoff=0.5)
    return list(dict.fromkeys([*ending, *alike]))[:3]
