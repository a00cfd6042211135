from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from integration.http.conftest import House

if TYPE_CHECKING:
    from lingqu.infra.clocks import SteppedClock
    from lingqu.kernel.ids import CorpId


async def beat(house: House) -> None:
    async with house.database.install() as install:
        await install.execute(
            "INSERT INTO worker_beat (worker, kind, beat_at) VALUES ('w1', 'worker', %s)", (house.database.clock.now(),)
        )


@pytest.mark.usefixtures("durable")
async def test_before_a_corp_is_connected_the_doctor_says_what_to_do_first(owner: House) -> None:
    told = (await owner.client.get("/api/doctor", headers={"Accept-Language": "en"})).json()

    states = {one["id"]: one["state"] for one in told["checks"]}
    assert states == {
        "credentials": "fail",
        "visible_range": "unknown",
        "trusted_ip": "unknown",
        "callback": "unknown",
        "console_welcome": "unknown",
        "groupchats": "unknown",
        "grants": "unknown",
        "database": "ok",
        "search": "ok",
        "clock": "unknown",
        "worker": "fail",
        "history": "unknown",
        "segments": "unknown",
        "disk": states["disk"],
    }
    assert told["checks"][0]["detail"] == "No corp is connected"


async def test_a_worker_that_signs_is_seen_until_it_falls_silent(owner: House, clock: SteppedClock) -> None:
    async def worker() -> str:
        told = (await owner.client.get("/api/doctor")).json()
        return next(one["state"] for one in told["checks"] if one["id"] == "worker")

    await beat(owner)
    before = await worker()
    clock.advance(timedelta(minutes=1))

    assert (before, await worker()) == ("ok", "fail")


async def test_wecom_out_of_reach_is_not_blamed_on_the_credentials(owner: House) -> None:
    await owner.write(
        "POST", "/api/corp", {"corpid": "ww1a2b3c4d5e6f7a8b", "name": "品牌", "agentid": 1000002, "secret": "s" * 43}
    )

    told = (await owner.client.get("/api/doctor")).json()

    found = {one["id"]: one for one in told["checks"]}
    assert found["credentials"]["state"] == "unknown"
    assert found["callback"]["state"] == "fail"
    assert found["callback"]["data"]["url"].startswith("https://lingqu.example/callbacks/")
    assert "s" * 43 not in str(told)


async def test_the_doctor_speaks_chinese_unless_asked_otherwise(owner: House, corp_id: CorpId) -> None:
    del corp_id

    told = (await owner.client.get("/api/doctor")).json()

    assert told["checks"][0]["detail"] == "尚未连接企业"
