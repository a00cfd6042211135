from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.behavior import (
    BehaviorDay,
    BehaviorDays,
    GetUserBehaviorData,
    ListServedContacts,
    ServedContact,
    ServedContacts,
)

EXCHANGES = [
    Exchange(
        call=GetUserBehaviorData(userid=["chen_rui"], start_time=1767196800, end_time=1767283200),
        sent={"userid": ["chen_rui"], "start_time": 1767196800, "end_time": 1767283200},
        answer={"behavior_data": [{"stat_time": 1767196800, "chat_cnt": 31, "reply_percentage": 92.5}]},
        result=BehaviorDays(behavior_data=(BehaviorDay(stat_time=1767196800, chat_cnt=31, reply_percentage=92.5),)),
    ),
    Exchange(
        call=ListServedContacts(cursor="c"),
        sent={"cursor": "c"},
        answer={"info_list": [{"is_customer": False, "tmp_openid": "t", "name": "**明", "chat_name": "外联群"}]},
        result=ServedContacts(info_list=(ServedContact(tmp_openid="t", name="**明", chat_name="外联群"),)),
    ),
]
