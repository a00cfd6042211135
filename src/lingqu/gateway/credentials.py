"""Ask WeCom whether credentials would be taken, before they are stored."""

import httpx

from lingqu.corps.contracts import ConnectionDraft
from lingqu.kernel.clock import Clock
from wecom_api.calls.token import GetToken
from wecom_api.errors import CallError, InvalidCallError
from wecom_api.wire import Wire


class WecomCredentials:
    """Tries a corpid and a secret once."""

    def __init__(self, clock: Clock, *, base_url: str) -> None:
        self._clock = clock
        self._base_url = base_url

    async def probe(self, draft: ConnectionDraft) -> int | None:
        """See `lingqu.corps.ports.CredentialProbe`. A broken line tells nothing about the credentials."""
        async with httpx.AsyncClient() as http:
            wire = Wire(http, clock=self._clock, base_url=self._base_url)
            try:
                await wire.send(GetToken(corpid=draft.corpid, corpsecret=draft.secret), access_token=None)
            except CallError as error:
                return error.errcode
            except InvalidCallError:
                return 40001
        return None
