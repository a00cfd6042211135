from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.menus import CreateMenu, DeleteMenu, GetMenu, Menu, MenuButton

BUTTON = {"type": "click", "name": "今日", "key": "today"}

EXCHANGES = [
    Exchange(
        call=CreateMenu(
            agentid=1, button=[MenuButton(name="客户", sub_button=[MenuButton(name="今日", type="click", key="today")])]
        ),
        query={"agentid": "1"},
        sent={"button": [{"name": "客户", "sub_button": [BUTTON]}]},
    ),
    Exchange(
        call=GetMenu(agentid=1),
        sent={"agentid": "1"},
        answer={"button": [BUTTON]},
        result=Menu(button=({"type": "click", "name": "今日", "key": "today"},)),
    ),
    Exchange(call=DeleteMenu(agentid=1), sent={"agentid": "1"}),
]
