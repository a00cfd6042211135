from __future__ import annotations

from typing import Final

from unit.wecom_api.calls.trips import Trip
from wecom_api.calls.appchats import ChatText, CreateAppchat, GetAppchat, SendAppchat, UpdateAppchat
from wecom_api.calls.directory import GetDepartment, ListDepartmentIds
from wecom_api.calls.jstickets import GetAgentTicket, GetJsapiTicket
from wecom_api.calls.login import GetUserDetail, GetUserInfo
from wecom_api.calls.media_by_url import GetUploadByUrlResult, UploadByUrl
from wecom_api.calls.member_lookups import GetUserid, GetUseridByEmail, ListMemberIds
from wecom_api.calls.member_tags import GetMemberTag, ListMemberTags
from wecom_api.calls.menus import CreateMenu, DeleteMenu, GetMenu, MenuButton
from wecom_api.calls.message_contents import (
    Article,
    File,
    Image,
    KeptArticle,
    MiniprogramNotice,
    Mpnews,
    News,
    NoticeItem,
    Video,
    Voice,
)
from wecom_api.calls.message_updates import GetMessageStatistics, RecallMessage, UpdateTemplateCard
from wecom_api.calls.messages import SendMessage
from wecom_api.calls.robots import (
    RobotImage,
    RobotMarkdown,
    RobotMarkdownV2,
    RobotText,
    SendWebhook,
)
from wecom_api.calls.template_card import TemplateCard
from wecom_api.calls.token import GetApiDomainIp, ListAgents

NOTICE = {"card_type": "text_notice", "main_title": {"title": "x"}, "card_action": {"type": 1, "url": "u"}}
BUTTON = {"type": "click", "name": "今日", "key": "today"}
TO_A = {"agentid": 1, "touser": "a"}

TRIPS: Final = (
    Trip(call=GetApiDomainIp(), sent={}, answer={"ip_list": ["203.0.113.7"]}, told=("ip_list.0", "203.0.113.7")),
    Trip(
        call=ListAgents(), sent={}, answer={"agentlist": [{"agentid": 1000002}]}, told=("agentlist.0.agentid", 1000002)
    ),
    Trip(
        call=ListDepartmentIds(id=2),
        sent={"id": "2"},
        answer={"department_id": [{"id": 7, "parentid": 2, "order": 1}]},
        told=("department_id.0.parentid", 2),
    ),
    Trip(
        call=GetDepartment(id=7),
        sent={"id": "7"},
        answer={"department": {"id": 7, "department_leader": ["HanMei"]}},
        told=("department.department_leader.0", "HanMei"),
    ),
    Trip(
        call=ListMemberIds(cursor="C1"),
        sent={"cursor": "C1", "limit": 10000},
        answer={"next_cursor": "C2", "dept_user": [{"userid": "LiLei", "department": 2}]},
        told=("dept_user.0.department", 2),
    ),
    Trip(
        call=GetUserid(mobile="13900001111"),
        sent={"mobile": "13900001111"},
        answer={"userid": "LiLei"},
        told=("userid", "LiLei"),
    ),
    Trip(
        call=GetUseridByEmail(email="li@a.example", email_type=2),
        sent={"email": "li@a.example", "email_type": 2},
        answer={"userid": "LiLei"},
        told=("userid", "LiLei"),
    ),
    Trip(
        call=ListMemberTags(), sent={}, answer={"taglist": [{"tagid": 1, "tagname": "n"}]}, told=("taglist.0.tagid", 1)
    ),
    Trip(
        call=GetMemberTag(tagid=1),
        sent={"tagid": "1"},
        answer={"tagname": "n", "userlist": [{"userid": "a", "name": "阿"}], "partylist": [2]},
        told=("partylist", (2,)),
    ),
    Trip(
        call=UploadByUrl(type="video", filename="a.mp4", url="https://cdn.example/a.mp4", md5="0" * 32),
        sent={
            "type": "video",
            "filename": "a.mp4",
            "url": "https://cdn.example/a.mp4",
            "md5": "0" * 32,
            "scene": 1,
        },
        answer={"jobid": "j1"},
        told=("jobid", "j1"),
    ),
    Trip(
        call=GetUploadByUrlResult(jobid="j1"),
        sent={"jobid": "j1"},
        answer={"status": 2, "detail": {"errcode": 0, "media_id": "m1", "created_at": "1735689600"}},
        told=("detail.created_at", 1735689600),
    ),
    Trip(
        call=GetUploadByUrlResult(jobid="j1"),
        sent={"jobid": "j1"},
        answer={"status": 3, "detail": {"errcode": 830003, "errmsg": "download failed"}},
        told=("detail.errcode", 830003),
    ),
    Trip(call=GetJsapiTicket(), sent={}, answer={"ticket": "t"}, told=("expires_in", 7200)),
    Trip(call=GetAgentTicket(), sent={"type": "agent_config"}, answer={"ticket": "t"}, told=("ticket", "t")),
    Trip(
        call=GetUserInfo(code="C"),
        sent={"code": "C"},
        answer={"openid": "o1", "external_userid": "wm1"},
        told=("external_userid", "wm1"),
    ),
    Trip(
        call=GetUserDetail(user_ticket="U"),
        sent={"user_ticket": "U"},
        answer={"userid": "LiLei", "gender": "1", "mobile": "13900001111"},
        told=("gender", 1),
    ),
    Trip(call=RecallMessage(msgid="M"), sent={"msgid": "M"}),
    Trip(
        call=UpdateTemplateCard(agentid=1, response_code="R", userids=["a"], replace_name="已处理"),
        sent={"agentid": 1, "response_code": "R", "userids": ["a"], "button": {"replace_name": "已处理"}},
        answer={"invaliduser": ["zhao"]},
        told=("invaliduser", ("zhao",)),
    ),
    Trip(
        call=UpdateTemplateCard(
            agentid=1,
            response_code="R",
            partyids=[2],
            tagids=[3],
            atall=True,
            template_card=TemplateCard(card=NOTICE),
            enable_id_trans=True,
        ),
        sent={
            "agentid": 1,
            "response_code": "R",
            "partyids": [2],
            "tagids": [3],
            "atall": 1,
            "template_card": NOTICE,
            "enable_id_trans": 1,
        },
    ),
    Trip(
        call=GetMessageStatistics(time_type=1),
        sent={"time_type": 1},
        answer={"statistics": [{"agentid": 1, "app_name": "灵渠", "count": 5}]},
        told=("statistics.0.count", 5),
    ),
    Trip(
        call=CreateAppchat(userlist=["a", "b"], name="门店群", chatid="c1"),
        sent={"userlist": ["a", "b"], "name": "门店群", "chatid": "c1"},
        answer={"chatid": "c1"},
        told=("chatid", "c1"),
    ),
    Trip(
        call=UpdateAppchat(chatid="c1", add_user_list=["c"]),
        sent={"chatid": "c1", "add_user_list": ["c"]},
    ),
    Trip(
        call=GetAppchat(chatid="c1"),
        sent={"chatid": "c1"},
        answer={"chat_info": {"chatid": "c1", "userlist": ["a", "b"]}},
        told=("chat_info.userlist", ("a", "b")),
    ),
    Trip(
        call=SendAppchat(chatid="c1", message=ChatText(content="早", mentioned_list=["@all"]), safe=1),
        sent={
            "chatid": "c1",
            "msgtype": "text",
            "text": {"content": "早", "mentioned_list": ["@all"]},
            "safe": 1,
        },
    ),
    Trip(
        call=SendWebhook(key="K", message=RobotText(content="t", mentioned_mobile_list=["139"])),
        query={"key": "K"},
        sent={"msgtype": "text", "text": {"content": "t", "mentioned_mobile_list": ["139"]}},
    ),
    Trip(
        call=SendWebhook(key="K", message=RobotImage.of(b"png")),
        query={"key": "K"},
        sent={"msgtype": "image", "image": {"base64": "cG5n", "md5": "bff139fa05ac583f685a523ab3d110a0"}},
    ),
    Trip(
        call=SendWebhook(key="K", message=RobotMarkdown(content="**t**")),
        query={"key": "K"},
        sent={"msgtype": "markdown", "markdown": {"content": "**t**"}},
    ),
    Trip(
        call=SendWebhook(key="K", message=RobotMarkdownV2(content="**t**")),
        query={"key": "K"},
        sent={"msgtype": "markdown_v2", "markdown_v2": {"content": "**t**"}},
    ),
    Trip(
        call=SendWebhook(key="K", message=TemplateCard(card=NOTICE)),
        query={"key": "K"},
        sent={"msgtype": "template_card", "template_card": NOTICE},
    ),
    Trip(
        call=CreateMenu(
            agentid=1, button=[MenuButton(name="客户", sub_button=[MenuButton(name="今日", type="click", key="today")])]
        ),
        query={"agentid": "1"},
        sent={"button": [{"name": "客户", "sub_button": [BUTTON]}]},
    ),
    Trip(
        call=GetMenu(agentid=1),
        sent={"agentid": "1"},
        answer={"button": [BUTTON]},
        told=("button", (BUTTON,)),
    ),
    Trip(call=DeleteMenu(agentid=1), sent={"agentid": "1"}),
    Trip(
        call=SendMessage(agentid=1, touser=["a"], message=Image(media_id="m")),
        sent=TO_A | {"msgtype": "image", "image": {"media_id": "m"}},
    ),
    Trip(
        call=SendMessage(agentid=1, touser=["a"], message=Voice(media_id="m")),
        sent=TO_A | {"msgtype": "voice", "voice": {"media_id": "m"}},
    ),
    Trip(
        call=SendMessage(agentid=1, touser=["a"], message=Video(media_id="m", title="t")),
        sent=TO_A | {"msgtype": "video", "video": {"media_id": "m", "title": "t"}},
    ),
    Trip(
        call=SendMessage(agentid=1, touser=["a"], message=File(media_id="m")),
        sent=TO_A | {"msgtype": "file", "file": {"media_id": "m"}},
    ),
    Trip(
        call=SendMessage(agentid=1, touser=["a"], message=News(articles=[Article(title="t", url="u")])),
        sent=TO_A | {"msgtype": "news", "news": {"articles": [{"title": "t", "url": "u"}]}},
    ),
    Trip(
        call=SendMessage(
            agentid=1,
            touser=["a"],
            message=Mpnews(articles=[KeptArticle(title="t", thumb_media_id="m", content="<p>c</p>")]),
        ),
        sent=TO_A
        | {
            "msgtype": "mpnews",
            "mpnews": {"articles": [{"title": "t", "thumb_media_id": "m", "content": "<p>c</p>"}]},
        },
    ),
    Trip(
        call=SendMessage(
            agentid=1,
            touser=["a"],
            message=MiniprogramNotice(
                appid="wx1", title="新客户待跟进", content_item=[NoticeItem(key="客户", value="刘颖")]
            ),
        ),
        sent=TO_A
        | {
            "msgtype": "miniprogram_notice",
            "miniprogram_notice": {
                "appid": "wx1",
                "title": "新客户待跟进",
                "content_item": [{"key": "客户", "value": "刘颖"}],
            },
        },
    ),
)
