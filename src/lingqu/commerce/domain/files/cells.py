"""A cell as it stands in a file: text, or text that cannot be trusted and why."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, TypeAlias

from lingqu.commerce.contracts.imports import Trouble

MOST_CELL_CHARS: Final = 2000
MOST_COLUMNS: Final = 256
SHOWN_CHARS: Final = 200
SURE_DIGITS: Final = 15
"""A spreadsheet keeps so many digits of a number; of a longer one the rest became noughts."""

_SHIELDED = re.compile(r'="([^"]*)"')
_SHORTENED = re.compile(r"[+-]?\d(?:\.\d+)?[eE]\+?\d+")
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_UNSEEN = {**dict.fromkeys(range(32)), **dict.fromkeys((0x7F, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF))}
_SPACED = {ord("\t"): " ", ord("\n"): " ", ord("\r"): " ", 0xA0: " ", 0x3000: " "}
_CLEANED = {**_UNSEEN, **_SPACED}


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that holds something else than its text says; `text` is what to show of it."""

    trouble: Trouble
    text: str


Cell: TypeAlias = str | Fault


@dataclass(frozen=True, slots=True)
class Row:
    """One row under the number that a spreadsheet shows, from 1; cells after the last are empty."""

    number: int
    cells: Sequence[Cell]


def shown(cell: Cell) -> str:
    """Return what to show of a cell."""
    return (cell.text if isinstance(cell, Fault) else cell)[:SHOWN_CHARS]


def is_blank(row: Row) -> bool:
    """Tell whether nothing stands in the row."""
    return not any(row.cells)


def text_cell(text: str) -> Cell:
    """Return a cell of a text file: without what is not seen, and without the `="…"` that keeps leading noughts."""
    if len(text) > MOST_CELL_CHARS:
        return Fault(Trouble.TOO_LONG, text[:SHOWN_CHARS])
    cleaned = written(text)
    if cleaned.startswith("="):
        shielded = _SHIELDED.fullmatch(cleaned)
        return shielded[1].strip() if shielded else Fault(Trouble.FORMULA, cleaned)
    if cleaned.startswith("#") and cleaned in _ERRORS:
        return Fault(Trouble.FORMULA_ERROR, cleaned)
    if "\ufffd" in cleaned:
        return Fault(Trouble.UNDECODABLE, cleaned)
    if "E" in cleaned.upper() and _SHORTENED.fullmatch(cleaned):
        return Fault(Trouble.LOST_DIGITS, cleaned)
    return cleaned


def written(text: str) -> str:
    """Return text without control characters and blanks around it."""
    return text.translate(_CLEANED).strip() if not text.isascii() or not text.isprintable() else text.strip()


def number_cell(text: str) -> Cell:
    """Return a number of a workbook as its plain digits."""
    if text.isdigit() and len(text) <= SURE_DIGITS:
        return text
    try:
        number = Decimal(text)
    except InvalidOperation:
        return Fault(Trouble.FORMULA_ERROR, text[:SHOWN_CHARS])
    if not number.is_finite():
        return Fault(Trouble.FORMULA_ERROR, text[:SHOWN_CHARS])
    if number.adjusted() >= SURE_DIGITS:
        return Fault(Trouble.LOST_DIGITS, text[:SHOWN_CHARS])
    if number == 0 or number.adjusted() < -SURE_DIGITS:
        return "0"  # what a spreadsheet's arithmetic leaves of nothing
    # What a workbook writes as 12.299999999999999 was typed as 12.3.
    plain = format(round(number, SURE_DIGITS - 1 - max(0, number.adjusted())), "f")
    return (plain.rstrip("0").rstrip(".") if "." in plain else plain) or "0"
