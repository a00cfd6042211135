"""Members press cards and menus; apps change cards, recall, speak in chats; robots speak without a token."""

from typing import Any

from e2e.twin.client import Caller
from e2e.twin.receiver import Receiver, element
from wecom_twin.server import TwinServer

CARD: dict[str, Any] = {
    "card_type": "button_interaction",
    "main_title": {"title": "客户流失预警"},
    "task_id": "churn-1",
    "button_list": [{"text": "已处理", "key": "done"}],
}


def steer(caller: Caller, method: str, path: str, **body: object) -> Any:
    answer = caller.http.request(method, f"/twin/corps/{caller.corp.corpid}/{path}", json=body)
    return answer.json()


def send(caller: Caller, **fields: Any) -> dict[str, Any]:
    return caller.post("message/send", touser="chen_rui|li_na", agentid=caller.app.agentid, **fields)


def test_a_pressed_card_comes_back_and_is_changed_once(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    send(caller, msgtype="template_card", template_card=CARD)
    steer(caller, "POST", "acts/press_card", userid="chen_rui", task_id="churn-1", key="done")
    twin.settle()
    (heard,) = receiver.deliveries
    change = {
        "agentid": caller.app.agentid,
        "userids": ["chen_rui"],
        "response_code": element(heard.xml, "ResponseCode"),
        "button": {"replace_name": "已处理"},
    }
    answers = [caller.post("message/update_template_card", **change)["errcode"] for _ in range(2)]

    assert (element(heard.xml, "Event"), element(heard.xml, "FromUserName")) == ("template_card_event", "chen_rui")
    assert (element(heard.xml, "TaskId"), element(heard.xml, "EventKey")) == ("churn-1", "done")
    assert answers == [0, 60140]
    (shown,) = steer(caller, "GET", f"apps/{caller.app.agentid}/cards")
    assert {userid: one["settled"] for userid, one in shown["readers"].items()} == {"chen_rui": "已处理", "li_na": None}
    again = steer(caller, "POST", "acts/press_card", userid="chen_rui", task_id="churn-1", key="done")
    assert again["error"] == "CannotPressError"


def test_a_menu_entry_tells_its_key(twin: TwinServer, caller: Caller, receiver: Receiver) -> None:
    caller.http.post(
        "/cgi-bin/menu/create",
        params={"access_token": caller.token, "agentid": caller.app.agentid},
        json={"button": [{"type": "click", "name": "今日待办", "key": "today"}]},
    )
    steer(caller, "POST", "acts/press_menu", userid="li_na", name="今日待办")
    steer(caller, "POST", "acts/enter_app", userid="li_na")
    twin.settle()

    assert sorted(str(element(one.xml, "Event")) for one in receiver.deliveries) == ["click", "enter_agent"]
    assert caller.get("menu/get", agentid=caller.app.agentid)["button"][0]["key"] == "today"


def test_a_recalled_message_is_marked_so(twin: TwinServer, caller: Caller) -> None:
    msgid = send(caller, msgtype="text", text={"content": "发错了"})["msgid"]
    twin.advance(by=60)

    assert caller.post("message/recall", msgid=msgid)["errcode"] == 0
    (shown,) = steer(caller, "GET", f"apps/{caller.app.agentid}/messages")
    assert (shown["userids"], shown["recalled_at"] - shown["at"]) == (["chen_rui", "li_na"], 60)


def test_an_app_speaks_in_its_own_chat(twin: TwinServer, caller: Caller) -> None:
    chatid = caller.post("appchat/create", name="晨会", userlist=["chen_rui", "li_na"])["chatid"]
    caller.post("appchat/send", chatid=chatid, msgtype="text", text={"content": "早"})

    assert [one.userid for one in twin.ledger.iter_receipts(kinds=["appchat"])] == ["chen_rui", "li_na"]


def test_a_robot_needs_its_key_and_no_token(twin: TwinServer, caller: Caller) -> None:
    robot = steer(caller, "POST", "robots", name="值班", userids=["wang_wei"])

    def speak() -> int:
        body = {"msgtype": "text", "text": {"content": "有告警"}}
        return caller.http.post("/cgi-bin/webhook/send", params={"key": robot["key"]}, json=body).json()["errcode"]

    first = speak()
    steer(caller, "PATCH", f"robots/{robot['key']}", disabled=True)

    assert (first, speak()) == (0, 93004)
    assert [one.userid for one in twin.ledger.iter_receipts(kinds=["robot"])] == ["wang_wei"]
    assert steer(caller, "PATCH", "robots/nobody", disabled=True)["error"] == "UnknownThingError"
