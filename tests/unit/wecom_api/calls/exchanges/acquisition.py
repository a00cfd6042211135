from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import acquisition_links as links
from wecom_api.calls import acquisition_numbers as numbers

DAY = 1_767_196_800
URL = "https://work.weixin.qq.com/ca/caSIM7783d7"
LINK = {
    "link_name": "抖音投放1",
    "url": URL,
    "create_time": 1767300000,
    "skip_verify": True,
    "mark_source": True,
}

MAKING = [
    Exchange(
        call=links.ListAcquisitionLink(cursor="c1", limit=50),
        sent={"cursor": "c1", "limit": 50},
        answer={"link_id_list": ["caSIM1", "caSIM2"], "next_cursor": "c2"},
        result=links.LinkIds(link_id_list=("caSIM1", "caSIM2"), next_cursor="c2"),
    ),
    Exchange(
        call=links.GetAcquisitionLink(link_id="caSIM7783d7"),
        sent={"link_id": "caSIM7783d7"},
        answer={
            "link": LINK,
            "range": {"user_list": ["chen_rui"], "department_list": [7]},
            "priority_option": {"priority_type": 2, "priority_userid_list": ["li_na"]},
        },
        result=links.AcquisitionLinkDetail(
            link=links.AcquisitionLink(
                link_name="抖音投放1", url=URL, create_time=1767300000, skip_verify=True, mark_source=True
            ),
            range=links.LinkMembers(user_list=("chen_rui",), department_list=(7,)),
            priority_option=links.LinkPriority(priority_type=2, priority_userid_list=("li_na",)),
        ),
    ),
    Exchange(
        call=links.GetAcquisitionLink(link_id="caSIM7783d7"),
        sent={"link_id": "caSIM7783d7"},
        answer={"link": {"link_name": "抖音投放1"}, "skip_verify": False},
        result=links.AcquisitionLinkDetail(link=links.AcquisitionLink(link_name="抖音投放1"), skip_verify=False),
    ),
    Exchange(
        call=links.CreateAcquisitionLink(
            link_name="抖音投放1",
            range=links.LinkRange(user_list=("chen_rui",), department_list=(7,)),
            skip_verify=True,
            priority_option=links.PriorityOption(priority_type=2, priority_userid_list=["li_na"]),
            mark_source=False,
        ),
        sent={
            "link_name": "抖音投放1",
            "range": {"user_list": ["chen_rui"], "department_list": [7]},
            "skip_verify": True,
            "priority_option": {"priority_type": 2, "priority_userid_list": ["li_na"]},
            "mark_source": False,
        },
        answer={
            "link": {
                "link_id": "caSIM7783d7",
                "link_name": "抖音投放1",
                "url": URL,
                "create_time": 1767300000,
            }
        },
        result=links.NewAcquisitionLink(
            link=links.AcquisitionLink(link_id="caSIM7783d7", link_name="抖音投放1", url=URL, create_time=1767300000)
        ),
    ),
    Exchange(
        call=links.UpdateAcquisitionLink(
            link_id="caSIM1",
            link_name="新名字",
            range=links.LinkRange(department_list=[8]),
            skip_verify=False,
            priority_option=links.PriorityOption(priority_type=1),
            mark_source=True,
        ),
        sent={
            "link_id": "caSIM1",
            "link_name": "新名字",
            "range": {"department_list": [8]},
            "skip_verify": False,
            "priority_option": {"priority_type": 1},
            "mark_source": True,
        },
    ),
    Exchange(call=links.DeleteAcquisitionLink(link_id="caSIM1"), sent={"link_id": "caSIM1"}),
]

COUNTING = [
    Exchange(
        call=numbers.ListAcquisitionCustomer(link_id="caSIM1", cursor="c1", limit=10),
        sent={"link_id": "caSIM1", "cursor": "c1", "limit": 10},
        answer={
            "customer_list": [
                {"external_userid": "wmSIM1", "userid": "chen_rui", "chat_status": 1, "state": "dy_ad_7"}
            ],
            "next_cursor": "c2",
        },
        result=numbers.LinkCustomers(
            customer_list=(
                numbers.LinkCustomer(external_userid="wmSIM1", userid="chen_rui", chat_status=1, state="dy_ad_7"),
            ),
            next_cursor="c2",
        ),
    ),
    Exchange(
        call=numbers.GetAcquisitionQuota(),
        sent={},
        answer={"total": 820, "balance": 180, "quota_list": [{"expire_date": 1769817600, "balance": 180}]},
        result=numbers.AcquisitionQuota(
            total=820, balance=180, quota_list=(numbers.ExpiringQuota(expire_date=1769817600, balance=180),)
        ),
    ),
    Exchange(
        call=numbers.GetAcquisitionStatistic(link_id="caSIM1", start_time=DAY, end_time=DAY + 86_400),
        sent={"link_id": "caSIM1", "start_time": DAY, "end_time": DAY + 86_400},
        answer={"click_link_customer_cnt": 310, "new_customer_cnt": 95},
        result=numbers.LinkNumbers(click_link_customer_cnt=310, new_customer_cnt=95),
    ),
    Exchange(
        call=numbers.GetAcquisitionChatInfo(chat_key="SIMCHATKEY01"),
        sent={"chat_key": "SIMCHATKEY01"},
        answer={
            "userid": "chen_rui",
            "external_userid": "wmSIM1",
            "chat_info": {"recv_msg_cnt": 3, "link_id": "caSIM1", "state": "dy_ad_7"},
        },
        result=numbers.AcquisitionChat(
            userid="chen_rui",
            external_userid="wmSIM1",
            chat_info=numbers.ChatInfo(recv_msg_cnt=3, link_id="caSIM1", state="dy_ad_7"),
        ),
    ),
]

EXCHANGES = [*MAKING, *COUNTING]
