"""The world as its users see it: built, moved in time, and acted upon.

Every method takes the lock, so that tests may call from their own thread while the server runs.
Corps are named by corpid, which may be left out while there is only one.
"""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

from wecom_twin.acts import adding, chatting
from wecom_twin.callbacks.outbox import CallbackRefusedError, DeliveryMode, make_config
from wecom_twin.chance import stream
from wecom_twin.realm import Realm, UnknownThingError
from wecom_twin.state.contacts import Customer, Member, Relation
from wecom_twin.state.corp import CONTACTS_SYNC_AGENT, App, Corp
from wecom_twin.state.directory import ROOT_DEPARTMENT, Department

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from wecom_twin.ledger import Receipt, ScanRecord
    from wecom_twin.rules import CapShape
    from wecom_twin.state.corp import SecretKind
    from wecom_twin.state.ways import ContactWay

__all__ = ["CallbackRefusedError", "UnknownThingError", "World"]

_FIRST_AGENTID = 1_000_002


class World(Realm):
    """A realm with the acts of building, of people and of time."""

    # --- building: nobody is told --------------------------------------------------------------

    def add_corp(self, name: str = "灵渠示例", *, corpid: str | None = None, cap: CapShape = "monthly_days") -> Corp:
        """Found a corp with a root department."""
        with self.lock:
            corp = Corp(corpid or f"ww{self.ids.hexadecimal('corpid', 16)}", name, cap)
            corp.directory.add_department(Department(ROOT_DEPARTMENT, name, 0))
            self.corps[corp.corpid] = corp
            return corp

    def add_app(
        self,
        corp: Corp,
        name: str = "客户运营",
        *,
        kind: SecretKind = "app",
        secret: str | None = None,
        departments: Sequence[int] = (ROOT_DEPARTMENT,),
        userids: Sequence[str] = (),
    ) -> App:
        """Make a self-built app that sees the given departments and members, or the contacts-sync secret."""
        with self.lock:
            apps = sum(app.kind == "app" for app in corp.apps.values())
            app = App(
                agentid=_FIRST_AGENTID + apps if kind == "app" else CONTACTS_SYNC_AGENT,
                name=name,
                secret=secret or self.ids.text("secret", 43),
                kind=kind,
                visible_departments=set(departments),
                visible_users=set(userids),
                customer_contact=kind == "app",
            )
            corp.apps[app.agentid] = app
            return app

    def add_department(self, corp: Corp, name: str, *, parentid: int = ROOT_DEPARTMENT, order: int = 0) -> Department:
        """Put a department into the tree; ids count up."""
        with self.lock:
            number = max(corp.directory.departments) + 1
            return corp.directory.add_department(Department(number, name, parentid, order))

    def add_member(
        self,
        corp: Corp,
        userid: str,
        name: str,
        *,
        departments: Sequence[int] = (ROOT_DEPARTMENT,),
        position: str = "",
        follow_user: bool = True,
    ) -> Member:
        """Take a member into the address book."""
        with self.lock:
            member = Member(userid, name, list(departments), position, follow_user=follow_user)
            return corp.directory.add_member(member)

    def add_customer(self, corp: Corp, name: str, *, gender: int = 0) -> Customer:
        """An outside person whom the corp could meet; related to nobody yet."""
        with self.lock:
            customer = Customer(
                external_userid=f"wm{self.ids.text('external_userid', 30)}",
                name=name,
                gender=gender,
                unionid=f"o{self.ids.text('unionid', 27)}",
            )
            corp.customers[customer.external_userid] = customer
            return customer

    def relate(
        self, corp: Corp, userid: str, external_userid: str, *, add_way: int = 1, state: str | None = None
    ) -> Relation:
        """Make two people friends as if they had long been; nobody is told."""
        with self.lock:
            member, customer = self.member(corp, userid), self.customer(corp, external_userid)
            return adding.relate(self, corp, member, customer, add_way=add_way, state=state)

    # --- looking up ----------------------------------------------------------------------------

    def customer(self, corp: Corp, external_userid: str) -> Customer:
        """A customer by id.

        Raises:
            UnknownThingError: nobody of that id in that corp.
        """
        try:
            return corp.customers[external_userid]
        except KeyError:
            raise UnknownThingError(f"no customer {external_userid} in {corp.corpid}") from None

    def relation(self, userid: str, external_userid: str, *, corpid: str | None = None) -> Relation:
        """A pair, whatever has become of it.

        Raises:
            UnknownThingError: the two never met.
        """
        corp = self.corp(corpid)
        relation = self.customer(corp, external_userid).relation_with(self.member(corp, userid))
        if relation is None:
            raise UnknownThingError(f"{userid} and {external_userid} never met")
        return relation

    def contact_way(
        self, *, config_id: str | None = None, state: str | None = None, corpid: str | None = None
    ) -> ContactWay:
        """A contact way by its id, or the newest living one with that state.

        Raises:
            UnknownThingError: there is none.
        """
        ways = self.corp(corpid).ways
        if config_id is not None and config_id in ways:
            return ways[config_id]
        for way in reversed(ways.values()):
            if state is not None and way.state == state and not way.deleted:
                return way
        raise UnknownThingError(f"no contact way {config_id or state}")

    # --- callbacks -----------------------------------------------------------------------------

    async def configure_callback(
        self, corpid: str, *, url: str, token: str, encoding_aes_key: str, agentid: int | None = None
    ) -> None:
        """Verify a callback URL as the console does, then save it. On the server's loop.

        Raises:
            CallbackKeyError: token or key have not the right shape.
            CallbackRefusedError: the URL did not answer as it must; nothing is saved.
        """
        app = self.app(corpid, agentid)
        config = make_config(corpid=corpid, url=url, token=token, encoding_aes_key=encoding_aes_key)
        await self.outbox.verify(config)
        with self.lock:
            app.callback = config

    def generate_callback_keys(self) -> tuple[str, str]:
        """A fresh Token and EncodingAESKey, as the console's dice button makes them."""
        with self.lock:
            # The last character carries two unused bits; these four leave them zero.
            last = "AEIM"[int(self.ids.hexadecimal("aes_key_end", 1), 16) % 4]
            key = self.ids.letters("aes_key", 42)
            assert set(key) <= set(string.ascii_letters + string.digits)  # noqa: S101 - the shape is promised
            return self.ids.letters("callback_token", 24), key + last

    def deliver(self, mode: DeliveryMode) -> None:
        """Let callbacks misbehave from now on."""
        with self.lock:
            self.outbox.mode = mode

    def app(self, corpid: str | None = None, agentid: int | None = None) -> App:
        """An app of a corp, or its first.

        Raises:
            UnknownThingError: no such app.
        """
        corp = self.corp(corpid)
        if agentid is None:
            return corp.app
        try:
            return corp.apps[agentid]
        except KeyError:
            raise UnknownThingError(f"no app {agentid} in {corp.corpid}") from None

    # --- people --------------------------------------------------------------------------------

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
            return [adding.scan(self, corp, way, self._stranger(corp)) for _ in range(n)]

    def _stranger(self, corp: Corp) -> Customer:
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
                add_tags=[corp.tags[one] for one in add_tag],
                remove_tags=[corp.tags[one] for one in remove_tag],
            )

    # --- time ----------------------------------------------------------------------------------

    def now(self) -> float:
        """The world's present instant, unix seconds."""
        with self.lock:
            return self.clock.now()

    def advance(
        self,
        *,
        by: float | None = None,
        to: float | None = None,
        after_each: Callable[[], None] = lambda: None,
    ) -> int:
        """Move a stepped clock, running what falls due in order; says how many acts ran.

        Args:
            by: twin seconds.
            to: an instant, unix seconds.
            after_each: called without the lock after every instant at which something ran, to let
                the platform answer before time goes on.

        Raises:
            ValueError: the clock is not stepped, or would go back.
        """
        with self.lock:
            target = self.clock.now() + by if by is not None else to
        if target is None:
            raise ValueError("say by how much or to when")
        ran = 0
        while True:
            with self.lock:
                due = self.clock.next_due()
                if due is None or due > target:
                    self.clock.jump(target)
                    return ran
                self.clock.jump(max(due, self.clock.now()))
                while self.clock.run_next(until=self.clock.now()):
                    ran += 1
            after_each()
