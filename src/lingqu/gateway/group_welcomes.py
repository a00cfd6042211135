"""Welcome templates of groups at WeCom."""

from datetime import datetime

from lingqu.deliveries.contracts.materials import ReadyMaterial
from lingqu.gateway.clients import Clients
from lingqu.gateway.greetings import dressed
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import RefusedError, StaleError
from wecom_api.calls.attachments import Attachment
from wecom_api.calls.group_welcome import (
    AddGroupWelcomeTemplate,
    DelGroupWelcomeTemplate,
    EditGroupWelcomeTemplate,
    GetGroupWelcomeTemplate,
)


class WecomGroupWelcomes:
    """`lingqu.acquisition.ports.GroupWelcomeLibrary` over WeCom."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    async def add(self, corp_id: CorpId, ready: ReadyMaterial, *, notify: bool, deadline: datetime) -> str:
        """See the port."""
        call = AddGroupWelcomeTemplate(text=ready.material.text or None, attachment=_attachment(ready), notify=notify)
        return (await self._clients.call(corp_id, call, deadline=deadline)).template_id

    async def edit(self, corp_id: CorpId, template_id: str, ready: ReadyMaterial) -> None:
        """See the port. No page names the code for a template that is gone: a refusal is told apart by reading it."""
        call = EditGroupWelcomeTemplate(
            template_id=template_id,
            text=ready.material.text or None,
            attachment=_attachment(ready),
        )
        try:
            await self._clients.call(corp_id, call)
        except RefusedError as error:
            if await self._is_gone(corp_id, template_id):
                raise StaleError(str(error), api=error.api, errcode=error.errcode) from error
            raise

    async def delete(self, corp_id: CorpId, template_id: str) -> None:
        """See the port."""
        try:
            await self._clients.call(corp_id, DelGroupWelcomeTemplate(template_id=template_id))
        except RefusedError:
            if not await self._is_gone(corp_id, template_id):
                raise

    async def _is_gone(self, corp_id: CorpId, template_id: str) -> bool:
        try:
            await self._clients.call(corp_id, GetGroupWelcomeTemplate(template_id=template_id))
        except RefusedError:
            return True
        return False


def _attachment(ready: ReadyMaterial) -> Attachment | None:
    return next(iter(dressed(ready.material.attachments, ready.media)), None)
