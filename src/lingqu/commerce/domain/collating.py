"""Rows of one file side by side: which stand for the same order or member, and what that makes of them.

Nothing is taken by halves: an order of which one row is refused is refused with all its rows. Where rows are whole
orders or members, the first good row under a number stands and those after it are doubles.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from lingqu.commerce.contracts.imports import Problem, Trouble
from lingqu.commerce.domain.records import MemberRow, OrderHead, OrderRow
from lingqu.commerce.domain.template_words import REFUNDED

MOST_LINES = 200
"""Of one order: a batch of whole orders must fit into half a second."""


@dataclass(slots=True)
class Known:
    """What the rows before say of a key. `head` is the order's so far."""

    first_row: int
    lines: int = 1
    refused: bool = False
    head: OrderHead | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A row that was read; `key` is empty where none can be told."""

    number: int
    key: str
    record: OrderRow | MemberRow | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collated:
    """The rows after looking at those before them. `spoiled` are keys whose good rows before must be refused too."""

    rows: Sequence[Read]
    spoiled: frozenset[str]


def collate(rows: Iterable[Read], known: dict[str, Known], *, lines: bool) -> Collated:
    """Decide about the rows of a batch, in order; `known` is what stands before them and moves along."""
    decided: list[Read] = []
    spoiled: set[str] = set()
    for row in rows:
        after = _with_lines(row, known) if lines else _whole(row, known)
        decided.append(after)
        if lines and after.problems and after.key:
            before = known.setdefault(after.key, Known(after.number, lines=0))
            if not before.refused:
                spoiled.add(after.key)
            before.refused = True
    rows_after = [_spoiled(row) if row.key in spoiled and not row.problems else row for row in decided]
    return Collated(rows=rows_after, spoiled=frozenset(spoiled))


def _whole(row: Read, known: dict[str, Known]) -> Read:
    problems = row.problems or _incomplete(row)
    if problems:
        return Read(number=row.number, key=row.key, record=row.record, problems=problems)
    before = known.get(row.key)
    if before is None:
        known[row.key] = Known(row.number)
        return row
    return _refused(row, Trouble.DUPLICATE, before.first_row)


def _with_lines(row: Read, known: dict[str, Known]) -> Read:
    before = known.get(row.key) if row.key else None
    if row.problems or not isinstance(row.record, OrderRow):
        return row
    if before is None:
        problems = _incomplete(row)
        if problems:
            return Read(number=row.number, key=row.key, record=row.record, problems=problems)
        known[row.key] = Known(row.number, head=row.record.head)
        return row
    before.lines += 1
    trouble = _misfit(before, row.record)
    return row if trouble is None else _refused(row, trouble, before.first_row)


def _misfit(before: Known, record: OrderRow) -> Trouble | None:
    if before.refused or before.head is None:
        return Trouble.ORDER_REFUSED
    if before.lines > MOST_LINES:
        return Trouble.TOO_MANY_LINES
    return None if _agree(before.head, record.head) else Trouble.ORDER_DIFFERS


def _incomplete(row: Read) -> tuple[Problem, ...]:
    """Return what the first row of an order lacks."""
    if not isinstance(row.record, OrderRow):
        return ()
    head, line = row.record.head, row.record.line
    problems: list[Problem] = []
    if head.placed_at is None and head.paid_at is None:
        problems.append(Problem(trouble=Trouble.MISSING, field="placed_at"))
    if head.amount_fen is None and (line is None or line.amount_fen is None):
        problems.append(Problem(trouble=Trouble.MISSING, field="amount"))
    told = head.refunded_fen or 0
    if head.status != REFUNDED and head.amount_fen is not None and told > head.amount_fen:
        problems.append(Problem(trouble=Trouble.REFUND_ABOVE_AMOUNT, field="refunded"))
    return tuple(problems)


def _agree(first: OrderHead, other: OrderHead) -> bool:
    """Tell whether a further row says of the order what the first one says, or nothing."""
    return all(
        getattr(other, one.name) in {None, ()} or getattr(other, one.name) == getattr(first, one.name)
        for one in fields(OrderHead)
    )


def _refused(row: Read, trouble: Trouble, first_row: int) -> Read:
    return Read(
        number=row.number, key=row.key, record=row.record, problems=(Problem(trouble=trouble, other_row=first_row),)
    )


def _spoiled(row: Read) -> Read:
    return Read(number=row.number, key=row.key, record=row.record, problems=(Problem(trouble=Trouble.ORDER_REFUSED),))
