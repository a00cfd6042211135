from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.appchats import (
    Appchat,
    AppchatDetail,
    ChatText,
    CreateAppchat,
    GetAppchat,
    NewAppchat,
    SendAppchat,
    UpdateAppchat,
)

EXCHANGES = [
    Exchange(
        call=CreateAppchat(userlist=["a", "b"], name="门店群", chatid="c1"),
        sent={"userlist": ["a", "b"], "name": "门店群", "chatid": "c1"},
        answer={"chatid": "c1"},
        result=NewAppchat(chatid="c1"),
    ),
    Exchange(
        call=UpdateAppchat(chatid="c1", add_user_list=["c"]),
        sent={"chatid": "c1", "add_user_list": ["c"]},
    ),
    Exchange(
        call=GetAppchat(chatid="c1"),
        sent={"chatid": "c1"},
        answer={"chat_info": {"chatid": "c1", "userlist": ["a", "b"]}},
        result=AppchatDetail(chat_info=Appchat(chatid="c1", userlist=("a", "b"))),
    ),
    Exchange(
        call=SendAppchat(chatid="c1", message=ChatText(content="早", mentioned_list=["@all"]), safe=1),
        sent={
            "chatid": "c1",
            "msgtype": "text",
            "text": {"content": "早", "mentioned_list": ["@all"]},
            "safe": 1,
        },
    ),
]
