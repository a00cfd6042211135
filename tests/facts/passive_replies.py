"""What apps answer on the spot: words for the member who acted, another button, another card."""

from __future__ import annotations

from functools import partial
from typing import Any

from facts.fact import Fact
from facts.saying import BUTTONS, CARDS, card
from facts.stage import Stage
from wecom_twin.callbacks.courier import Answer
from wecom_twin.callbacks.messages import cdata

_reply = partial(Fact, call="callback", asked=None, source="callback-crypto.md §6, media-messages.md §3 (94945)")
_MENU = [{"type": "click", "name": "今日任务", "key": "today"}]
_BUTTON = f"<Button><ReplaceName>{cdata('已处理')}</ReplaceName></Button>"
_NOTICE = (
    "<TemplateCard><CardType><![CDATA[text_notice]]></CardType><MainTitle><Title><![CDATA[已交给店长]]></Title>"
    "</MainTitle><HorizontalContentList><KeyName>跟进人</KeyName><Value>李娜</Value></HorizontalContentList>"
    "<HorizontalContentList><KeyName>状态</KeyName><Value>已转交</Value></HorizontalContentList>"
    "<CardAction><Type>1</Type><Url><![CDATA[https://a.example]]></Url></CardAction></TemplateCard>"
)
_SHOWN = {
    "task_id": "churn-1",
    "card_type": "text_notice",
    "main_title": {"title": "已交给店长"},
    "horizontal_content_list": [{"keyname": "跟进人", "value": "李娜"}, {"keyname": "状态", "value": "已转交"}],
    "card_action": {"type": 1, "url": "https://a.example"},
}


def _answered(stage: Stage, kind: str, content: str, *, status: int = 200, text: str | None = None) -> None:
    """Let the app answer the callback that waits so."""
    config = stage.app.callback
    assert config is not None
    inner = text or (
        f"<xml><ToUserName><![CDATA[chen_rui]]></ToUserName><FromUserName>{cdata(stage.corp.corpid)}</FromUserName>"
        f"<CreateTime>1</CreateTime><MsgType>{cdata(kind)}</MsgType>{content}</xml>"
    )
    sealed = config.cipher.seal(inner, timestamp="1", nonce="2", noise=bytes(16))
    body = (
        f"<xml><Encrypt>{cdata(sealed.encrypt)}</Encrypt><MsgSignature>{cdata(sealed.msg_signature)}</MsgSignature>"
        f"<TimeStamp>1</TimeStamp><Nonce>{cdata('2')}</Nonce></xml>"
    )
    stage.receiver.answers = [Answer(status, body.encode())]
    stage.deliver()


def _pressed(stage: Stage, kind: str, content: str, key: str = "done", **fields: Any) -> Any:
    """The card after chen_rui has pressed it and the app has answered so."""
    stage.need("message/send", card(stage, BUTTONS))
    stage.it = stage.world.presses_card("chen_rui", "churn-1", key)
    _answered(stage, kind, content, **fields)
    return stage.app.talk.cards["churn-1"]


def _unchanged(stage: Stage, kind: str, content: str, **fields: Any) -> bool:
    one = _pressed(stage, kind, content, **fields)
    return not one.settled and not one.versions


def _by_code(stage: Stage) -> int:
    asked = {"agentid": stage.app.agentid, "userids": ["li_na"], "response_code": stage.it}
    return stage.code("message/update_template_card", {**asked, "button": {"replace_name": "迟了"}})


def _words(stage: Stage) -> list[tuple[str, str]]:
    return [(one.userid, one.text) for one in stage.received("") if one.kind == "app_message" and not one.call_id]


def _clicked(stage: Stage, kind: str, content: str, **fields: Any) -> list[tuple[str, str]]:
    stage.app.talk.menu = list(_MENU)
    stage.world.presses_menu("chen_rui", "今日任务")
    _answered(stage, kind, content, **fields)
    return _words(stage)


def _spent(stage: Stage) -> str:
    """The code of the press that was answered."""
    _pressed(stage, "update_button", _BUTTON)
    return stage.it


def _after_use(stage: Stage) -> bool:
    """The app answers late, with a code that it has spent by then."""
    stage.need("message/send", card(stage, BUTTONS))
    stage.it = stage.world.presses_card("chen_rui", "churn-1", "done")
    assert _by_code(stage) == 0
    _answered(stage, "update_button", _BUTTON)
    return stage.app.talk.cards["churn-1"].settled == {"li_na": "迟了"}


FACTS = [
    _reply(
        id="reply-update-button",
        says="A passive reply gives the button another text for the member who pressed it, and for nobody else.",
        effect=lambda stage, _: _pressed(stage, "update_button", _BUTTON).settled == {"chen_rui": "已处理"},
    ),
    _reply(
        id="reply-update-card",
        says="A passive reply puts another card in place of the one that was pressed.",
        effect=lambda stage, _: _pressed(stage, "update_template_card", _NOTICE).versions == {"chen_rui": _SHOWN},
    ),
    _reply(
        id="reply-update-from-the-cards-menu",
        says="So it does after a press in the card's menu.",
        effect=lambda stage, _: (
            _pressed(stage, "update_template_card", _NOTICE, key="mute").shown_to("chen_rui") == _SHOWN
        ),
    ),
    *(
        _reply(
            id=f"reply-leaves-the-card-{name}",
            says=says,
            effect=lambda stage, _, kind=kind, content=content, more=more: _unchanged(stage, kind, content, **more),
        )
        for name, kind, content, more, says in (
            ("no-text", "update_button", "<Button/>", {}, "A button without a new text stays as it is."),
            ("no-card", "update_template_card", "", {}, "A reply without the card changes nothing."),
            ("bad-card", "update_template_card", _NOTICE.replace("<Type>1</Type>", ""), {}, "Nor a bad card."),
            ("other-kind", "update_menu", _BUTTON, {}, "Nor a kind of reply that there is not."),
            ("status", "update_button", _BUTTON, {"status": 201}, "Nor a reply that does not come with 200."),
            ("no-xml", "", "", {"text": "ok"}, "Nor a reply that is no XML."),
            (
                "entities",
                "",
                "",
                {"text": f"<!DOCTYPE xml [<!ENTITY a 'b'>]><xml><MsgType>update_button</MsgType>{_BUTTON}</xml>"},
                "Nor one with a document type.",
            ),
        )
    ),
    _reply(
        id="reply-after-the-code",
        says="A reply that comes after its code was spent changes nothing.",
        effect=lambda stage, _: _after_use(stage),
    ),
    *(
        Fact(
            id=f"reply-and-code-{spends}",
            call="message/update_template_card",
            says="Whether a passive reply spends the response code is open.",
            source=CARDS,
            given=_spent,
            asked=lambda stage: {
                "agentid": stage.app.agentid,
                "userids": ["li_na"],
                "response_code": stage.it,
                "button": {"replace_name": "已处理"},
            },
            code=60140 if spends else 0,
            confirmed=False,
            switch=("passive_reply_spends_code", spends),
        )
        for spends in (False, True)
    ),
    *(
        _reply(
            id=f"reply-{kind}",
            says=f"A passive reply of kind {kind} reaches the member who acted.",
            effect=lambda stage, _, kind=kind, content=content: (
                _clicked(stage, kind, content) == [("chen_rui", "今天三位客户")]
            ),
        )
        for kind, content in (
            ("text", "<Content>今天三位客户</Content>"),
            ("image", "<Image><MediaId>今天三位客户</MediaId></Image>"),
            ("voice", "<Voice><MediaId>今天三位客户</MediaId></Voice>"),
            ("video", "<Video><MediaId>今天三位</MediaId><Title>客户</Title></Video>"),
            (
                "news",
                "<ArticleCount>1</ArticleCount><Articles><item><Title>今天三位客户</Title></item></Articles>",
            ),
        )
    ),
    _reply(
        id="reply-update-to-a-menu",
        says="Cards are changed only in answer to their own events.",
        effect=lambda stage, _: _clicked(stage, "update_button", _BUTTON) == [],
    ),
    _reply(
        id="reply-to-the-platform",
        says="Nobody hears a reply to an event that no member caused.",
        effect=lambda stage, _: (
            stage.arrive(),
            _answered(stage, "text", "<Content>你好</Content>"),
            _words(stage) == [],
        )[-1],
    ),
]
