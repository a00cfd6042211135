"""Customers, what members note of them and their tags, between the client and the twin."""

import pytest

from facts.stage import PNG
from wecom_api.calls.customers import BatchGetByUser, GetCustomer, GetFollowUserList, ListCustomers, RemarkCustomer
from wecom_api.calls.media import UploadMedia
from wecom_api.calls.tags import AddCorpTag, DelCorpTag, EditCorpTag, GetCorpTagList, MarkTag, NewTag
from wecom_api.client import Client
from wecom_api.errors import CallError


async def test_who_serves_customers_and_whom_is_read_in_bulk(client: Client, friends: list[str]) -> None:
    members = (await client(GetFollowUserList())).follow_user
    pairs = {one: (await client(ListCustomers(userid=one))).external_userid for one in members}
    call = BatchGetByUser(userid_list=members, limit=3)
    pages = [page.external_contact_list async for page in client.pages(call)]

    assert {one: sorted(whom) for one, whom in pairs.items() if whom} == {
        "chen_rui": sorted(friends),
        "li_na": friends[:1],
    }
    assert [len(page) for page in pages] == [3, 1]
    assert sorted((row.follow_info.userid, row.external_contact.external_userid) for page in pages for row in page) == (
        sorted((userid, external_userid) for userid, whom in pairs.items() for external_userid in whom)
    )


async def test_what_a_member_notes_is_read_back_and_belongs_to_that_member(client: Client, friends: list[str]) -> None:
    picture = (await client(UploadMedia(type="image", filename="名片.png", content=PNG))).media_id
    pair = {"userid": "chen_rui", "external_userid": friends[0]}
    await client(
        RemarkCustomer(
            **pair,
            remark="王姐 老客",
            description="喜欢龙井",
            remark_mobiles=["13900001111"],
            remark_pic_mediaid=picture,
        )
    )
    noted = {one.userid: one for one in (await client(GetCustomer(external_userid=friends[0]))).follow_user}
    await client(RemarkCustomer(**pair, remark_mobiles=[]))
    cleared = {one.userid: one for one in (await client(GetCustomer(external_userid=friends[0]))).follow_user}

    assert (noted["chen_rui"].remark, noted["chen_rui"].description) == ("王姐 老客", "喜欢龙井")
    assert noted["chen_rui"].remark_mobiles == ("13900001111",)
    assert (noted["li_na"].description, noted["li_na"].remark_mobiles) == ("", ())
    assert (cleared["chen_rui"].remark, cleared["chen_rui"].remark_mobiles) == ("王姐 老客", ())


async def test_tags_are_made_marked_renamed_taken_off_and_deleted(client: Client, friends: list[str]) -> None:
    tags = [NewTag(name="意向", order=2), NewTag(name="成交", order=1)]
    made = (await client(AddCorpTag(group_name="购买阶段", order=5, tag=tags))).tag_group
    wish, deal = (tag.id for tag in made.tag)
    pair = {"userid": "chen_rui", "external_userid": friends[0]}
    await client(MarkTag(**pair, add_tag=[wish, deal]))
    await client(MarkTag(**pair, remove_tag=[deal]))
    await client(EditCorpTag(id=wish, name="高意向"))
    customer = await client(GetCustomer(external_userid=friends[0]))
    [library] = (await client(GetCorpTagList(group_id=[made.group_id]))).tag_group

    assert (made.group_name, made.order) == ("购买阶段", 5)
    assert [(tag.name, tag.order) for tag in library.tag] == [("高意向", 2), ("成交", 1)]
    assert {one.userid: [(tag.tag_id, tag.tag_name) for tag in one.tags] for one in customer.follow_user} == {
        "chen_rui": [(wish, "高意向")],
        "li_na": [],
    }
    await client(DelCorpTag(tag_id=[wish, deal]))
    assert (await client(GetCorpTagList())).tag_group == ()
    with pytest.raises(CallError):
        await client(MarkTag(**pair, add_tag=[wish]))
