"""What members do with an app's messages and menu, and the robots in their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import carding
from wecom_twin.realm import UnknownThingError
from wecom_twin.roles.builder import Builder
from wecom_twin.state.appchats import Robot
from wecom_twin.state.media import Media

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wecom_twin.state.corp import Corp


class Desk(Builder):
    """The hands of members at their desks."""

    def presses_card(
        self,
        userid: str,
        task_id: str,
        key: str,
        *,
        selected: Mapping[str, Sequence[str]] | None = None,
        agentid: int | None = None,
        corpid: str | None = None,
    ) -> str:
        """A member presses a button of a card; says the response code that the app hears.

        Args:
            selected: option ids by question key.

        Raises:
            UnknownThingError: the app sent no such card.
            CannotPressError: the member cannot press that, or choose so.
        """
        with self.lock:
            corp, app = self.corp(corpid), self.app(corpid, agentid)
            card = app.talk.cards.get(task_id)
            if card is None:
                raise UnknownThingError(f"app {app.agentid} sent no card {task_id}")
            member = self.member(corp, userid)
            return carding.press_card(self, corp, app, member, card, key=key, selected=selected or {})

    def presses_menu(self, userid: str, name: str, *, agentid: int | None = None, corpid: str | None = None) -> None:
        """A member presses an entry of the app's menu, named by what it shows.

        Raises:
            CannotPressError: there is none of that name.
        """
        with self.lock:
            corp, app = self.corp(corpid), self.app(corpid, agentid)
            carding.press_menu(self, corp, app, self.member(corp, userid), name)

    def enters_app(self, userid: str, *, agentid: int | None = None, corpid: str | None = None) -> None:
        """A member opens the app's conversation."""
        with self.lock:
            corp, app = self.corp(corpid), self.app(corpid, agentid)
            carding.enter_app(self, corp, app, self.member(corp, userid))

    def records_voice(self, *, amr: bytes, speex: bytes, corpid: str | None = None) -> str:
        """A page lets a member speak and uploads it by JS-SDK; says the media_id that the page is given.

        Args:
            amr: as media/get answers it.
            speex: as media/get/jssdk answers it, at 16 kHz.
        """
        with self.lock:
            corp, now = self.corp(corpid), self.clock.now()
            media = Media(
                media_id=f"3d{self.ids.text('media_id', 62)}",
                type="voice",
                filename="voice.amr",
                content_type="voice/amr",
                content=amr,
                created_at=now,
                expires_at=now + self.limits.media_seconds,
                high_definition=speex,
            )
            corp.media[media.media_id] = media
            return media.media_id

    def add_robot(self, corp: Corp, name: str, *, userids: Sequence[str]) -> Robot:
        """Put a robot into a group of members; its key is all that a caller needs."""
        with self.lock:
            digits = self.ids.hexadecimal("robot", 32)
            key = "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))
            members = [self.member(corp, one).userid for one in userids]
            robot = corp.robots[key] = Robot(key, name, members)
            return robot
