"""Who is one person: any order gives the same people, and a merge taken back leaves what was before it."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.customers.contracts.identities import MEMBER, OPENID, PHONE, UNIONID, Shown, Source
from lingqu.customers.domain.identities import Changed, Claim, Join, United, checked, compare, part, unite
from lingqu.customers.domain.union import unite_all
from lingqu.customers.errors import BadIdentityError
from lingqu.kernel.ids import ClaimId, CustomerId, IdentityId

MOST = 3
PEOPLE, IDENTITIES = 12, 8

Seen = list[tuple[int, int]]
"""(identity, customer), each pair once, in the order in which they were recorded."""

histories = st.lists(st.tuples(st.integers(0, IDENTITIES - 1), st.integers(0, PEOPLE - 1)), max_size=30, unique=True)


def claims_of(seen: Seen) -> list[Claim]:
    return [
        Claim(ClaimId(number), IdentityId(identity), CustomerId(customer))
        for number, (identity, customer) in enumerate(seen)
    ]


def united(claims: list[Claim], **released: int) -> United:
    return unite(claims, most=MOST, released={IdentityId(int(key[1:])): most for key, most in released.items()})


def whole(claims: list[Claim]) -> list[Claim]:
    """Without identities that join nobody."""
    quarantined = united(claims).quarantined
    return [claim for claim in claims if claim.identity_id not in quarantined]


def test_two_customers_with_one_identity_are_one_and_the_smaller_number_stays() -> None:
    found = united(claims_of([(0, 7), (0, 2)]))

    assert found.joins == {7: Join(CustomerId(7), CustomerId(2), IdentityId(0), ClaimId(1))}
    assert found.canonical == {7: 2, 2: 2}


def test_who_was_merged_already_goes_along() -> None:
    found = united(claims_of([(0, 5), (0, 7), (1, 1), (1, 5)]))

    assert found.canonical == {1: 1, 5: 1, 7: 1}
    assert [(join.customer_id, join.into_id) for join in found.joins.values()] == [(7, 5), (5, 1)]


def test_a_second_identity_of_the_same_two_is_no_second_merge() -> None:
    assert list(united(claims_of([(0, 1), (0, 2), (1, 1), (1, 2)])).joins) == [2]


def test_an_identity_that_would_join_too_many_joins_none_and_says_whom() -> None:
    found = united(claims_of([(0, 1), (0, 2), (0, 3), (0, 4)]))

    assert found.joins == {}
    assert found.quarantined == {0: (1, 2, 3, 4)}


def test_a_released_identity_joins_as_many_as_it_was_released_for_and_no_more() -> None:
    seen = [(0, 1), (0, 2), (0, 3), (0, 4)]

    assert set(united(claims_of(seen), i0=4).canonical.values()) == {1}
    assert united(claims_of([*seen, (0, 5)]), i0=4).quarantined == {0: (1, 2, 3, 4, 5)}


def test_quarantine_takes_back_what_the_identity_had_joined() -> None:
    before = united(claims_of([(0, 1), (0, 2), (0, 3)]))
    after = united(claims_of([(0, 1), (0, 2), (0, 3), (0, 4)]))

    assert compare(before.joins, after.joins) == Changed(ended=tuple(before.joins.values()), begun=())


def test_a_merge_that_other_identities_prove_too_stands_after_quarantine_with_another_reason() -> None:
    seen = [(0, 1), (0, 2), (1, 1), (1, 2), (0, 3)]
    changed = compare(united(claims_of(seen)).joins, united(claims_of([*seen, (0, 4)])).joins)

    assert [(join.customer_id, join.identity_id) for join in changed.ended] == [(2, 0), (3, 0)]
    assert [(join.customer_id, join.identity_id) for join in changed.begun] == [(2, 1)]


# ───────────────────────── whatever the order ─────────────────────────


@given(histories, st.randoms(use_true_random=False))
def test_any_order_of_the_same_claims_gives_the_same_people(seen: Seen, chance: random.Random) -> None:
    shuffled = list(seen)
    chance.shuffle(shuffled)

    one, other = united(claims_of(seen)), united(claims_of(shuffled))

    assert (one.canonical, one.quarantined) == (other.canonical, other.quarantined)
    assert set(one.joins) == set(other.joins)


@given(histories)
def test_claims_one_by_one_end_where_all_at_once_do(seen: Seen) -> None:
    joins: dict[CustomerId, Join] = {}
    claims = claims_of(seen)
    for known in range(len(claims) + 1):
        changed = compare(joins, united(claims[:known]).joins)
        joins = {away: join for away, join in joins.items() if join not in changed.ended}
        joins |= {join.customer_id: join for join in changed.begun}

    assert joins == united(claims).joins


@given(histories)
def test_everybody_stands_for_whom_the_joins_lead_to(seen: Seen) -> None:
    found = united(claims_of(seen))

    for customer_id, canonical in found.canonical.items():
        stands = customer_id
        while stands in found.joins:
            assert found.joins[stands].into_id < stands
            stands = found.joins[stands].into_id
        assert stands == canonical == min(one for one, root in found.canonical.items() if root == canonical)


@given(histories)
def test_millions_at_once_are_united_as_a_few_are(seen: Seen) -> None:
    claims = claims_of(seen)
    found = united(claims)

    at_once = unite_all(
        np.array([claim.identity_id for claim in claims], np.int32),
        np.array([claim.customer_id for claim in claims], np.int32),
        limits=np.full(IDENTITIES, MOST, np.int32),
        people=PEOPLE,
    )

    assert dict(enumerate(at_once.canonical.tolist())) == {one: one for one in range(PEOPLE)} | found.canonical
    reasons = zip(at_once.merged.tolist(), at_once.into.tolist(), at_once.claims.tolist(), strict=True)
    assert {(away, into, claims[claim].identity_id, claim) for away, into, claim in reasons} == {
        (join.customer_id, join.into_id, join.identity_id, join.claim_id) for join in found.joins.values()
    }
    assert at_once.quarantined.tolist() == sorted(found.quarantined)
    assert at_once.held_by.tolist() == [
        [identity_id, holder] for identity_id, holders in sorted(found.quarantined.items()) for holder in holders
    ]


# ───────────────────────── taking a merge back ─────────────────────────


@given(histories, st.integers(0, IDENTITIES - 1), st.integers(0, PEOPLE - 1))
def test_a_merge_taken_back_leaves_exactly_what_was_before_it(seen: Seen, identity: int, customer: int) -> None:
    before = claims_of(seen)
    claim = Claim(ClaimId(len(before)), IdentityId(identity), CustomerId(customer))
    if (identity, customer) in seen:
        return
    then, now = united(before), united([*before, claim])
    changed = compare(then.joins, now.joins)
    if changed.ended or not changed.begun:
        return
    [made] = changed.begun

    cut = part(whole([*before, claim]), list(now.joins.values()), made)

    assert cut == {claim.claim_id}
    assert united([one for one in [*before, claim] if one.claim_id not in cut]) == then


@given(histories, st.data())
def test_any_merge_taken_back_parts_its_two_sides_and_nobody_else(seen: Seen, data: st.DataObject) -> None:
    claims = claims_of(seen)
    found = united(claims)
    if not found.joins:
        return
    undone = data.draw(st.sampled_from(sorted(found.joins.values(), key=lambda join: join.claim_id)))

    cut = part(whole(claims), list(found.joins.values()), undone)
    after = united([claim for claim in claims if claim.claim_id not in cut])

    reasons = {join.claim_id for join in found.joins.values()}
    assert {join.claim_id for join in after.joins.values()} == reasons - {undone.claim_id}
    assert after.quarantined == found.quarantined


# ───────────────────────── what an identity may be ─────────────────────────

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def shown(kind: str, value: str) -> Shown:
    return Shown(kind=kind, value=value, source=Source.ORDER, seen_at=NOON)


def test_a_phone_is_kept_in_one_spelling() -> None:
    assert checked(shown(PHONE, " 139 1234 1111 "), place="body").value == "+8613912341111"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (UNIONID, " "),
        (MEMBER, "7" * 201),
        (PHONE, "12345"),
        (PHONE, "no phone"),
        (OPENID, "openid without its app"),
        ("buyer:", "1"),
        ("buyer:Taobao!", "1"),
        ("email", "a@b"),
    ],
)
def test_what_is_no_identity_is_refused(kind: str, value: str) -> None:
    with pytest.raises(BadIdentityError):
        checked(shown(kind, value), place="body")


def test_a_shop_platform_is_part_of_the_kind() -> None:
    assert checked(shown("buyer:youzan", "42"), place="body").kind == "buyer:youzan"
