"""Callbacks about members: what many of them amount to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lingqu.directory.domain.people import Change, DirectoryEvent, amount, distinct
from lingqu.kernel.ids import Userid

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def event(change: Change, userid: str | None = "LiLei", *, minute: int = 0, new: str | None = None) -> DirectoryEvent:
    return DirectoryEvent(
        change=change,
        at=NOON + timedelta(minutes=minute),
        userid=Userid(userid) if userid else None,
        new_userid=Userid(new) if new else None,
    )


def test_the_last_word_on_a_member_counts() -> None:
    back = amount([event(Change.LEFT), event(Change.HERE, "lilei", minute=1)])
    gone = amount([event(Change.HERE), event(Change.LEFT, "LILEI", minute=1)])

    assert (back.left, back.to_read) == ({}, {"lilei": "lilei"})
    assert (gone.left, gone.to_read) == ({"lilei": ("LILEI", NOON + timedelta(minutes=1))}, {})


def test_a_new_userid_is_a_rename_and_is_read() -> None:
    found = amount([event(Change.HERE, new="li.lei")])

    assert found.renames == [("LiLei", "li.lei")]
    assert found.to_read == {"li.lei": "li.lei"}


def test_departments_are_read_as_a_whole() -> None:
    found = amount([event(Change.DEPARTMENTS, None), event(Change.DEPARTMENTS, None)])

    assert found.departments_changed
    assert (found.to_read, found.left) == ({}, {})


@given(st.lists(st.tuples(st.sampled_from([Change.HERE, Change.LEFT]), st.sampled_from(["A", "a", "b"]))))
def test_nobody_is_both_to_be_read_and_gone(told: list[tuple[Change, str]]) -> None:
    found = amount(event(change, userid, minute=minute) for minute, (change, userid) in enumerate(told))

    assert not found.to_read.keys() & found.left.keys()
    last = {userid.lower(): change for change, userid in told}
    assert {key for key, change in last.items() if change is Change.LEFT} == found.left.keys()


@given(st.lists(st.text("aAbB", min_size=1, max_size=2)))
def test_spellings_of_one_userid_are_one_and_keys_are_in_order(userids: list[str]) -> None:
    found = distinct(userids)

    assert list(found) == sorted({userid.lower() for userid in userids})
    assert all(spelled.lower() == key and spelled in userids for key, spelled in found.items())
