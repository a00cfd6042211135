"""Histories of pairs: what callbacks and reads make of them, in whatever order they come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import reduce
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lingqu.customers.contracts.relations import EndedBy
from lingqu.customers.domain.relations import (
    Change,
    End,
    Heard,
    History,
    Seen,
    Spell,
    Turn,
    hear,
    miss,
    see,
)
from lingqu.kernel.ids import ChannelId

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
NOBODY = History()


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def added(minutes: float, state: str | None = None) -> Heard:
    return Heard(change=Change.ADDED, at=at(minutes), state=state, channel_id=ChannelId(7) if state else None)


def half(minutes: float, state: str | None = None) -> Heard:
    return Heard(change=Change.HALF_ADDED, at=at(minutes), state=state, channel_id=ChannelId(7) if state else None)


def deleted(minutes: float, by: EndedBy = EndedBy.CUSTOMER) -> Heard:
    return Heard(change=Change.DELETED, at=at(minutes), by=by)


def seen(added_minutes: float, asked_minutes: float) -> Seen:
    return Seen(added_at=at(added_minutes), asked_at=at(asked_minutes))


def heard_all(*events: Heard, start: History = NOBODY) -> History:
    return reduce(lambda history, event: hear(history, event)[0], events, start)


def whole(began: float, ended: float | None = None, by: EndedBy | None = None) -> Spell:
    return Spell(
        began_at=at(began),
        confirmed_at=at(began),
        ended_at=None if ended is None else at(ended),
        ended_by=by,
    )


def test_an_adding_begins_a_live_spell() -> None:
    history, transitions = hear(NOBODY, added(0, "ch_1"))

    assert history.live
    assert [(one.turn, one.at, one.again) for one in transitions] == [(Turn.JOINED, at(0), False)]
    assert history.spells == (Spell(began_at=at(0), confirmed_at=at(0), state="ch_1", channel_id=ChannelId(7)),)


def test_a_half_adding_and_its_confirmation_are_one_spell() -> None:
    history = heard_all(half(0, "ch_1"), added(9))

    assert history.spells == (Spell(began_at=at(0), confirmed_at=at(9), state="ch_1", channel_id=ChannelId(7)),)


def test_a_confirmation_heard_before_its_half_adding_is_the_same_spell() -> None:
    assert heard_all(added(9), half(0, "ch_1")) == heard_all(half(0, "ch_1"), added(9))


def test_a_second_half_adding_is_a_second_spell() -> None:
    history = heard_all(half(0), half(3), deleted(2))

    assert [spell.began_at for spell in history.spells] == [at(0), at(3)]
    assert (history.live, history.half) == (True, True)


def test_a_half_relation_is_live_and_half() -> None:
    history = heard_all(half(0))

    assert (history.live, history.half) == (True, True)


def test_a_deletion_ends_the_spell_and_says_by_whom() -> None:
    history, transitions = hear(heard_all(added(0)), deleted(5))

    assert history.spells == (whole(0, 5, EndedBy.CUSTOMER),)
    assert [(one.turn, one.at, one.by) for one in transitions] == [(Turn.ENDED, at(5), EndedBy.CUSTOMER)]


def test_an_adding_after_a_deletion_begins_a_second_spell_again() -> None:
    history, transitions = hear(heard_all(added(0), deleted(5)), added(8))

    assert history.spells == (whole(0, 5, EndedBy.CUSTOMER), whole(8))
    assert [one.again for one in transitions] == [True]


def test_an_older_deletion_does_not_end_a_newer_spell() -> None:
    history = heard_all(added(0), added(8), deleted(5))

    assert history == heard_all(added(0), deleted(5), added(8))
    assert history.live


def test_an_older_adding_does_not_revive_what_was_deleted() -> None:
    history = heard_all(deleted(5), added(0))

    assert history.spells == (whole(0, 5, EndedBy.CUSTOMER),)
    assert not history.live


def test_a_deletion_of_a_pair_never_heard_of_is_kept_until_its_adding_comes() -> None:
    history, transitions = hear(NOBODY, deleted(5, EndedBy.STAFF))

    assert history.last_end == End(at(5), EndedBy.STAFF)
    assert [one.turn for one in transitions] == [Turn.ENDED]


def test_an_adding_after_a_deletion_without_beginning_is_again() -> None:
    _, transitions = hear(heard_all(deleted(5)), added(9))

    assert [one.again for one in transitions] == [True]


def test_a_second_adding_without_a_deletion_ends_the_first_by_nobody_known() -> None:
    assert heard_all(added(0), added(60)).spells == (whole(0, 60), whole(60))


def test_the_earlier_of_two_deletions_counts() -> None:
    one = heard_all(added(0), deleted(5, EndedBy.CUSTOMER), deleted(7, EndedBy.STAFF))
    other = heard_all(added(0), deleted(7, EndedBy.STAFF), deleted(5, EndedBy.CUSTOMER))

    assert one == other
    assert one.spells == (whole(0, 5, EndedBy.CUSTOMER),)


def test_a_read_finds_a_pair_nobody_told_of() -> None:
    history, transitions = see(NOBODY, seen(0, 100))

    assert history.spells == (Spell(began_at=at(0), confirmed_at=at(0), by_read=True),)
    assert [one.turn for one in transitions] == [Turn.JOINED]


def test_the_callback_of_an_adding_that_a_read_found_changes_nothing() -> None:
    before, _ = see(NOBODY, seen(0, 0.1))

    history, transitions = hear(before, added(0.5))

    assert len(history.spells) == 1
    assert history.spells[0].began_at == at(0)
    assert transitions == ()


def test_the_callback_may_lie_a_little_before_what_a_read_found() -> None:
    before, _ = see(NOBODY, seen(0.5, 0.6))

    history, transitions = hear(before, added(0))

    assert [spell.began_at for spell in history.spells] == [at(0)]
    assert transitions == ()


def test_a_read_confirms_a_half_relation() -> None:
    history, transitions = see(heard_all(half(0)), seen(0, 30))

    assert history.spells[0].confirmed_at == at(0)
    assert [one.turn for one in transitions] == [Turn.JOINED]


def test_a_confirmation_heard_after_a_read_that_showed_it_changes_nothing() -> None:
    before, _ = see(heard_all(half(0)), seen(0, 30))

    history, transitions = hear(before, added(20))

    assert history == before
    assert transitions == ()


def test_a_customer_who_deleted_is_still_listed_and_stays_deleted() -> None:
    gone = heard_all(added(0), deleted(5))

    history, transitions = see(gone, seen(0, 60))

    assert history.spells == gone.spells
    assert transitions == ()


def test_a_read_that_shows_a_newer_adding_revives_the_pair() -> None:
    history, transitions = see(heard_all(added(0), deleted(5)), seen(20, 60))

    assert history.live
    assert [(one.turn, one.again) for one in transitions] == [(Turn.JOINED, True)]


def test_a_read_that_lags_changes_nothing() -> None:
    before = heard_all(added(0), deleted(5), added(8))

    assert see(before, seen(0, 9))[0].spells == before.spells


def test_a_pair_that_a_whole_read_misses_was_deleted_by_staff() -> None:
    history, transitions = miss(heard_all(added(0)), at=at(9))

    assert history.spells == (whole(0, 9, EndedBy.STAFF),)
    assert [one.by for one in transitions] == [EndedBy.STAFF]


def test_the_callback_of_a_deletion_found_by_a_read_moves_it_without_telling_twice() -> None:
    before, _ = miss(heard_all(added(0)), at=at(9))

    history, transitions = hear(before, deleted(4, EndedBy.STAFF))

    assert history.spells == (whole(0, 4, EndedBy.STAFF),)
    assert transitions == ()


def test_a_half_relation_is_never_missed() -> None:
    before = heard_all(half(0))

    assert miss(before, at=at(9)) == (before, ())


# ───────────────────────── properties ─────────────────────────


@st.composite
def lives(draw: st.DrawFn) -> list[Heard]:
    """What really happened to a pair: addings (some half at first) and deletions in turn, at rising instants."""
    events: list[Heard] = []
    clock = 0.0
    for _ in range(draw(st.integers(1, 4))):
        clock += draw(st.integers(1, 90))
        if draw(st.booleans()):
            events.append(half(clock, "ch_1"))
            if draw(st.integers(0, 3)):
                clock += draw(st.integers(1, 90))
                events.append(added(clock))
        else:
            events.append(added(clock, "ch_1"))
        clock += draw(st.integers(1, 90))
        events.append(deleted(clock, draw(st.sampled_from(EndedBy))))
    if draw(st.booleans()):
        events.pop()
    return events


@given(lives())
def test_hearing_everything_twice_changes_nothing(events: list[Heard]) -> None:
    once = heard_all(*events)

    assert heard_all(*events, start=once) == once


@given(lives(), st.data())
def test_duplicates_in_between_change_nothing(events: list[Heard], data: st.DataObject) -> None:
    doubled = [event for event in events for _ in range(data.draw(st.integers(1, 3)))]

    assert heard_all(*doubled) == heard_all(*events)


@given(lives(), st.data())
def test_in_any_order_the_newest_word_stands(events: list[Heard], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(events))
    in_order, history = heard_all(*events), heard_all(*shuffled)

    assert (history.live, history.half) == (in_order.live, in_order.half)


@given(lives(), st.data())
def test_two_neighbours_may_change_places(events: list[Heard], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, max(len(events) - 2, 0)))
    swapped = [*events[:place], *reversed(events[place : place + 2]), *events[place + 2 :]]

    assert heard_all(*swapped) == heard_all(*events)


@given(lives(), st.data())
def test_spells_never_overlap(events: list[Heard], data: st.DataObject) -> None:
    history = heard_all(*data.draw(st.permutations(events)))

    assert all(
        before.ended_at is not None and before.ended_at <= after.began_at for before, after in pairwise(history.spells)
    )
    assert all(spell.ended_at is None or spell.ended_at >= spell.began_at for spell in history.spells)


@given(lives(), st.data())
def test_a_read_after_everything_agrees_with_the_callbacks(events: list[Heard], data: st.DataObject) -> None:
    """Incremental equals a fresh read, as far as WeCom lists the pair: not while half, not when staff deleted."""
    heard = heard_all(*data.draw(st.permutations(events)))
    newest = heard_all(*events).newest
    listed = newest and newest.confirmed_at and newest.ended_by in {None, EndedBy.CUSTOMER}
    if not newest or not listed:
        return

    history, _ = see(heard, Seen(added_at=newest.confirmed_at or newest.began_at, asked_at=at(10_000)))

    assert history.live == (newest.ended_at is None)
    assert history.newest is not None
    assert history.newest.began_at <= (newest.confirmed_at or newest.began_at)
