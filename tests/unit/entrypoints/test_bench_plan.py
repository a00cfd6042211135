"""The benchmark of the planner says what a plan of a brand's week is worth, and finds nothing wrong with it."""

from __future__ import annotations

from lingqu.entrypoints.bench.plan import measure


def test_a_small_week_is_measured() -> None:
    result = measure(recipients=2_000, programmes=3, staff=100)

    assert result["cap_violations"] == 0
    assert set(result["faults"].values()) == {0}
    assert 0 <= result["gap_to_bound"] <= 0.01
    assert sum(result["outcomes"].values()) == result["intents"] == 6_000
    assert result["outcomes"]["workload"] > 0
    assert result["outcomes"]["over_cap"] > 0
