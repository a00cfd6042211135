from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from lingqu.groupchats.domain.versions import LAG, NOTHING, PATIENCE, Heard, is_fresh, newer

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)
FIRST = Heard(at=NOON, from_version="a", version="b")
SECOND_ONE = Heard(at=NOON, from_version="b", version="c")
RENAMED = Heard(at=NOON + SECOND)


def test_the_first_thing_heard_is_the_newest() -> None:
    assert newer(NOTHING, FIRST) == FIRST


def test_of_two_changes_in_one_second_the_versions_tell_the_later() -> None:
    for told in permutations([FIRST, SECOND_ONE]):
        heard = NOTHING
        for one in told:
            heard = newer(heard, one)
        assert heard.version == "c"


def test_an_older_change_changes_nothing() -> None:
    later = Heard(at=NOON + SECOND, from_version="x", version="y")

    assert newer(later, FIRST) == later


def test_a_change_without_versions_leaves_none_to_prove_a_read_by() -> None:
    assert newer(FIRST, RENAMED) == Heard(at=NOON + SECOND, from_version="a")


@pytest.mark.parametrize(
    ("heard", "version", "after", "fresh"),
    [
        (NOTHING, "a", timedelta(0), True),
        (FIRST, "b", timedelta(0), True),
        (FIRST, "a", LAG, False),
        (FIRST, "a", PATIENCE - SECOND, False),
        (FIRST, "a", PATIENCE, True),
        (FIRST, "held", LAG, False),
        (FIRST, "z", LAG - SECOND, False),
        (FIRST, "z", LAG, True),
        (FIRST, None, LAG - SECOND, False),
        (FIRST, None, LAG, True),
        (RENAMED, "held", LAG, False),
        (RENAMED, "held", LAG + SECOND, True),
    ],
)
def test_a_read_is_fresh_once_it_must_know_what_was_heard(
    heard: Heard, version: str | None, after: timedelta, *, fresh: bool
) -> None:
    assert is_fresh(heard, held="held", version=version, asked_at=NOON + after) is fresh
