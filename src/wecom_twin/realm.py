"""The realm: one clock, one seed, one ledger, one lock, and the corps that live under them.

Everything that changes a world does so on a realm, holding its lock: API calls on the server's
loop, acts of people from timers, and tests from their own thread.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import RLock
from typing import TYPE_CHECKING, Protocol

from wecom_twin.callbacks.outbox import Outbox
from wecom_twin.chance import Ids, stream
from wecom_twin.clock import Clock
from wecom_twin.downloads import Downloads
from wecom_twin.ledger import Ledger
from wecom_twin.rules import Limits, Switches

if TYPE_CHECKING:
    from wecom_twin.callbacks.messages import Message
    from wecom_twin.state.contacts import FriendRequest, Member, Relation
    from wecom_twin.state.corp import App, Corp
    from wecom_twin.state.moments import Moment, MomentTask
    from wecom_twin.state.sends import GroupSend


class UnknownThingError(LookupError):
    """A test or a controller named something that the world does not have."""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token: one per secret, valid until `expires_at`, unless it dies early."""

    text: str
    corp: Corp
    app: App
    expires_at: float


class Watcher(Protocol):
    """Somebody whom events of the world move; called under the lock, after the fact."""

    def requested(self, corp: Corp, request: FriendRequest) -> None:
        """A customer asks to be added."""

    def added(self, corp: Corp, relation: Relation) -> None:
        """A customer and a member have become friends."""

    def reached(self, corp: Corp, relation: Relation) -> None:
        """A message has reached a customer."""

    def tasked(self, corp: Corp, send: GroupSend) -> None:
        """Members are asked to confirm a group send."""

    def moment_tasked(self, corp: Corp, moment: Moment) -> None:
        """Members are asked to publish a moment."""

    def moment_published(self, corp: Corp, moment: Moment, task: MomentTask) -> None:
        """A member's copy of a moment stands on timelines."""


class Realm:
    """The state of a world.

    Args:
        clock: where the time comes from; the wall clock unless given.
        seed: where ids and chance come from.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int = 0,
        limits: Limits | None = None,
        switches: Switches | None = None,
    ) -> None:
        self.clock = clock or Clock.real()
        self.seed = seed
        self.ids = Ids(seed)
        self.limits = limits or Limits()
        self.switches = switches or Switches()
        self.lock = RLock()
        self.ledger = Ledger()
        self.picture_url = "https://wx.qlogo.example"
        self.corps: dict[str, Corp] = {}
        self.tokens: dict[str, Token] = {}
        self.current_tokens: dict[tuple[str, int], Token] = {}
        """By corpid and agentid: the token that gettoken answers."""
        self.watchers: list[Watcher] = []
        self.downloads = Downloads(self.lock)
        self.picks = stream(seed, "contact_way")
        self.outbox = Outbox(
            clock=self.clock,
            ledger=self.ledger,
            lock=self.lock,
            ids=self.ids,
            chance=stream(seed, "callbacks"),
            limits=self.limits,
            switches=self.switches,
        )

    def turn(self, **changes: object) -> None:
        """Turn switches, by the names of their fields."""
        self.switches = self.outbox.switches = replace(self.switches, **changes)

    def limit(self, **changes: object) -> None:
        """Change limits, by the names of their fields."""
        self.limits = self.outbox.limits = replace(self.limits, **changes)

    def corp(self, corpid: str | None = None) -> Corp:
        """A corp by its id, or the only one.

        Raises:
            UnknownThingError: no such corp, or several and none named.
        """
        if corpid is None:
            if len(self.corps) != 1:
                raise UnknownThingError(f"the world has {len(self.corps)} corps: name one")
            return next(iter(self.corps.values()))
        try:
            return self.corps[corpid]
        except KeyError:
            raise UnknownThingError(f"no corp {corpid}") from None

    def member(self, corp: Corp, userid: str) -> Member:
        """A member of a corp.

        Raises:
            UnknownThingError: nobody of that userid.
        """
        member = corp.directory.find_member(userid)
        if member is None:
            raise UnknownThingError(f"no member {userid} in {corp.corpid}")
        return member

    def tell(self, corp: Corp, message: Message, *, about: Member | None = None) -> None:
        """Raise a customer-contact event to every app that hears of that member."""
        for app in corp.apps.values():
            hears = app.kind == "app" and app.customer_contact and not app.disabled
            if hears and (about is None or corp.sight_of(app).sees(about)):
                self.outbox.raise_to(corp, app, message)
