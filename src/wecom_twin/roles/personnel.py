"""What an admin does to the address book beyond hiring: departments, tags on members, new userids."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import staffing
from wecom_twin.callbacks.messages import party_changed
from wecom_twin.realm import UnknownThingError
from wecom_twin.roles.builder import Builder
from wecom_twin.state.directory import ROOT_DEPARTMENT, MemberTag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.state.corp import Corp
    from wecom_twin.state.directory import Department


class Personnel(Builder):
    """The admin's hands on the address book."""

    def department(self, corp: Corp, department_id: int) -> Department:
        """A department by id.

        Raises:
            UnknownThingError: there is none.
        """
        try:
            return corp.directory.departments[department_id]
        except KeyError:
            raise UnknownThingError(f"no department {department_id} in {corp.corpid}") from None

    def member_tag(self, corp: Corp, tag_id: int) -> MemberTag:
        """A tag on members by id.

        Raises:
            UnknownThingError: there is none.
        """
        try:
            return corp.directory.tags[tag_id]
        except KeyError:
            raise UnknownThingError(f"no member tag {tag_id} in {corp.corpid}") from None

    def console_adds_department(
        self, name: str, *, parentid: int = ROOT_DEPARTMENT, order: int = 0, corpid: str | None = None
    ) -> Department:
        """Make a department; the contacts-sync address hears of it."""
        with self.lock:
            corp = self.corp(corpid)
            parent = self.department(corp, parentid)
            made = self.add_department(corp, name, parentid=parent.id, order=order)
            message = party_changed("create_party", made.id, name=name, parentid=parent.id, order=order)
            staffing.announce(self, corp, message)
            return made

    def console_changes_department(
        self, department_id: int, *, name: str | None = None, parentid: int | None = None, corpid: str | None = None
    ) -> None:
        """Rename a department or hang it elsewhere; apps hear who came into view or went out of it.

        Raises:
            ValueError: the new parent lies below it.
        """
        with self.lock:
            corp = self.corp(corpid)
            if parentid is not None:
                self.department(corp, parentid)
            staffing.change_department(self, corp, self.department(corp, department_id), name=name, parentid=parentid)

    def console_deletes_department(self, department_id: int, *, corpid: str | None = None) -> None:
        """Delete an empty department.

        Raises:
            ValueError: it has members or children, or is the root.
        """
        with self.lock:
            corp = self.corp(corpid)
            staffing.delete_department(self, corp, self.department(corp, department_id))

    def add_member_tag(
        self, corp: Corp, name: str, *, userids: Sequence[str] = (), parties: Sequence[int] = ()
    ) -> MemberTag:
        """A tag on members as if it had always been there; ids count up from 1."""
        with self.lock:
            number = max(corp.directory.tags, default=0) + 1
            tag = corp.directory.tags[number] = MemberTag(number, name, list(userids), list(parties))
            return tag

    def console_tags_members(
        self,
        tag_id: int,
        *,
        add_users: Sequence[str] = (),
        remove_users: Sequence[str] = (),
        add_parties: Sequence[int] = (),
        remove_parties: Sequence[int] = (),
        corpid: str | None = None,
    ) -> None:
        """Change who stands under a tag on members."""
        with self.lock:
            corp = self.corp(corpid)
            staffing.change_member_tag(
                self,
                corp,
                self.member_tag(corp, tag_id),
                add=([self.member(corp, one).userid for one in add_users], list(add_parties)),
                remove=([self.member(corp, one).userid for one in remove_users], list(remove_parties)),
            )

    def member_renamed(self, userid: str, new_userid: str, *, corpid: str | None = None) -> None:
        """A member gets another userid.

        Raises:
            ValueError: somebody has it.
        """
        with self.lock:
            corp = self.corp(corpid)
            staffing.rename_userid(self, corp, self.member(corp, userid), new_userid)
