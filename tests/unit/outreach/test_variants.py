"""Which contents may be drawn from, and what is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.deliveries.contracts import Content
from lingqu.kernel.ids import BroadcastId, CustomerId
from lingqu.outreach.contracts.programmes import HELD_OUT, ProgrammeId
from lingqu.outreach.contracts.variants import Variant
from lingqu.outreach.domain.programmes import draw_arm
from lingqu.outreach.domain.variants import KEYS, draw_variant, earliest, faults_of, only, shares_of

NOON = datetime(2026, 6, 10, 4, tzinfo=UTC)
SEASON = ProgrammeId(7)
A = Variant(key="A", permille=500, content=Content("上新", ()))
B = Variant(key="B", permille=500, content=Content("上新啦", ()))


def drawn(customer_id: int, shares: dict[str, int], programme_id: ProgrammeId | None = SEASON) -> str:
    return draw_variant(CustomerId(customer_id), shares, programme_id=programme_id, broadcast_id=BroadcastId(3))


@st.composite
def shares(draw: st.DrawFn) -> dict[str, int]:
    """Shares of 1 to 16 variants that are a thousand together."""
    ends = sorted(draw(st.sets(st.integers(1, 999), max_size=15)))
    sizes = [end - begin for begin, end in zip([0, *ends], [*ends, 1_000], strict=True)]
    return dict(zip(KEYS, sizes, strict=False))


@pytest.mark.parametrize(
    ("variants", "places"),
    [
        ([A, B], []),
        ([replace(A, permille=1_000)], []),
        ([replace(A, permille=1), replace(B, key="P", permille=999)], []),
        ([], ["body.variants", "body.variants"]),
        ([A, replace(B, permille=499)], ["body.variants"]),
        ([A, replace(B, key="A")], ["body.variants[1].key"]),
        ([B, A], ["body.variants[1].key"]),
        ([A, replace(B, key="Q")], ["body.variants[1].key"]),
        ([replace(B, permille=1_000)], ["body.variants[0].key"]),
        ([A, replace(B, key="AB")], ["body.variants[1].key"]),
        ([A, replace(B, key="")], ["body.variants[1].key"]),
        ([replace(A, permille=0), replace(B, permille=1_000)], ["body.variants[0].permille"]),
        (
            [replace(A, permille=1_001), replace(B, permille=-1)],
            ["body.variants[0].permille", "body.variants[1].permille"],
        ),
    ],
)
def test_contents_have_letters_in_order_and_shares_that_are_whole(variants: list[Variant], places: list[str]) -> None:
    assert [place for place, _ in faults_of(variants)] == places


def test_what_is_said_in_groups_is_one_content() -> None:
    alone = replace(A, permille=1_000)

    assert list(faults_of([alone], into_groups=True)) == []
    assert [place for place, _ in faults_of([A, B], into_groups=True)] == ["body.variants[1]"]
    assert [place for place, _ in faults_of([replace(alone, key="B")], into_groups=True)] == ["body.variants[0].key"]


def test_more_than_sixteen_contents_are_refused() -> None:
    many = [replace(A, key=chr(ord("A") + number), permille=58 if number else 72) for number in range(17)]

    assert [place for place, _ in faults_of(many)] == ["body.variants", "body.variants[16].key"]


@given(shares(), st.integers(0, 2**31 - 1))
def test_what_is_drawn_is_a_variant_and_the_same_again(of: dict[str, int], customer_id: int) -> None:
    assert drawn(customer_id, of) in of
    assert drawn(customer_id, of) == drawn(customer_id, of)
    assert drawn(customer_id, of, None) in of


@pytest.mark.parametrize("of", [{"A": 500, "B": 500}, {"A": 100, "B": 200, "C": 700}])
def test_shares_are_kept(of: dict[str, int]) -> None:
    people = [drawn(one, of) for one in range(20_000)]

    for key, permille in of.items():
        assert abs(people.count(key) - 20 * permille) < 220, "three standard deviations of a half"


def test_a_draw_says_nothing_about_the_holdout_or_about_another_set() -> None:
    halves = {"A": 500, "B": 500}
    people = range(20_000)
    held = [
        one for one in people if draw_arm(CustomerId(one), SEASON, holdout_permille=500, of_all_permille=0) == HELD_OUT
    ]
    other = [one for one in people if drawn(one, {"A": 500, "C": 500}) == "A"]
    outside = [one for one in people if drawn(one, halves, None) == "A"]

    for some in (held, other, outside):
        assert abs(sum(drawn(one, halves) == "A" for one in some) - len(some) / 2) < 300


def test_one_content_is_everybodys() -> None:
    assert only(shares_of([replace(A, permille=1_000)])) == "A"
    assert only(shares_of([A, B])) is None
    assert only({}) is None


def test_of_customers_who_became_one_person_the_first_draw_holds() -> None:
    first, second, alone = CustomerId(9), CustomerId(2), CustomerId(5)
    decided = {first: (NOON, "B"), second: (NOON + timedelta(days=1), "A"), alone: (NOON, "C")}

    assert earliest(decided, {first: second, second: second, alone: alone}) == {second: "B", alone: "C"}
    assert earliest(decided, {first: first, second: second, alone: alone}) == {first: "B", second: "A", alone: "C"}
