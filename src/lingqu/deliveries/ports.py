"""What deliveries need of WeCom. Adapters: `lingqu.gateway.{greetings,group_sends,moments,media}`.

All raise `lingqu.kernel.outside` errors and nothing else; none may be awaited inside a unit of work.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from lingqu.deliveries.contracts import (
    ChatType,
    GroupSendCall,
    ListedGroupSend,
    MadeGroupSend,
    MediaNeed,
    MemberSend,
    Message,
    OwnSend,
    SendResult,
)
from lingqu.deliveries.contracts.moments import ListedMoment, MadeMoment, MomentCall, MomentMember
from lingqu.kernel.ids import CorpId, ExternalUserid, Userid


class GreetingSender(Protocol):
    """Spends welcome codes."""

    async def greet(self, corp_id: CorpId, welcome_code: str, message: Message, *, deadline: datetime) -> None:
        """Say the greeting. The code works once, so a repetition is safe.

        Raises:
            TryLaterError: nothing was said; also when no call may start before `deadline`.
            AnswerLostError: it may have been said.
            RefusedError: by errcode: 41050 dead code, 41051 greeted already or chatting.
        """
        ...


class GroupSender(Protocol):
    """Makes, finds, follows and stops group sends."""

    async def make(self, corp_id: CorpId, call: GroupSendCall, *, deadline: datetime) -> MadeGroupSend:
        """Ask the sender to confirm one message to the recipients. Not safe to repeat.

        Raises:
            TryLaterError: nothing was made; also when no call may start before `deadline`.
            AnswerLostError: it may have been made.
        """
        ...

    async def list_made(
        self, corp_id: CorpId, *, chat_type: ChatType, since: datetime, until: datetime
    ) -> list[ListedGroupSend]:
        """Return the group sends of a type that the corp created within a window of at most a month.

        Raises:
            TryLaterError: 41063, one of them is still being dispatched.
        """
        ...

    async def list_own(
        self, corp_id: CorpId, *, chat_type: ChatType, since: datetime, until: datetime
    ) -> list[OwnSend]:
        """Return the group sends of a type that members created by themselves, within at most a month."""
        ...

    async def list_members(self, corp_id: CorpId, msgid: str) -> list[MemberSend]:
        """Return who is asked to send, and who has sent."""
        ...

    async def list_results(self, corp_id: CorpId, msgid: str, sender: Userid) -> list[SendResult]:
        """Return what became of every recipient of a member; of groups only those that were reached."""
        ...

    async def stop(self, corp_id: CorpId, msgid: str) -> None:
        """Take the unsent rest back; one that is stopped already stays so. Safe to repeat."""
        ...

    async def remind(self, corp_id: CorpId, msgid: str) -> None:
        """Remind the members who have not sent; WeCom takes three in 24 hours."""
        ...


@dataclass(frozen=True, slots=True)
class UploadedMedia:
    """WeCom's handle of a file; without `expires_at` it lasts."""

    handle: str
    expires_at: datetime | None


class MediaUploader(Protocol):
    """Brings files of ours to WeCom."""

    async def upload(self, corp_id: CorpId, need: MediaNeed, content: bytes) -> UploadedMedia:
        """Upload a file for one use: a picture (≤ 2 MB), a cover, a video or what a moment shows (≤ 10 MB), a file.

        Of a file (≤ 20 MB) receivers see the name that the need gives.
        """
        ...


class MomentPublisher(Protocol):
    """Makes, finds, follows and stops moments."""

    async def make(self, corp_id: CorpId, call: MomentCall, *, deadline: datetime) -> str:
        """Ask members to publish a moment; return the id of WeCom's job. Not safe to repeat.

        Raises:
            TryLaterError: nothing was made; also when no call may start before `deadline`.
            AnswerLostError: it may have been made.
        """
        ...

    async def result_of(self, corp_id: CorpId, jobid: str) -> MadeMoment | None:
        """Return the moment that a job made, None while it works.

        Raises:
            RefusedError: nothing was made; or 40088, 40089: WeCom does not know the job any more.
        """
        ...

    async def list_made(self, corp_id: CorpId, *, since: datetime, until: datetime) -> list[ListedMoment]:
        """Return the moments that the corp made within a window of at most 30 days."""
        ...

    async def list_members(self, corp_id: CorpId, wecom_moment_id: str) -> list[MomentMember]:
        """Return who is asked to publish, and who did.

        Raises:
            TryLaterError: 41079, it is still being dispatched.
        """
        ...

    async def list_meant(self, corp_id: CorpId, wecom_moment_id: str, userid: Userid) -> list[ExternalUserid]:
        """Return the customers whom a member's copy was meant for."""
        ...

    async def list_shown(self, corp_id: CorpId, wecom_moment_id: str, userid: Userid) -> list[ExternalUserid]:
        """Return the customers whose timeline shows a member's copy; refused (41061, 41062) before it is published."""
        ...

    async def stop(self, corp_id: CorpId, wecom_moment_id: str) -> None:
        """Take a moment from those who have not published it. Safe to repeat."""
        ...
