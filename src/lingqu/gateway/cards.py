"""Cards at WeCom: template cards of the app to one member, greyed when they are over."""

from typing import Any

from lingqu.gateway.clients import Clients
from lingqu.kernel.ids import CorpId, Userid
from lingqu.kernel.outside import RefusedError
from lingqu.tasks.contracts.cards import CardCall, CardContent, SentCard
from wecom_api.calls.message_updates import UpdateTemplateCard
from wecom_api.calls.messages import SendMessage
from wecom_api.calls.template_card import TemplateCard

SENT_BEFORE = 42014
BLUE, GREY = 1, 2
CALLS_BACK, OPENS_PAGE = 0, 1


class WecomCards:
    """`lingqu.tasks.ports.CardSender` over WeCom."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def send(self, corp_id: CorpId, call: CardCall) -> SentCard:
        """See the port. 42014 also stands for a malformed id, which ours never is."""
        agentid = await self._clients.agentid(corp_id)
        card = TemplateCard(card=_dressed(call.content) | {"task_id": call.wecom_task_id})
        try:
            sent = await self._clients.call(corp_id, SendMessage(agentid=agentid, message=card, touser=[call.userid]))
        except RefusedError as error:
            if error.errcode == SENT_BEFORE:
                return SentCard()
            raise
        return SentCard(msgid=sent.msgid, response_code=sent.response_code or None)

    async def close(self, corp_id: CorpId, userid: Userid, *, response_code: str, text: str) -> None:
        """See the port."""
        agentid = await self._clients.agentid(corp_id)
        await self._clients.call(
            corp_id,
            UpdateTemplateCard(agentid=agentid, response_code=response_code, userids=[userid], replace_name=text),
        )


def _dressed(content: CardContent) -> dict[str, Any]:
    """Return the card in WeCom's shape: particulars, one button that calls back, one that opens the page."""
    button, key = content.button
    link, url = content.link
    card: dict[str, Any] = {
        "card_type": "button_interaction",
        "source": {"desc": content.source, "desc_color": 0},
        "main_title": {"title": content.title, "desc": content.subtitle},
        "horizontal_content_list": [{"keyname": name, "value": value} for name, value in content.rows],
        "card_action": {"type": 1, "url": url},
        "button_list": [
            {"text": button, "style": GREY, "key": key, "type": CALLS_BACK},
            {"text": link, "style": BLUE, "type": OPENS_PAGE, "url": url},
        ],
    }
    if content.text:
        card["sub_title_text"] = content.text
    return card
