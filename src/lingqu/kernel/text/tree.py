"""YAML as a tree of places: nothing is constructed but texts, numbers, truths, lists and mappings.

Only the parser's events are used. Anchors, aliases, tags and further documents are refused as they come, so that a
text is never larger in memory than on paper, and `no` stays a word (YAML 1.1 makes it a truth, 1.2 does not).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

import yaml

from lingqu.kernel.text.faults import Faults, Mark, refuse

MOST_BYTES = 1024 * 1024
DEEPEST = 64
MOST_PLACES = 100_000

Value: TypeAlias = "str | int | float | bool | list[Spot] | dict[str, Spot] | None"

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE: Final = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_DECIMAL: Final = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{0,18}([eE][-+][0-9]{1,3})?")
_WORDS: Final[dict[str, bool | None]] = {"": None, "~": None, "null": None, "true": True, "false": False}
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Spot:
    """A value with its place.

    Attributes:
        written: a scalar as it stands there: whoever asks for a name takes `2024` for one.
        keys: the places of a mapping's keys.
    """

    mark: Mark
    value: Value
    written: str = ""
    keys: dict[str, Mark] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What it is, as `fault_words` calls it."""
        return _KINDS[type(self.value)]


_KINDS: Final = {
    str: "text",
    int: "number",
    float: "number",
    bool: "truth",
    type(None): "nothing",
    list: "list",
    dict: "mapping",
}


def parse(document: bytes | str, *, file: str = "") -> Spot:
    """Return the one document of a text.

    Args:
        file: how faults call it.

    Raises:
        BadTextError: no YAML, or more of it than anybody writes by hand; with the place.
    """
    text = _decoded(document, file)
    unprintable = _UNPRINTABLE.search(text)
    if unprintable:
        refuse(_mark_of(file, text, unprintable.start()), "unprintable", code=f"U+{ord(unprintable[0]):04X}")
    try:
        return _Composer(text, file).document()
    except yaml.MarkedYAMLError as error:
        where: Any = error.problem_mark or error.context_mark
        mark = Mark(file=file, line=where.line + 1, column=where.column + 1) if where else Mark(file=file)
        refuse(mark, "yaml", problem=", ".join(filter(None, (error.problem, error.context))))


def _decoded(document: bytes | str, file: str) -> str:
    size = len(document if isinstance(document, bytes) else document.encode(errors="surrogatepass"))
    if size > MOST_BYTES:
        refuse(Mark(file=file), "bytes", most=MOST_BYTES, bytes=size)
    if isinstance(document, str):
        return document.removeprefix("\ufeff")
    try:
        return document.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = document[: error.start].decode("utf-8-sig")
        refuse(_mark_of(file, before, len(before)), "encoding")


def _mark_of(file: str, text: str, position: int) -> Mark:
    before = text[:position]
    return Mark(file=file, line=before.count("\n") + 1, column=position - (before.rfind("\n") + 1) + 1)


class _Composer:
    """Puts events together; depth and number are bounded while they come."""

    def __init__(self, text: str, file: str) -> None:
        self._file = file
        self._events: Iterator[Any] = iter(yaml.parse(text, Loader=_LOADER))
        self._met = 0
        self._faults = Faults()

    def document(self) -> Spot:
        """Return the root; all faults that leave the tree readable are told together."""
        next(self._events)  # the stream begins
        event = next(self._events)
        if isinstance(event, yaml.StreamEndEvent):
            refuse(Mark(file=self._file), "nothing")
        root = self._node(next(self._events), "", 1)
        next(self._events)  # the document ends
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            refuse(self._mark(event, ""), "documents")
        self._faults.refuse()
        return root

    def _node(self, event: Any, path: str, depth: int) -> Spot:
        mark = self._mark(event, path)
        self._met += 1
        if self._met > MOST_PLACES:
            refuse(mark, "places", most=MOST_PLACES)
        if depth > DEEPEST:
            refuse(mark, "deep", most=DEEPEST)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            refuse(mark, "anchor")
        if event.tag is not None:
            self._faults.add(mark, "yaml_tag", tag=event.tag)
        if isinstance(event, yaml.ScalarEvent):
            return Spot(mark, _scalar(event), event.value)
        if isinstance(event, yaml.SequenceStartEvent):
            return Spot(mark, self._items(path, depth))
        return self._mapping(mark, path, depth)

    def _items(self, path: str, depth: int) -> list[Spot]:
        items: list[Spot] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._node(event, f"{path}[{len(items)}]", depth + 1))
        return items

    def _mapping(self, mark: Mark, path: str, depth: int) -> Spot:
        spot = Spot(mark, {})
        assert isinstance(spot.value, dict)  # noqa: S101  as written above
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, path, depth + 1)
            written = event.value if isinstance(event, yaml.ScalarEvent) else ""
            below = f"{path}.{written}" if path else written
            one = self._node(next(self._events), below, depth + 1)
            where = replace(key.mark, path=below)
            if not isinstance(event, yaml.ScalarEvent):
                self._faults.add(key.mark, "odd_key")
            elif written in spot.value:
                self._faults.add(where, "duplicate", key=written, line=spot.keys[written].line)
            else:
                spot.value[written] = one
                spot.keys[written] = where
        return spot

    def _mark(self, event: Any, path: str) -> Mark:
        start = event.start_mark
        return Mark(file=self._file, line=start.line + 1, column=start.column + 1, path=path)


def _scalar(event: Any) -> str | float | bool | None:
    """Return what a plain word means; everything in quotes is a text."""
    text: str = event.value
    if not event.implicit[0]:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
