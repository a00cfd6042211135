"""The questions as plain SQL, in the dialects of the engines that ours is compared with.

Every engine has each question in the forms that suit it, and the quicker form counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from lingqu.customers.contracts.tags import MatchTags
from lingqu.entrypoints.bench.segments.corp import NOW, NOW_US
from lingqu.entrypoints.bench.segments.questions import FIVE, Q1, Q2
from lingqu.segments.contracts.definition import (
    All,
    AnyOf,
    AttributeLeaf,
    Definition,
    EventLeaf,
    Not,
    OrderLeaf,
    TagLeaf,
)
from lingqu.segments.contracts.windows import Last, Op, Window

_OPERATORS = {Op.EQ: "=", Op.NE: "<>", Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">="}


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one layout is asked.

    Attributes:
        schema: what stands before the names of tables.
        customers: the table with a row for each customer.
        who: its column that names the customer.
        has: tells whether the list of tags has one; None where tags are rows of a table of their own.
        has_any: the same for several tags in one go, where the engine can; it takes them quoted.
        correlated: whether `EXISTS` is asked per customer, instead of `IN` of a whole list.
        instant: a literal of an instant, given as UTC; None where times are microseconds as numbers.
        day: the day of `at` as text, where windows are compared by days.
    """

    schema: str
    customers: str = "customer"
    who: str = "id"
    has: str | None = None
    has_any: str | None = None
    correlated: bool = False
    instant: str | None = None
    day: str | None = None

    def within(self, window: Window | None) -> str:
        """Tell whether `at` is in a window of the last days."""
        if not isinstance(window, Last):
            raise TypeError(window)
        since = NOW - window.duration
        if self.day is not None:
            return f"{self.day} >= '{since:%Y-%m-%d}'"
        if self.instant is not None:
            return f'"at" > {self.instant.format(since)}'
        return f'"at" > {NOW_US - window.duration // timedelta(microseconds=1)}'

    def among(self, table: str, where: str) -> str:
        """Tell whether the customer has a row."""
        if self.correlated:
            return f"EXISTS (SELECT 1 FROM {self.schema}{table} x WHERE x.customer = c.{self.who} AND {where})"
        return f"c.{self.who} IN (SELECT customer FROM {self.schema}{table} WHERE {where})"

    def tagged(self, tags: Sequence[int], match: MatchTags) -> str:
        """Tell whether the customer has any of the tags, all of them, or none."""
        if match is MatchTags.ALL:
            return _joined("AND", [self.tagged([one], MatchTags.ANY) for one in tags])
        if self.has_any is not None:
            found = self.has_any.format(", ".join(f"'{one}'" for one in tags))
        elif self.has is not None:
            found = _joined("OR", [self.has.format(one) for one in tags])
        else:
            found = self.among("customer_tag", f"tag IN ({', '.join(map(str, tags))})")
        return f"NOT {found}" if match is MatchTags.NONE else found


def condition(one: Definition, to: Dialect) -> str:  # noqa: PLR0911 - a kind of node each
    """Return a definition as a condition on the customer `c`."""
    if isinstance(one, All):
        return _joined("AND", [condition(part, to) for part in one.of])
    if isinstance(one, AnyOf):
        return _joined("OR", [condition(part, to) for part in one.of])
    if isinstance(one, Not):
        return f"NOT {condition(one.of, to)}"
    if isinstance(one, TagLeaf):
        return to.tagged(one.tags, one.match)
    if isinstance(one, AttributeLeaf):
        if one.op is Op.IN:
            return f"c.{one.key} IN ({', '.join(city.removeprefix('c') for city in one.value)})"
        return f"c.{one.key} {_OPERATORS[one.op]} {one.value}"
    if isinstance(one, EventLeaf):
        return _did(one, to)
    if isinstance(one, OrderLeaf):
        found = to.among("purchase", to.within(one.window))
        return f"NOT {found}" if (one.op, one.value) == (Op.EQ, 0) else found
    raise TypeError(one)


def _did(leaf: EventLeaf, to: Dialect) -> str:
    """At least so often: a list is grouped; where customers are asked one by one, their events are counted."""
    name = leaf.event.name.removeprefix("event")
    where = f"name = {name} AND {to.within(leaf.window)}"
    if to.correlated:
        return f"(SELECT count(*) FROM {to.schema}event x WHERE x.customer = c.{to.who} AND {where}) >= {leaf.count.n}"
    grouped = f"{where} GROUP BY customer HAVING count(*) >= {leaf.count.n}"
    return to.among("event", grouped if leaf.count.n > 1 else where)


def _joined(word: str, parts: Sequence[str]) -> str:
    return f"({f' {word} '.join(parts)})"


def questions(to: Dialect) -> dict[str, str]:
    """Return q1 to q4 in one layout; q4 gives combinations as numbers, with how many customers each has."""
    customers = f"{to.schema}{to.customers} c"
    code = " + ".join(f"CASE WHEN {condition(one, to)} THEN {1 << bit} ELSE 0 END" for bit, one in enumerate(FIVE))
    return {
        "q1": f"SELECT count(*) AS n FROM {customers} WHERE {condition(Q1, to)}",
        "q2": f"SELECT count(*) AS n FROM {customers} WHERE {condition(Q2, to)}",
        "q3": f"SELECT c.{to.who} AS id FROM {customers} WHERE {condition(Q2, to)}",
        "q4": f"SELECT code, count(*) AS n FROM (SELECT {code} AS code FROM {customers}) x GROUP BY code",
    }


def q1_by_groups(schema: str) -> str:
    """Return q1 from the rows of tags alone."""
    has = "max(CASE WHEN tag = {} THEN 1 ELSE 0 END) = {}"
    return (
        f"SELECT count(*) AS n FROM (SELECT customer FROM {schema}customer_tag WHERE tag IN (5, 10, 20)"
        f" GROUP BY customer HAVING {has.format(5, 1)} AND {has.format(10, 1)} AND {has.format(20, 0)}) x"
    )


def q1_by_joins(schema: str) -> str:
    """Return q1 as rows of one tag joined with those of the other."""
    tags = f"{schema}customer_tag"
    return (
        f"SELECT count(*) AS n FROM {tags} a JOIN {tags} b ON b.customer = a.customer AND b.tag = 10"
        f" WHERE a.tag = 5 AND NOT EXISTS (SELECT 1 FROM {tags} x WHERE x.tag = 20 AND x.customer = a.customer)"
    )
