from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
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
from wecom_api.calls.message_updates import (
    AppStatistics,
    GetMessageStatistics,
    MessageStatistics,
    RecallMessage,
    UpdatedCard,
    UpdateTemplateCard,
)
from wecom_api.calls.messages import SendMessage, SentMessage
from wecom_api.calls.template_card import TemplateCard

NOTICE = {"card_type": "text_notice", "main_title": {"title": "x"}, "card_action": {"type": 1, "url": "u"}}
TO_A = {"agentid": 1, "touser": "a"}

EXCHANGES = [
    Exchange(call=RecallMessage(msgid="M"), sent={"msgid": "M"}),
    Exchange(
        call=UpdateTemplateCard(agentid=1, response_code="R", userids=["a"], replace_name="已处理"),
        sent={"agentid": 1, "response_code": "R", "userids": ["a"], "button": {"replace_name": "已处理"}},
        answer={"invaliduser": ["zhao"]},
        result=UpdatedCard(invaliduser=("zhao",)),
    ),
    Exchange(
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
        result=UpdatedCard(),
    ),
    Exchange(
        call=GetMessageStatistics(time_type=1),
        sent={"time_type": 1},
        answer={"statistics": [{"agentid": 1, "app_name": "灵渠", "count": 5}]},
        result=MessageStatistics(statistics=(AppStatistics(agentid=1, app_name="灵渠", count=5),)),
    ),
    Exchange(
        call=SendMessage(agentid=1, touser=["a"], message=Image(media_id="m")),
        sent=TO_A | {"msgtype": "image", "image": {"media_id": "m"}},
        result=SentMessage(),
    ),
    Exchange(
        call=SendMessage(agentid=1, touser=["a"], message=Voice(media_id="m")),
        sent=TO_A | {"msgtype": "voice", "voice": {"media_id": "m"}},
        result=SentMessage(),
    ),
    Exchange(
        call=SendMessage(agentid=1, touser=["a"], message=Video(media_id="m", title="t")),
        sent=TO_A | {"msgtype": "video", "video": {"media_id": "m", "title": "t"}},
        result=SentMessage(),
    ),
    Exchange(
        call=SendMessage(agentid=1, touser=["a"], message=File(media_id="m")),
        sent=TO_A | {"msgtype": "file", "file": {"media_id": "m"}},
        result=SentMessage(),
    ),
    Exchange(
        call=SendMessage(agentid=1, touser=["a"], message=News(articles=[Article(title="t", url="u")])),
        sent=TO_A | {"msgtype": "news", "news": {"articles": [{"title": "t", "url": "u"}]}},
        result=SentMessage(),
    ),
    Exchange(
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
        result=SentMessage(),
    ),
    Exchange(
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
        result=SentMessage(),
    ),
]
