"""The people of one corp at work, driven by the world's clock and a chance of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from wecom_twin.acts import adding, chatting, moments, sending
from wecom_twin.chance import stream
from wecom_twin.people.cast import Cast
from wecom_twin.people.initiative import Initiative
from wecom_twin.people.models import Behaviour
from wecom_twin.people.rhythm import next_hour, within_hours
from wecom_twin.state.contacts import Bond

if TYPE_CHECKING:
    from collections.abc import Callable

    from wecom_twin.people.models import CustomerHabits, StaffHabits
    from wecom_twin.state.contacts import FriendRequest, Relation
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.moments import Moment, MomentTask
    from wecom_twin.state.sends import GroupSend, MemberTask
    from wecom_twin.world import World

_WEEK = 7 * 86_400.0
_LOOKS = 21
"""A task that was passed over so often is never confirmed."""


class People:
    """Customers and staff of a corp who act until they are stopped.

    They watch the world: what a script or the platform causes (an adding, a message, a task) moves
    them as much as what they cause themselves. Use it under the world's lock or through its methods.
    """

    def __init__(self, world: World, corp: Corp, behaviour: Behaviour | None = None, *, seed: int = 0) -> None:
        self.behaviour = behaviour or Behaviour()
        self._world = world
        self._corp = corp
        self._seed = seed
        self._cast = Cast(self.behaviour, seed=seed)
        self._chance = stream(seed, f"people:{corp.corpid}")
        self._initiative = Initiative(
            world, corp, arrivals=self.behaviour.arrivals, cast=self._cast, chance=self._chance
        )
        self._silent: set[str] = set()
        """External_userids who read no more."""
        self._running = False

    @property
    def running(self) -> bool:
        """Whether they act."""
        return self._running

    @property
    def scans(self) -> int:
        """How many scans they have made."""
        return self._initiative.scans

    def start(self) -> None:
        """Begin to act."""
        with self._world.lock:
            if not self._running:
                self._running = True
                self._initiative.acquainted = list(self._corp.customers.values())
                self._world.watchers.append(self)
                self._initiative.begin(self.behaviour.arrivals, self._cast)

    def stop(self) -> None:
        """Cease to act; what was already intended is dropped."""
        with self._world.lock:
            if self._running:
                self._running = False
                self._world.watchers.remove(self)
                self._initiative.end()

    def change(self, behaviour: Behaviour) -> None:
        """Behave differently from now on; a new rate of arrival takes effect at once."""
        with self._world.lock:
            self.behaviour = behaviour
            self._cast = Cast(behaviour, seed=self._seed)
            if self._running:
                self._initiative.begin(behaviour.arrivals, self._cast)

    # --- what moves members ---------------------------------------------------------------------

    def requested(self, corp: Corp, request: FriendRequest) -> None:
        """A customer asks to be added."""
        staff = self._cast.staff(request.member.userid)
        if corp is self._corp and self._happens(staff.accepts_permille):
            self._at_work(staff, staff.accepts_after_seconds, lambda: self._accept(request))

    def _accept(self, request: FriendRequest) -> None:
        key = (request.member.userid, request.customer.external_userid)
        if self._corp.requests.get(key) is request:
            adding.accept(self._world, self._corp, request)

    def tasked(self, corp: Corp, send: GroupSend) -> None:
        """Members are asked to confirm a group send."""
        if corp is self._corp:
            for task in send.tasks.values():
                self._do_task(task.userid, send.dispatched_at, self._press(send, task))

    def moment_tasked(self, corp: Corp, moment: Moment) -> None:
        """Members are asked to publish a moment."""
        if corp is self._corp:
            for task in moment.tasks.values():
                self._do_task(task.userid, moment.dispatched_at, self._publish(moment, task))

    def _do_task(self, userid: str, ready_at: float, act: Callable[[], None]) -> None:
        """Let a member do what they were asked for, when they turn to it, if ever."""
        staff = self._cast.staff(userid)
        seen = None if self._happens(staff.never_confirms_permille) else self._looks_at(staff, ready_at)
        if seen is not None:
            self._world.clock.at(seen + self._delay(staff.confirms_after_seconds), act)

    def _looks_at(self, staff: StaffHabits, ready_at: float) -> float | None:
        """When a member turns to a task: at once, or at one of the hours; none when it is for ever put off."""
        if not staff.looks_at_hours:
            return ready_at
        at = ready_at
        for _ in range(_LOOKS):
            at = next_hour(at, staff.looks_at_hours)
            if not self._happens(staff.passes_over_permille):
                return at
        return None

    def _press(self, send: GroupSend, task: MemberTask) -> Callable[[], None]:
        def press() -> None:
            if self._running:
                sending.confirm(self._world, self._corp, send, task)

        return press

    def _publish(self, moment: Moment, task: MomentTask) -> Callable[[], None]:
        def publish() -> None:
            if self._running:
                moments.publish(self._world, self._corp, moment, task)

        return publish

    # --- what moves both ------------------------------------------------------------------------

    def added(self, corp: Corp, relation: Relation) -> None:
        """A customer and a member have become friends."""
        if corp is not self._corp:
            return
        self._initiative.acquainted.append(relation.customer)
        self._silent.discard(relation.customer.external_userid)
        customers, staff = self._habits(relation), self._cast.staff(relation.member.userid)
        if self._happens(customers.leaves_permille):
            self._later(customers.leaves_after_seconds, lambda: self._leave(relation))
        if self._happens(staff.remarks_permille):
            self._at_work(staff, staff.edits_after_seconds, lambda: self._note(relation))
        if self._happens(staff.tags_permille):
            self._at_work(staff, staff.edits_after_seconds, lambda: self._tag(relation))
        if self._happens(staff.deletes_permille):
            self._later(staff.deletes_after_seconds, lambda: self._delete(relation))

    def reached(self, corp: Corp, relation: Relation) -> None:
        """A message has reached a customer."""
        if corp is not self._corp:
            return
        habits, name = self._habits(relation), relation.customer.external_userid
        if self._over_patience(habits, name) and self._happens(habits.annoyed_permille):
            self._later(habits.annoyed_after_seconds, lambda: self._leave(relation))
            return
        if name in self._silent or not self._happens(habits.reads_permille):
            return
        if self._happens(habits.answers_permille):
            self._later(habits.answers_after_seconds, lambda: self._answer(relation))
        if self._happens(habits.buys_permille):
            key = self._world.ledger.latest_key(name)
            self._later(habits.buys_after_seconds, lambda: self._initiative.buy(relation.customer, habits, after=key))
        if self._happens(habits.silences_permille):
            self._silent.add(name)

    def moment_published(self, corp: Corp, moment: Moment, task: MomentTask) -> None:
        """A member's copy of a moment stands on timelines."""
        if corp is not self._corp:
            return
        for name in task.reached:
            habits = self._cast.customer(self._corp.customers[name], at=self._world.clock.now())
            if self._happens(habits.likes_permille):
                self._later(habits.reacts_after_seconds, self._react(moment, task, "like", name))
            if self._happens(habits.comments_permille):
                self._later(habits.reacts_after_seconds, self._react(moment, task, "comment", name))

    def _react(
        self, moment: Moment, task: MomentTask, kind: Literal["comment", "like"], name: str
    ) -> Callable[[], None]:
        def react() -> None:
            if not moment.deleted:
                moments.react(self._world, task, kind, external_userid=name)

        return react

    def _over_patience(self, habits: CustomerHabits, external_userid: str) -> bool:
        received = self._corp.received_sends.get(external_userid, ())
        if len(received) <= habits.patience_per_week:
            return False
        since = self._world.clock.now() - _WEEK
        return sum(at > since for at in received) > habits.patience_per_week

    # --- what they do ---------------------------------------------------------------------------

    def _leave(self, relation: Relation) -> None:
        if relation.bond is not Bond.FULL:
            return
        chatting.customer_deletes(self._world, self._corp, relation)
        habits = self._habits(relation)
        if self._happens(habits.returns_permille):
            self._later(habits.returns_after_seconds, lambda: self._initiative.scan(relation.customer))

    def _note(self, relation: Relation) -> None:
        if relation.readable:
            remark = f"{relation.customer.name[:12]}·{self._chance.choice(('意向', '到店', '朋友介绍'))}"
            chatting.staff_edits(self._world, self._corp, relation, remark=remark)

    def _tag(self, relation: Relation) -> None:
        tags = [tag for group in self._corp.tags.living_groups() for tag in group.living()]
        if relation.readable and tags:
            chatting.staff_edits(self._world, self._corp, relation, add_tags=[self._chance.choice(tags)])

    def _delete(self, relation: Relation) -> None:
        if relation.readable:
            chatting.staff_deletes(self._world, self._corp, relation)

    def _answer(self, relation: Relation) -> None:
        if relation.bond is Bond.FULL:
            chatting.reply(self._world, self._corp, relation, self._chance.choice(self._habits(relation).texts))

    # --- chance ---------------------------------------------------------------------------------

    def _habits(self, relation: Relation) -> CustomerHabits:
        return self._cast.customer(relation.customer, at=self._world.clock.now())

    def _happens(self, permille: int) -> bool:
        return permille > 0 and self._chance.randrange(1000) < permille

    def _delay(self, mean_seconds: float) -> float:
        return self._chance.expovariate(1.0 / mean_seconds) if mean_seconds > 0 else 0.0

    def _later(self, mean_seconds: float, act: Callable[[], None]) -> None:
        self._once(self._world.clock.now() + self._delay(mean_seconds), act)

    def _at_work(self, staff: StaffHabits, mean_seconds: float, act: Callable[[], None]) -> None:
        """As :meth:`_later`, put off until the member works."""
        due = within_hours(self._world.clock.now() + self._delay(mean_seconds), staff.works_hours)
        self._once(due, act)

    def _once(self, due: float, act: Callable[[], None]) -> None:
        def once() -> None:
            if self._running:
                act()

        self._world.clock.at(due, once)
