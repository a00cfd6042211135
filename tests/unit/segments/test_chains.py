"""Chains of grants: carried from facts to whoever enters because of them."""

from __future__ import annotations

from lingqu.segments.domain.chains import carried, gather, joined, passed_on


def test_a_joined_chain_holds_all_links_once_the_longest_first() -> None:
    assert joined([(3, 1), (1, 2, 4), (5,)]) == (1, 2, 4, 3, 5)
    assert joined([]) == ()


def test_what_led_twice_to_a_customer_is_one_chain() -> None:
    chains: dict[int, tuple[int, ...]] = {}

    gather(chains, (1,), [7, 8])
    gather(chains, (2, 1), [8])

    assert chains == {7: (1,), 8: (2, 1)}


def test_only_facts_that_touch_the_leaf_carry_their_chain() -> None:
    told = [("tag.granted", {"tag_id": 1, "chain": [4]}), ("tag.granted", {"tag_id": 2, "chain": [5]}), ("x", {})]
    named = {0: [7], 1: [7, 8], 2: [9]}

    assert carried(told, named, lambda _, data: data.get("tag_id") == 1) == {7: (4,)}


def test_a_chain_goes_on_only_through_answers_that_changed() -> None:
    chains = {"leaf a": {7: (1,), 8: (2,)}, "leaf b": {7: (3,)}}

    assert passed_on({"leaf a": {7}, "leaf c": {8}}, chains, [7, 8]) == {7: (1,)}
    assert passed_on({"leaf a": {7}, "leaf b": {7}}, chains, [7]) == {7: (1, 3)}
