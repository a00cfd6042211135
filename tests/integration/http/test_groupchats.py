"""Customer groups over HTTP: the list with its filters and pages, one group, its people, our tags."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from doubles.groupchats import GroupchatsDouble
from lingqu.groupchats.api.sync import Reading, read_groupchats
from lingqu.infra.clocks import SteppedClock
from lingqu.kernel.access import Role
from lingqu.kernel.ids import ChatId, CorpId

from .conftest import House

pytestmark = pytest.mark.postgres


async def _no_channels(*_: Any) -> dict[str, Any]:
    return {}


@pytest.fixture
async def groups(house: House, corp_id: CorpId, clock: SteppedClock) -> House:
    """Five groups of two owners; an operator is signed in."""
    wecom = GroupchatsDouble()
    for number in range(5):
        at = clock.now() - timedelta(days=number)
        owner = "chen_rui" if number % 2 else "li_na"
        wecom.group(f"wr_{number}", owner, at, *(f"wm_{one}" for one in range(number)), name=f"茶友群{number}")
    reading = Reading(reader=wecom, resolve_channels=_no_channels)
    chat_ids = [ChatId(f"wr_{number}") for number in range(5)]
    await read_groupchats(lambda: house.database.unit(corp_id), reading, corp_id, chat_ids)
    await house.become(Role.OPERATOR, corp_id)
    return house


async def names(house: House, query: str = "") -> list[str]:
    answer = await house.client.get(f"/api/groupchats{query}")
    assert answer.status_code == 200, answer.text
    return [row["name"] for row in answer.json()["items"]]


async def test_groups_are_listed_page_by_page_the_newest_first(groups: House) -> None:
    first = (await groups.client.get("/api/groupchats?limit=3")).json()
    second = (await groups.client.get(f"/api/groupchats?limit=3&cursor={first['next_cursor']}")).json()

    assert [row["name"] for row in first["items"] + second["items"]] == [f"茶友群{number}" for number in range(5)]
    assert (first["total"], second["total"], second["next_cursor"]) == (5, None, None)
    assert [row["customers"] for row in first["items"]] == [0, 1, 2]


async def test_filters_narrow_the_list(groups: House) -> None:
    owner = (await groups.client.get("/api/groupchats?query=群3")).json()["items"][0]["owner"]["staff_id"]

    assert await names(groups, f"?owner_id={owner}") == ["茶友群1", "茶友群3"]
    assert await names(groups, "?query=友群4") == ["茶友群4"]
    assert await names(groups, "?life=dismissed") == []


async def test_a_tag_is_made_put_on_a_group_sought_and_deleted(groups: House) -> None:
    made = (await groups.write("POST", "/api/groupchat-tags", {"name": " 重点群 "})).json()["items"]
    [tag] = made
    again = (await groups.write("POST", "/api/groupchat-tags", {"name": "重点群"})).json()["items"]
    group = (await groups.client.get("/api/groupchats?query=群2")).json()["items"][0]["groupchat_id"]
    change = {"grant": [tag["tag_id"]], "withdraw": []}

    await groups.write("POST", f"/api/groupchats/{group}/tags", change)
    tagged = (await groups.write("POST", f"/api/groupchats/{group}/tags", change)).json()
    assert again == made
    assert tagged["tags"] == [{"tag_id": tag["tag_id"], "name": "重点群"}]
    assert await names(groups, f"?tag_id={tag['tag_id']}") == ["茶友群2"]
    left = (await groups.write("DELETE", f"/api/groupchat-tags/{tag['tag_id']}")).json()

    assert left == {"items": []}
    assert (await groups.client.get(f"/api/groupchats/{group}")).json()["tags"] == []


async def test_what_cannot_be_is_refused_by_name(groups: House) -> None:
    unknown = await groups.write("POST", "/api/groupchats/1/tags", {"grant": [99], "withdraw": []})
    nameless = await groups.write("POST", "/api/groupchat-tags", {"name": "  "})
    nowhere = await groups.client.get("/api/groupchats/99")
    nobody = await groups.client.get("/api/customers/99/groupchats")

    assert [one.json()["code"] for one in (unknown, nameless, nowhere, nobody)] == [
        "groupchats.unknown_tag",
        "groupchats.bad_tag",
        "groupchats.not_found",
        "customers.not_found",
    ]


async def test_members_are_shown_with_names_only_to_those_who_may(groups: House, corp_id: CorpId) -> None:
    group = (await groups.client.get("/api/groupchats?query=群4")).json()["items"][0]["groupchat_id"]
    page = (await groups.client.get(f"/api/groupchats/{group}/members?limit=3")).json()
    rest = (await groups.client.get(f"/api/groupchats/{group}/members?cursor={page['next_cursor']}")).json()
    people = page["items"] + rest["items"]

    assert sorted(one["name"] for one in people) == ["li_na", *(f"名wm_{n}" for n in range(4))]
    assert (await groups.client.get(f"/api/groupchats/{group}/members?present=false")).json()["items"] == []
    await groups.become(Role.ANALYST, corp_id)
    seen = (await groups.client.get(f"/api/groupchats/{group}/members")).json()["items"]
    assert {one["name"] for one in seen} == {None, "li_na"}


async def test_a_customer_shows_their_groups(groups: House) -> None:
    shown = (await groups.client.get("/api/customers/0/groupchats")).json()["items"]

    assert [row["name"] for row in shown] == ["茶友群1", "茶友群2", "茶友群3", "茶友群4"]
    assert {row["left_at"] for row in shown} == {None}
