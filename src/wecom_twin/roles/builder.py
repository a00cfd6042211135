"""Building a world and looking things up in it. Nobody is told of what is built."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import adding, tagging
from wecom_twin.realm import Realm, UnknownThingError
from wecom_twin.state.contacts import Customer, Member
from wecom_twin.state.corp import CONTACTS_SYNC_AGENT, App, Corp
from wecom_twin.state.directory import ROOT_DEPARTMENT, Department

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.rules import CapShape
    from wecom_twin.state.contacts import Relation
    from wecom_twin.state.corp import SecretKind
    from wecom_twin.state.tags import Tag
    from wecom_twin.state.ways import ContactWay

_FIRST_AGENTID = 1_000_002


class Builder(Realm):
    """Puts corps, apps, members, customers and tags into the world as if they had always been there."""

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
        provider: str = "",
    ) -> App:
        """Make an app that sees the given departments and members, or the contacts-sync secret.

        Args:
            provider: who develops the app for the corp; a self-built one unless given.
        """
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
                provider=provider,
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

    def tag(self, tag_id: str, *, corpid: str | None = None) -> Tag:
        """A living tag by id.

        Raises:
            UnknownThingError: there is none.
        """
        tag = self.corp(corpid).tags.find_tag(tag_id)
        if tag is None:
            raise UnknownThingError(f"no tag {tag_id}")
        return tag

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

    def add_tag(self, corp: Corp, group_name: str, name: str) -> Tag:
        """Make a tag of the console's, in a new group where there is none of that name."""
        with self.lock:
            group = corp.tags.find_group(group_name) or tagging.new_group(self, corp, group_name)
            return group.find(name) or tagging.new_tag(self, corp, group, name)
