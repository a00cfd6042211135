"""Questions about what happened, put to history in ClickHouse's SQL.

Each gives `customer_id`, `holds` and `turns_at` (microseconds since 1970, 0 for never). Instants are compared as whole
microseconds (`t`), so that both sides of an edge fall as they do in Python. `turns_at` may come too early, never too
late: who is asked again then gives the next one.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyroaring import BitMap

from lingqu.segments.contracts.definition import (
    Edge,
    EventEdgeLeaf,
    EventLeaf,
    EventMatch,
    LapseLeaf,
    OrderLeaf,
    OrderMeasure,
    PropertyTest,
    SegmentLeaf,
    SequenceLeaf,
)
from lingqu.segments.contracts.windows import Last, Op, Window
from lingqu.segments.domain.questions.answer import Look
from lingqu.segments.domain.timing import EPOCH, MICROSECOND

MOST_REMEMBERED = 100
"""Up to so many times, the instant at which the count falls short is exact; beyond, it may be early."""
MOST_MERGES = 100_000
"""So many merges are named in a question; with more, history is asked to join what it knows of them."""
MOST_LISTED = 1_000
"""So many customers are looked up by the table's order; more are sent as a bitmap."""

_OPERATORS = {Op.EQ: "=", Op.NE: "!=", Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">="}
_LOG = "(t, era, xid, id)"
_INSTANT = "DateTime64(6, 'UTC')"


_ALONE = "assumeNotNull(f.customer_id)"
_BITMAP = "CAST(base64Decode({among:String}), 'AggregateFunction(groupBitmap, UInt32)')"
_NAMED = f"transform({_ALONE}, {{away:Array(UInt32)}}, {{into:Array(UInt32)}}, {_ALONE})"
_JOINED = f"if(m.into_customer_id = m.customer_id, {_ALONE}, m.into_customer_id)"
_MERGED = f"""
        LEFT ANY JOIN (
          SELECT customer_id, into_customer_id FROM merged
          WHERE corp_id = {{corp_id:UInt32}} AND generation = {{generation:UInt32}}
        ) m ON m.customer_id = {_ALONE}
"""


def _state(customers: BitMap) -> bytes:
    """Return a bitmap of more than a few as ClickHouse writes the state of `groupBitmap`."""
    written = customers.serialize()
    return b"\1" + _varuint(len(written)) + written


def _with_merged(among: BitMap | None, merges: Merges) -> BitMap | None:
    return None if among is None else among | BitMap(merges.away)


def _varuint(number: int) -> bytes:
    low, rest = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + _varuint(rest) if rest else bytes([low])


def micros(span: timedelta) -> int:
    """Return a duration in whole microseconds."""
    return span // MICROSECOND


@dataclass(frozen=True, slots=True)
class Merges:
    """Customers who are one with another: of each in `away`, ascending, the person beside it in `into`; both uint32."""

    away: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))
    into: NDArray[np.uint32] = field(default_factory=lambda: np.empty(0, np.uint32))


ALONE = Merges()
"""Nobody of those who are asked is several customers."""


class HistoryWriter:
    """Collects the values of a question; each gets a placeholder of its own.

    Args:
        among: canonical customers who are asked, None is everybody.
        merges: all that concern those who are asked; None, of everybody, lets history say what it knows of them.
        in_portions: everybody is asked from the customer `first` up to `end`, who is not, which go along.
    """

    def __init__(
        self, look: Look, *, among: BitMap | None, merges: Merges | None = ALONE, in_portions: bool = False
    ) -> None:
        self.look = look
        self.params: dict[str, Any] = {"at": micros(look.at - EPOCH)}
        self._person = _ALONE
        self._merged = ""
        if merges is None or len(merges.away) > MOST_MERGES:
            self._person, self._merged = _JOINED, _MERGED
        elif len(merges.away):
            self.params |= {"away": merges.away.tolist(), "into": merges.into.tolist()}
            self._person = _NAMED
        self._near = self._asked(among if merges is None else _with_merged(among, merges), in_portions=in_portions)

    def _asked(self, near: BitMap | None, *, in_portions: bool) -> str:
        """Leave out the facts of those who are not asked."""
        if near is None:
            return "f.customer_id >= {first:UInt32} AND f.customer_id < {end:UInt32}" if in_portions else "true"
        if len(near) <= MOST_LISTED:
            self.params["among"] = list(near)
            return "f.customer_id IN {among:Array(UInt32)}"
        self.params["among"] = b64encode(_state(near)).decode()
        # As a hashed set: the engine's own look into a bitmap takes three times as long.
        return f"{_ALONE} IN (SELECT arrayJoin(bitmapToArray({_BITMAP})))"

    def value(self, value: Any, kind: str) -> str:
        """Return the placeholder of a value."""
        name = f"v{len(self.params)}"
        self.params[name] = value
        return f"{{{name}:{kind}}}"

    def rows(self, kinds: str, columns: str, where: str = "true") -> str:
        """Return facts of the persons who are asked, with `person` (canonical) and `t`."""
        return f"""
        SELECT {self._person} AS person,
               toUnixTimestamp64Micro(f.occurred_at) AS t, f.era AS era, f.xid AS xid, f.id AS id, {columns}
        FROM fact f {self._merged}
        WHERE f.corp_id = {{corp_id:UInt32}} AND f.generation = {{generation:UInt32}} AND {kinds}
          AND isNotNull(f.customer_id) AND {self._near} AND {where}
        """

    def happened(self, kinds: str, where: str, columns: Sequence[str] = (), *, of_anybody: bool = False) -> str:
        """Return to whom something happened and when, by the customers of the facts themselves.

        Args:
            of_anybody: whether those are not left out who are not asked: what is rare is sooner read than chosen.
        """
        told = ", ".join([f"{_ALONE} AS customer_id", "toUnixTimestamp64Micro(f.occurred_at) AS t", *columns])
        return f"""
        SELECT {told} FROM fact f
        WHERE f.corp_id = {{corp_id:UInt32}} AND f.generation = {{generation:UInt32}} AND {kinds}
          AND isNotNull(f.customer_id) AND {"true" if of_anybody else self._near} AND {where}
        """

    def since(self, window: Window | None) -> str:
        """Leave out what happened before the window begins."""
        low, _ = self.look.calendar.bounds(window, self.look.at)
        return f"f.occurred_at >= {self.value(low, _INSTANT)}" if low else "true"

    def covered(self, window: Window | None) -> str:
        """Tell whether `t` lies in the window."""
        low, high = self.look.calendar.bounds(window, self.look.at)
        parts = ["t <= {at:Int64}"]
        parts += [f"t >= {self.value(micros(low - EPOCH), 'Int64')}"] if low else []
        parts += [f"t < {self.value(micros(high - EPOCH), 'Int64')}"] if high and not isinstance(window, Last) else []
        return f"({' AND '.join(parts)})"

    def turn(self, window: Window | None) -> str:
        """Return when `covered` may change next for one row, 0 for never."""
        if not isinstance(window, Last):
            return "if(t > {at:Int64}, t, 0)"
        leaves = f"t + {self.value(micros(window.duration), 'Int64')}"
        return f"multiIf(t > {{at:Int64}}, t, {leaves} > {{at:Int64}}, {leaves}, 0)"

    def matching(self, match: EventMatch) -> str:
        """Tell whether a fact is one of these events."""
        tests = [f"f.kind = {self.value(match.name, 'String')}", *(self.passes(one) for one in match.where)]
        return f"({' AND '.join(tests)})"

    def passes(self, test: PropertyTest) -> str:
        """Tell whether a property passes a test; a missing one, or one of another type, passes none."""
        return f"ifNull({self._compared(test)}, false)"

    def _compared(self, test: PropertyTest) -> str:
        place = f"f.data.{test.key}"
        if test.op is Op.EXISTS:
            return f"isNotNull({place})"
        if test.op is Op.IN:
            return f"({' OR '.join(self._equal(place, one) for one in test.value)})"
        if test.op is Op.BETWEEN:
            low, high = test.value
            return f"({self._typed(place, low, '>=')} AND {self._typed(place, high, '<=')})"
        if test.op in _OPERATORS:
            return self._typed(place, test.value, _OPERATORS[test.op])
        text, piece = f"{place}.:String", self.value(test.value, "String")
        if test.op is Op.STARTS:
            return f"startsWith({text}, {piece})"
        return f"(position({text}, {piece}) > 0 OR has({place}.:`Array(Nullable(String))`, {piece}))"

    def _equal(self, place: str, value: Any) -> str:
        equal = f"ifNull({self._typed(place, value, '=')}, false)"
        if not isinstance(value, str):
            return equal
        return f"({equal} OR has({place}.:`Array(Nullable(String))`, {self.value(value, 'String')}))"

    def _typed(self, place: str, value: Any, operator: str) -> str:
        if isinstance(value, bool):
            return f"{place}.:Bool {operator} {self.value(value, 'Bool')}"
        if isinstance(value, str):
            return f"{place}.:String {operator} {self.value(value, 'String')}"
        return f"{number(place)} {operator} {self.value(float(value), 'Float64')}"


def number(place: str) -> str:
    """Return a property as a number, or NULL."""
    return f"coalesce(toFloat64({place}.:Int64), {place}.:Float64)"


def _scalar(place: str) -> str:
    """Return a property so that equal ones are equal texts, whatever their type; lists are left out."""
    return (
        f"coalesce(concat('s', {place}.:String), concat('b', toString({place}.:Bool)),"
        f" concat('n', toString({number(place)})))"
    )


def _soonest(*turns: str) -> str:
    """Return the least of those that are not 0."""
    return f"arrayMin(arrayFilter(x -> x > 0, [{', '.join(turns)}]))"


_FIRST_TURN = "minIf(turn, turn > 0)"


def event(leaf: EventLeaf, to: HistoryWriter) -> str:
    """Count events, or different values of a property."""
    covered, turn = to.covered(leaf.window), to.turn(leaf.window)
    place = f"f.data.{leaf.distinct}" if leaf.distinct else None
    rows = to.rows(
        to.matching(leaf.event),
        f"{_scalar(place) if place else 'NULL'} AS value, {covered} AS covered, {turn} AS turn",
        to.since(leaf.window),
    )
    counted = "uniqExactIf(value, covered AND isNotNull(value))" if place else "countIf(covered)"
    turns_at = _nth_leaves(leaf, to) if _is_exact(leaf) else _FIRST_TURN
    return f"""
    SELECT person AS customer_id, {counted} {_OPERATORS[leaf.count.op]} {to.value(leaf.count.n, "UInt64")} AS holds,
           {turns_at} AS turns_at
    FROM ({rows}) GROUP BY person
    """


def events_of(leaves: Sequence[EventLeaf], to: HistoryWriter) -> str:
    """Return the events of many leaves: `name` is its place in `names_of`, from 1.

    For each leaf that tests properties `m` and its place tells whether they pass.
    """
    names = to.value(names_of(leaves), "Array(String)")
    columns = [f"toUInt8(indexOf({names}, f.kind)) AS name"]
    columns += [f"toUInt8({to.matching(leaf.event)}) AS m{n}" for n, leaf in enumerate(leaves) if leaf.event.where]
    return to.happened(f"f.kind IN {names}", _since_the_first(leaves, to), columns)


def names_of(leaves: Sequence[EventLeaf]) -> list[str]:
    """Return the names of the events that leaves ask for."""
    return sorted({leaf.event.name for leaf in leaves})


def _since_the_first(leaves: Sequence[EventLeaf], to: HistoryWriter) -> str:
    lows = [to.look.calendar.bounds(leaf.window, to.look.at)[0] for leaf in leaves]
    first = min((low for low in lows if low is not None), default=None)
    return "true" if first is None or None in lows else f"f.occurred_at >= {to.value(first, _INSTANT)}"


def event_rows(leaf: EventLeaf, to: HistoryWriter) -> str:
    """Return the events that count for a leaf which does not count different values."""
    return to.happened(to.matching(leaf.event), to.since(leaf.window))


def order_rows(leaf: OrderLeaf, to: HistoryWriter) -> str:
    """Return the paid orders of which not all went back.

    An order keeps its customer, so those to whom nothing was ever refunded need no look at amounts.
    """
    paid, where = "f.kind = 'order.paid'", _orders_like(leaf, to)
    refunded = to.happened("f.kind = 'order.refunded'", "true", _REFUNDED, of_anybody=True)
    persons = f"(SELECT customer_id FROM ({refunded}))"
    looked_at = to.happened(paid, f"{where} AND f.customer_id IN {persons}", _AMOUNTS)
    return f"""
    {to.happened(paid, f"{where} AND {_ALONE} NOT IN {persons}")}
    UNION ALL
    SELECT customer_id, t FROM ({looked_at}) paid
    LEFT ANY JOIN (SELECT order_id, max(refunded) AS refunded FROM ({refunded}) GROUP BY order_id) back
      ON back.order_id = paid.order_id
    WHERE refunded < amount
    """


def _is_exact(leaf: EventLeaf) -> bool:
    """Tell whether it can be said when the count falls short."""
    is_least = leaf.count.op is Op.GE and leaf.count.n <= MOST_REMEMBERED
    return isinstance(leaf.window, Last) and not leaf.distinct and is_least


def _nth_leaves(leaf: EventLeaf, to: HistoryWriter) -> str:
    """At least n hold until the n-th latest leaves the window; one that is dated in the future may join sooner."""
    assert isinstance(leaf.window, Last)  # noqa: S101 - the caller asked
    n = leaf.count.n
    nth = f"-groupArraySortedIf({n})(-t, covered)[{n}] + {to.value(micros(leaf.window.duration), 'Int64')}"
    return _soonest(f"if(countIf(covered) >= {n}, {nth}, 0)", "minIf(t, t > {at:Int64})")


def edge(leaf: EventEdgeLeaf, to: HistoryWriter) -> str:
    """Test the first or last event."""
    rows = to.rows(
        to.matching(leaf.event),
        f"{to.passes(leaf.test)} AS passes, {to.covered(leaf.window)} AS covered, {to.turn(leaf.window)} AS turn",
        to.since(leaf.window),
    )
    pick = "argMinIf" if leaf.edge is Edge.FIRST else "argMaxIf"
    return f"""
    SELECT person AS customer_id, countIf(covered) > 0 AND {pick}(passes, {_LOG}, covered) AS holds,
           {_FIRST_TURN} AS turns_at
    FROM ({rows}) GROUP BY person
    """


def sequence(leaf: SequenceLeaf, to: HistoryWriter) -> str:
    """Follow the steps, each strictly later than the one before."""
    steps = [to.matching(step) for step in leaf.steps]
    rows = to.rows(
        f"({' OR '.join(steps)})",
        ", ".join(f"{step} AS step{number}" for number, step in enumerate(steps))
        + f", {to.covered(leaf.window)} AS covered, {to.turn(leaf.window)} AS turn",
        to.since(leaf.window),
    )
    times = ", ".join(
        f"arraySort(groupArrayIf(t, covered AND step{number})) AS times{number}" for number in range(len(steps))
    )
    # From every first event, each further step as early as it can be; a step that never comes is 0 and stays so.
    follow = "t0"
    for number in range(1, len(steps)):
        follow = f"arrayFirst(t{number} -> t{number} > ({follow}) AND ({follow}) > 0, times{number})"
    within = to.value(micros(leaf.within), "Int64")
    return f"""
    SELECT customer_id, arrayExists(t0 -> ({follow}) > 0 AND ({follow}) - t0 <= {within}, times0) AS holds, turns_at
    FROM (SELECT person AS customer_id, {times}, {_FIRST_TURN} AS turns_at FROM ({rows}) GROUP BY person)
    """


def lapse(leaf: LapseLeaf, to: HistoryWriter) -> str:
    """Find an event whose time for an answer ran out."""
    did, answered = to.matching(leaf.did), to.matching(leaf.then_not)
    within = to.value(micros(leaf.within), "Int64")
    over = f"t + {within}"
    rows = to.rows(
        f"({did} OR {answered})",
        f"{did} AND {to.covered(leaf.window)} AS did, {answered} AND t <= {{at:Int64}} AS answered,"
        f" {to.turn(leaf.window)} AS turn, if({over} > {{at:Int64}}, {over}, 0) AS over",
    )
    return f"""
    SELECT customer_id,
           arrayExists(t0 -> t0 + {within} <= {{at:Int64}}
                       AND NOT arrayExists(t1 -> t1 > t0 AND t1 <= t0 + {within}, answers), dids) AS holds,
           turns_at
    FROM (
      SELECT person AS customer_id, groupArrayIf(t, did) AS dids, groupArrayIf(t, answered) AS answers,
             {_soonest(_FIRST_TURN, "minIf(over, over > 0)")} AS turns_at
      FROM ({rows}) GROUP BY person
    )
    """


_AMOUNTS = (
    "assumeNotNull(f.data.order_id.:Int64) AS order_id",
    "assumeNotNull(f.data.amount_fen.:Int64) AS amount",
)
_REFUNDED = (
    "assumeNotNull(f.data.order_id.:Int64) AS order_id",
    "assumeNotNull(f.data.refunded_fen.:Int64) AS refunded",
)
_REFUNDS = """
SELECT assumeNotNull(data.order_id.:Int64) AS order_id, max(assumeNotNull(data.refunded_fen.:Int64)) AS refunded
FROM fact WHERE corp_id = {corp_id:UInt32} AND generation = {generation:UInt32} AND kind = 'order.refunded'
GROUP BY order_id
"""


def _orders_like(leaf: OrderLeaf, to: HistoryWriter) -> str:
    """Narrow paid orders to those that a leaf means."""
    where = [to.since(leaf.window)]
    if leaf.categories:
        asked = to.value(list(leaf.categories), "Array(Nullable(String))")
        where.append(f"hasAny(f.data.categories.:`Array(Nullable(String))`, {asked})")
    if leaf.sources:
        where.append(f"ifNull(f.data.source.:String, '') IN {to.value(list(leaf.sources), 'Array(String)')}")
    if leaf.shops:
        where.append(f"ifNull(f.data.shop.:Int64 IN {to.value(list(leaf.shops), 'Array(Int64)')}, false)")
    return " AND ".join(where)


def order(leaf: OrderLeaf, to: HistoryWriter) -> str:
    """Measure paid orders. Each is paid once, by one fact; how much of it went back, its newest refund says."""
    rows = to.rows(
        "f.kind = 'order.paid'",
        f"{', '.join(_AMOUNTS)}, {to.covered(leaf.window)} AS covered, {to.turn(leaf.window)} AS turn",
        _orders_like(leaf, to),
    )
    holds, turns_at = _measured(leaf, to)
    return f"""
    SELECT person AS customer_id, {holds} AS holds, {turns_at} AS turns_at
    FROM (
      SELECT paid.person AS person, paid.t AS t, paid.covered AS covered, paid.turn AS turn, paid.amount AS amount,
             back.refunded AS refunded
      FROM ({rows}) paid LEFT ANY JOIN ({_REFUNDS}) back ON back.order_id = paid.order_id
      WHERE refunded < amount
    ) GROUP BY person
    """


def _measured(leaf: OrderLeaf, to: HistoryWriter) -> tuple[str, str]:
    operator, value = _OPERATORS[leaf.op], to.value(leaf.value, "Float64")
    if leaf.measure is OrderMeasure.COUNT:
        return f"countIf(covered) {operator} {value}", _FIRST_TURN
    total = "sumIf(amount - refunded, covered)"
    if leaf.measure is OrderMeasure.SUM:
        return f"{total} {operator} {value}", _FIRST_TURN
    if leaf.measure is OrderMeasure.AVERAGE:
        return f"countIf(covered) > 0 AND {total} / countIf(covered) {operator} {value}", _FIRST_TURN
    # Whole microseconds on both sides: a day's fraction would round.
    since, asked = "{at:Int64} - maxIf(t, covered)", to.value(micros(timedelta(days=leaf.value)), "Int64")
    due = f"maxIf(t, covered) + {asked}"
    edges = [f"if({one} > {{at:Int64}}, {one}, 0)" for one in (due, f"{due} + 1")]
    return f"countIf(covered) > 0 AND {since} {operator} {asked}", _soonest(_FIRST_TURN, *edges)


def held(leaf: SegmentLeaf, to: HistoryWriter) -> str:
    """Tell whether a customer is a member long enough by the facts alone; `store.held` knows what edits did, too."""
    rows = to.rows(
        "f.kind IN ('segment.entered', 'segment.left')",
        "f.kind = 'segment.entered' AS entered",
        f"f.data.segment_id.:Int64 = {to.value(leaf.segment_id, 'Int64')}",
    )
    duration = leaf.held_for or timedelta(0)
    due = f"argMax(t, (era, xid, id)) + {to.value(micros(duration), 'Int64')}"
    return f"""
    SELECT person AS customer_id, argMax(entered, (era, xid, id)) AND {due} <= {{at:Int64}} AS holds,
           if(argMax(entered, (era, xid, id)) AND {due} > {{at:Int64}}, {due}, 0) AS turns_at
    FROM ({rows}) GROUP BY person
    """
