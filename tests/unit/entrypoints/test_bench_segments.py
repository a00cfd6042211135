"""The corp that audiences are measured on: drawn alike for one seed, and its plain answers are the reference's."""

from __future__ import annotations

import json

import numpy as np
import pytest

from lingqu.entrypoints.bench.segments import columns
from lingqu.entrypoints.bench.segments.corp import GAINED, LOST, TAGS_EACH, changed, make_changes, make_corp
from lingqu.entrypoints.bench.segments.people import check_plain
from lingqu.entrypoints.bench.segments.plain import Plain
from lingqu.entrypoints.bench.segments.questions import FIVE, saved_segments


@pytest.mark.parametrize("seed", [1, 2])
def test_plain_answers_are_the_references(seed: int) -> None:
    assert check_plain(seed=seed, size=60) > 0


def test_a_corp_is_as_wide_as_it_says() -> None:
    corp, again = make_corp(5_000, seed=3), make_corp(5_000, seed=3)

    assert sum(map(len, corp.tags)) / corp.size == pytest.approx(TAGS_EACH, rel=0.05)
    assert len(corp.events.at) / corp.size == pytest.approx(10, rel=0.15)
    assert (np.diff(corp.events.at) >= 0).all()
    assert np.array_equal(corp.events.customer, again.events.customer)
    assert sum(Plain(corp).overlaps(FIVE)) == corp.size
    assert saved_segments(seed=3) == saved_segments(seed=3)


def test_changes_are_two_tags_for_two() -> None:
    corp = make_corp(2_000, seed=4)
    changes = make_changes(corp, seed=4, count=200)
    later = changed(corp, changes)

    for who in changes.customers[:20]:
        before, after = ({n for n, owners in enumerate(one.tags) if who in owners} for one in (corp, later))
        assert len(before - after) == min(LOST, len(before))
        assert len(after - before) == GAINED


def test_written_numbers_are_json() -> None:
    texts = columns.written('{"a":', (np.array([0, 7, 1234]), 4), ',"b":', (np.array([10, 0, 999]), 3), "}")

    assert [json.loads(one) for one in texts.to_pylist()] == [
        {"a": 0, "b": 10},
        {"a": 7, "b": 0},
        {"a": 1234, "b": 999},
    ]
