"""Customers with histories, drawn so that they often lie exactly on the edges that definitions ask about."""

from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from audiences.world import (
    ADD_WAYS,
    CATEGORIES,
    CHANNELS,
    CHAT_TAGS,
    CHATS,
    CITIES,
    DAY,
    DEPARTMENTS_OF,
    EVENTS,
    INTERESTS,
    LISTS,
    NOON,
    ORDER_SOURCES,
    PAGES,
    SEGMENTS,
    SOURCES,
    STAFF,
    TAGS,
)
from lingqu.kernel.ids import ChannelId, CustomerId, StaffId, TagId
from lingqu.segments.contracts.person import Mark, Occurrence, Person, PersonGroup, PersonOrder, PersonRelation

MICROSECOND = timedelta(microseconds=1)

_edges = st.sampled_from([-1, 0, 0, 0, 1])
_days = st.sampled_from([0, 1, 2, 7, 30, 31, 60, 365])


@st.composite
def instants(draw: st.DrawFn, *, future: bool = True) -> datetime:
    """Whole days before noon, midnights, an instant beside them, and sometimes what is dated in the future."""
    at = NOON - draw(_days) * DAY
    if draw(st.booleans()):
        at = at.replace(hour=16)  # midnight in Beijing
    at += draw(_edges) * MICROSECOND
    if future and draw(st.integers(0, 9)) == 0:
        at = NOON + draw(st.sampled_from([1, 2, 7])) * DAY
    return at if future else min(at, NOON)


def dates() -> st.SearchStrategy[date]:
    """Birthdays and the like, some on the day that is not in every year."""
    near = (st.sampled_from([-1, 0, 1, 30]) | st.integers(-40, 40)).map(lambda days: (NOON + days * DAY).date())
    return st.one_of(near, near.map(lambda day: _in_year(day, 1990)), st.just(date(2000, 2, 29)), st.dates())


def _in_year(day: date, year: int) -> date:
    return day.replace(year=year, day=min(day.day, 28))


def values() -> dict[str, st.SearchStrategy[Any]]:
    """Values of each attribute."""
    return {
        "city": st.sampled_from(CITIES),
        "score": st.sampled_from([-1, 0, 1, 2, 2.5, 100]),
        "vip": st.booleans(),
        "birthday": dates(),
        "interests": st.lists(st.sampled_from(INTERESTS), unique=True).map(sorted),
    }


def properties() -> st.SearchStrategy[dict[str, Any]]:
    """Properties of an event; each may be missing or of an unexpected type."""
    return st.fixed_dictionaries(
        {},
        optional={
            "page": st.sampled_from([*PAGES, 7, None]),
            "seconds": st.sampled_from([0, 3, 30, 30.5, "30"]),
            "paid": st.booleans(),
        },
    )


def marks() -> st.SearchStrategy[tuple[Mark, ...]]:
    """Tags on a relation, each once."""
    return st.dictionaries(
        st.sampled_from(sorted(TAGS)), st.tuples(instants(future=False), st.sampled_from(SOURCES))
    ).map(
        lambda found: tuple(
            Mark(tag_id=TagId(tag), group_id=TAGS[tag], granted_at=at, source=source)
            for tag, (at, source) in found.items()
        )
    )


@st.composite
def relations(draw: st.DrawFn, staff: int) -> PersonRelation:
    """The newest spell with a member."""
    added_at = draw(instants(future=False))
    ended_by = draw(st.sampled_from([None, None, "customer", "staff", "transfer"]))
    ended_at = min(added_at + draw(_days) * DAY, NOON) if ended_by else None
    return PersonRelation(
        staff_id=StaffId(staff),
        departments=DEPARTMENTS_OF[staff],
        add_way=draw(st.sampled_from(ADD_WAYS)),
        channel_id=draw(st.sampled_from([None, *map(ChannelId, CHANNELS)])),
        added_at=added_at,
        ended_at=ended_at,
        ended_by=ended_by,
        marks=draw(marks()),
    )


@st.composite
def events(draw: st.DrawFn) -> tuple[Occurrence, ...]:
    """Events in the order in which they were heard of, which is not that of happening; some are twins."""
    drawn = draw(st.lists(st.tuples(st.sampled_from(EVENTS), instants(), properties()), max_size=6))
    return tuple(
        Occurrence(name=name, occurred_at=at, number=number, properties=found)
        for number, (name, at, found) in enumerate(drawn)
    )


@st.composite
def orders(draw: st.DrawFn) -> tuple[PersonOrder, ...]:
    """Paid orders; some refunded in part, some wholly."""
    return tuple(
        PersonOrder(
            order_id=number,
            paid_at=draw(instants()),
            amount_fen=amount,
            refunded_fen=draw(st.sampled_from([0, 0, 0, amount // 2, amount])),
            source=draw(st.sampled_from(ORDER_SOURCES)),
            shop=draw(st.sampled_from([None, 11, 12])),
            categories=frozenset(draw(st.lists(st.sampled_from(CATEGORIES), max_size=2))),
        )
        for number, amount in enumerate(draw(st.lists(st.sampled_from([1, 100, 19900, 50001]), max_size=4)))
    )


@st.composite
def groups(draw: st.DrawFn) -> tuple[PersonGroup, ...]:
    """Groupchats that the customer is in."""
    return tuple(
        PersonGroup(
            chat=chat,
            owner=StaffId(chat),
            tags=frozenset({chat} & set(CHAT_TAGS)),
            joined_at=draw(instants(future=False)),
        )
        for chat in draw(st.lists(st.sampled_from(CHATS), unique=True))
    )


@st.composite
def people(draw: st.DrawFn, customer_id: int | None = None) -> Person:
    """A customer with everything; one in ten is outside the universe."""
    return Person(
        customer_id=CustomerId(draw(st.integers(0, 5000)) if customer_id is None else customer_id),
        in_universe=draw(st.integers(0, 9)) != 0,
        attributes=draw(st.fixed_dictionaries({}, optional=values())),
        relations=tuple(draw(relations(one)) for one in draw(st.lists(st.sampled_from(STAFF), unique=True))),
        events=draw(events()),
        orders=draw(orders()),
        groups=draw(groups()),
        segments=draw(st.dictionaries(st.sampled_from(SEGMENTS), instants(future=False))),
        lists=frozenset(draw(st.lists(st.sampled_from(LISTS)))),
    )
