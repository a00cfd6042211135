"""Group sends of which WeCom cannot tell, over HTTP: listed with their evidence, settled once by a person."""

from __future__ import annotations

from datetime import timedelta

from doubles.brand import Brand
from doubles.deliveries import GroupSendDesk, MediaShelf, answer_lost
from doubles.jobs import Steps
from integration.http.conftest import House
from lingqu.deliveries.jobs import kinds as delivery_kinds
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId
from lingqu.outreach.api.workload import DAYS
from lingqu.outreach.jobs import kinds as outreach_kinds

CALLS = "/api/broadcasts/1/unknown"


async def lose(house: House, corp_id: CorpId, clock: SteppedClock) -> Steps:
    """Send to three customers; the answer is lost, and WeCom lists two group sends that are alike."""
    desk = GroupSendDesk(clock)
    kinds = [*delivery_kinds(desk, MediaShelf(clock), house.services.blobs, DAYS), *outreach_kinds()]
    steps = Steps(house.database, clock, kinds)
    brand = Brand(house.database, corp_id)
    vip = await brand.tag("VIP")
    await brand.follow(await brand.hire("chen_rui"), await brand.enlist(3), vip)
    content = {"text": "周末会员日", "attachments": []}
    draft = {"name": "会员日", "tag_ids": [vip], "tag_match": "any"}
    await house.write(
        "POST", "/api/broadcasts", {**draft, "variants": [{"key": "A", "permille": 1_000, "content": content}]}
    )
    desk.faults.after = [lambda: answer_lost("add_msg_template")]
    await house.write("POST", "/api/broadcasts/1/send")
    await steps.run_until(clock.now() + timedelta(seconds=30))
    [made] = desk.tasks.values()
    desk.add(made.sender, made.message, list(made.statuses))
    await steps.run_until(clock.now() + timedelta(seconds=150))
    return steps


async def test_a_call_is_listed_settled_and_told_of(house: House, corp_id: CorpId, clock: SteppedClock) -> None:
    await house.become(Role.OPERATOR, corp_id)
    steps = await lose(house, corp_id, clock)
    [call] = (await house.client.get(CALLS)).json()["items"]
    settled = await house.write("POST", f"{CALLS}/{call['group_send_id']}/settle", {"sent": True, "words": "看过"})
    await steps.run_until(clock.now() + timedelta(seconds=5))
    counts = (await house.client.get("/api/broadcasts/1")).json()["counts"]

    assert (call["recipients"], call["verdict"], len(call["msgids"])) == (3, None, 2)
    [verdict] = [one["verdict"] for one in settled.json()["items"]]
    assert (verdict["sent"], verdict["words"]) == (True, "看过")
    assert (counts["delivered"], counts["unknown"]) == (3, 0)


async def test_what_is_refused_says_where_and_why(house: House, corp_id: CorpId, clock: SteppedClock) -> None:
    await house.become(Role.OPERATOR, corp_id)
    await lose(house, corp_id, clock)
    [call] = (await house.client.get(CALLS)).json()["items"]
    path = f"{CALLS}/{call['group_send_id']}/settle"
    silent = await house.write("POST", path, {"sent": True, "words": " "})
    await house.write("POST", path, {"sent": False, "words": "没有"})
    again = await house.write("POST", path, {"sent": True, "words": "看过"})
    nothing = await house.write("POST", f"{CALLS}/99/settle", {"sent": True, "words": "看过"})

    assert (silent.status_code, silent.json()["code"], silent.json()["place"]) == (
        422,
        "deliveries.bad_verdict",
        "body.words",
    )
    assert (again.status_code, again.json()["code"]) == (409, "deliveries.call_settled")
    assert (nothing.status_code, nothing.json()["code"]) == (404, "deliveries.call_not_found")
    [kept] = (await house.client.get(CALLS)).json()["items"]
    assert kept["verdict"]["sent"] is False
