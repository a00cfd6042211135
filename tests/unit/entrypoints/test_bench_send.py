"""The sums of `lingqu bench send`."""

from __future__ import annotations

from lingqu.entrypoints.bench.send import Called, Round, measured


def test_speed_and_share_are_counted_from_the_first_call_to_the_last() -> None:
    calls = [Called(100.0 + second, 0) for second in range(11)]

    found = measured(
        Round(sent_at=90.0, planned_at=99.5, heard_at=131.0, outcomes={"delivered": 500, "failed": 20, "skipped": 7}),
        calls,
        pressed=[105.0, 128.5],
        per_minute=110,
        share_permille=600,
        polls=40,
    )

    assert (found.handed_over, found.calls, found.handing_over_s, found.handed_over_per_s) == (520, 11, 10.0, 52)
    assert found.quota_used == 1.0, "66 of 110 calls a minute are ours: 11 in ten seconds"
    assert (found.planning_s, found.results_after_s) == (9.5, 2.5)
    assert (found.delivered, found.received, found.polls) == (500, 2, 40)
