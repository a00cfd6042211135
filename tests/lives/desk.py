"""WeCom's desk with trouble on demand: at any call an answer is lost, a worker dies, or something happens meanwhile."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from doubles.deliveries import GroupSendDesk, MadeTask, answer_lost, try_later
from lingqu.deliveries.contracts import (
    ChatType,
    GroupSendCall,
    ListedGroupSend,
    MadeGroupSend,
    MemberSend,
    OwnSend,
    SendResult,
)
from lingqu.kernel.ids import CorpId, Userid


class KilledError(BaseException):
    """Stands for kill -9: nobody catches it."""


class Api(StrEnum):
    """Calls of the desk."""

    LIST_MADE = "list_made"
    MAKE = "make"
    LIST_MEMBERS = "list_members"
    LIST_RESULTS = "list_results"
    STOP = "stop"
    LIST_OWN = "list_own"


Meanwhile = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Trouble:
    """What happens at the next call of an API, before or after it has its effect."""

    api: Api
    after: bool
    happens: Meanwhile


async def lose() -> None:
    """Break the line."""
    raise answer_lost("call")


async def be_busy() -> None:
    """Ask to come later."""
    raise try_later("call")


async def kill() -> None:
    """Let the worker die."""
    raise KilledError


async def _nobody_looks(call: GroupSendCall, deadline: datetime) -> None:
    del call, deadline


@dataclass
class TroubledDesk(GroupSendDesk):
    """Group sends as the desk keeps them, with troubles in the order in which they come."""

    troubles: list[Trouble] = field(default_factory=list)
    asked: Callable[[GroupSendCall, datetime], Awaitable[None]] = _nobody_looks
    """Is told of each call before it has an effect, with its deadline."""

    async def make(self, corp_id: CorpId, call: GroupSendCall, *, deadline: datetime) -> MadeGroupSend:
        await self.asked(call, deadline)
        async with self._at(Api.MAKE):
            return await super().make(corp_id, call, deadline=deadline)

    async def list_made(
        self, corp_id: CorpId, *, chat_type: ChatType, since: datetime, until: datetime
    ) -> list[ListedGroupSend]:
        async with self._at(Api.LIST_MADE):
            return await super().list_made(corp_id, chat_type=chat_type, since=since, until=until)

    async def list_own(
        self, corp_id: CorpId, *, chat_type: ChatType, since: datetime, until: datetime
    ) -> list[OwnSend]:
        async with self._at(Api.LIST_OWN):
            return await super().list_own(corp_id, chat_type=chat_type, since=since, until=until)

    async def list_members(self, corp_id: CorpId, msgid: str) -> list[MemberSend]:
        async with self._at(Api.LIST_MEMBERS):
            return await super().list_members(corp_id, msgid)

    async def list_results(self, corp_id: CorpId, msgid: str, sender: Userid) -> list[SendResult]:
        async with self._at(Api.LIST_RESULTS):
            return await super().list_results(corp_id, msgid, sender)

    async def stop(self, corp_id: CorpId, msgid: str) -> None:
        async with self._at(Api.STOP):
            await super().stop(corp_id, msgid)

    def waiting(self) -> list[MadeTask]:
        """Return the tasks that members may still confirm."""
        return [task for task in self.tasks.values() if not task.stopped and task.sent_at is None]

    @asynccontextmanager
    async def _at(self, api: Api) -> AsyncGenerator[None]:
        await self._strike(api, after=False)
        yield
        await self._strike(api, after=True)

    async def _strike(self, api: Api, *, after: bool) -> None:
        for number, trouble in enumerate(self.troubles):
            if (trouble.api, trouble.after) == (api, after):
                del self.troubles[number]
                await trouble.happens()
                return
