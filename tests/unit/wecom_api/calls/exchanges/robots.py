from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.robots import (
    RobotImage,
    RobotMarkdown,
    RobotMarkdownV2,
    RobotMedia,
    RobotText,
    SendWebhook,
    UploadWebhookMedia,
)
from wecom_api.calls.template_card import TemplateCard

NOTICE = {"card_type": "text_notice", "main_title": {"title": "x"}, "card_action": {"type": 1, "url": "u"}}

EXCHANGES = [
    Exchange(
        call=SendWebhook(key="K", message=RobotText(content="t", mentioned_mobile_list=["139"])),
        query={"key": "K"},
        sent={"msgtype": "text", "text": {"content": "t", "mentioned_mobile_list": ["139"]}},
    ),
    Exchange(
        call=SendWebhook(key="K", message=RobotImage.of(b"png")),
        query={"key": "K"},
        sent={"msgtype": "image", "image": {"base64": "cG5n", "md5": "bff139fa05ac583f685a523ab3d110a0"}},
    ),
    Exchange(
        call=SendWebhook(key="K", message=RobotMarkdown(content="**t**")),
        query={"key": "K"},
        sent={"msgtype": "markdown", "markdown": {"content": "**t**"}},
    ),
    Exchange(
        call=SendWebhook(key="K", message=RobotMarkdownV2(content="**t**")),
        query={"key": "K"},
        sent={"msgtype": "markdown_v2", "markdown_v2": {"content": "**t**"}},
    ),
    Exchange(
        call=SendWebhook(key="K", message=TemplateCard(card=NOTICE)),
        query={"key": "K"},
        sent={"msgtype": "template_card", "template_card": NOTICE},
    ),
    Exchange(
        call=UploadWebhookMedia(key="K", type="file", filename="报价.pdf", content=b"x" * 6),
        sent={"key": "K", "type": "file"},
        answer={"type": "file", "media_id": "m1", "created_at": "17"},
        result=RobotMedia(type="file", media_id="m1", created_at=17),
    ),
]
