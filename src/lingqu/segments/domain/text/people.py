"""Small people in a text, for trying segments out on them: what they are, have and did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, TypeVar

from lingqu.kernel.ids import ChannelId, CustomerId, StaffId, TagId
from lingqu.kernel.text.book import Noun
from lingqu.kernel.text.fields import Desk
from lingqu.kernel.text.tree import Spot
from lingqu.kernel.text.values import read_day, read_duration, read_instant, read_money
from lingqu.segments.contracts.person import Mark, Occurrence, Person, PersonGroup, PersonOrder, PersonRelation
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.text.fields import Fields

_PERSON: Final = (
    "id",
    "in_universe",
    "attributes",
    "tags",
    "relations",
    "events",
    "orders",
    "groups",
    "segments",
    "lists",
)
_RELATION: Final = ("staff", "departments", "add_way", "channel", "added", "ended", "ended_by", "tags")
_GROUP: Final = ("chat", "owner", "tags", "joined")
_EVENT: Final = ("name", "at", "properties")
_ORDER: Final = ("paid", "amount", "refunded", "source", "shop", "categories")
_T = TypeVar("_T")
_AGO: Final = " ago"
_LATER: Final = " later"
_LONG_AGO: Final = timedelta(days=3650)


def read_person(desk: Desk, at: datetime, number: int, spot: Spot) -> Person:
    """Return the customer that stands there; what is not said of them they do not have.

    Args:
        at: when they are looked at, which is when everything is whose time is not told.
        number: of the customer, unless they say another.
    """
    fields = Fields(desk, spot, "", _PERSON)
    tags = fields.read("tags", partial(_marks, desk, at), ())
    relations = fields.read("relations", partial(_each, desk, _RELATION, partial(_relation, at)), ())
    if tags:
        relations = (*relations, PersonRelation(staff_id=StaffId(0), added_at=at - _LONG_AGO, marks=tags))
    return Person(
        customer_id=CustomerId(fields.read("id", fields.whole, number)),
        in_universe=fields.read("in_universe", fields.truth, default=True),
        attributes=fields.read("attributes", partial(_values, fields), {}),
        relations=relations,
        events=fields.read("events", partial(_each, desk, _EVENT, partial(_event, at)), ()),
        orders=fields.read("orders", partial(_each, desk, _ORDER, partial(_order, at)), ()),
        groups=fields.read("groups", partial(_each, desk, _GROUP, partial(_group, at)), ()),
        segments=fields.read("segments", partial(_dated, fields, at), {}),
        lists=frozenset(fields.read("lists", fields.names(Noun.LIST), ())),
    )


def read_moment(fields: Fields, at: datetime, spot: Spot) -> datetime:
    """Return an instant: `2026-03-01 08:00`, the beginning of `2026-03-01`, `12d ago` or `2d later`."""
    text, calendar = fields.text(spot), Calendar(fields.desk.zone)
    if text.endswith((_AGO, _LATER)):
        number, _, word = text.rpartition(" ")
        duration = read_duration(number.strip())
        found = None if duration is None else at - duration if word == _AGO.strip() else at + duration
    else:
        day = read_day(text)
        found = read_instant(text, calendar.zone) if day is None else calendar.start_of(day)
    if found is None:
        fields.fault(spot, "moment", written=spot.written)
    return found or at


def _each(desk: Desk, known: Sequence[str], one: Callable[[Fields, int], _T], spot: Spot) -> tuple[_T, ...]:
    """Read a list of mappings; `one` is given the number of each."""
    items = spot.value if isinstance(spot.value, list) else [spot]
    return tuple(one(Fields(desk, each, "", known), number) for number, each in enumerate(items, 1))


# ───────────────────────── what they have ─────────────────────────


def _marks(desk: Desk, at: datetime, spot: Spot) -> tuple[Mark, ...]:
    items = spot.value if isinstance(spot.value, list) else [spot]
    return tuple(_mark(desk, at, one) for one in items)


def _mark(desk: Desk, at: datetime, spot: Spot) -> Mark:
    """A tag by its name alone, or with when and by what it was granted."""
    short = not isinstance(spot.value, dict)
    whole = Spot(spot.mark, {"tag": spot}, keys={"tag": spot.mark}) if short else spot
    fields = Fields(desk, whole, "", ("tag", "granted", "source"))
    name = fields.need("tag", fields.text, "")
    group = desk.book.number(Noun.TAG_GROUP, name.partition("/")[0])
    tag = fields.need("tag", fields.name(Noun.TAG), 0)
    return Mark(
        tag_id=TagId(tag),
        group_id=group if isinstance(group, int) else 0,
        granted_at=fields.read("granted", partial(read_moment, fields, at), at - _LONG_AGO),
        source=fields.read("source", fields.text, ""),
    )


def _relation(at: datetime, fields: Fields, _number: int) -> PersonRelation:
    moment = partial(read_moment, fields, at)
    ended_at = fields.read("ended", moment, None)
    channel = fields.read("channel", fields.name(Noun.CHANNEL), None)
    return PersonRelation(
        staff_id=StaffId(fields.need("staff", fields.name(Noun.STAFF), 0)),
        departments=frozenset(fields.read("departments", fields.names(Noun.DEPARTMENT), ())),
        add_way=fields.read("add_way", fields.whole, 0),
        channel_id=None if channel is None else ChannelId(channel),
        added_at=fields.read("added", moment, at - _LONG_AGO),
        ended_at=ended_at,
        ended_by=fields.read("ended_by", fields.text, "customer" if ended_at else None),
        marks=fields.read("tags", partial(_marks, fields.desk, at), ()),
    )


def _group(at: datetime, fields: Fields, _number: int) -> PersonGroup:
    return PersonGroup(
        chat=fields.need("chat", fields.name(Noun.CHAT), 0),
        owner=StaffId(fields.read("owner", fields.name(Noun.STAFF), 0)),
        tags=frozenset(fields.read("tags", fields.names(Noun.CHAT_TAG), ())),
        joined_at=fields.read("joined", partial(read_moment, fields, at), at - _LONG_AGO),
    )


def _values(fields: Fields, spot: Spot) -> dict[str, Any]:
    """Attributes: texts, numbers, truths, lists of texts."""
    if not isinstance(spot.value, dict):
        fields.fault(spot, "type", wanted="mapping", found=spot.kind)
        return {}
    found = {key: _value(fields, one) for key, one in spot.value.items()}
    return {key: value for key, value in found.items() if value is not None}


def _value(fields: Fields, spot: Spot) -> Any:
    return list(fields.texts(spot)) if isinstance(spot.value, list) else fields.any_scalar(spot)


def _dated(fields: Fields, at: datetime, spot: Spot) -> dict[int, datetime]:
    """Segments with since when, or a list of them since now."""
    if not isinstance(spot.value, dict):
        return dict.fromkeys(fields.names(Noun.SEGMENT)(spot), at)
    return {
        fields.name(Noun.SEGMENT)(Spot(spot.keys[name], name, name)): read_moment(fields, at, since)
        for name, since in spot.value.items()
    }


# ───────────────────────── what they did ─────────────────────────


def _event(at: datetime, fields: Fields, number: int) -> Occurrence:
    return Occurrence(
        name=fields.need("name", fields.text, ""),
        occurred_at=fields.need("at", partial(read_moment, fields, at), at),
        number=number,
        properties=fields.read("properties", partial(_values, fields), {}),
    )


def _order(at: datetime, fields: Fields, number: int) -> PersonOrder:
    money = partial(_fen, fields)
    return PersonOrder(
        order_id=number,
        paid_at=fields.need("paid", partial(read_moment, fields, at), at),
        amount_fen=fields.read("amount", money, 1),
        refunded_fen=fields.read("refunded", money, 0),
        source=fields.read("source", fields.text, ""),
        shop=fields.read("shop", fields.name(Noun.DEPARTMENT), None),
        categories=frozenset(fields.read("categories", fields.texts, ())),
    )


def _fen(fields: Fields, spot: Spot) -> int:
    fen = read_money(spot.written)
    if fen is None or fen % 1:
        fields.fault(spot, "money", written=spot.written)
    return int(fen or 0)
