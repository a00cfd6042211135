"""What people do in customer groups, on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import grouping, handing_over, joining, sending
from wecom_twin.realm import UnknownThingError
from wecom_twin.roles.builder import Builder
from wecom_twin.state.groups import BY_LINK, BY_SCAN, INVITED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.acts.joining import JoinScan
    from wecom_twin.ledger import Receipt
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.groups import CustomerGroup, JoinOutcome
    from wecom_twin.state.sends import GroupSend


class Groups(Builder):
    """The hands of those who are in groups."""

    def add_group(
        self,
        corp: Corp,
        owner: str,
        name: str = "",
        *,
        userids: Sequence[str] = (),
        external_userids: Sequence[str] = (),
        created_at: float | None = None,
    ) -> CustomerGroup:
        """Put a group into the world as if it had always been there; nobody is told."""
        with self.lock:
            for one in external_userids:
                self.customer(corp, one)
            return grouping.found(
                self,
                corp,
                self.member(corp, owner),
                name=name,
                userids=[self.member(corp, one).userid for one in userids],
                external_userids=external_userids,
                created_at=created_at,
            )

    def group(self, chat_id: str, *, corpid: str | None = None) -> CustomerGroup:
        """A group by its chat_id.

        Raises:
            UnknownThingError: there is none.
        """
        try:
            return self.corp(corpid).groups[chat_id]
        except KeyError:
            raise UnknownThingError(f"no group {chat_id}") from None

    def create_group(
        self, owner: str, name: str = "", *, external_userids: Sequence[str] = (), corpid: str | None = None
    ) -> CustomerGroup:
        """A member makes a group in their client."""
        with self.lock:
            corp = self.corp(corpid)
            for one in external_userids:
                self.customer(corp, one)
            member = self.member(corp, owner)
            return grouping.create(self, corp, member, name=name, external_userids=external_userids)

    def join_group(
        self, chat_id: str, external_userid: str, *, by_link: bool = False, state: str = "", corpid: str | None = None
    ) -> JoinOutcome:
        """A customer scans a group's code, or follows an invite link, and it says what came of that."""
        with self.lock:
            corp, group = self.corp(corpid), self.group(chat_id, corpid=corpid)
            newcomer = self.customer(corp, external_userid).external_userid
            scene = BY_LINK if by_link else BY_SCAN
            return grouping.join(self, corp, group, newcomer, scene=scene, state=state)

    def scan_join_way(self, config_id: str, external_userid: str, *, corpid: str | None = None) -> JoinScan:
        """A customer scans the code of a join way, and it says what came of that.

        Raises:
            UnknownThingError: there is no such join way, nor was there.
        """
        with self.lock:
            corp = self.corp(corpid)
            if config_id not in corp.join_ways:
                raise UnknownThingError(f"no join way {config_id}")
            newcomer = self.customer(corp, external_userid).external_userid
            return joining.scan(self, corp, corp.join_ways[config_id], newcomer)

    def invite_to_group(
        self, chat_id: str, ids: Sequence[str], *, by: str, by_link: bool = False, corpid: str | None = None
    ) -> list[str]:
        """Somebody in the group invites members and customers; says who got in."""
        with self.lock:
            corp, group = self.corp(corpid), self.group(chat_id, corpid=corpid)
            for one in ids:
                if one not in corp.customers:
                    self.member(corp, one)
            return grouping.invite(self, corp, group, ids, by=by, scene=BY_LINK if by_link else INVITED)

    def leave_group(self, chat_id: str, id_: str, *, corpid: str | None = None) -> bool:
        """Somebody leaves a group; the owner cannot."""
        with self.lock:
            corp, group = self.corp(corpid), self.group(chat_id, corpid=corpid)
            return bool(grouping.depart(self, corp, group, [id_], scene=grouping.LEFT))

    def remove_from_group(self, chat_id: str, ids: Sequence[str], *, corpid: str | None = None) -> list[str]:
        """The owner or an admin removes some; says who is gone."""
        with self.lock:
            corp, group = self.corp(corpid), self.group(chat_id, corpid=corpid)
            return grouping.depart(self, corp, group, ids, scene=grouping.REMOVED)

    def rename_group(self, chat_id: str, name: str, *, corpid: str | None = None) -> None:
        """The group gets another name."""
        with self.lock:
            grouping.rename(self, self.corp(corpid), self.group(chat_id, corpid=corpid), name)

    def post_group_notice(self, chat_id: str, notice: str, *, corpid: str | None = None) -> None:
        """The owner puts up a notice."""
        with self.lock:
            grouping.post_notice(self, self.corp(corpid), self.group(chat_id, corpid=corpid), notice)

    def appoint_group_admins(self, chat_id: str, userids: Sequence[str], *, corpid: str | None = None) -> None:
        """The owner names the admins."""
        with self.lock:
            grouping.appoint(self, self.group(chat_id, corpid=corpid), userids)

    def pass_on_group(self, chat_id: str, userid: str, *, corpid: str | None = None) -> None:
        """The owner makes another member of the group its owner.

        Raises:
            UnknownThingError: that member is not in the group.
        """
        with self.lock:
            corp, group = self.corp(corpid), self.group(chat_id, corpid=corpid)
            heir = self.member(corp, userid)
            if heir.userid not in group.face.participants:
                raise UnknownThingError(f"{userid} is not in {chat_id}")
            grouping.pass_on(self, corp, group, heir)

    def dismiss_group(self, chat_id: str, *, corpid: str | None = None) -> None:
        """The owner dissolves the group."""
        with self.lock:
            grouping.dismiss(self, self.corp(corpid), self.group(chat_id, corpid=corpid))

    def speak_in_group(self, chat_id: str, id_: str, text: str, *, corpid: str | None = None) -> Receipt | None:
        """Somebody writes in the group; none when they are not in it."""
        with self.lock:
            return grouping.speak(self, self.corp(corpid), self.group(chat_id, corpid=corpid), id_, text)

    def owner_sends(self, userid: str, chat_ids: Sequence[str], text: str, *, corpid: str | None = None) -> GroupSend:
        """An owner sends into several of their groups of their own accord.

        Raises:
            UnknownThingError: there is no such group.
        """
        with self.lock:
            corp = self.corp(corpid)
            named = [self.group(one, corpid=corpid).chat_id for one in chat_ids]
            return sending.owner_sends(self, corp, self.member(corp, userid), named, text)

    def customer_refuses_transfer(self, userid: str, external_userid: str, *, corpid: str | None = None) -> None:
        """A customer will not be handed over to that member.

        Raises:
            UnknownThingError: no such transfer waits.
        """
        with self.lock:
            corp = self.corp(corpid)
            transfer = corp.transfers.waiting_for(userid, external_userid)
            if transfer is None:
                raise UnknownThingError(f"{external_userid} is not on the way to {userid}")
            handing_over.refuse(self, corp, transfer)
