"""Moments: members publish them, customers like them and comment on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import moments
from wecom_twin.realm import UnknownThingError
from wecom_twin.roles.builder import Builder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wecom_twin.acts.moments import Publication
    from wecom_twin.state.moments import Moment, MomentTask


class MomentPeople(Builder):
    """The hands of those who publish moments, and of those who see them."""

    def moment(self, moment_id: str, *, corpid: str | None = None) -> Moment:
        """A moment by its id.

        Raises:
            UnknownThingError: there is none.
        """
        try:
            return self.corp(corpid).moments[moment_id]
        except KeyError:
            raise UnknownThingError(f"no moment {moment_id}") from None

    def confirm_moment(self, moment_id: str, userid: str, *, corpid: str | None = None) -> Publication:
        """A member presses publish on a moment of the corp, and it says what came of that."""
        with self.lock:
            moment = self.moment(moment_id, corpid=corpid)
            return moments.publish(self, self.corp(corpid), moment, self._copy(moment, userid))

    def publish_moment(
        self, userid: str, text: str, *, external_userids: Sequence[str] | None = None, corpid: str | None = None
    ) -> Moment:
        """A member publishes of their own accord, to all of their customers unless some are named."""
        with self.lock:
            corp = self.corp(corpid)
            member = self.member(corp, userid)
            return moments.member_publishes(self, corp, member, text, external_userids=external_userids)

    def delete_moment(self, moment_id: str, *, corpid: str | None = None) -> None:
        """A moment is deleted in the client; lists no longer have it."""
        with self.lock:
            self.moment(moment_id, corpid=corpid).deleted = True

    def comment_moment(
        self, moment_id: str, userid: str, external_userid: str | None = None, *, corpid: str | None = None
    ) -> bool:
        """A customer comments on a member's copy, or the member does; false for who does not see it."""
        with self.lock:
            copy = self._copy(self.moment(moment_id, corpid=corpid), userid)
            return moments.react(self, copy, "comment", external_userid=external_userid)

    def like_moment(
        self, moment_id: str, userid: str, external_userid: str | None = None, *, corpid: str | None = None
    ) -> bool:
        """A customer likes a member's copy, or the member does; false for who does not see it or liked it before."""
        with self.lock:
            copy = self._copy(self.moment(moment_id, corpid=corpid), userid)
            return moments.react(self, copy, "like", external_userid=external_userid)

    def _copy(self, moment: Moment, userid: str) -> MomentTask:
        try:
            return moment.tasks[userid]
        except KeyError:
            raise UnknownThingError(f"{userid} has no part in {moment.moment_id}") from None
