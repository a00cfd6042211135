"""Rows of a workbook's sheet (.xlsx), one by one, however large the sheet."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers import expat

from lingqu.commerce.contracts.imports import Trouble
from lingqu.commerce.domain.files import sheets
from lingqu.commerce.domain.files.archives import open_archive
from lingqu.commerce.domain.files.cells import (
    MOST_CELL_CHARS,
    MOST_COLUMNS,
    SHOWN_CHARS,
    Cell,
    Fault,
    Row,
    is_blank,
    number_cell,
    written,
)
from lingqu.commerce.errors import BrokenWorkbookError, EmptyFileError, TooManyColumnsError

_NUMBER = re.compile(r"[0-9]{1,7}")
_COLUMN = re.compile(r"[A-Z]{1,4}")
_CAPTURED = frozenset(("v", "t"))
_LETTERS = {chr(code): code - 64 for code in range(65, 91)}


class Workbook:
    """An opened workbook."""

    def __init__(self, file: BinaryIO) -> None:
        self._archive: zipfile.ZipFile = open_archive(file)
        self._parts = sheets.read_parts(self._archive)
        self._texts = sheets.read_texts(self._archive, self._parts.texts_entry)
        self._dates = sheets.read_date_styles(self._archive, self._parts.styles_entry)

    def first_sheet(self) -> str:
        """Return the name of the first visible sheet in which something stands.

        Raises:
            EmptyFileError: there is none.
        """
        for sheet in self._parts.sheets:
            if any(not is_blank(row) for row in self.rows(sheet.name)):
                return sheet.name
        raise EmptyFileError("no sheet holds anything", place="body.file")

    def rows(self, name: str) -> Iterator[Row]:
        """Yield the rows of a sheet that hold something, by the numbers the sheet shows.

        Raises:
            BrokenWorkbookError: no such sheet, or damaged.
            TooManyColumnsError: a row is wider than any table.
        """
        entry = next((sheet.entry for sheet in self._parts.sheets if sheet.name == name), None)
        if entry is None:
            raise BrokenWorkbookError("no sheet of this name", place="body.file", sheet=name)
        reading = _Reading(self._texts, self._dates, self._parts)
        for _ in sheets.parse(self._archive, entry, reading.bind):
            done, reading.done = reading.done, []
            yield from done


@dataclass(slots=True)
class _Reading:
    """The state of the parser within one sheet."""

    texts: sheets.Texts
    dates: frozenset[str]
    parts: sheets.Parts
    done: list[Row] = field(default_factory=list)
    number: int = 0
    cells: list[Cell] = field(default_factory=list)
    column: int = 0
    kind: str = "n"
    style: str = "0"
    formula: bool = False
    capturing: bool = False
    phonetic: bool = False
    pieces: list[str] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)

    def bind(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters

    def _start(self, name: str, told: sheets.Attributes) -> None:
        tag = name if ":" not in name else sheets.local(name)
        if tag == "c":
            self.column = self._place(told["r"]) if "r" in told else len(self.cells)
            self.kind = told.get("t", "n")
            self.style = told.get("s", "0")
            self.formula = False
            self.pieces.clear()
        elif tag in _CAPTURED:
            self.capturing = not self.phonetic
        elif tag == "f":
            self.formula = True
        elif tag == "rPh":
            self.phonetic = True
        elif tag == "row":
            told_number = told.get("r", "")
            self.number = int(told_number) if _NUMBER.fullmatch(told_number) else self.number + 1
            self.cells = []

    def _characters(self, data: str) -> None:
        if self.capturing:
            self.pieces.append(data)

    def _end(self, name: str) -> None:
        tag = name if ":" not in name else sheets.local(name)
        if tag in _CAPTURED:
            self.capturing = False
        elif tag == "c":
            cell = self._cell("".join(self.pieces))
            if cell:
                self._put(cell)
        elif tag == "rPh":
            self.phonetic = False
        elif tag == "row" and self.cells:
            self.done.append(Row(self.number, self.cells))
            self.cells = []

    def _put(self, cell: Cell) -> None:
        if self.column >= MOST_COLUMNS:
            raise TooManyColumnsError(
                f"row {self.number} is too wide", place=f"row {self.number}", row=self.number, most=MOST_COLUMNS
            )
        self.cells.extend("" for _ in range(self.column - len(self.cells)))
        if self.column == len(self.cells):
            self.cells.append(cell)
        else:
            self.cells[self.column] = cell

    def _cell(self, raw: str) -> Cell:
        if self.formula:
            return Fault(Trouble.FORMULA, f"={raw[:SHOWN_CHARS]}")
        match self.kind:
            case "s":
                return _text(self.texts.get(raw.strip()) or "")
            case "inlineStr" | "str" | "d":
                return _text(raw)
            case "b":
                return "TRUE" if raw.strip() == "1" else "FALSE"
            case "e":
                return Fault(Trouble.FORMULA_ERROR, raw[:SHOWN_CHARS])
            case _:
                number = raw.strip()
                shown = sheets.instant(number, self.parts.first_day) if self.style in self.dates else None
                return shown or (number_cell(number) if number else "")

    def _place(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        place = self.places.get(letters)
        if place is None:
            place = 0
            for letter in letters if _COLUMN.fullmatch(letters) else "":
                place = place * 26 + _LETTERS[letter]
            self.places[letters] = place
        return place - 1 if place else len(self.cells)  # a place that cannot be read is the next one


def _text(text: str) -> Cell:
    if len(text) > MOST_CELL_CHARS:
        return Fault(Trouble.TOO_LONG, text[:SHOWN_CHARS])
    return written(text)
