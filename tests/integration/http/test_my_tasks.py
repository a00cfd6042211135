"""Work orders and the board over HTTP, and a member's own page after entering from WeCom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from doubles.brand import Brand
from doubles.cards import CardDesk
from doubles.jobs import Steps
from integration.http.conftest import House
from lingqu.directory.routes.members import MEMBER_COOKIE
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId, Userid
from lingqu.tasks.jobs import kinds

pytestmark = pytest.mark.postgres


class Codes:
    """WeCom's silent page: which member is behind a code; each code works once."""

    def __init__(self) -> None:
        self.behind: dict[str, str] = {}

    async def recognise(self, corp_id: CorpId, code: str) -> Userid | None:
        del corp_id
        userid = self.behind.pop(code, None)
        return None if userid is None else Userid(userid)

    def address(self, corpid: str, *, redirect_uri: str, state: str) -> str:
        return f"https://wecom.example/authorize?appid={corpid}&redirect_uri={redirect_uri}&state={state}"


@dataclass
class Stage:
    house: House
    codes: Codes
    corpid: str
    steps: Steps
    clock: SteppedClock

    async def enter(self, userid: str, task: int | None = None) -> str:
        """Go through WeCom's page as a member; return where that leads."""
        query = "" if task is None else f"?task={task}"
        out = await self.house.client.get(f"/api/my/enter/{self.corpid}{query}")
        state = parse_qs(urlsplit(out.headers["location"]).query)["state"][0]
        self.codes.behind["code"] = userid
        back = await self.house.client.get(f"/api/my/back/{self.corpid}", params={"code": "code", "state": state})
        assert back.status_code in {302, 307}, back.text
        return back.headers["location"]

    async def order(self, **changes: Any) -> dict[str, Any]:
        closes_at = (self.clock.now() + timedelta(days=2)).isoformat()
        body = {
            "key": "a",
            "kind": "follow_up",
            "title": "回访老客",
            "todo": "问问新品穿得怎么样",
            "closes_at": closes_at,
            "audience": {"staff_ids": [1]},
            **changes,
        }
        answer = await self.house.write("POST", "/api/work-orders", body)
        assert answer.status_code == 200, answer.text
        await self.steps.run_until(self.clock.now() + timedelta(minutes=1))
        return answer.json()

    async def get(self, path: str) -> Any:
        answer = await self.house.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
async def stage(owner: House, corp_id: CorpId, clock: SteppedClock, monkeypatch: pytest.MonkeyPatch) -> Stage:
    codes = Codes()
    provide = owner.api.dependencies["recogniser"]
    monkeypatch.setattr(provide, "dependency", lambda: codes)
    monkeypatch.setattr(provide, "value", codes)
    brand = Brand(owner.database, corp_id)
    chen_rui = await brand.hire("chen_rui")
    await brand.hire("li_na")
    vip = await brand.tag("VIP")
    await brand.follow(chen_rui, await brand.enlist(2), vip)
    async with owner.database.read(corp_id) as session:
        corpid = await session.fetch_value("SELECT corpid FROM corp")
    steps = Steps(owner.database, clock, kinds(CardDesk(), public_url="https://lingqu.example"))
    return Stage(owner, codes, corpid, steps, clock)


async def test_a_member_enters_sees_their_own_and_is_done(stage: Stage) -> None:
    order = await stage.order(audience={"tag_ids": [1]})
    led = await stage.enter("CHEN_RUI", task=1)
    listed = await stage.get("/api/my/tasks")
    shown = await stage.get("/api/my/tasks/1")
    seen = await stage.house.write("POST", "/api/my/tasks/seen", {"task_ids": [1, 99]})
    ticked = await stage.house.write("POST", "/api/my/tasks/1/customers/0", {"done": True})
    done = [(await stage.house.write("POST", "/api/my/tasks/1/done", {"note": ""})).status_code for _ in range(2)]
    after = await stage.get(f"/api/work-orders/{order['work_order_id']}")

    assert led == f"/m/{stage.corpid}/tasks/1"
    assert [one["title"] for one in listed["open"]] == ["回访老客"]
    assert [(one["name"], one["tags"], one["followed"]) for one in shown["people"]] == [
        ("客户0", ["VIP"], True),
        ("客户1", ["VIP"], True),
    ]
    assert seen.json() == {"tasks": 1}
    assert ticked.json()["customers_done"] == 1
    assert done == [200, 200]
    assert after["counts"]["confirmed"] == 1
    assert after["counts"]["customers_done"] == 1


async def test_a_member_does_not_see_the_task_of_another(stage: Stage) -> None:
    await stage.order()
    await stage.enter("li_na")

    answers = [
        (await stage.house.client.get("/api/my/tasks/1")).status_code,
        (await stage.house.write("POST", "/api/my/tasks/1/done", {"note": ""})).status_code,
        (await stage.house.write("POST", "/api/my/tasks/1/decline", {"reason": "no_time"})).status_code,
    ]
    assert answers == [404, 404, 404]
    assert (await stage.get("/api/my/tasks"))["open"] == []


async def test_nobody_enters_with_a_state_of_another_browser_or_a_spent_code(stage: Stage) -> None:
    await stage.house.client.get(f"/api/my/enter/{stage.corpid}")
    stage.codes.behind["code"] = "chen_rui"
    path = f"/api/my/back/{stage.corpid}"
    forged = await stage.house.client.get(path, params={"code": "code", "state": "0" * 32})
    unknown = await stage.enter("nobody_of_ours")

    assert forged.headers["location"] == f"/m/{stage.corpid}?refused=again"
    assert unknown == f"/m/{stage.corpid}?refused=unknown"
    assert stage.house.client.cookies.get(MEMBER_COOKIE) is None
    assert (await stage.house.client.get("/api/my/tasks")).json()["code"] == "session.member_required"


async def test_a_session_ends_with_the_working_day_and_with_leaving(stage: Stage, corp_id: CorpId) -> None:
    await stage.enter("chen_rui")
    here = (await stage.house.client.get("/api/my/tasks")).status_code
    stage.clock.advance(timedelta(hours=12))
    late = (await stage.house.client.get("/api/my/tasks")).status_code
    await stage.enter("li_na")
    async with stage.house.database.unit(corp_id) as unit:
        await unit.execute("UPDATE staff SET left_at = %s", (unit.at,))
    gone = (await stage.house.client.get("/api/my/tasks")).status_code

    assert (here, late, gone) == (200, 401, 401)
    assert await stage.enter("li_na") == f"/m/{stage.corpid}?refused=unknown"


async def test_the_board_lists_filters_and_sums(stage: Stage) -> None:
    await stage.order(audience={"staff_ids": [1, 2]})
    listed = await stage.get("/api/tasks?state=open")
    one = await stage.get("/api/tasks?state=open&staff_id=2")
    summed = await stage.get("/api/tasks/summary")
    reminded = await stage.house.write("POST", "/api/tasks/remind", {"task_ids": [1, 2]})
    cancelled = await stage.house.write("POST", "/api/tasks/cancel", {"task_ids": [1, 77]})

    assert (listed["total"], one["total"], summed["open"], summed["unseen"]) == (2, 1, 2, 2)
    assert (reminded.json(), cancelled.json()) == ({"tasks": 2}, {"tasks": 1})
    assert (await stage.get("/api/tasks?state=cancelled"))["total"] == 1


async def test_an_analyst_reads_the_board_without_what_members_wrote(stage: Stage, corp_id: CorpId) -> None:
    await stage.order()
    await stage.enter("chen_rui")
    await stage.house.write("POST", "/api/my/tasks/1/decline", {"reason": "other", "note": "王女士搬家了"})
    told = (await stage.get("/api/tasks?state=cancelled"))["items"][0]
    await stage.house.become(Role.ANALYST, corp_id)

    assert (told["declined"], told["note"]) == ("other", "王女士搬家了")
    assert (await stage.get("/api/tasks?state=cancelled"))["items"][0]["note"] is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": ""}, "tasks.bad_order"),
        ({"title": "长" * 31}, "tasks.bad_order"),
        ({"kind": "group_send"}, "tasks.bad_order"),
        ({"closes_at": "2026-03-02T02:05:00Z"}, "tasks.bad_deadline"),
        ({"audience": {}}, "tasks.bad_audience"),
        ({"audience": {"staff_ids": [1], "tag_ids": [1]}}, "tasks.bad_audience"),
        ({"audience": {"staff_ids": [99]}}, "tasks.audience_empty"),
        ({"audience": {"tag_ids": [9]}}, "tasks.unknown_tag"),
        ({"audience": {"segment_id": 9}}, "tasks.unknown_segment"),
        ({"proof": "tag"}, "tasks.unknown_tag"),
    ],
)
async def test_what_cannot_be_asked_is_refused(stage: Stage, changes: dict[str, Any], code: str) -> None:
    body = {
        "key": "a",
        "kind": "follow_up",
        "title": "回访",
        "todo": "回访",
        "closes_at": (stage.clock.now() + timedelta(days=1)).isoformat(),
        "audience": {"staff_ids": [1]},
        **changes,
    }
    answer = await stage.house.write("POST", "/api/work-orders", body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (await stage.get("/api/work-orders"))["items"] == []
