"""What a moment may hold, and which moment a lost call made."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.deliveries.contracts import Image
from lingqu.deliveries.contracts.moments import ListedMoment, MomentAttachment, MomentContent, MomentLink, MomentVideo
from lingqu.deliveries.domain.group_send import Match
from lingqu.deliveries.domain.moments import (
    MOMENT_CALL_MOVES,
    MomentCallState,
    find_call,
    fingerprint,
    problems_of,
    shape_of,
    shape_of_listed,
)
from lingqu.kernel.ids import Userid

PICTURE = Image("a.png")
VIDEO = MomentVideo("b.mp4")
LINK = MomentLink("会员日", "https://shop.example/m", "c.png")


@pytest.mark.parametrize(
    ("text", "attachments", "faults"),
    [
        ("夏装", (), []),
        ("", (PICTURE,) * 9, []),
        ("", (VIDEO,), []),
        ("看看", (LINK,), []),
        (" ", (), [("body.text", "content.empty")]),
        ("啊" * 1334, (), [("body.text", "content.too_long")]),
        ("a" * 2001, (), [("body.text", "content.too_many_characters")]),
        ("", (PICTURE,) * 10, [("body.attachments", "content.too_many_attachments")]),
        ("", (PICTURE, VIDEO), [("body.attachments", "content.mixed_attachments")]),
        ("", (LINK, LINK), [("body.attachments", "content.mixed_attachments")]),
        ("", (Image(""),), [("body.attachments.0.blob_key", "content.missing")]),
        ("", (Image("b.mp4"),), [("body.attachments.0.blob_key", "content.wrong_file")]),
        ("", (MomentVideo("a.png"),), [("body.attachments.0.blob_key", "content.wrong_file")]),
        ("", (MomentVideo("long.m4v"),), [("body.attachments.0.blob_key", "content.wrong_file")]),
        ("", (MomentLink("标" * 43, "shop", "c.png"),), [
            ("body.attachments.0.title", "content.too_long"),
            ("body.attachments.0.url", "content.bad_url"),
        ]),
    ],
)  # fmt: skip
def test_what_wecom_would_refuse_is_named_with_its_place(
    text: str, attachments: tuple[MomentAttachment, ...], faults: list[tuple[str, str]]
) -> None:
    assert [(one.place, one.code) for one in problems_of(MomentContent(text, attachments))] == faults


def listed(**changed: object) -> ListedMoment:
    specimen: dict[str, object] = {
        "wecom_moment_id": "mom1",
        "created_at": datetime(2026, 3, 2, tzinfo=UTC),
        "text": " 夏装 ",
        "pictures": 0,
        "videos": 0,
        "link": ("会员日", "https://shop.example/m"),
        "is_partial": False,
    }
    return ListedMoment(**{**specimen, **changed})  # pyright: ignore[reportArgumentType]


def test_a_listed_moment_has_the_shape_of_what_was_asked_for() -> None:
    asked = MomentContent("夏装", (LINK,))

    assert shape_of_listed(listed()) == shape_of(asked, is_partial=False)
    assert shape_of_listed(listed(is_partial=True)) != shape_of(asked, is_partial=False)
    assert fingerprint(asked, is_partial=True) != fingerprint(asked, is_partial=False)


members = st.lists(st.sampled_from(["chen_rui", "Li_Na", "wang_wei", "ghost"]).map(Userid), unique=True)


@given(found=st.dictionaries(st.sampled_from(["mom1", "mom2", "mom3"]), members))
def test_a_lost_call_is_adopted_exactly_when_one_new_moment_asks_only_its_senders(
    found: dict[str, list[Userid]],
) -> None:
    senders = [Userid("CHEN_RUI"), Userid("li_na")]
    fits = [one for one, whom in found.items() if whom and {u.lower() for u in whom} <= {"chen_rui", "li_na"}]

    finding = find_call(senders, found)

    assert finding.msgids == tuple(sorted(fits))
    assert finding.match is (Match.NOT_MADE if not fits else Match.MADE if len(fits) == 1 else Match.AMBIGUOUS)


def test_nothing_leaves_a_final_state_and_nothing_is_called_twice_from_one_that_was_made() -> None:
    final = {state for state, targets in MOMENT_CALL_MOVES.items() if not targets}

    assert final == {
        MomentCallState.CLOSED,
        MomentCallState.REFUSED,
        MomentCallState.CANCELLED,
        MomentCallState.UNKNOWN,
    }
    assert MOMENT_CALL_MOVES[MomentCallState.HANDED_OVER] == {MomentCallState.CLOSED}
