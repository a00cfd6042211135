from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import groupchat_statistics as statistics
from wecom_api.calls import groupchat_transfers as transfers
from wecom_api.calls import groupchats as groups

VERSION = "6b1f3c0d9e8a47b2b7d5c3a1f0e9d8c7"
DAY = 1_767_196_800
COUNTED = {
    "new_chat_cnt": 1,
    "chat_total": 12,
    "chat_has_msg": 7,
    "new_member_cnt": 15,
    "member_total": 840,
    "member_has_msg": 96,
    "msg_total": 1203,
    "migrate_trainee_chat_cnt": 2,
}
NUMBERS = statistics.GroupchatNumbers(**COUNTED)
FAILED = {"chat_id": "wrSIMchat02", "errcode": 90501, "errmsg": "chat is not external group chat"}

READING = [
    Exchange(
        call=groups.ListGroupchat(owner_filter=("chen_rui",), status_filter=0, cursor="c1", limit=200),
        sent={"owner_filter": {"userid_list": ["chen_rui"]}, "status_filter": 0, "cursor": "c1", "limit": 200},
        answer={"group_chat_list": [{"chat_id": "wrSIMchat01", "status": 3}], "next_cursor": "c2"},
        result=groups.GroupchatRows(
            group_chat_list=(groups.GroupchatRow(chat_id="wrSIMchat01", status=3),), next_cursor="c2"
        ),
    ),
    Exchange(
        call=groups.ListGroupchat(),
        sent={"limit": 1000},
        answer={"group_chat_list": [], "next_cursor": ""},
        result=groups.GroupchatRows(),
    ),
    Exchange(
        call=groups.GetGroupchat(chat_id="wrSIMchat01", need_name=True),
        sent={"chat_id": "wrSIMchat01", "need_name": 1},
        answer={
            "group_chat": {
                "chat_id": "wrSIMchat01",
                "name": "茶友群3🍵",
                "owner": "chen_rui",
                "create_time": 1767300000,
                "notice": "每周三上新",
                "member_list": [
                    {
                        "userid": "chen_rui",
                        "type": 1,
                        "join_time": 1767300000,
                        "join_scene": 1,
                        "invitor": {"userid": "li_na"},
                        "group_nickname": "店长",
                        "name": "陈睿",
                    },
                    {
                        "userid": "wmSIM1",
                        "type": 2,
                        "unionid": "oSIMunion1",
                        "join_time": 1767300100,
                        "join_scene": 3,
                        "state": "live_0501",
                        "group_nickname": "",
                        "name": "刘颖",
                    },
                ],
                "admin_list": [{"userid": "li_na"}],
                "member_version": VERSION,
            }
        },
        result=groups.GroupchatDetail(
            group_chat=groups.Groupchat(
                chat_id="wrSIMchat01",
                name="茶友群3🍵",
                owner="chen_rui",
                create_time=1767300000,
                notice="每周三上新",
                member_list=(
                    groups.GroupMember(
                        userid="chen_rui",
                        type=1,
                        join_time=1767300000,
                        join_scene=1,
                        invitor=groups.Invitor(userid="li_na"),
                        group_nickname="店长",
                        name="陈睿",
                    ),
                    groups.GroupMember(
                        userid="wmSIM1",
                        type=2,
                        unionid="oSIMunion1",
                        join_time=1767300100,
                        join_scene=3,
                        name="刘颖",
                        state="live_0501",
                    ),
                ),
                admin_list=(groups.GroupAdmin(userid="li_na"),),
                member_version=VERSION,
            )
        ),
    ),
    Exchange(
        call=groups.OpengidToChatid(opengid="gSIM1"),
        sent={"opengid": "gSIM1"},
        answer={"chat_id": "wrSIMchat01"},
        result=groups.ChatId(chat_id="wrSIMchat01"),
    ),
]

COUNTING = [
    Exchange(
        call=statistics.GetGroupchatStatistic(
            day_begin_time=DAY,
            day_end_time=DAY + 86_400,
            owner_filter=["chen_rui"],
            order_by=2,
            order_asc=1,
            offset=10,
            limit=50,
        ),
        sent={
            "day_begin_time": DAY,
            "day_end_time": DAY + 86_400,
            "owner_filter": {"userid_list": ["chen_rui"]},
            "order_by": 2,
            "order_asc": 1,
            "offset": 10,
            "limit": 50,
        },
        answer={"total": 11, "next_offset": 11, "items": [{"owner": "chen_rui", "data": COUNTED}]},
        result=statistics.NumbersByOwner(
            total=11, next_offset=11, items=(statistics.OwnerNumbers(owner="chen_rui", data=NUMBERS),)
        ),
    ),
    Exchange(
        call=statistics.GetGroupchatStatisticByDay(day_begin_time=DAY, owner_filter=["chen_rui", "li_na"]),
        sent={"day_begin_time": DAY, "owner_filter": {"userid_list": ["chen_rui", "li_na"]}},
        answer={"items": [{"stat_time": DAY, "data": COUNTED}]},
        result=statistics.NumbersByDay(items=(statistics.DayNumbers(stat_time=DAY, data=NUMBERS),)),
    ),
]

HANDING_OVER = [
    Exchange(
        call=call(chat_id_list=["wrSIMchat01", "wrSIMchat02"], new_owner="li_na"),
        sent={"chat_id_list": ["wrSIMchat01", "wrSIMchat02"], "new_owner": "li_na"},
        answer={"failed_chat_list": [FAILED]},
        result=transfers.FailedChats(
            failed_chat_list=(
                transfers.FailedChat(chat_id="wrSIMchat02", errcode=90501, errmsg="chat is not external group chat"),
            )
        ),
    )
    for call in (transfers.OnjobTransferGroupchat, transfers.TransferGroupchat)
]

EXCHANGES = [*READING, *COUNTING, *HANDING_OVER]
