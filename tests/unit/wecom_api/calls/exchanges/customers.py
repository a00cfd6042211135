from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import customers

CONTACT = {"external_userid": "wm1", "name": "小鹿", "type": 1, "gender": 2, "avatar": "https://wx.example/a"}
READ_CONTACT = customers.ExternalContact(
    external_userid="wm1", name="小鹿", type=1, gender=2, avatar="https://wx.example/a"
)

EXCHANGES = [
    Exchange(
        call=customers.GetFollowUserList(),
        sent={},
        answer={"follow_user": ["chen_rui", "li_na"]},
        result=customers.FollowUsers(follow_user=("chen_rui", "li_na")),
    ),
    Exchange(
        call=customers.ListCustomers(userid="chen_rui"),
        sent={"userid": "chen_rui"},
        answer={"external_userid": ["wm1", "wm2"]},
        result=customers.CustomerIds(external_userid=("wm1", "wm2")),
    ),
    Exchange(
        call=customers.GetCustomer(external_userid="wm1", cursor="c1"),
        sent={"external_userid": "wm1", "cursor": "c1"},
        answer={
            "external_contact": CONTACT | {"unionid": "oz1", "position": "店主", "corp_name": "茶行"},
            "follow_user": [
                {
                    "userid": "chen_rui",
                    "remark": "王姐",
                    "description": "喜欢龙井",
                    "createtime": 1767312000,
                    "tags": [{"group_name": "阶段", "tag_name": "意向", "tag_id": "et1", "type": 1}],
                    "remark_corp_name": "茶行",
                    "remark_mobiles": ["13900001111"],
                    "add_way": 10,
                    "oper_userid": "chen_rui",
                    "wechat_channels": {"nickname": "茶", "source": 1},
                    "state": "ch_1",
                }
            ],
            "next_cursor": "c2",
        },
        result=customers.CustomerDetail(
            external_contact=customers.ExternalContact(
                external_userid="wm1",
                name="小鹿",
                type=1,
                gender=2,
                avatar="https://wx.example/a",
                unionid="oz1",
                position="店主",
                corp_name="茶行",
            ),
            follow_user=(
                customers.FollowUser(
                    userid="chen_rui",
                    remark="王姐",
                    description="喜欢龙井",
                    createtime=1767312000,
                    tags=(customers.FollowTag(group_name="阶段", tag_name="意向", tag_id="et1", type=1),),
                    remark_corp_name="茶行",
                    remark_mobiles=("13900001111",),
                    add_way=10,
                    oper_userid="chen_rui",
                    wechat_channels=customers.WechatChannels(nickname="茶", source=1),
                    state="ch_1",
                ),
            ),
            next_cursor="c2",
        ),
    ),
    Exchange(
        call=customers.BatchGetByUser(userid_list=["chen_rui", "li_na"], cursor="c1", limit=50),
        sent={"userid_list": ["chen_rui", "li_na"], "cursor": "c1", "limit": 50},
        answer={
            "external_contact_list": [
                {
                    "external_contact": CONTACT,
                    "follow_info": {"userid": "chen_rui", "remark": "王姐", "tag_id": ["et1"], "add_way": 1},
                }
            ],
            "next_cursor": "c2",
            "fail_info": {"unlicensed_userid_list": ["li_na"]},
        },
        result=customers.CustomersOfMembers(
            external_contact_list=(
                customers.CustomerOfMember(
                    external_contact=READ_CONTACT,
                    follow_info=customers.FollowUser(userid="chen_rui", remark="王姐", tag_id=("et1",), add_way=1),
                ),
            ),
            next_cursor="c2",
            fail_info=customers.FailInfo(unlicensed_userid_list=("li_na",)),
        ),
    ),
    Exchange(
        call=customers.RemarkCustomer(
            userid="chen_rui", external_userid="wm1", remark="王姐", remark_mobiles=[], remark_pic_mediaid="m1"
        ),
        sent={
            "userid": "chen_rui",
            "external_userid": "wm1",
            "remark": "王姐",
            "remark_mobiles": [""],
            "remark_pic_mediaid": "m1",
        },
    ),
]
