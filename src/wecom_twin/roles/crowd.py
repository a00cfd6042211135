"""What customers and staff do in their clients, on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import adding, chatting, sending
from wecom_twin.chance import stream
from wecom_twin.realm import UnknownThingError
from wecom_twin.roles.builder import Builder
from wecom_twin.state.served import CUSTOMER, TemporaryId

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from wecom_twin.acts.sending import Confirmation
    from wecom_twin.ledger import Receipt, ScanRecord
    from wecom_twin.state.contacts import Customer, Relation
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.sends import GroupSend


class Crowd(Builder):
    """The hands of customers and staff."""

    def scan(
        self,
        config_id: str | None = None,
        *,
        state: str | None = None,
        n: int = 1,
        external_userid: str | None = None,
        corpid: str | None = None,
    ) -> list[ScanRecord]:
        """Let `n` strangers, or one known person, scan a contact way."""
        with self.lock:
            corp = self.corp(corpid)
            way = self.contact_way(config_id=config_id, state=state, corpid=corp.corpid)
            if external_userid is not None:
                return [adding.scan(self, corp, way, self.customer(corp, external_userid))]
            return [adding.scan(self, corp, way, self.stranger(corp)) for _ in range(n)]

    def stranger(self, corp: Corp) -> Customer:
        """Somebody new; under the lock."""
        number = self.ids.number("stranger")
        chance = stream(self.seed, f"stranger:{number}")
        return self.add_customer(corp, f"顾客{number}", gender=chance.choice((0, 1, 2)))

    def add_contact(self, userid: str, external_userid: str, *, corpid: str | None = None) -> Relation:
        """A member finds somebody by phone number, who accepts."""
        with self.lock:
            corp = self.corp(corpid)
            member, customer = self.member(corp, userid), self.customer(corp, external_userid)
            return adding.befriend(self, corp, member, customer, add_way=adding.BY_PHONE_SEARCH)

    def accept(self, userid: str, external_userid: str, *, corpid: str | None = None) -> Relation:
        """A member accepts a waiting request.

        Raises:
            UnknownThingError: no such request waits.
        """
        with self.lock:
            corp = self.corp(corpid)
            request = corp.requests.get((self.member(corp, userid).userid, external_userid))
            if request is None:
                raise UnknownThingError(f"{external_userid} has not asked {userid}")
            return adding.accept(self, corp, request)

    def reply(self, userid: str, external_userid: str, text: str, *, corpid: str | None = None) -> Receipt:
        """A customer writes to a member."""
        with self.lock:
            relation = self.relation(userid, external_userid, corpid=corpid)
            return chatting.reply(self, self.corp(corpid), relation, text)

    def write(self, userid: str, external_userid: str, text: str, *, corpid: str | None = None) -> Receipt:
        """A member writes to a customer."""
        with self.lock:
            relation = self.relation(userid, external_userid, corpid=corpid)
            return chatting.write(self, self.corp(corpid), relation, text)

    def meet(
        self, external_userid: str, *, business_type: int = 2, agentid: int | None = None, corpid: str | None = None
    ) -> str:
        """A customer joins a meeting (1), fills in a form (2) or edits a sheet (3) of an app, which gets this id."""
        with self.lock:
            corp, app = self.corp(corpid), self.app(corpid, agentid)
            customer = self.customer(corp, external_userid)
            tmp = f"et{self.ids.text('tmp_external_userid', 30)}"
            met = TemporaryId(app.agentid, business_type, CUSTOMER, customer.external_userid)
            corp.temporary_ids[tmp] = met
            return tmp

    def customer_deletes(self, userid: str, external_userid: str, *, corpid: str | None = None) -> None:
        """A customer deletes a member."""
        with self.lock:
            relation = self.relation(userid, external_userid, corpid=corpid)
            chatting.customer_deletes(self, self.corp(corpid), relation)

    def staff_deletes(self, userid: str, external_userid: str, *, corpid: str | None = None) -> None:
        """A member deletes a customer."""
        with self.lock:
            relation = self.relation(userid, external_userid, corpid=corpid)
            chatting.staff_deletes(self, self.corp(corpid), relation)

    def staff_edits(
        self,
        userid: str,
        external_userid: str,
        *,
        remark: str | None = None,
        add_tag: Sequence[str] = (),
        remove_tag: Sequence[str] = (),
        corpid: str | None = None,
    ) -> None:
        """A member changes a customer's remark or tags, named by tag id, in their client."""
        with self.lock:
            corp = self.corp(corpid)
            chatting.staff_edits(
                self,
                corp,
                self.relation(userid, external_userid, corpid=corpid),
                remark=remark,
                add_tags=[self.tag(one, corpid=corpid) for one in add_tag],
                remove_tags=[self.tag(one, corpid=corpid) for one in remove_tag],
            )

    def group_send(self, msgid: str, *, corpid: str | None = None) -> GroupSend:
        """A group send by its msgid.

        Raises:
            UnknownThingError: there is none.
        """
        try:
            return self.corp(corpid).sends[msgid]
        except KeyError:
            raise UnknownThingError(f"no group send {msgid}") from None

    def confirm(
        self,
        msgid: str,
        userid: str,
        *,
        leaving_out: Collection[str] = (),
        chats: Collection[str] | None = None,
        corpid: str | None = None,
    ) -> Confirmation:
        """A member presses send on a group-send task, and it says what came of that.

        Raises:
            UnknownThingError: no such send, or the member has no part in it.
        """
        with self.lock:
            corp, send = self.corp(corpid), self.group_send(msgid, corpid=corpid)
            task = send.tasks.get(self.member(corp, userid).userid)
            if task is None:
                raise UnknownThingError(f"{userid} has no task of {msgid}")
            return sending.confirm(self, corp, send, task, leaving_out=leaving_out, chats=chats)

    def member_sends(
        self, userid: str, external_userids: Sequence[str], text: str, *, corpid: str | None = None
    ) -> GroupSend:
        """A member sends to several of their customers of their own accord."""
        with self.lock:
            corp = self.corp(corpid)
            return sending.member_sends(self, corp, self.member(corp, userid), external_userids, text)
