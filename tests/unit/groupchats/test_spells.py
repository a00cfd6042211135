from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lingqu.groupchats.domain.spells import (
    History,
    Seen,
    Spell,
    Turn,
    end_all,
    hear_joining,
    hear_leaving,
    is_returning,
    see,
    see_late,
)
from lingqu.kernel.ids import ChannelId

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
HERE = Spell(spell_id=1, joined_at=NOON, join_scene=1, is_confirmed=True)
GONE = replace(HERE, left_at=NOON + 10 * MINUTE, quit_scene=0)
SEEN = Seen(joined_at=NOON, join_scene=3, state="door", channel_id=ChannelId(7))


def test_a_joining_that_was_only_heard_of_is_no_turn_until_a_read_explains_it() -> None:
    heard = hear_joining((), at=NOON, by_code=True)

    [spell], turns = see(heard, SEEN)
    assert [one.is_confirmed for one in heard] == [False]
    assert (turns, spell.channel_id, spell.join_scene) == ([(Turn.JOINED, spell)], 7, 3)


def test_a_joining_told_twice_is_one() -> None:
    once = hear_joining((), at=NOON, by_code=False)

    assert hear_joining(once, at=NOON, by_code=False) == once


def test_a_joining_told_after_the_read_that_knew_it_is_the_same() -> None:
    assert hear_joining((HERE,), at=NOON + 30 * SECOND, by_code=False) == (HERE,)


def test_leaving_before_any_read_is_two_turns() -> None:
    [spell], turns = hear_leaving(hear_joining((), at=NOON, by_code=True), at=NOON + SECOND, scene=1)

    assert [turn for turn, _ in turns] == [Turn.JOINED, Turn.LEFT]
    assert (spell.left_at, spell.quit_scene) == (NOON + SECOND, 1)


def test_leaving_told_twice_is_one_turn() -> None:
    once, _ = hear_leaving((HERE,), at=NOON + MINUTE, scene=0)

    assert hear_leaving(once, at=NOON + MINUTE, scene=0) == (once, [])


def test_a_leaving_that_a_read_guessed_is_told_better_and_is_no_second_turn() -> None:
    guessed, _ = end_all((HERE,), at=NOON + 5 * MINUTE)

    [spell], turns = hear_leaving(guessed, at=NOON + 2 * MINUTE, scene=1)
    assert (spell.left_at, spell.quit_scene, turns) == (NOON + 2 * MINUTE, 1, [])


def test_a_leaving_of_somebody_never_heard_of_is_nothing() -> None:
    assert hear_leaving((), at=NOON, scene=0) == ((), [])


def test_an_old_joining_within_a_spell_that_ended_is_nothing() -> None:
    assert hear_joining((GONE,), at=NOON + 5 * MINUTE, by_code=False) == (GONE,)


def test_who_comes_back_begins_a_second_spell() -> None:
    history, turns = see((GONE,), replace(SEEN, joined_at=NOON + 20 * MINUTE))

    assert [spell.joined_at for spell in history] == [NOON, NOON + 20 * MINUTE]
    assert [turn for turn, _ in turns] == [Turn.JOINED]
    assert [is_returning(history, spell) for spell in history] == [False, True]


def test_a_later_joining_of_a_read_ends_the_spell_before() -> None:
    history, turns = see((HERE,), replace(SEEN, joined_at=NOON + 20 * MINUTE))

    assert history[0].left_at == NOON + 20 * MINUTE
    assert [turn for turn, _ in turns] == [Turn.LEFT, Turn.JOINED]


def test_a_spell_heard_of_that_a_read_denies_was_none() -> None:
    history = hear_joining((HERE,), at=NOON + 20 * MINUTE, by_code=False)

    assert see(history, replace(SEEN, join_scene=None, state=None, channel_id=None)) == ((HERE,), [])


def test_who_is_there_all_the_same_is_there_again() -> None:
    [spell], turns = see((GONE,), SEEN)

    assert spell.is_open
    assert turns == [(Turn.JOINED, spell)]


def test_an_older_read_explains_what_is_open_and_opens_nothing() -> None:
    heard = hear_joining((), at=NOON, by_code=False)

    [spell], turns = see_late(heard, SEEN)
    assert turns == [(Turn.JOINED, spell)]
    assert see_late((GONE,), SEEN) == ((GONE,), [])
    assert see_late((), SEEN) == ((), [])


heard = st.lists(st.tuples(st.sampled_from(["join", "leave", "see", "gone", "late"]), st.integers(0, 90)), max_size=12)


@given(heard)
def test_turns_tell_what_the_spells_hold(told: list[tuple[str, int]]) -> None:
    history: History = ()
    inside = 0
    for kind, minute in told:
        at = NOON + minute * timedelta(seconds=20)
        turns = []
        if kind == "join":
            history = hear_joining(history, at=at, by_code=False)
        elif kind == "leave":
            history, turns = hear_leaving(history, at=at, scene=0)
        elif kind == "see":
            history, turns = see(history, Seen(joined_at=at))
        elif kind == "late":
            history, turns = see_late(history, Seen(joined_at=at))
        else:
            history, turns = end_all(history, at=at)
        inside += sum(1 if turn is Turn.JOINED else -1 for turn, _ in turns)
        assert inside == sum(1 for spell in history if spell.is_open and spell.is_confirmed)
        assert all(spell.left_at is None or spell.left_at >= spell.joined_at for spell in history)
        if kind == "see":
            assert [spell.joined_at for spell in history if spell.is_open] == [at]
