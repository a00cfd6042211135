"""Several segments in one or more texts: names among themselves, no cycles, in an order in which they can be saved."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from msgspec.structs import replace

from lingqu.kernel.text.book import Book, Noun, Unknown
from lingqu.kernel.text.faults import Faults, Mark
from lingqu.kernel.text.fields import Desk
from lingqu.kernel.text.files import items_under
from lingqu.kernel.text.tree import Spot, parse
from lingqu.segments.contracts.definition import All, AnyOf, Definition, Not, SegmentLeaf
from lingqu.segments.contracts.segments import LONGEST_NAME
from lingqu.segments.contracts.vocabulary import Vocabulary
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.checking import checked
from lingqu.segments.domain.reading import bound, leaves_of, segments_read
from lingqu.segments.domain.text.fields import Fields
from lingqu.segments.domain.text.reading import read_node
from lingqu.segments.errors import BadDefinitionError

MOST_SEGMENTS = 200
_KNOWN = ("name", "who", "tests")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a corp has already, as texts are read against it.

    Attributes:
        living: its segments' numbers by their names.
        reads: which segments each of them reads directly.
    """

    book: Book
    living: Mapping[str, int] = field(default_factory=dict[str, int])
    reads: Mapping[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])
    calendar: Calendar = field(default_factory=Calendar)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSegment:
    """A segment of a text.

    Attributes:
        segment_id: of the corp's segment of that name; negative where the corp has none yet.
        tests: where its tests stand; `domain.text.trials` reads them.
    """

    segment_id: int
    name: str
    definition: Definition
    mark: Mark
    desk: Desk
    tests: Spot | None = None

    @property
    def is_new(self) -> bool:
        """The corp has none of that name."""
        return self.segment_id < 0


@dataclass(slots=True)
class FileBook(Book):
    """What the texts themselves name, and then what the corp names."""

    behind: Book
    new: dict[str, int] = field(default_factory=dict)

    def name(self, noun: Noun, number: int) -> str:
        """Return the name, of the new ones too."""
        if noun is Noun.SEGMENT and number < 0:
            return next(name for name, one in self.new.items() if one == number)
        return self.behind.name(noun, number)

    def number(self, noun: Noun, name: str) -> int | Unknown:
        """Return the number; new segments are numbered downwards from -1."""
        if noun is Noun.SEGMENT and name in self.new:
            return self.new[name]
        return self.behind.number(noun, name)


def read_texts(texts: Mapping[str, bytes | str], ground: Ground, *, itself: int | None = None) -> list[TextSegment]:
    """Return the segments of several files, each after those that it reads.

    Args:
        texts: by the name that faults call them.
        itself: the corp's segment that the first one is, whatever the text calls it.

    Raises:
        BadTextError: with every fault that could be found.
    """
    faults = Faults()
    names = FileBook(ground.book)
    desk = partial(Desk, names, ground.calendar.zone, faults)
    entries = [
        Fields(desk(), entry, "$", _KNOWN)
        for file, text in texts.items()
        for entry in items_under(parse(text, file=file), desk(), "segments", most=MOST_SEGMENTS)
    ]
    numbers = _number(entries, names, ground.living, faults)
    if itself is not None and numbers:
        numbers[0] = (numbers[0][0], itself)
    segments = [
        TextSegment(
            segment_id=segment_id,
            name=name,
            definition=fields.need("who", partial(read_node, fields.desk), All(of=())),
            mark=fields.spot.mark,
            desk=fields.desk,
            tests=fields.find("tests"),
        )
        for fields, (name, segment_id) in zip(entries, numbers, strict=True)
    ]
    faults.refuse()
    return _ordered(segments, ground.reads)


def check(segments: Iterable[TextSegment], vocabulary: Vocabulary) -> list[TextSegment]:
    """Return the segments with their definitions checked against what the corp has, the new segments included.

    Raises:
        BadTextError: with the first fault of each segment.
    """
    several = list(segments)
    known = {**{one.segment_id: frozenset[int]() for one in several}, **vocabulary.segments}
    wider = dataclasses.replace(vocabulary, segments=known)
    faults = Faults()
    sound: list[TextSegment] = []
    for one in several:
        try:
            bound(one.definition)
            definition = checked(one.definition, wider)
        except BadDefinitionError as error:
            data = {key: value for key, value in error.data.items() if key != "fault"}
            fault = f"definition.{error.data.get('fault', 'size')}"
            faults.add(one.desk.mark_of(error.place or "$"), fault, message=str(error), **data)
        else:
            sound.append(dataclasses.replace(one, definition=definition))
    faults.refuse()
    return sound


def with_numbers(definition: Definition, numbers: Mapping[int, int]) -> Definition:
    """Return a definition that reads other segments than those it names: new ones once they have numbers."""
    if isinstance(definition, Not):
        return Not(of=with_numbers(definition.of, numbers))
    if isinstance(definition, All | AnyOf):
        return replace(definition, of=tuple(with_numbers(one, numbers) for one in definition.of))
    if isinstance(definition, SegmentLeaf):
        return replace(definition, segment_id=numbers.get(definition.segment_id, definition.segment_id))
    return definition


# ───────────────────────── names and numbers ─────────────────────────


def _number(
    entries: Sequence[Fields], names: FileBook, living: Mapping[str, int], faults: Faults
) -> list[tuple[str, int]]:
    """Return name and number of each; whom the corp does not know is new."""
    met: dict[str, Mark] = {}
    numbers: list[tuple[str, int]] = []
    for fields in entries:
        name = fields.need("name", fields.text, "").strip()
        mark = fields.desk.mark_of("$.name")
        if name in met:
            faults.add(mark, "twice", name=name, line=met[name].line, file=met[name].file)
        elif len(name) > LONGEST_NAME:
            faults.add(mark, "long_name", most=LONGEST_NAME)
        met[name] = mark
        number = living[name] if name in living else names.new.setdefault(name, -1 - len(names.new))
        numbers.append((name, number))
    return numbers


def _ordered(segments: Sequence[TextSegment], reads: Mapping[int, frozenset[int]]) -> list[TextSegment]:
    """Return each after those that it reads, or refuse a circle with the way round."""
    by_id = {one.segment_id: one for one in segments}
    graph = {**reads, **{one.segment_id: segments_read(one.definition) for one in segments}}
    done: dict[int, None] = {}
    faults = Faults()

    def visit(one: int, way: tuple[int, ...]) -> None:
        if one in way:
            _circle(way[way.index(one) :], by_id, faults)
        elif one not in done:
            for read in sorted(graph.get(one, ())):
                visit(read, (*way, one))
            done[one] = None

    for segment in segments:
        visit(segment.segment_id, ())
    faults.refuse()
    return [by_id[one] for one in done if one in by_id]


def _circle(way: Sequence[int], by_id: Mapping[int, TextSegment], faults: Faults) -> None:
    """Note a circle at the place where a segment of the text steps into it."""
    at = next(number for number, one in enumerate(way) if one in by_id)
    segment, following = by_id[way[at]], way[(at + 1) % len(way)]
    leaf = next(
        place
        for place, one in leaves_of(segment.definition)
        if isinstance(one, SegmentLeaf) and one.segment_id == following
    )
    book = segment.desk.book
    names = [book.name(Noun.SEGMENT, one) for one in (*way[at:], *way[:at], way[at])]
    faults.add(segment.desk.mark_of(f"{leaf}.segment_id"), "circle", way=names)
