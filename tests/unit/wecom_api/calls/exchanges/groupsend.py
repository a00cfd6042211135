from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import attachments as parts
from wecom_api.calls import groupsend as sends
from wecom_api.calls.welcome import SendWelcomeMsg

LINK = {"title": "会员中心", "url": "https://shop.example/m", "picurl": "https://shop.example/p", "desc": "点此领取"}

GREETING = [
    Exchange(
        call=SendWelcomeMsg(welcome_code="SIMWELCODE-8f3a", text="您好", attachments=[parts.Link(**LINK)]),
        sent={
            "welcome_code": "SIMWELCODE-8f3a",
            "text": {"content": "您好"},
            "attachments": [{"msgtype": "link", "link": LINK}],
        },
    ),
]

SENDING = [
    Exchange(
        call=sends.AddMsgTemplate(
            tag_filter=[["etSIMtag01", "etSIMtag02"], ["etSIMtag91"]],
            sender="chen_rui",
            allow_select=False,
            text="周末会员日",
            attachments=[parts.Image(media_id="SIMMEDIA01")],
        ),
        sent={
            "chat_type": "single",
            "tag_filter": {"group_list": [{"tag_list": ["etSIMtag01", "etSIMtag02"]}, {"tag_list": ["etSIMtag91"]}]},
            "sender": "chen_rui",
            "allow_select": False,
            "text": {"content": "周末会员日"},
            "attachments": [{"msgtype": "image", "image": {"media_id": "SIMMEDIA01"}}],
        },
        answer={"fail_list": ["wmSIM0404"], "msgid": "msgSIM000001"},
        result=sends.NewGroupMsg(msgid="msgSIM000001", fail_list=("wmSIM0404",)),
    ),
    Exchange(
        call=sends.AddMsgTemplate(chat_type="group", chat_id_list=["wrSIMchat01"], sender="chen_rui", text="t"),
        sent={
            "chat_type": "group",
            "chat_id_list": ["wrSIMchat01"],
            "sender": "chen_rui",
            "text": {"content": "t"},
        },
        answer={"fail_list": [], "msgid": "msgSIM000002"},
        result=sends.NewGroupMsg(msgid="msgSIM000002"),
    ),
    Exchange(call=sends.RemindGroupmsgSend(msgid="msgSIM000001"), sent={"msgid": "msgSIM000001"}),
    Exchange(call=sends.CancelGroupmsgSend(msgid="msgSIM000001"), sent={"msgid": "msgSIM000001"}),
]

FOLLOWING = [
    Exchange(
        call=sends.GetGroupmsgList(
            chat_type="single", start_time=1, end_time=2, creator="chen_rui", filter_type=2, cursor="c1", limit=50
        ),
        sent={
            "chat_type": "single",
            "start_time": 1,
            "end_time": 2,
            "creator": "chen_rui",
            "filter_type": 2,
            "cursor": "c1",
            "limit": 50,
        },
        answer={
            "group_msg_list": [
                {
                    "msgid": "msgSIM000001",
                    "creator": "chen_rui",
                    "create_time": "1767312000",
                    "create_type": 1,
                    "text": {"content": "周末会员日"},
                    "attachments": [
                        {"msgtype": "image", "image": {"pic_url": "https://wework.example/p"}},
                        {"msgtype": "link", "link": LINK},
                        {"msgtype": "miniprogram", "miniprogram": {"title": "t", "appid": "wx1", "page": "p.html"}},
                        {"msgtype": "video", "video": {"media_id": "SIM3"}},
                        {"msgtype": "file", "file": {"media_id": "SIM4"}},
                    ],
                }
            ],
            "next_cursor": "c2",
        },
        result=sends.GroupMsgs(
            group_msg_list=(
                sends.GroupMsg(
                    msgid="msgSIM000001",
                    creator="chen_rui",
                    create_time=1767312000,
                    create_type=1,
                    text=parts.SentText(content="周末会员日"),
                    attachments=(
                        parts.SentAttachment(
                            msgtype="image", image=parts.SentImage(pic_url="https://wework.example/p")
                        ),
                        parts.SentAttachment(msgtype="link", link=parts.SentLink(**LINK)),
                        parts.SentAttachment(
                            msgtype="miniprogram",
                            miniprogram=parts.SentMiniProgram(title="t", appid="wx1", page="p.html"),
                        ),
                        parts.SentAttachment(msgtype="video", video=parts.SentMedia(media_id="SIM3")),
                        parts.SentAttachment(msgtype="file", file=parts.SentMedia(media_id="SIM4")),
                    ),
                ),
            ),
            next_cursor="c2",
        ),
    ),
    Exchange(
        call=sends.GetGroupmsgTask(msgid="msgSIM000001", cursor="c1", limit=10),
        sent={"msgid": "msgSIM000001", "cursor": "c1", "limit": 10},
        answer={
            "task_list": [
                {"userid": "chen_rui", "status": 2, "send_time": 1767315600},
                {"userid": "li_na", "status": 0},
            ],
            "next_cursor": "c2",
        },
        result=sends.MemberTasks(
            task_list=(
                sends.MemberTask(userid="chen_rui", status=2, send_time=1767315600),
                sends.MemberTask(userid="li_na"),
            ),
            next_cursor="c2",
        ),
    ),
    Exchange(
        call=sends.GetGroupmsgSendResult(msgid="msgSIM000001", userid="chen_rui", cursor="c1", limit=10),
        sent={"msgid": "msgSIM000001", "userid": "chen_rui", "cursor": "c1", "limit": 10},
        answer={
            "send_list": [
                {"external_userid": "wmSIM1", "userid": "chen_rui", "status": 1, "send_time": 1767315600},
                {"chat_id": "wrSIMchat01", "userid": "chen_rui", "status": 3},
            ],
            "next_cursor": "c2",
        },
        result=sends.SendResults(
            send_list=(
                sends.SendResult(external_userid="wmSIM1", userid="chen_rui", status=1, send_time=1767315600),
                sends.SendResult(chat_id="wrSIMchat01", userid="chen_rui", status=3),
            ),
            next_cursor="c2",
        ),
    ),
]

EXCHANGES = [*GREETING, *SENDING, *FOLLOWING]
