"""Which part of a file is asked for, by RFC 9110."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.deliveries.domain.ranges import Part, part_asked

TAG = '"a"'


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-499", Part(0, 500)),
        ("bytes=500-", Part(500, 1_000)),
        ("bytes=-500", Part(500, 1_000)),
        ("bytes=-2000", Part(0, 1_000)),
        ("bytes=999-999", Part(999, 1_000)),
        ("BYTES=0-0", Part(0, 1)),
        ("bytes=900-2000", Part(900, 1_000)),
    ],
)
def test_one_range_is_given(asked: str, part: Part) -> None:
    assert part_asked(asked, 1_000, tag=TAG) == part
    assert not part.is_empty


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=1000-1001", "bytes=-0"])
def test_what_lies_beyond_the_file_cannot_be_given(asked: str) -> None:
    part = part_asked(asked, 1_000, tag=TAG)

    assert part is not None
    assert part.is_empty


@pytest.mark.parametrize(
    "asked", [None, "", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,5-6", "lines=0-1", "bytes=a-b"]
)
def test_what_is_no_single_range_is_answered_with_all(asked: str | None) -> None:
    assert part_asked(asked, 1_000, tag=TAG) is None


def test_who_has_parts_of_another_file_gets_all_of_this_one() -> None:
    assert part_asked("bytes=0-1", 1_000, tag=TAG, unless_changed='"b"') is None
    assert part_asked("bytes=0-1", 1_000, tag=TAG, unless_changed=TAG) == Part(0, 2)


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_a_part_never_leaves_the_file(size: int, first: int, last: int) -> None:
    for asked in (f"bytes={first}-{last}", f"bytes={first}-", f"bytes=-{last}"):
        part = part_asked(asked, size, tag=TAG)
        assert part is None or part.is_empty or 0 <= part.start < part.end <= size
