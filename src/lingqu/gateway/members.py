"""Members inside WeCom's client: who opened a page of ours."""

from lingqu.gateway.clients import Clients
from lingqu.kernel.ids import CorpId, Userid
from wecom_api.calls.login import GetUserInfo
from wecom_api.oauth import AUTHORIZE_URL, authorize_url

WECOM = "https://qyapi.weixin.qq.com"
DOUBLES_PAGE = "/connect/oauth2/authorize"


class WecomMembers:
    """`lingqu.directory.ports.MemberRecogniser` over WeCom."""

    def __init__(self, clients: Clients, *, base_url: str) -> None:
        self._clients = clients
        # WeCom's pages stand on another host than its interface; a double has both.
        self._page = AUTHORIZE_URL if base_url == WECOM else base_url + DOUBLES_PAGE

    async def recognise(self, corp_id: CorpId, code: str) -> Userid | None:
        """See the port."""
        visitor = await self._clients.call(corp_id, GetUserInfo(code=code))
        return Userid(visitor.userid) if visitor.userid else None

    def address(self, corpid: str, *, redirect_uri: str, state: str) -> str:
        """See the port."""
        return authorize_url(corpid=corpid, redirect_uri=redirect_uri, state=state, base_url=self._page)
