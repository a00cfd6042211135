"""The demo's own shop: after its import and its visits the classic question has an answer that is not nobody."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from rich.console import Console

from lingqu.entrypoints.demo import Demo, installation
from lingqu.entrypoints.demo_segments import segments_of
from lingqu.entrypoints.demo_shop import Winters
from lingqu.entrypoints.twin_control import TwinProcess
from lingqu.infra.clocks import RealClock


def test_the_last_winter_is_one_that_has_ended() -> None:
    november, january, may = (
        Winters.seen_from(datetime(*day, 4, tzinfo=UTC)) for day in ((2026, 11, 23), (2027, 1, 5), (2027, 5, 1))
    )

    assert [one.began.strftime("%Y-%m-%d") for one in (november, january, may)] == [
        "2025-11-01",
        "2025-11-01",
        "2026-11-01",
    ]
    assert november.ended < november.begins < november.now
    assert january.begins.date().isoformat() == "2026-11-01"


def test_segments_whose_tag_the_brand_does_not_have_or_whose_past_is_not_kept_are_left_out() -> None:
    levels = [{"tag_id": 3, "name": "金卡"}, {"tag_id": 9, "name": "黑金卡"}]

    kept = {one.name: one.definition for one in segments_of(levels, with_history=True)}
    assert len(kept) == 4
    assert kept["黑金卡会员"]["tags"] == [9]
    assert [one.name for one in segments_of(levels[:1], with_history=False)] == ["新朋友"]


@pytest.mark.postgres
@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(os.environ.get("LINGQU_HISTORY") == "off", reason="asks history")
def test_down_jackets_last_winter_not_this_one_and_two_visits_find_somebody(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINGQU_DATA_DIR", str(tmp_path_factory.mktemp("demo")))
    with TwinProcess() as twin, installation("demo", twin) as stack:
        demo = Demo(twin, stack, Console(stderr=True, quiet=True))
        demo.connect(200, shops=2, staff=8)
        demo.follow_sync()
        demo.tell_of_the_shop()
        visits = demo.operator.wait_for("/event-door", lambda one: one["waiting"] == 0, within_seconds=60)
        shops = [one["department_id"] for one in demo.operator.ask("GET", "/departments")["items"] if one["is_shop"]]
        until = time.monotonic() + 60
        while not (count := demo.operator.ask("POST", "/segments/preview", _question(shops))["count"]):
            assert time.monotonic() < until  # history lacks the newest facts for some seconds
            time.sleep(0.5)
        demo.keep_segments()
        kept = demo.operator.wait_for(
            "/segments", lambda told: all(one["size"] for one in told["items"]), within_seconds=60
        )["items"]
        demo.close()

    assert {one["name"] for one in kept} == {"新朋友", "黑金卡会员", "买过羽绒的客户", "看羽绒还没买"}
    assert (visits["facts"] > 50, visits["unmatched"]) == (True, 0)
    assert count > 0


def _question(shops: list[int]) -> dict[str, object]:
    winters = Winters.seen_from(RealClock().now())
    last = {"kind": "days", "first": str(winters.began.date()), "last": str((winters.ended - timedelta(days=1)).date())}
    this = {"kind": "days", "first": str(winters.begins.date()), "last": str(max(winters.begins, winters.now).date())}
    opened = {"name": "page.opened", "where": [{"key": "tags", "op": "contains", "value": "羽绒"}]}
    month = {"kind": "last", "duration": "P30D"}
    conditions = [
        {"kind": "order", "categories": ["羽绒"], "window": last},
        {"kind": "not", "of": {"kind": "order", "categories": ["羽绒"], "window": this}},
        {"kind": "event", "event": opened, "window": month, "count": {"op": "ge", "n": 2}},
        {"kind": "relation", "scope": {"departments": shops[:1]}},
    ]
    return {"definition": {"kind": "all", "of": conditions}}
