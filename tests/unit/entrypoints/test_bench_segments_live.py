"""What `bench segments --live` is asked, draws and counts, without an installation."""

from __future__ import annotations

from typing import Any

import pytest

from lingqu.entrypoints.bench.segments.live import delays_of
from lingqu.entrypoints.bench.segments.live_corp import definitions
from lingqu.entrypoints.cli import main
from lingqu.segments.contracts.definition import EventLeaf, TagLeaf
from lingqu.segments.domain.reading import leaves_of
from lingqu.segments.domain.touching import triggers


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--seconds", "5", "--segments", "3"], "only with --live: --segments, --seconds"),
        (["--live", "--facts-per-s", "0"], "more than 0"),
        (["--customers", "-1"], "more than 0"),
    ],
)
def test_what_cannot_be_measured_is_refused(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as refused:
        main(["bench", "segments", *arguments])

    assert refused.value.code == 2
    assert said in capsys.readouterr().err


def test_segments_are_drawn_alike_and_some_ask_what_happened() -> None:
    drawn = definitions(100, seed=1)

    events = [leaf.event.name for one in drawn for _, leaf in leaves_of(one) if isinstance(leaf, EventLeaf)]
    assert drawn == definitions(100, seed=1) != definitions(100, seed=2)
    assert (events.count("order.paid"), events.count("page.opened")) == (25, 4)


def test_a_delay_is_counted_from_the_newest_fact_that_the_segment_listens_to() -> None:
    def fact(t: float, kind: str, who: int = 1, **data: int) -> dict[str, Any]:
        return {"t": t, "kind": kind, "customer_id": who, "data": data}

    rows = [
        fact(1.0, "tag.granted", tag_id=7),
        fact(2.0, "tag.granted", tag_id=7),
        fact(2.5, "tag.granted", tag_id=8),
        fact(2.75, "tag.granted", who=2, tag_id=7),
        fact(3.0, "segment.entered", segment_id=5),
        fact(4.0, "segment.left", who=3, segment_id=5),
    ]

    found = delays_of(rows, {5: triggers(TagLeaf(tags=(7,)))})

    assert (found.seconds, found.transitions, found.part(0.5)) == ([1.0], 2, 1.0)
