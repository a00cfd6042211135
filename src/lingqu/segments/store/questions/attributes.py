"""Attributes: of customers merged into one, the value set last counts."""

from lingqu.customers.contracts.views import AttributeType
from lingqu.segments.contracts.definition import AttributeLeaf
from lingqu.segments.contracts.windows import Op
from lingqu.segments.domain.calendar import FEBRUARY, LEAP_DAY
from lingqu.segments.domain.comparing import RELATIVE
from lingqu.segments.store.questions.writing import MERGED, OPERATORS, PERSON, Writer

_TYPED = {
    AttributeType.STRING: "(x.value #>> '{}')",
    AttributeType.NUMBER: "(x.value)::float8",
    AttributeType.BOOLEAN: "(x.value)::boolean",
    AttributeType.DATE: "(x.value #>> '{}')::date",
    AttributeType.SET: "x.value",
}
_CASTS = {
    AttributeType.STRING: "text",
    AttributeType.NUMBER: "float8",
    AttributeType.BOOLEAN: "boolean",
    AttributeType.DATE: "date",
    AttributeType.SET: "text",
}


def attribute(leaf: AttributeLeaf, kind: AttributeType, to: Writer) -> str:
    """Compare one attribute."""
    holds, turns_at = _relative(leaf, to) if leaf.op in RELATIVE else (_plain(leaf, kind, to), "NULL::timestamptz")
    return f"""
    SELECT customer_id, holds, CASE WHEN turns_at > {to.at} THEN turns_at END AS turns_at FROM (
      SELECT v.customer_id, {holds} AS holds, {turns_at} AS turns_at
      FROM (
        SELECT DISTINCT ON ({PERSON}) {PERSON} AS customer_id, {_TYPED[kind]} AS value
        FROM customer_attribute x {MERGED}
        WHERE x.corp_id = lingqu_corp() AND x.key = {to.value(leaf.key)} AND {to.among()}
        ORDER BY {PERSON}, x.set_at DESC, x.customer_id
      ) v
    ) a
    """


def _plain(leaf: AttributeLeaf, kind: AttributeType, to: Writer) -> str:
    cast = _CASTS[kind]
    if leaf.op is Op.EXISTS:
        return "true"
    if leaf.op is Op.BETWEEN:
        low, high = leaf.value
        return f"v.value BETWEEN {to.value(low)}::{cast} AND {to.value(high)}::{cast}"
    if leaf.op is Op.IN:
        values = [float(one) for one in leaf.value] if kind is AttributeType.NUMBER else list(leaf.value)
        asked = f"{to.value(values)}::{cast}[]"
        return f"v.value ?| {asked}" if kind is AttributeType.SET else f"v.value = ANY({asked})"
    asked = f"{to.value(leaf.value)}::{cast}"
    if leaf.op is Op.CONTAINS:
        return f"v.value ? {asked}" if kind is AttributeType.SET else f"strpos(v.value, {asked}) > 0"
    if leaf.op is Op.STARTS:
        return f"starts_with(v.value, {asked})"
    return f"v.value {OPERATORS[leaf.op]} {asked}"


# ───────────────────────── dates and today ─────────────────────────


def _relative(leaf: AttributeLeaf, to: Writer) -> tuple[str, str]:
    """Return whether a date falls as asked, and the midnight at which that may change."""
    today = f"{to.value(to.look.calendar.day_of(to.look.at))}::date"
    if leaf.op is Op.THIS_MONTH:
        month, this_month = "date_trunc('month', v.value::timestamp)", f"date_trunc('month', {today}::timestamp)"
        following = f"{month} + CASE WHEN {month} = {this_month} THEN interval '1 month' ELSE interval '0' END"
        return f"{month} = {this_month}", to.midnight(following)
    days = f"{to.value(leaf.value)}::integer"
    if leaf.op is Op.WITHIN_LAST:
        turn = f"CASE WHEN v.value > {today} THEN v.value ELSE v.value + {days} END"
        return f"v.value > {today} - {days} AND v.value <= {today}", to.midnight(turn)
    day = "v.value" if leaf.op is Op.WITHIN_NEXT else _coming(today)
    turn = f"CASE WHEN {day} < {today} + {days} THEN {day} + 1 ELSE {day} - ({days} - 1) END"
    return f"{day} >= {today} AND {day} < {today} + {days}", to.midnight(turn)


def _coming(today: str) -> str:
    """Return the first anniversary that is not before today."""
    year = f"extract(year FROM {today})::integer"
    this, following = _in_year(year), _in_year(f"({year} + 1)")
    return f"CASE WHEN {this} >= {today} THEN {this} ELSE {following} END"


def _in_year(year: str) -> str:
    month, day = "extract(month FROM v.value)::integer", "extract(day FROM v.value)::integer"
    leap = f"{month} = {FEBRUARY} AND {day} = {LEAP_DAY}"
    return f"CASE WHEN {leap} THEN make_date({year}, {FEBRUARY + 1}, 1) - 1 ELSE make_date({year}, {month}, {day}) END"
