"""Contact ways: what is refused, what a scan finds, and who answers it."""

import httpx
import pytest

from e2e.twin.client import Caller
from lingqu.gateway.codes import read_picture
from wecom_twin.server import TwinServer

ADD = "externalcontact/add_contact_way"
GOOD = {"type": 2, "scene": 2, "user": ["chen_rui"]}


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"type": None}, 41037),
        ({"type": 3}, 41039),
        ({"scene": None}, 41038),
        ({"scene": 3}, 41040),
        ({"user": []}, 40063),
        ({"type": 1, "user": []}, 40063),
        ({"type": 1, "user": ["chen_rui", "li_na"]}, 40058),
        ({"type": 1, "party": [2]}, 40058),
        ({"user": ["ghost"]}, 40003),
        ({"party": [99]}, 60011),
        ({"remark": "长" * 31}, 40058),
        ({"state": "长" * 31}, 40058),
        ({"style": 4}, 41042),
        ({"is_temp": True}, 40058),
        ({"type": 1, "is_temp": True, "expires_in": 15 * 86_400}, 40058),
        ({"user": "chen_rui"}, 40058),
        ({"conclusions": {}}, 40058),
        ({"conclusions": {"text": {"content": "好" * 1334}}}, 40058),
    ],
)
def test_what_wecom_refuses_is_refused(caller: Caller, change: dict[str, object], errcode: int) -> None:
    body = {name: value for name, value in (GOOD | change).items() if value is not None}

    assert caller.post(ADD, **body)["errcode"] == errcode
    assert caller.corp.ways == {}


@pytest.mark.parametrize(("setting", "errcode"), [("follow_user", 84074), ("verified", 40098), ("status", 41054)])
def test_members_who_cannot_have_customers_are_refused(
    twin: TwinServer, caller: Caller, setting: str, errcode: int
) -> None:
    setattr(twin.world.member(caller.corp, "chen_rui"), setting, 4 if setting == "status" else False)

    assert caller.post(ADD, **GOOD)["errcode"] == errcode


def test_departments_count_with_everybody_in_them(twin: TwinServer, caller: Caller) -> None:
    twin.world.limit(contact_way_members=2)

    assert caller.post(ADD, type=2, scene=2, party=[1])["errcode"] == 41041


def test_the_quota_counts_living_ways_that_are_not_temporary(twin: TwinServer, caller: Caller) -> None:
    twin.world.limit(contact_ways=2)
    first = caller.add_contact_way("chen_rui")
    caller.add_contact_way("chen_rui")
    full = caller.post(ADD, **GOOD)["errcode"]
    temporary = caller.post(ADD, type=1, scene=2, user=["li_na"], is_temp=True)["errcode"]
    caller.post("externalcontact/del_contact_way", config_id=first)

    assert (full, temporary, caller.post(ADD, **GOOD)["errcode"]) == (41045, 0, 0)


def test_an_update_replaces_what_is_given_and_leaves_the_rest(caller: Caller) -> None:
    config_id = caller.add_contact_way("chen_rui", remark="海报")
    before = caller.post("externalcontact/get_contact_way", config_id=config_id)["contact_way"]
    caller.post("externalcontact/update_contact_way", config_id=config_id, user=["li_na"], skip_verify=False)
    after = caller.post("externalcontact/get_contact_way", config_id=config_id)["contact_way"]

    assert after == before | {"user": ["li_na"], "skip_verify": False}


def test_a_refused_update_changes_nothing(caller: Caller) -> None:
    config_id = caller.add_contact_way("chen_rui")
    refused = caller.post("externalcontact/update_contact_way", config_id=config_id, user=["ghost"], remark="新")

    assert refused["errcode"] == 40003
    shown = caller.post("externalcontact/get_contact_way", config_id=config_id)["contact_way"]
    assert (shown["user"], shown["remark"]) == (["chen_rui"], "")


def test_the_list_pages_by_time_of_making_without_temporary_ways(twin: TwinServer, caller: Caller) -> None:
    made = [caller.add_contact_way("chen_rui") for _ in range(3)]
    caller.post(ADD, type=1, scene=2, user=["li_na"], is_temp=True)
    first = caller.post("externalcontact/list_contact_way", limit=2)
    second = caller.post("externalcontact/list_contact_way", limit=2, cursor=first["next_cursor"])
    now = int(twin.world.now())
    later = caller.post("externalcontact/list_contact_way", start_time=now + 1, end_time=now + 2)

    assert [one["config_id"] for one in first["contact_way"] + second["contact_way"]] == made
    assert (second["next_cursor"], later["contact_way"]) == ("", [])


def test_a_dead_code_is_scanned_in_vain(twin: TwinServer, caller: Caller) -> None:
    config_id = caller.add_contact_way("chen_rui")
    answers = [caller.post("externalcontact/del_contact_way", config_id=config_id)["errcode"] for _ in "ab"]

    assert answers == [0, 41044]
    assert [one.outcome for one in twin.world.scan(config_id, n=2)] == ["dead_code", "dead_code"]


def test_a_temporary_code_dies_after_its_time(twin: TwinServer, caller: Caller) -> None:
    made = caller.post(ADD, type=1, scene=2, user=["li_na"], is_temp=True, expires_in=60)["config_id"]
    twin.advance(by=60)
    alive = twin.world.scan(made)[0].outcome
    twin.advance(by=1)

    assert (alive, twin.world.scan(made)[0].outcome) == ("added", "dead_code")


def test_scans_spread_over_the_members_who_can_answer(twin: TwinServer, caller: Caller) -> None:
    config_id = caller.add_contact_way("chen_rui", party=[2])
    twin.world.member_moves("wang_wei", status=2)
    twin.world.limit(customers_per_member=30)
    records = twin.world.scan(config_id, n=70)

    counts = {name: sum(one.userid == name for one in records) for name in ("chen_rui", "li_na", "wang_wei", "")}
    assert counts == {"chen_rui": 30, "li_na": 30, "wang_wei": 0, "": 10}
    assert records[-1].outcome == "nobody_available"


def test_a_friend_in_the_list_is_preferred_when_so_switched(twin: TwinServer, caller: Caller) -> None:
    twin.world.turn(contact_way_prefers_friend=True)
    config_id = caller.add_contact_way("chen_rui", "li_na", "wang_wei")
    known = twin.world.scan(config_id)[0]

    again = {twin.world.scan(config_id, external_userid=known.external_userid)[0].outcome for _ in range(20)}
    assert again == {"already_friend"}


@pytest.mark.parametrize(("keeps", "state"), [(1, "ch_2"), (0, None)])
def test_who_had_left_comes_back_with_what_the_member_had_noted(
    twin: TwinServer, caller: Caller, keeps: int, state: str | None
) -> None:
    twin.world.turn(readd_keeps_state=bool(keeps))
    first = twin.world.scan(caller.add_contact_way("chen_rui"))[0].external_userid
    caller.post("externalcontact/remark", userid="chen_rui", external_userid=first, remark="老顾客")
    twin.world.customer_deletes("chen_rui", first)
    twin.advance(by=3600)
    back = twin.world.scan(caller.add_contact_way("chen_rui", state="ch_2"), external_userid=first)[0]

    (follow,) = caller.get("externalcontact/get", external_userid=first)["follow_user"]
    assert back.outcome == "added"
    assert (follow["remark"], follow["createtime"], follow.get("state")) == ("老顾客", 1767330000, state)


def test_who_was_deleted_by_the_member_comes_back_as_new(twin: TwinServer, caller: Caller) -> None:
    config_id = caller.add_contact_way("chen_rui")
    first = twin.world.scan(config_id)[0].external_userid
    caller.post("externalcontact/remark", userid="chen_rui", external_userid=first, remark="老顾客")
    twin.world.staff_deletes("chen_rui", first)
    twin.world.scan(config_id, external_userid=first)

    (follow,) = caller.get("externalcontact/get", external_userid=first)["follow_user"]
    assert follow["remark"] == ""


def test_the_code_s_picture_can_be_read_and_tells_ways_apart(caller: Caller) -> None:
    ways = [caller.add_contact_way("chen_rui") for _ in range(2)]
    shown = [caller.post("externalcontact/get_contact_way", config_id=way)["contact_way"]["qr_code"] for way in ways]

    pictures = [httpx.get(address) for address in shown]

    assert {picture.headers["content-type"] for picture in pictures} == {"image/png"}
    assert len({read_picture(picture.content) for picture in pictures} - {None}) == 2
    assert httpx.get(shown[0].replace(ways[0], "nobodys")).status_code == 404
