"""Who opens a page of ours: WeCom's silent OAuth."""

from lingqu.gateway.clients import Clients
from lingqu.kernel.ids import CorpId, ExternalUserid
from wecom_api.calls.login import GetUserInfo
from wecom_api.oauth import authorize_url


class WecomRecognition:
    """`lingqu.customers.ports.Recognition` over WeCom."""

    def __init__(self, clients: Clients, *, authorize_at: str) -> None:
        self._clients = clients
        self._authorize_at = authorize_at

    def ask_at(self, *, corpid: str, agentid: int | None, back_to: str, state: str) -> str:
        """See the port."""
        return authorize_url(
            corpid=corpid, redirect_uri=back_to, state=state, agentid=agentid, base_url=self._authorize_at
        )

    async def read_viewer(self, corp_id: CorpId, code: str) -> ExternalUserid | None:
        """See the port. Members have no external_userid, nor has anybody whom no member in sight follows."""
        viewer = await self._clients.call(corp_id, GetUserInfo(code=code))
        return ExternalUserid(viewer.external_userid) if viewer.external_userid else None
