"""What an admin does in the console: callback URLs, ranges, secrets, members, tags."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from wecom_twin.acts import staffing, tagging
from wecom_twin.callbacks.outbox import make_config
from wecom_twin.roles.builder import Builder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.callbacks.outbox import DeliveryMode
    from wecom_twin.state.contacts import Member
    from wecom_twin.state.corp import App, Corp
    from wecom_twin.state.tags import Tag, TagGroup


class Console(Builder):
    """The admin's hands."""

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
            return self.ids.letters("callback_token", 24), key + last

    def deliver(self, mode: DeliveryMode) -> None:
        """Let callbacks misbehave from now on."""
        with self.lock:
            self.outbox.mode = mode

    # --- credentials and ranges -----------------------------------------------------------------

    def rotate_secret(self, corpid: str | None = None, agentid: int | None = None) -> str:
        """Reset an app's secret and say the new one; its token is unknown from now on (40014)."""
        with self.lock:
            corp, app = self.corp(corpid), self.app(corpid, agentid)
            app.secret = self.ids.text("secret", 43)
            token = self.current_tokens.pop((corp.corpid, app.agentid), None)
            if token is not None:
                self.tokens.pop(token.text, None)
            return app.secret

    def kill_token(self, corpid: str | None = None, agentid: int | None = None) -> bool:
        """Let an app's token expire before its time (42001); false when it has none."""
        with self.lock:
            corp, app = self.corp(corpid), self.app(corpid, agentid)
            token = self.current_tokens.pop((corp.corpid, app.agentid), None)
            if token is None:
                return False
            self.tokens[token.text] = replace(token, expires_at=self.clock.now())
            return True

    def change_range(
        self,
        corp: Corp,
        app: App,
        *,
        departments: Sequence[int] | None = None,
        userids: Sequence[str] | None = None,
    ) -> None:
        """Change an app's visible range; it hears subscribe and unsubscribe."""
        with self.lock, staffing.ranges_announced(self, corp):
            if departments is not None:
                app.visible_departments = set(departments)
            if userids is not None:
                app.visible_users = set(userids)
            app.sight = None

    # --- members --------------------------------------------------------------------------------

    def member_joins(
        self,
        userid: str,
        name: str,
        *,
        departments: Sequence[int] = (1,),
        position: str = "",
        follow_user: bool = True,
        corpid: str | None = None,
    ) -> Member:
        """A member joins the corp."""
        with self.lock:
            corp = self.corp(corpid)
            with staffing.ranges_announced(self, corp):
                member = self.add_member(
                    corp, userid, name, departments=departments, position=position, follow_user=follow_user
                )
            staffing.tell_contacts_sync(self, corp, "create_user", member)
            return member

    def member_moves(
        self,
        userid: str,
        *,
        departments: Sequence[int] | None = None,
        status: int | None = None,
        corpid: str | None = None,
    ) -> None:
        """A member changes department or status (1 active, 2 disabled, 4 not activated)."""
        with self.lock:
            corp = self.corp(corpid)
            member = self.member(corp, userid)
            with staffing.ranges_announced(self, corp):
                if departments is not None:
                    member.departments = list(departments)
                if status is not None:
                    member.status = status
                corp.directory.version += 1
            if departments is not None:
                staffing.tell_contacts_sync(self, corp, "update_user", member)

    def member_leaves(self, userid: str, *, corpid: str | None = None) -> None:
        """A member leaves; nothing in the customer family announces what becomes of the customers."""
        with self.lock:
            corp = self.corp(corpid)
            member = self.member(corp, userid)
            with staffing.ranges_announced(self, corp):
                staffing.leave(self, corp, member)
            staffing.tell_contacts_sync(self, corp, "delete_user", member)

    # --- tags -----------------------------------------------------------------------------------

    def console_adds_tag(self, group_name: str, name: str, *, corpid: str | None = None) -> Tag:
        """Add a tag, in a new group where there is none of that name."""
        with self.lock:
            return tagging.console_adds(self, self.corp(corpid), group_name=group_name, name=name)

    def console_edits_tag(self, id_: str, name: str, *, corpid: str | None = None) -> None:
        """Rename a tag or a group."""
        with self.lock:
            corp = self.corp(corpid)
            tagging.console_renames(self, corp, self._tag_or_group(corp, id_), name)

    def console_deletes_tag(self, id_: str, *, corpid: str | None = None) -> None:
        """Delete a tag or a group."""
        with self.lock:
            corp = self.corp(corpid)
            tagging.console_deletes(self, corp, self._tag_or_group(corp, id_))

    def console_shuffles_tags(self, group_id: str = "", *, corpid: str | None = None) -> None:
        """Put the tags of a group, or of all, into another order."""
        with self.lock:
            corp = self.corp(corpid)
            tagging.console_shuffles(self, corp, corp.tags.groups[group_id] if group_id else None)

    def _tag_or_group(self, corp: Corp, id_: str) -> Tag | TagGroup:
        return corp.tags.groups.get(id_) or self.tag(id_, corpid=corp.corpid)
