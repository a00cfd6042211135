"""The two ways in which open SCRMs lay customers out and ask for them, on the engines that keep rows.

Shape A keeps a row for each relation, which carries its tags as a list in one text; windows are compared by days.
Shape B joins customers with relations and relations with rows of tags, and takes `DISTINCT` of it; who has not a tag is
asked as `tag NOT IN` on the joined rows, which finds whoever has another one.

Each is asked as it is shipped, on primary keys alone; again with the obvious indexes; and corrected. Neither is charged
for what its lists do besides: pages by OFFSET, sub-queries for each row shown, a query for each employee. In this corp
a customer has one relation: with several, A would ask of each relation what is meant of the customer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np

from lingqu.customers.contracts.tags import MatchTags
from lingqu.entrypoints.bench.segments.corp import Ints
from lingqu.entrypoints.bench.segments.plain import Plain, digest
from lingqu.entrypoints.bench.segments.questions import FIVE, Q1, Q2
from lingqu.entrypoints.bench.segments.sides import LONGEST_SECONDS, Columns, Figures, Say, Side, TooSlowError
from lingqu.entrypoints.bench.segments.sql import Dialect, condition, questions
from lingqu.entrypoints.bench.segments.timing import median_ms
from lingqu.segments.contracts.definition import All, AnyOf, Definition, Not, TagLeaf

Shape = Literal["A", "B"]
Form = Literal["shipped", "indexed", "corrected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """How an engine that keeps rows is spoken to.

    Attributes:
        schema: what stands before the names of tables.
        instant: a literal of an instant, given as UTC.
        day: the day of `at` as text.
        has: tells whether the relation's list of tags has one.
        has_any: the same for several, as an index can find it; None where none can.
    """

    schema: str
    instant: str
    day: str
    has: str
    has_any: str | None = None

    def plain(self, *, correlated: bool = False) -> Dialect:
        """Customers, and tags as rows of a table of their own."""
        return Dialect(schema=self.schema, instant=self.instant, correlated=correlated)

    def lists(self, *, corrected: bool) -> Dialect:
        """Relations with lists of tags."""
        return Dialect(
            schema=self.schema,
            customers="relation",
            who="customer",
            has=self.has,
            has_any=self.has_any if corrected else None,
            instant=self.instant,
            day=None if corrected else self.day,
        )


class RowSide(Side, Protocol):
    """An engine that keeps rows; loaded, it has primary keys alone."""

    speech: Speech

    async def index(self, say: Say) -> None:
        """Make the obvious indexes, and look at all tables for their statistics."""
        ...


@dataclass(frozen=True, slots=True)
class Truth:
    """What is right: how many q1 has, whom q2 and q3 have, how many each combination of q4."""

    count: int
    ids: Ints
    overlaps: list[int]

    @classmethod
    def of(cls, plain: Plain) -> Truth:
        """Ask the arrays."""
        return cls(len(plain.ids(Q1)), plain.ids(Q2), plain.overlaps(FIVE))

    def answers(self) -> dict[str, Any]:
        """Return it as every engine's answers are kept."""
        return {"q1": self.count, "q2": len(self.ids), "q3": digest(self.ids), "q4": self.overlaps}

    def off_by(self, name: str, columns: Columns) -> int:
        """Return by how many customers an answer is wrong.

        q1, q2: how many too many, or too few as a negative number; q3: how many are in one of both alone; q4: how many
        are counted in another combination than their own, at least.
        """
        if name == "q3":
            return len(np.setxor1d(columns["id"], self.ids))
        if name == "q4":
            given = np.bincount(columns["code"], columns["n"], 1 << len(FIVE)).astype(int)
            return int((np.abs(given - self.overlaps).sum() + 1) // 2)
        return int(columns["n"][0]) - {"q1": self.count, "q2": len(self.ids)}[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in a shape; None where nobody waited for the answer."""

    engine: str
    shape: Shape
    form: Form
    question: str
    ms: float | None
    answer_is_right: bool | None
    off_by: int | None


async def ask_shapes(side: RowSide, truth: Truth, say: Say) -> list[Asked]:
    """Ask both shapes in each form; between the first form and the others the indexes are made."""
    asked = await _ask_form(side, "shipped", truth, say)
    await side.index(say)
    for form in ("indexed", "corrected"):
        asked += await _ask_form(side, form, truth, say)
    return asked


def credit(figures: Figures, asked: Sequence[Asked]) -> None:
    """Count a shape that answers rightly where it is quicker than plain SQL: whatever is right and quickest counts."""
    for one in asked:
        if one.ms is not None and one.answer_is_right:
            figures.took[one.question] = min(one.ms, figures.took.get(one.question, one.ms))


async def _ask_form(side: RowSide, form: Form, truth: Truth, say: Say) -> list[Asked]:
    asked: list[Asked] = []
    asks_of: dict[Shape, Mapping[str, str]] = {"A": by_lists(side.speech, form), "B": by_pivot(side.speech, form)}
    for shape, asks in asks_of.items():
        for name, sql in asks.items():
            what = f"{side.name}: {name} in shape {shape}, {form}"
            took, off_by = None, None
            try:
                took, columns = await median_ms(lambda sql=sql: side.ask(sql))
            except TooSlowError:
                say(f"{what}, is left out: it takes longer than {LONGEST_SECONDS} s")
            else:
                off_by = truth.off_by(name, columns)
                say(f"{what}: {took} ms{f', WRONG by {off_by:+,} customers' if off_by else ''}")
            right = None if off_by is None else off_by == 0
            asked.append(
                Asked(
                    engine=side.name,
                    shape=shape,
                    form=form,
                    question=name,
                    ms=took,
                    answer_is_right=right,
                    off_by=off_by,
                )
            )
    return asked


# ───────────────────────── the shapes as SQL ─────────────────────────


def by_lists(speech: Speech, form: Form) -> dict[str, str]:
    """Return q1 to q4 in shape A."""
    return questions(speech.lists(corrected=form == "corrected"))


def by_pivot(speech: Speech, form: Form) -> Mapping[str, str]:
    """Return q1 to q4 in shape B; q4 puts together who is in each of the five segments."""
    corrected = form == "corrected"
    q1, q2 = (_joined(one, speech, corrected=corrected) for one in (Q1, Q2))
    each = " UNION ALL ".join(
        f"SELECT id, {1 << bit} AS code FROM ({_joined(one, speech, corrected=corrected)}) s{bit}"
        for bit, one in enumerate(FIVE)
    )
    codes = (
        f"SELECT c.id, coalesce(sum(s.code), 0) AS code FROM {speech.schema}customer c"
        f" LEFT JOIN ({each}) s ON s.id = c.id GROUP BY c.id"
    )
    return {
        "q1": f"SELECT count(*) AS n FROM ({q1}) x",
        "q2": f"SELECT count(*) AS n FROM ({q2}) x",
        "q3": q2,
        "q4": f"SELECT code, count(*) AS n FROM ({codes}) x GROUP BY code",
    }


def _joined(one: Definition, speech: Speech, *, corrected: bool) -> str:
    """Join a row of a tag for each tag that is asked for; what else is asked is asked of the customer."""
    pivot = f"{speech.schema}tag_pivot"
    joins, where = [f"{speech.schema}customer c JOIN {speech.schema}relation r ON r.customer = c.id"], []
    for number, part in enumerate(one.of if isinstance(one, All) else (one,)):
        without = isinstance(part, Not)
        tags = _any_of(part.of if isinstance(part, Not) else part)
        if tags is None:
            where.append(condition(part, speech.plain()))
        elif without and corrected:
            among = f"tag IN ({', '.join(map(str, tags))})"
            where.append(f"NOT EXISTS (SELECT 1 FROM {pivot} x WHERE x.customer = c.id AND {among})")
        else:
            row = f"t{number}"
            same = "" if corrected else f" AND {row}.staff = r.staff"
            joins.append(f"JOIN {pivot} {row} ON {row}.customer = c.id{same}")
            where.append(f"{row}.tag {'NOT IN' if without else 'IN'} ({', '.join(map(str, tags))})")
    return f"SELECT DISTINCT c.id AS id FROM {' '.join(joins)} WHERE {' AND '.join(where)}"


def _any_of(one: Definition) -> tuple[int, ...] | None:
    """Return the tags of which one is asked for; None where something else is."""
    if isinstance(one, TagLeaf) and one.match is MatchTags.ANY:
        return tuple(one.tags)
    if isinstance(one, AnyOf):
        each = [_any_of(part) for part in one.of]
        return None if any(tags is None for tags in each) else tuple(tag for tags in each for tag in tags or ())
    return None
