"""What a mapping of the text form says, field by field; every fault is noted with its place, and reading goes on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from lingqu.kernel.text.book import Book, Noun, Unknown, near
from lingqu.kernel.text.faults import Faults, Mark
from lingqu.kernel.text.tree import Spot
from lingqu.kernel.text.values import read_duration

_Choice = TypeVar("_Choice", bound=StrEnum)
_T = TypeVar("_T")


@dataclass(slots=True)
class Desk:
    """What reading needs at hand.

    Attributes:
        marks: where each place of what is read (`$.of[0].tags`) stands in the text.
    """

    book: Book
    zone: ZoneInfo
    faults: Faults
    marks: dict[str, Mark] = field(default_factory=dict)

    def mark_of(self, place: str) -> Mark:
        """Return where a place of what is read stands, or else the nearest around it."""
        while place not in self.marks and len(place) > 1:
            place = place[: max(place.rfind("."), place.rfind("["), 1)]
        return self.marks.get(place, Mark())


class Fields:
    """The fields of one mapping. What is missing or faulty is read as nothing; faults refuse the whole in the end."""

    def __init__(self, desk: Desk, spot: Spot, place: str, known: Collection[str]) -> None:
        self.desk = desk
        self.spot = spot
        self.place = place
        self._fields: dict[str, Spot] = spot.value if isinstance(spot.value, dict) else {}
        if not isinstance(spot.value, dict):
            self.fault(spot, "type", wanted="mapping", found=spot.kind)
        for key in self._fields.keys() - set(known):
            desk.faults.add(
                spot.keys[key], "key", key=key, near=near(key, sorted(known)), known=list(known), kind=place
            )

    def __contains__(self, key: str) -> bool:
        return key in self._fields

    def find(self, key: str, *, place: str | None = None) -> Spot | None:
        """Return a field, and keep where it stands."""
        found = self._fields.get(key)
        if found is not None:
            self.desk.marks[f"{self.place}.{place or key}"] = found.mark
        return found

    def fault(self, spot: Spot, fault: str, **data: Any) -> None:
        """Note a fault."""
        self.desk.faults.add(spot.mark, fault, **data)

    def read(self, key: str, how: Callable[[Spot], _T], default: _T, *, place: str | None = None) -> _T:
        """Return a field as `how` reads it."""
        found = self.find(key, place=place)
        return default if found is None else how(found)

    def need(self, key: str, how: Callable[[Spot], _T], default: _T, *, place: str | None = None) -> _T:
        """Return a field that must be there."""
        if isinstance(self.spot.value, dict) and key not in self._fields:
            self.fault(self.spot, "missing", key=key)
        return self.read(key, how, default, place=place)

    # ───────────────────────── ways to read ─────────────────────────

    def text(self, spot: Spot) -> str:
        """A word or several."""
        if spot.value is None or isinstance(spot.value, list | dict):
            self.fault(spot, "type", wanted="text", found=spot.kind)
            return ""
        return spot.written

    def truth(self, spot: Spot) -> bool:
        """True or false."""
        if not isinstance(spot.value, bool):
            self.fault(spot, "type", wanted="truth", found=spot.kind)
        return spot.value is True

    def whole(self, spot: Spot) -> int:
        """A whole number."""
        if not isinstance(spot.value, int) or isinstance(spot.value, bool):
            self.fault(spot, "type", wanted="whole", found=spot.kind)
            return 0
        return spot.value

    def items(self, spot: Spot) -> Sequence[Spot]:
        """A list; one thing alone is a list of it."""
        if isinstance(spot.value, dict):
            self.fault(spot, "type", wanted="list", found=spot.kind)
            return ()
        return spot.value if isinstance(spot.value, list) else (spot,)

    def texts(self, spot: Spot) -> tuple[str, ...]:
        """Several words."""
        return tuple(self.text(one) for one in self.items(spot))

    def wholes(self, spot: Spot) -> tuple[int, ...]:
        """Several whole numbers."""
        return tuple(self.whole(one) for one in self.items(spot))

    def name(self, noun: Noun) -> Callable[[Spot], int]:
        """The number of something called so."""

        def how(spot: Spot) -> int:
            name = self.text(spot)
            number = self.desk.book.number(noun, name) if name else 0
            if isinstance(number, Unknown):
                self.fault(spot, number.fault, noun=noun.value, name=name, near=list(number.near))
                return 0
            return number

        return how

    def names(self, noun: Noun) -> Callable[[Spot], tuple[int, ...]]:
        """The numbers of several."""
        one = self.name(noun)
        return lambda spot: tuple(one(each) for each in self.items(spot))

    def choice(self, choices: type[_Choice]) -> Callable[[Spot], _Choice]:
        """One of a few words."""

        def how(spot: Spot) -> _Choice:
            word = self.text(spot)
            if word not in choices.__members__.values():
                known = [one.value for one in choices]
                self.fault(spot, "choice", word=word, known=known, near=near(word, known))
                return next(iter(choices))
            return choices(word)

        return how

    def duration(self, spot: Spot) -> timedelta:
        """`30d`."""
        found = read_duration(self.text(spot))
        if found is None:
            self.fault(spot, "duration", written=spot.written)
        return found or timedelta(0)

    def any_scalar(self, spot: Spot) -> str | float | bool | None:
        """A text, a number or a truth, as it is written."""
        if spot.value is None or isinstance(spot.value, list | dict):
            self.fault(spot, "type", wanted="value", found=spot.kind)
            return None
        return spot.value
