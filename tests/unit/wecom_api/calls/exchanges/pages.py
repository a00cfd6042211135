from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.jstickets import GetAgentTicket, GetJsapiTicket, JsTicket
from wecom_api.calls.login import ConsentedDetail, GetUserDetail, GetUserInfo, Visitor

EXCHANGES = [
    Exchange(call=GetJsapiTicket(), sent={}, answer={"ticket": "t"}, result=JsTicket(ticket="t", expires_in=7200)),
    Exchange(call=GetAgentTicket(), sent={"type": "agent_config"}, answer={"ticket": "t"}, result=JsTicket(ticket="t")),
    Exchange(
        call=GetUserInfo(code="C"),
        sent={"code": "C"},
        answer={"openid": "o1", "external_userid": "wm1"},
        result=Visitor(openid="o1", external_userid="wm1"),
    ),
    Exchange(
        call=GetUserDetail(user_ticket="U"),
        sent={"user_ticket": "U"},
        answer={"userid": "LiLei", "gender": "1", "mobile": "13900001111"},
        result=ConsentedDetail(userid="LiLei", gender=1, mobile="13900001111"),
    ),
]
