"""Uploads, downloads and messages to members."""

from typing import Any

import pytest

from e2e.twin.client import Caller
from wecom_twin.server import TwinServer

JPG = b"\xff\xd8\xff" + b"0" * 61
TEXT = {"msgtype": "text", "text": {"content": "有新客户待跟进"}, "touser": "chen_rui"}


def upload(caller: Caller, content: bytes = JPG, *, kind: str = "image", path: str = "upload") -> Any:
    return caller.http.post(
        f"/cgi-bin/media/{path}",
        params={"access_token": caller.token, "type": kind},
        files={"media": ("海报.jpg", content, "image/jpeg")},
    ).json()


def send(caller: Caller, **fields: Any) -> dict[str, Any]:
    return caller.post("message/send", **{"agentid": caller.app.agentid, **TEXT, **fields})


def received(twin: TwinServer) -> list[str]:
    return [one.userid for one in twin.ledger.iter_receipts(kinds=["app_message"])]


@pytest.mark.parametrize(
    ("content", "kind", "errcode"),
    [
        (b"", "image", 44001),
        (b"12345", "image", 40006),
        (b"GIF89a--", "image", 40005),
        (JPG, "voice", 40005),
        (JPG, "picture", 40004),
        (JPG + bytes(10 << 20), "image", 45001),
        (JPG, "file", 0),
    ],
)
def test_an_upload_is_checked_by_its_type(caller: Caller, content: bytes, kind: str, errcode: int) -> None:
    assert upload(caller, content, kind=kind)["errcode"] == errcode


def test_an_upload_without_the_part_named_media_is_refused(caller: Caller) -> None:
    answer = caller.http.post(
        "/cgi-bin/media/upload",
        params={"access_token": caller.token, "type": "image"},
        files={"file": ("a.jpg", JPG)},
    ).json()

    assert answer["errcode"] == 41006


def test_media_come_back_whole_or_in_a_range_until_three_days_have_passed(twin: TwinServer, caller: Caller) -> None:
    media_id = upload(caller)["media_id"]

    def fetch(**headers: str) -> Any:
        params = {"access_token": caller.token, "media_id": media_id}
        return caller.http.get("/cgi-bin/media/get", params=params, headers=headers)

    whole, part, beyond = fetch(), fetch(Range="bytes=1-3"), fetch(Range="bytes=99-")
    twin.advance(by=3 * 86_400)
    caller.token = caller.fetch_token()["access_token"]

    assert (whole.content, whole.headers["content-type"]) == (JPG, "image/jpeg")
    assert whole.headers["content-disposition"] == 'attachment; filename="%E6%B5%B7%E6%8A%A5.jpg"'
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, JPG[1:4], "bytes 1-3/64")
    assert beyond.json()["errcode"] == 830002
    assert fetch().json()["errcode"] == 40007


def test_media_are_shared_by_the_apps_of_a_corp_and_by_no_other_corp(twin: TwinServer, caller: Caller) -> None:
    media_id = upload(caller)["media_id"]
    second = Caller(twin, agentid=twin.world.add_app(caller.corp).agentid)
    other = twin.world.add_corp("另一家")
    twin.world.add_app(other)
    stranger = Caller(twin, corpid=other.corpid)

    def errcode(one: Caller) -> str:
        params = {"access_token": one.token, "media_id": media_id}
        return one.http.get("/cgi-bin/media/get", params=params).headers["content-type"]

    assert (errcode(second), errcode(stranger)) == ("image/jpeg", "application/json; charset=UTF-8")
    second.close()
    stranger.close()


def test_permanent_pictures_have_a_day_and_a_month_quota(twin: TwinServer, caller: Caller) -> None:
    twin.world.limit(uploadimg_per_day=2, uploadimg_per_month=3)

    def picture() -> int:
        return upload(caller, path="uploadimg")["errcode"]

    today = [picture() for _ in range(3)]
    twin.advance(by=12 * 3600)
    caller.token = caller.fetch_token()["access_token"]
    tomorrow = [picture() for _ in range(2)]

    assert (today, tomorrow) == ([0, 0, 45009], [0, 45009])


def test_a_member_gets_thirty_messages_a_minute_and_the_rest_is_dropped_in_silence(
    twin: TwinServer, caller: Caller
) -> None:
    answers = {send(caller)["errcode"] for _ in range(32)}
    before = len(received(twin))
    twin.advance(by=60)
    send(caller)

    assert answers == {0}
    assert (before, len(received(twin))) == (30, 31)


def test_a_member_gets_so_many_messages_an_hour(twin: TwinServer, caller: Caller) -> None:
    twin.world.limit(app_message_per_hour=2)
    for _ in range(3):
        send(caller)
        twin.advance(by=60)
    before = len(received(twin))
    twin.advance(by=3540)
    send(caller)

    assert (before, len(received(twin))) == (2, 3)


def test_recipients_are_joined_from_members_and_departments(twin: TwinServer, caller: Caller) -> None:
    answer = send(caller, touser="Chen_Rui|GHOST", toparty="2|99", totag="5")

    assert received(twin) == ["chen_rui", "li_na", "wang_wei"]
    assert (answer["invaliduser"], answer["invalidparty"], answer["invalidtag"]) == ("ghost", "99", "5")


def test_all_means_everybody_in_the_visible_range(twin: TwinServer, caller: Caller) -> None:
    twin.world.change_range(caller.corp, caller.app, departments=[], userids=["li_na"])
    send(caller, touser="@all", toparty="2")

    assert received(twin) == ["li_na"]


@pytest.mark.parametrize(
    ("fields", "errcode"),
    [
        ({"touser": ""}, 82001),
        ({"touser": "ghost"}, 81013),
        ({"touser": "|".join(f"u{n}" for n in range(1001))}, 40032),
        ({"agentid": 1}, 40056),
        ({"msgtype": "carrier_pigeon"}, 40008),
        ({"text": {"content": ""}}, 44004),
        ({"text": "你好"}, 40063),
        ({"msgtype": "markdown"}, 40063),
        ({"msgtype": "image", "image": {"media_id": "gone"}}, 40007),
        ({"msgtype": "textcard", "textcard": {"title": "标题", "description": "描述"}}, 40063),
        ({"msgtype": "news", "news": {"articles": []}}, 45008),
        ({"msgtype": "news", "news": {"articles": [{"title": "标题"}]}}, 40063),
        ({"msgtype": "miniprogram_notice", "miniprogram_notice": {"title": "四字标题"}}, 40063),
        ({"msgtype": "template_card", "template_card": {"card_type": "poem"}}, 42027),
    ],
)
def test_a_message_that_wecom_refuses_reaches_nobody(
    twin: TwinServer, caller: Caller, fields: dict[str, Any], errcode: int
) -> None:
    assert send(caller, **fields)["errcode"] == errcode
    assert received(twin) == []


CARD = {
    "card_type": "button_interaction",
    "main_title": {"title": "客户流失预警"},
    "task_id": "churn-1",
    "button_list": [{"text": "已处理", "key": "done"}],
}


@pytest.mark.parametrize(
    ("change", "errcode"),
    [
        ({}, 0),
        ({"button_list": []}, 42027),
        ({"button_list": [{"text": "好"}] * 7}, 42027),
        ({"task_id": None}, 42014),
        ({"task_id": "空 格"}, 42014),
        ({"main_title": None}, 42027),
        ({"horizontal_content_list": [{}] * 7}, 42027),
        ({"card_type": "text_notice"}, 40063),
        ({"card_type": "text_notice", "card_action": {"type": 1, "url": "https://a.example"}}, 0),
        ({"card_type": "vote_interaction"}, 40063),
        (
            {
                "card_type": "vote_interaction",
                "checkbox": {"question_key": "q", "option_list": [{"id": "a", "text": "甲"}]},
                "submit_button": {"text": "提交", "key": "s"},
            },
            0,
        ),
    ],
)
def test_a_template_card_is_checked_by_its_kind(caller: Caller, change: dict[str, Any], errcode: int) -> None:
    card = {name: value for name, value in (CARD | change).items() if value is not None}

    assert send(caller, msgtype="template_card", template_card=card)["errcode"] == errcode


def test_a_task_id_is_unique_for_an_app_for_ever(twin: TwinServer, caller: Caller) -> None:
    first = send(caller, msgtype="template_card", template_card=CARD)
    twin.advance(by=3600)
    again = send(caller, msgtype="template_card", template_card=CARD)

    assert (first["errcode"], len(first["response_code"]), again["errcode"]) == (0, 48, 42014)
    assert received(twin) == ["chen_rui"]


def test_identical_messages_within_the_interval_arrive_once(twin: TwinServer, caller: Caller) -> None:
    checked = {"enable_duplicate_check": 1, "duplicate_check_interval": 600}
    send(caller, **checked)
    send(caller, **checked)
    twin.advance(by=600)
    send(caller, **checked)

    assert received(twin) == ["chen_rui", "chen_rui"]
