"""Customers as the API shows them, and the tags on their relations."""

import pytest

from e2e.twin.client import Caller
from e2e.twin.receiver import Receiver, element
from wecom_twin.server import TwinServer


@pytest.fixture
def friend(twin: TwinServer, caller: Caller) -> str:
    """A customer of chen_rui and li_na."""
    external_userid = twin.world.add_customer(caller.corp, "刘颖", gender=2).external_userid
    twin.world.relate(caller.corp, "chen_rui", external_userid, state="ch_1")
    twin.world.relate(caller.corp, "li_na", external_userid, add_way=3)
    return external_userid


def add_tags(caller: Caller, *names: str, group: str = "等级") -> dict[str, str]:
    answer = caller.post("externalcontact/add_corp_tag", group_name=group, tag=[{"name": one} for one in names])
    return {one["name"]: one["id"] for one in answer["tag_group"]["tag"]}


def tags_of(caller: Caller, external_userid: str, userid: str = "chen_rui") -> list[str]:
    detail = caller.get("externalcontact/get", external_userid=external_userid)
    return [tag["tag_name"] for one in detail["follow_user"] if one["userid"] == userid for tag in one["tags"]]


@pytest.mark.parametrize(("userid", "errcode"), [("", 40063), ("ghost", 40003), ("wang_wei", 84061), ("chen_rui", 0)])
def test_a_list_names_what_is_wrong_with_the_member(caller: Caller, friend: str, userid: str, errcode: int) -> None:
    answer = caller.get("externalcontact/list", userid=userid)

    assert answer["errcode"] == errcode
    assert answer["external_userid"] == ([friend] if errcode == 0 else [])


@pytest.mark.parametrize(("external_userid", "errcode"), [("", 41035), ("wmNobody", 40096), ("xx", 40096)])
def test_a_detail_names_what_is_wrong_with_the_customer(caller: Caller, external_userid: str, errcode: int) -> None:
    assert caller.get("externalcontact/get", external_userid=external_userid)["errcode"] == errcode


def test_only_followers_in_the_visible_range_are_shown(twin: TwinServer, caller: Caller, friend: str) -> None:
    twin.world.change_range(caller.corp, caller.app, departments=[], userids=["li_na"])
    (follow,) = caller.get("externalcontact/get", external_userid=friend)["follow_user"]
    twin.world.change_range(caller.corp, caller.app, userids=["wang_wei"])
    hidden = caller.get("externalcontact/get", external_userid=friend)

    assert follow["userid"] == "li_na"
    assert (hidden["errcode"], hidden["follow_user"]) == (40096, [])
    assert caller.get("externalcontact/list", userid="li_na")["errcode"] == 60011


def test_who_leaves_the_follow_user_range_takes_their_customers_out_of_sight(
    twin: TwinServer, caller: Caller, friend: str
) -> None:
    twin.world.member(caller.corp, "chen_rui").follow_user = False

    assert caller.get("externalcontact/list", userid="chen_rui")["errcode"] == 84074
    assert caller.get("externalcontact/get_follow_user_list")["follow_user"] == ["li_na", "wang_wei"]
    (follow,) = caller.get("externalcontact/get", external_userid=friend)["follow_user"]
    assert follow["userid"] == "li_na"


def test_more_than_500_followers_come_in_pages(twin: TwinServer, caller: Caller) -> None:
    external_userid = twin.world.add_customer(caller.corp, "名人").external_userid
    for number in range(501):
        twin.world.add_member(caller.corp, f"staff_{number}", f"员工{number}")
        twin.world.relate(caller.corp, f"staff_{number}", external_userid)
    first = caller.get("externalcontact/get", external_userid=external_userid)
    second = caller.get("externalcontact/get", external_userid=external_userid, cursor=first["next_cursor"])

    assert (len(first["follow_user"]), len(second["follow_user"])) == (500, 1)
    assert "next_cursor" not in second


def test_a_batch_pages_over_members_and_survives_deletions_between_pages(twin: TwinServer, caller: Caller) -> None:
    made: dict[str, list[str]] = {"chen_rui": [], "li_na": []}
    for userid, found in made.items():
        for number in range(70):
            found.append(twin.world.add_customer(caller.corp, f"顾客{number}").external_userid)
            twin.world.relate(caller.corp, userid, found[-1])
    body = {"userid_list": ["chen_rui", "wang_wei", "li_na", "chen_rui"], "limit": 50}
    seen: list[str] = []
    cursor = ""
    while True:
        page = caller.post("externalcontact/batch/get_by_user", **body, cursor=cursor)
        seen += [one["external_contact"]["external_userid"] for one in page["external_contact_list"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
        twin.world.staff_deletes("chen_rui", made["chen_rui"][0])  # already seen

    assert seen == made["chen_rui"] + made["li_na"]


@pytest.mark.parametrize("userids", [[], ["chen_rui"] * 101])
def test_a_batch_takes_1_to_100_members(caller: Caller, userids: list[str]) -> None:
    assert caller.post("externalcontact/batch/get_by_user", userid_list=userids)["errcode"] == 40058


@pytest.mark.parametrize(
    ("fields", "errcode"),
    [
        ({}, 40058),
        ({"remark": "长" * 20}, 0),
        ({"remark": "长" * 21}, 40058),
        ({"description": "长" * 151}, 40058),
        ({"remark_company": "长" * 21}, 40058),
        ({"remark_pic_mediaid": "gone"}, 40007),
    ],
)
def test_a_remark_has_bounds(caller: Caller, friend: str, fields: dict[str, str], errcode: int) -> None:
    answer = caller.post("externalcontact/remark", userid="chen_rui", external_userid=friend, **fields)

    assert answer["errcode"] == errcode


def test_one_empty_mobile_clears_the_list_and_other_fields_stay(caller: Caller, friend: str) -> None:
    for fields in (
        {"remark": "刘颖", "remark_mobiles": ["13900001111"], "remark_company": "茶社"},
        {"remark_mobiles": [""]},
    ):
        caller.post("externalcontact/remark", userid="chen_rui", external_userid=friend, **fields)

    follow = caller.get("externalcontact/get", external_userid=friend)["follow_user"][0]
    assert (follow["remark"], follow["remark_mobiles"], follow["remark_corp_name"]) == ("刘颖", [], "茶社")


def test_a_mark_belongs_to_one_relation(caller: Caller, friend: str) -> None:
    tags = add_tags(caller, "金卡", "银卡")
    caller.post("externalcontact/mark_tag", userid="chen_rui", external_userid=friend, add_tag=list(tags.values()))

    assert tags_of(caller, friend) == ["金卡", "银卡"]
    assert tags_of(caller, friend, "li_na") == []


def test_marking_twice_answers_0_unless_switched_otherwise(twin: TwinServer, caller: Caller, friend: str) -> None:
    body = {
        "userid": "chen_rui",
        "external_userid": friend,
        "add_tag": list(add_tags(caller, "金卡").values()),
    }
    answers = [caller.post("externalcontact/mark_tag", **body)["errcode"] for _ in "ab"]
    twin.world.turn(mark_tag_idempotent=False)

    assert [*answers, caller.post("externalcontact/mark_tag", **body)["errcode"]] == [0, 0, 40068]


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({"add_tag": []}, 40063),
        ({"add_tag": ["etNobody"]}, 40068),
        ({"userid": "wang_wei"}, 84061),
        ({"external_userid": "wmNobody"}, 40096),
    ],
)
def test_a_mark_that_wecom_refuses_is_refused(
    caller: Caller, friend: str, change: dict[str, object], errcode: int
) -> None:
    tags = list(add_tags(caller, "金卡").values())
    body = {"userid": "chen_rui", "external_userid": friend, "add_tag": tags} | change

    assert caller.post("externalcontact/mark_tag", **body)["errcode"] == errcode
    assert tags_of(caller, friend) == []


def test_a_deleted_tag_vanishes_from_everybody_and_takes_an_empty_group_with_it(caller: Caller, friend: str) -> None:
    tags = add_tags(caller, "金卡", "银卡")
    marked = {"userid": "chen_rui", "external_userid": friend, "add_tag": list(tags.values())}
    caller.post("externalcontact/mark_tag", **marked)
    caller.post("externalcontact/del_corp_tag", tag_id=[tags["金卡"]])
    one_left = tags_of(caller, friend)
    caller.post("externalcontact/del_corp_tag", tag_id=[tags["银卡"]])

    assert (one_left, tags_of(caller, friend)) == (["银卡"], [])
    assert caller.post("externalcontact/get_corp_tag_list")["tag_group"] == []
    (group,) = caller.post("externalcontact/get_corp_tag_list", tag_id=[tags["金卡"]])["tag_group"]
    assert (group["deleted"], group["tag"][0]["deleted"]) == (True, True)


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"group_name": "等级", "tag": []}, 40063),
        ({"tag": [{"name": "金卡"}]}, 40063),
        ({"group_name": "等级", "tag": [{"name": ""}]}, 40072),
        ({"group_name": "等级", "tag": [{"name": "长" * 31}]}, 40072),
        ({"group_name": "长" * 31, "tag": [{"name": "金卡"}]}, 40072),
        ({"group_id": "etNobody", "tag": [{"name": "金卡"}]}, 40068),
        ({"group_name": "等级", "tag": [{"name": "金卡", "order": 1 << 32}]}, 40058),
    ],
)
def test_tags_that_wecom_refuses_are_refused(caller: Caller, body: dict[str, object], errcode: int) -> None:
    assert caller.post("externalcontact/add_corp_tag", **body)["errcode"] == errcode
    assert caller.corp.tags.groups == {}


def test_names_repeated_in_one_call_make_one_tag_and_known_ones_are_refused(caller: Caller) -> None:
    assert list(add_tags(caller, "金卡", "金卡")) == ["金卡"]
    again = caller.post("externalcontact/add_corp_tag", group_name="等级", tag=[{"name": "金卡"}])
    more = caller.post("externalcontact/add_corp_tag", group_name="等级", tag=[{"name": "银卡"}])

    assert (again["errcode"], more["errcode"], len(caller.corp.tags.groups)) == (40071, 0, 1)


def test_the_number_of_tags_is_limited(twin: TwinServer, caller: Caller) -> None:
    twin.world.limit(corp_tags=1)
    add_tags(caller, "金卡")

    answer = caller.post("externalcontact/add_corp_tag", group_name="等级", tag=[{"name": "银卡"}])
    assert answer["errcode"] == 40126


def test_tags_come_in_descending_order(caller: Caller) -> None:
    tag = [{"name": "甲", "order": 1}, {"name": "乙", "order": 9}]
    caller.post("externalcontact/add_corp_tag", group_name="后", order=1, tag=tag)
    caller.post("externalcontact/add_corp_tag", group_name="先", order=2, tag=tag)

    groups = caller.post("externalcontact/get_corp_tag_list")["tag_group"]
    assert [one["group_name"] for one in groups] == ["先", "后"]
    assert [one["name"] for one in groups[0]["tag"]] == ["乙", "甲"]


def test_an_app_edits_only_its_own_tags(twin: TwinServer, caller: Caller) -> None:
    foreign = twin.world.console_adds_tag("等级", "金卡").id
    own = add_tags(caller, "新客", group="来源")["新客"]

    assert caller.post("externalcontact/edit_corp_tag", id=foreign, name="白金卡")["errcode"] == 81011
    assert caller.post("externalcontact/del_corp_tag", tag_id=[foreign])["errcode"] == 81011
    assert caller.post("externalcontact/edit_corp_tag", id=own, name="新顾客", order=3)["errcode"] == 0
    assert caller.post("externalcontact/edit_corp_tag", id="etNobody", name="x")["errcode"] == 40068
    assert caller.corp.tags.tags[own].name == "新顾客"


def test_a_name_is_unique_within_its_group_and_a_group_name_within_the_corp(caller: Caller) -> None:
    tags = add_tags(caller, "金卡", "银卡")
    other = add_tags(caller, "金卡", group="来源")
    group_id = caller.corp.tags.tags[other["金卡"]].group.id

    assert caller.post("externalcontact/edit_corp_tag", id=tags["银卡"], name="金卡")["errcode"] == 40071
    assert caller.post("externalcontact/edit_corp_tag", id=group_id, name="等级")["errcode"] == 40071
    assert caller.post("externalcontact/edit_corp_tag", id=tags["金卡"], name="金卡")["errcode"] == 0


def test_what_the_console_does_to_tags_is_told(twin: TwinServer, receiver: Receiver) -> None:
    first = twin.world.console_adds_tag("等级", "金卡")
    second = twin.world.console_adds_tag("等级", "银卡")
    twin.world.console_edits_tag(second.id, "白银卡")
    twin.world.console_shuffles_tags(first.group.id)
    twin.world.console_shuffles_tags()
    twin.world.console_deletes_tag(first.id)
    twin.world.console_deletes_tag(first.group.id)
    twin.settle()

    told = {
        (element(one.xml, "ChangeType"), element(one.xml, "TagType"), element(one.xml, "Id"))
        for one in receiver.deliveries
    }
    assert told == {
        ("create", "tag_group", first.group.id),
        ("create", "tag", second.id),
        ("update", "tag", second.id),
        ("shuffle", None, first.group.id),
        ("shuffle", None, ""),
        ("delete", "tag", first.id),
        ("delete", "tag_group", first.group.id),
    }


def test_what_a_member_edits_in_their_client_is_told_without_the_difference(
    twin: TwinServer, caller: Caller, receiver: Receiver, friend: str
) -> None:
    tag = twin.world.console_adds_tag("等级", "金卡")
    twin.settle()
    twin.world.staff_edits("chen_rui", friend, remark="刘颖 VIP", add_tag=[tag.id])
    twin.settle()

    message = receiver.deliveries[-1].xml
    assert element(message, "ChangeType") == "edit_external_contact"
    assert (element(message, "UserID"), element(message, "ExternalUserID")) == ("chen_rui", friend)
    assert tags_of(caller, friend) == ["金卡"]
