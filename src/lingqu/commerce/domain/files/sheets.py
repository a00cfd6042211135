"""The parts of a workbook (.xlsx): sheets, shared texts, which numbers are instants.

Read by a streaming parser, because a reader that lays a sheet out as a grid takes gigabytes for a full one, and for
two cells in opposite corners: docs/decisions/0017-workbooks-are-streamed.md.

Source: ECMA-376 part 1, 18.2 to 18.8 (SpreadsheetML).
"""

import posixpath
import re
import zipfile
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from xml.parsers import expat

from lingqu.commerce.domain.files.archives import BREAKS
from lingqu.commerce.errors import BrokenWorkbookError, FileTooLargeError

PIECE_BYTES: Final = 256 * 1024
MOST_TEXTS_BYTES: Final = 96 * 2**20
"""Of all shared texts together; they stay in memory."""

_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
"""Numbers of built-in formats that show instants, those of Chinese spreadsheets (27-36, 50-58) included."""
_NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.|_.|\*.')
_DATE_LETTER = re.compile(r"[ymdhs]", re.IGNORECASE)
_LAST_DAY: Final = 2_958_465
"""9999-12-31."""

Attributes = Mapping[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet and the entry that holds it."""

    name: str
    entry: str


@dataclass(frozen=True, slots=True)
class Parts:
    """What a workbook says of itself. `first_day` is the day that serial numbers count from."""

    sheets: list[Sheet]
    texts_entry: str | None
    styles_entry: str | None
    first_day: datetime


class Texts:
    """Shared texts by number, packed: millions of small strings would weigh five times as much."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._ends = array("I", [0])

    def add(self, text: str) -> None:
        """Append a text.

        Raises:
            FileTooLargeError: all together are more than fits.
        """
        self._bytes += text.encode("utf-8", "replace")
        if len(self._bytes) > MOST_TEXTS_BYTES:
            raise FileTooLargeError(
                "too many texts for a workbook: save it as CSV", place="body.file", most_bytes=MOST_TEXTS_BYTES
            )
        self._ends.append(len(self._bytes))

    def get(self, number: str) -> str | None:
        """Return a text, None where there is none of that number."""
        if not number.isdigit() or int(number) >= len(self._ends) - 1:
            return None
        place = int(number)
        return self._bytes[self._ends[place] : self._ends[place + 1]].decode()


def local(name: str) -> str:
    """Return an element's name without its prefix."""
    return name.rpartition(":")[2]


def parse(archive: zipfile.ZipFile, entry: str, make: Callable[[expat.XMLParserType], None]) -> Iterator[None]:
    """Feed an entry to a parser, yielding after each piece.

    Raises:
        BrokenWorkbookError: not there, damaged, or not XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EntityDeclHandler = _no_entities
    make(parser)
    try:
        with archive.open(entry) as file:
            while piece := file.read(PIECE_BYTES):
                parser.Parse(piece, False)  # noqa: FBT003 - expat takes it by place only
                yield
        parser.Parse(b"", True)  # noqa: FBT003 - the same
    except (*BREAKS, KeyError, expat.ExpatError) as error:
        raise BrokenWorkbookError(f"{entry} cannot be read: {error}", place="body.file") from error
    yield


def read_parts(archive: zipfile.ZipFile) -> Parts:
    """Read which sheets there are, visible ones only, and where the rest of the workbook stands."""
    targets: dict[str, tuple[str, str]] = {}
    sheets: list[tuple[str, str]] = []
    first_day = [datetime(1899, 12, 30)]  # noqa: DTZ001 - a wall clock without a zone is what a workbook holds

    def relation(name: str, told: Attributes) -> None:
        if local(name) == "Relationship":
            targets[told.get("Id", "")] = (told.get("Type", "").rpartition("/")[2], _entry(told.get("Target", "")))

    def part(name: str, told: Attributes) -> None:
        if local(name) == "sheet" and told.get("state", "visible") == "visible":
            ids = [value for key, value in told.items() if local(key) == "id"]
            sheets.append((told.get("name", ""), ids[0] if ids else ""))
        elif local(name) == "workbookPr" and told.get("date1904") in {"1", "true"}:
            first_day[0] = datetime(1904, 1, 1)  # noqa: DTZ001 - the same

    _read(archive, "xl/_rels/workbook.xml.rels", relation)
    _read(archive, "xl/workbook.xml", part)
    by_type = dict(targets.values())
    return Parts(
        sheets=[Sheet(name, targets[one][1]) for name, one in sheets if one in targets],
        texts_entry=by_type.get("sharedStrings"),
        styles_entry=by_type.get("styles"),
        first_day=first_day[0],
    )


def read_texts(archive: zipfile.ZipFile, entry: str | None) -> Texts:
    """Read the shared texts; phonetic hints beside them are left out."""
    texts = Texts()
    if entry is None:
        return texts
    pieces: list[str] = []
    inside = {"t": False, "rPh": False}

    def start(name: str, _: Attributes) -> None:
        tag = local(name)
        if tag in inside:
            inside[tag] = True

    def end(name: str) -> None:
        tag = local(name)
        if tag == "si":
            texts.add("".join(pieces))
            pieces.clear()
        elif tag in inside:
            inside[tag] = False

    def characters(data: str) -> None:
        if inside["t"] and not inside["rPh"]:
            pieces.append(data)

    _read(archive, entry, start, end, characters)
    return texts


def read_date_styles(archive: zipfile.ZipFile, entry: str | None) -> frozenset[str]:
    """Return the numbers of the styles that show a number as an instant."""
    if entry is None:
        return frozenset()
    formats: dict[str, bool] = {}
    styles: list[str] = []
    inside = [False]

    def start(name: str, told: Attributes) -> None:
        tag = local(name)
        if tag == "numFmt":
            bare = _NOT_FORMAT.sub("", told.get("formatCode", ""))
            formats[told.get("numFmtId", "")] = bool(_DATE_LETTER.search(bare))
        elif tag == "cellXfs":
            inside[0] = True
        elif tag == "xf" and inside[0]:
            styles.append(told.get("numFmtId", "0"))

    def end(name: str) -> None:
        if local(name) == "cellXfs":
            inside[0] = False

    _read(archive, entry, start, end)
    return frozenset(str(place) for place, one in enumerate(styles) if formats.get(one, one in _DATES))


def instant(serial: str, first_day: datetime) -> str | None:
    """Return what a serial number of days shows, `2026-03-01 12:30:00`; None for what is no day."""
    try:
        days = float(serial)
    except ValueError:
        return None
    if not 1 <= days <= _LAST_DAY:
        return None
    shown = first_day + timedelta(seconds=round(days * 86400))
    return (
        f"{shown:%Y-%m-%d}" if (shown.hour, shown.minute, shown.second) == (0, 0, 0) else f"{shown:%Y-%m-%d %H:%M:%S}"
    )


def _read(
    archive: zipfile.ZipFile,
    entry: str,
    start: Start,
    end: End | None = None,
    characters: Callable[[str], None] | None = None,
) -> None:
    def make(parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = characters

    for _ in parse(archive, entry, make):
        pass


def _entry(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _no_entities(*_: object) -> None:
    raise BrokenWorkbookError("a workbook declares no entities of its own", place="body.file")
