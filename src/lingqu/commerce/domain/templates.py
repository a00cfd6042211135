"""Which row names the columns, which template fits them, and whether a mapping can be meant."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from lingqu.commerce.contracts.imports import Assignment, ColumnMap, ImportKind, Template
from lingqu.commerce.contracts.orders import OrderStatus
from lingqu.commerce.domain.fields import REQUIRED, is_field
from lingqu.commerce.domain.files.cells import Row, shown
from lingqu.commerce.domain.template_words import REFUNDED, TEMPLATES
from lingqu.commerce.errors import BadMappingError, BadTemplateError

MOST_TITLE_ROWS = 20
"""Above the column names exports print titles, shops and dates."""
LONGEST_SOURCE = 30
LONGEST_NAME = 40

_UNIT = re.compile(r"[(\[【].*[)\]】]$")
_SOURCE = re.compile(r"[a-z][a-z0-9_]*")
_SPELLED = str.maketrans({"，": ",", "（": "(", "）": ")", "：": ":"})
_STATUSES = frozenset({*OrderStatus, REFUNDED})


def spelled(text: str) -> str:
    """Return a name in the one spelling that names are compared in: small, half-width, without blanks."""
    return "".join(text.translate(_SPELLED).lower().split())


def heading(text: str) -> str:
    """Return a column's name without the unit behind it: `实付金额(元)` is `实付金额`."""
    name = spelled(text).lstrip("*")
    return _UNIT.sub("", name) or name


def find_header(rows: Sequence[Row], templates: Sequence[Template]) -> Row | None:
    """Return the row that names the columns: the one with most names of templates, else the first full one."""
    known = {heading(name) for one in templates for names in one.fields.values() for name in names}
    candidates = [row for row in rows[:MOST_TITLE_ROWS] if any(row.cells)]
    if not candidates:
        return None

    def likeness(row: Row) -> tuple[int, int]:
        names = [heading(shown(cell)) for cell in row.cells if cell]
        return (sum(name in known for name in names), min(len(names), 2))

    return max(candidates, key=likeness)  # the first of equals


def suggest(
    kind: ImportKind, columns: Sequence[str], own: Sequence[Template] = ()
) -> tuple[Template, tuple[Assignment, ...]]:
    """Return the template that explains most columns, a corp's own first, and the fields it finds."""
    candidates = [*own, *(one for one in TEMPLATES if one.kind is kind)]
    found = [(one, assign(one, columns)) for one in candidates if one.kind is kind]
    return max(found, key=lambda each: (not _lacking(kind, each[1]), len(each[1])))


def assign(template: Template, columns: Sequence[str]) -> tuple[Assignment, ...]:
    """Return which field each column is by a template; one column is one field, the likeliest name wins."""
    places = {name: place for place, name in reversed(list(enumerate(map(heading, columns))))}
    taken: dict[int, str] = {}
    for field, names in template.fields.items():
        place = next((places[heading(name)] for name in names if places.get(heading(name), -1) not in {-1, *taken}), -1)
        if place >= 0:
            taken[place] = field
    return tuple(Assignment(column=place, field=field) for place, field in sorted(taken.items()))


def checked_map(kind: ImportKind, told: ColumnMap, columns: Sequence[str]) -> ColumnMap:
    """Return a mapping that can be meant.

    Raises:
        BadMappingError: with the problem and what it is about.
    """
    if not _SOURCE.fullmatch(told.source) or len(told.source) > LONGEST_SOURCE:
        raise _bad("source", "a source is 1 to 30 of a-z, 0-9 and _", place="body.source")
    for number, one in enumerate(told.assignments):
        place = f"body.assignments[{number}]"
        if not is_field(kind, one.field):
            raise _bad("unknown_field", "there is no such field", place=place, field=one.field)
        if not 0 <= one.column < len(columns):
            raise _bad("unknown_column", "there is no such column", place=place, column=one.column)
    for what in ("field", "column"):
        doubled = [key for key, count in Counter(getattr(one, what) for one in told.assignments).items() if count > 1]
        if doubled:
            raise _bad(f"same_{what}", f"a {what} is assigned twice", place="body.assignments", **{what: doubled[0]})
    lacking = _lacking(kind, told.assignments)
    if lacking:
        raise _bad("missing_field", "a field is needed", place="body.assignments", one_of=list(lacking[0]))
    if wrong := sorted(set(told.statuses.values()) - _STATUSES):
        raise _bad("unknown_status", "there is no such state of an order", place="body.statuses", status=wrong[0])
    return told


def checked_template(name: str, fields: Mapping[str, Sequence[str]], kind: ImportKind) -> str:
    """Return a template's name without stray blanks.

    Raises:
        BadTemplateError: the name or a field cannot be.
    """
    trimmed = name.strip()
    if not 0 < len(trimmed) <= LONGEST_NAME:
        raise BadTemplateError(f"a name is 1 to {LONGEST_NAME} characters", place="body.name", most=LONGEST_NAME)
    if not fields or not all(is_field(kind, field) for field in fields):
        raise BadTemplateError("a template names known fields", place="body.fields")
    return trimmed


def _lacking(kind: ImportKind, assignments: Sequence[Assignment]) -> list[tuple[str, ...]]:
    there = {one.field for one in assignments}
    return [group for group in REQUIRED[kind] if not there & set(group)]


def _bad(problem: str, message: str, *, place: str, **data: object) -> BadMappingError:
    return BadMappingError(message, place=place, problem=problem, **data)
