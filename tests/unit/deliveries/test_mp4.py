"""How long an MP4 plays, by its own word."""

import struct
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doubles.films import box, film
from lingqu.deliveries.domain.mp4 import duration_of

TYPE = box(b"ftyp", b"isom" + bytes(4))
IN_PARTS = box(b"mvhd", struct.pack(">B3xIIII", 0, 0, 0, 1000, 0))


@pytest.mark.parametrize("long_clock", [False, True])
def test_a_film_tells_how_long_it_plays_in_either_form_of_its_clock(*, long_clock: bool) -> None:
    assert duration_of(film(12.5, long_clock=long_clock)) == timedelta(seconds=12.5)


def test_a_box_with_a_long_size_and_one_that_runs_to_the_end_are_walked() -> None:
    head = film(7)[len(TYPE) :]
    content = TYPE + struct.pack(">I4sQ", 1, b"free", 20) + bytes(4) + head.replace(box(b"free", b""), b"")
    last = content.replace(struct.pack(">I4s", 36, b"moov"), struct.pack(">I4s", 0, b"moov"))

    assert (duration_of(content), duration_of(last)) == (timedelta(seconds=7), timedelta(seconds=7))
    assert last != content


@pytest.mark.parametrize(("head", "seconds"), [(struct.pack(">B3xI", 0, 9000), 9), (struct.pack(">B3xQ", 1, 8000), 8)])
def test_a_film_in_fragments_tells_its_length_elsewhere(head: bytes, seconds: int) -> None:
    content = TYPE + box(b"moov", IN_PARTS + box(b"mvex", box(b"mehd", head)))

    assert duration_of(content) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n",
        film(3, brand=b"qt  "),
        TYPE,
        TYPE + box(b"moov", b""),
        TYPE + box(b"moov", box(b"mvhd", bytes(5))),
        TYPE + box(b"moov", IN_PARTS),
        TYPE + box(b"moov", box(b"mvhd", struct.pack(">B3xIIII", 0, 0, 0, 0, 1000))),
        film(3)[:-1],
    ],
)
def test_what_is_no_mp4_or_does_not_say_has_no_length(content: bytes) -> None:
    assert duration_of(content) is None


@given(st.binary(max_size=200), st.integers(0, 80))
def test_whatever_the_bytes_it_answers(noise: bytes, at: int) -> None:
    whole = film(3)

    duration_of(whole[:at] + noise + whole[at:])
