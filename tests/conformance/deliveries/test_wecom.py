"""The adapters over WeCom's client, against the twin, behave as the ports of deliveries say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta

import pytest

from conformance.deliveries.greeting_sender_suite import GreetingSenderSuite
from conformance.deliveries.group_sender_suite import GroupSenderSuite
from conformance.deliveries.media_uploader_suite import MediaUploaderSuite, picture
from doubles.twin_corp import TwinClock, clients_of, connect_twin, stepped_twin
from e2e.twin.receiver import KEY, TOKEN, Receiver
from lingqu.deliveries.contracts import ChatType, MediaNeed, MediaUse, RecipientId
from lingqu.gateway.clients import Clients
from lingqu.gateway.greetings import WecomGreetings
from lingqu.gateway.group_sends import WecomGroupSends
from lingqu.gateway.media import WecomMedia
from lingqu.infra.database import Database
from lingqu.kernel.ids import ChatId, CorpId, ExternalUserid, Userid
from wecom_twin.ledger import ReceiptKind
from wecom_twin.server import TwinServer
from wecom_twin.wire.faults import Fault

pytestmark = pytest.mark.postgres

PREFIX = "/cgi-bin/externalcontact/"


@pytest.fixture
def twin() -> Iterator[TwinServer]:
    with stepped_twin() as server:
        yield server


@pytest.fixture
def clock(twin: TwinServer) -> TwinClock:
    return TwinClock(twin)


@pytest.fixture
async def corp_id(database: Database, twin: TwinServer) -> CorpId:
    return await connect_twin(database, twin)


@pytest.fixture
async def clients(database: Database, twin: TwinServer) -> AsyncIterator[Clients]:
    async with clients_of(database, twin) as made:
        yield made


class Stage:
    """The twin as the suites see it."""

    member = Userid("chen_rui")
    chat_type = ChatType.SINGLE
    stranger: RecipientId = ExternalUserid("wmSIM0000000000000000000000Stranger")

    def __init__(self, twin: TwinServer, corp_id: CorpId, sender: WecomGreetings | WecomGroupSends, api: str) -> None:
        self.twin = twin
        self.corp_id = corp_id
        self.sender = sender
        self.api = api
        self.recipients: tuple[RecipientId, ...] = ()
        self.picture = ""

    def befriend(self) -> ExternalUserid:
        customer = self.twin.world.add_customer(self.twin.world.corp(), "顾客")
        self.twin.world.add_contact(self.member, customer.external_userid)
        return ExternalUserid(customer.external_userid)

    def issue(self) -> str:
        self.befriend()
        return list(self.twin.world.corp().welcome_codes)[-1]

    def said(self) -> list[str]:
        return [text for _, text in self._receipts("welcome")]

    def received(self) -> list[tuple[str, str]]:
        return self._receipts("group_send")

    def now(self) -> datetime:
        return TwinClock(self.twin).now()

    def advance(self, duration: timedelta) -> None:
        TwinClock(self.twin).advance(duration)

    def lose_answer(self) -> None:
        self.twin.faults.add(Fault(effect="answer_lost", path=PREFIX + self.api, nth=1))

    def confirm(self, msgid: str) -> None:
        self.twin.world.confirm(msgid, self.member)

    def lose(self, recipient: RecipientId) -> None:
        self.twin.world.customer_deletes(self.member, recipient)

    def send_own(self, text: str) -> None:
        self.twin.world.member_sends(self.member, self.recipients, text)

    async def set_out(self, clients: Clients) -> None:
        """Give the member three recipients, and the corp a picture."""
        self.recipients = tuple(self.gather() for _ in range(3))
        media = WecomMedia(clients, TwinClock(self.twin))
        uploaded = await media.upload(self.corp_id, MediaNeed("a.png", MediaUse.PICTURE), picture())
        self.picture = uploaded.handle

    def gather(self) -> RecipientId:
        return self.befriend()

    def _receipts(self, kind: ReceiptKind) -> list[tuple[str, str]]:
        return [(one.chat_id or one.external_userid, one.text) for one in self.twin.ledger.iter_receipts(kinds=[kind])]


class GroupStage(Stage):
    """The member's groups."""

    chat_type = ChatType.GROUP
    stranger = ChatId("wrSIM0000000000000000000000Stranger")

    def gather(self) -> RecipientId:
        return ChatId(self.twin.world.add_group(self.twin.world.corp(), self.member).chat_id)

    def lose(self, recipient: RecipientId) -> None:
        self.twin.world.dismiss_group(recipient)

    def send_own(self, text: str) -> None:
        self.twin.world.owner_sends(self.member, self.recipients, text)


class TestWecomGreetings(GreetingSenderSuite):
    @pytest.fixture
    def stage(self, twin: TwinServer, corp_id: CorpId, clients: Clients) -> Iterator[Stage]:
        with Receiver(twin.world.corp().corpid) as receiver:  # codes go to apps that hear of the adding
            twin.configure_callback(url=receiver.url, token=TOKEN, encoding_aes_key=KEY)
            yield Stage(twin, corp_id, WecomGreetings(clients), "send_welcome_msg")


class TestWecomGroupSends(GroupSenderSuite):
    @pytest.fixture
    async def stage(self, twin: TwinServer, corp_id: CorpId, clients: Clients) -> Stage:
        stage = Stage(twin, corp_id, WecomGroupSends(clients), "add_msg_template")
        await stage.set_out(clients)
        return stage


class TestWecomSendsIntoGroups(GroupSenderSuite):
    @pytest.fixture
    async def stage(self, twin: TwinServer, corp_id: CorpId, clients: Clients) -> GroupStage:
        stage = GroupStage(twin, corp_id, WecomGroupSends(clients), "add_msg_template")
        await stage.set_out(clients)
        return stage


class TestWecomMedia(MediaUploaderSuite):
    @pytest.fixture
    def uploader(self, clients: Clients, clock: TwinClock) -> WecomMedia:
        return WecomMedia(clients, clock)
