from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import attachments as parts
from wecom_api.calls import group_welcome as welcome

if TYPE_CHECKING:
    from wecom_api.calls.attachments import Attachment

RULES = {"title": "群规", "url": "https://shop.example/rules", "picurl": "https://shop.example/p", "desc": "入群必读"}
APP = {"title": "会员", "appid": "wx1", "page": "p.html"}
KINDS: list[tuple[Attachment, dict[str, Any]]] = [
    (parts.Image(pic_url="https://wework.example/p"), {"pic_url": "https://wework.example/p"}),
    (parts.Link(**RULES), RULES),
    (parts.MiniProgram(**APP, pic_media_id="m2"), APP | {"pic_media_id": "m2"}),
    (parts.File(media_id="m4"), {"media_id": "m4"}),
    (parts.Video(media_id="m3"), {"media_id": "m3"}),
]

EXCHANGES = [
    Exchange(
        call=welcome.AddGroupWelcomeTemplate(text="欢迎 %NICKNAME% 入群", attachment=parts.Link(**RULES), notify=False),
        sent={"text": {"content": "欢迎 %NICKNAME% 入群"}, "link": RULES, "notify": 0},
        answer={"template_id": "msgSIMtemplate1"},
        result=welcome.NewGroupWelcomeTemplate(template_id="msgSIMtemplate1"),
    ),
    *(
        Exchange(
            call=welcome.EditGroupWelcomeTemplate(template_id="msgSIM1", attachment=attachment),
            sent={"template_id": "msgSIM1", attachment.msgtype: fields},
        )
        for attachment, fields in KINDS
    ),
    Exchange(
        call=welcome.GetGroupWelcomeTemplate(template_id="msgSIM1"),
        sent={"template_id": "msgSIM1"},
        answer={"text": {"content": "欢迎"}, **{attachment.msgtype: fields for attachment, fields in KINDS}},
        result=welcome.GroupWelcomeTemplate(
            text=parts.SentText(content="欢迎"),
            image=parts.SentImage(pic_url="https://wework.example/p"),
            link=parts.SentLink(**RULES),
            miniprogram=parts.SentMiniProgram(**APP),
            file=parts.SentMedia(media_id="m4"),
            video=parts.SentMedia(media_id="m3"),
        ),
    ),
    Exchange(
        call=welcome.DelGroupWelcomeTemplate(template_id="msgSIM1"),
        sent={"template_id": "msgSIM1"},
    ),
]
