"""Pieces of SQL that the questions are written with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lingqu.segments.contracts.definition import RelationScope
from lingqu.segments.contracts.windows import Last, Op, Window
from lingqu.segments.domain.questions.answer import Look

OPERATORS = {Op.EQ: "=", Op.NE: "<>", Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">="}

PERSON = "coalesce(m.merged_into, x.customer_id)"
"""The canonical customer of a row `x`, where `MERGED` is joined."""

MERGED = """
LEFT JOIN customer m ON m.corp_id = lingqu_corp() AND m.customer_id = x.customer_id AND m.merged_into IS NOT NULL
"""

STAFF_OF = """
  WITH RECURSIVE below AS (
    SELECT d.department_id FROM department d
    WHERE d.corp_id = lingqu_corp() AND d.department_id = ANY({departments}::bigint[])
    UNION
    SELECT d.department_id FROM department d JOIN below b ON d.corp_id = lingqu_corp() AND d.parent_id = b.department_id
  )
  SELECT s.staff_id FROM staff_department s
  JOIN below b ON s.corp_id = lingqu_corp() AND s.department_id = b.department_id
"""


class Writer:
    """Collects the values of a question; each gets a placeholder of its own.

    Args:
        among: customers who are asked, with all who were merged into them; None is everybody.
    """

    def __init__(self, look: Look, among: Sequence[int] | None = None) -> None:
        self.look = look
        self.params: dict[str, Any] = {}
        self.at = self.value(look.at)
        self._among = None if among is None else self.value(list(among))

    def value(self, value: Any) -> str:
        """Return the placeholder of a value."""
        name = f"v{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"

    @property
    def asks_everybody(self) -> bool:
        """Whether nobody is left out."""
        return self._among is None

    def among(self, column: str = "x.customer_id") -> str:
        """Narrow rows to the customers who are asked; all where everybody is."""
        return "true" if self._among is None else f"{column} = ANY({self._among}::integer[])"

    def any_of(self, column: str, values: Sequence[Any], kind: str) -> str:
        """Narrow a column to some values; none named means all."""
        return f"{column} = ANY({self.value(list(values))}::{kind}[])" if values else "true"

    def covered(self, column: str, window: Window | None) -> str:
        """Tell whether an instant lies in a window, as `Calendar.covers` does."""
        low, high = self.look.calendar.bounds(window, self.look.at)
        parts = [f"{column} <= {self.at}"]
        parts += [f"{column} >= {self.value(low)}"] if low else []
        parts += [f"{column} < {self.value(high)}"] if high and not isinstance(window, Last) else []
        return " AND ".join(parts)

    def turn(self, column: str, window: Window | None) -> str:
        """Return the first instant after now at which the answer of `covered` may change, or NULL."""
        if isinstance(window, Last):
            leaves = f"{column} + {self.value(window.duration)}::interval"
            return f"CASE WHEN {column} > {self.at} THEN {column} WHEN {leaves} > {self.at} THEN {leaves} END"
        return f"CASE WHEN {column} > {self.at} THEN {column} END"

    def in_scope(self, scope: RelationScope | None, column: str) -> str:
        """Tell whether a member is in the scope."""
        if scope is None or not (scope.staff or scope.departments):
            return "true"
        staff = self.value(list(scope.staff))
        below = STAFF_OF.format(departments=self.value(list(scope.departments)))
        return f"({column} = ANY({staff}::integer[]) OR {column} IN ({below}))"

    def midnight(self, day: str) -> str:
        """Return the first instant of a day of the corp."""
        return f"(({day})::timestamp AT TIME ZONE {self.value(str(self.look.calendar.zone))})"
