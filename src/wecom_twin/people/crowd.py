"""The people of one corp at work, driven by the world's clock and a chance of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import adding, chatting, sending
from wecom_twin.brand.seeding import nickname
from wecom_twin.chance import stream
from wecom_twin.people.models import Behaviour
from wecom_twin.state.contacts import Bond

if TYPE_CHECKING:
    from collections.abc import Callable

    from wecom_twin.clock import Timer
    from wecom_twin.state.contacts import Customer, FriendRequest, Relation
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.sends import GroupSend, MemberTask
    from wecom_twin.state.ways import ContactWay
    from wecom_twin.world import World


class People:
    """Customers and staff of a corp who act until they are stopped.

    They watch the world: what a script or the platform causes (an adding, a message, a task) moves
    them as much as what they cause themselves. Use it under the world's lock or through its methods.
    """

    def __init__(self, world: World, corp: Corp, behaviour: Behaviour | None = None, *, seed: int = 0) -> None:
        self.behaviour = behaviour or Behaviour()
        self.scans = 0
        """How many scans they have made."""
        self._world = world
        self._corp = corp
        self._chance = stream(seed, f"people:{corp.corpid}")
        self._running = False
        self._next_arrival: Timer | None = None
        self._acquainted: list[Customer] = []

    @property
    def running(self) -> bool:
        """Whether they act."""
        return self._running

    def start(self) -> None:
        """Begin to act."""
        with self._world.lock:
            if not self._running:
                self._running = True
                self._acquainted = list(self._corp.customers.values())
                self._world.watchers.append(self)
                self._expect_arrival()

    def stop(self) -> None:
        """Cease to act; what was already intended is dropped."""
        with self._world.lock:
            if self._running:
                self._running = False
                self._world.watchers.remove(self)
                if self._next_arrival is not None:
                    self._next_arrival.cancel()

    def change(self, behaviour: Behaviour) -> None:
        """Behave differently from now on; a new rate of arrival takes effect at once."""
        with self._world.lock:
            self.behaviour = behaviour
            if self._running:
                if self._next_arrival is not None:
                    self._next_arrival.cancel()
                self._expect_arrival()

    # --- arrivals -------------------------------------------------------------------------------

    def _expect_arrival(self, *, after: float | None = None) -> None:
        """The next one, counted from when the last was due, so that a late loop loses nobody."""
        rate = self.behaviour.arrivals.per_second
        if rate > 0:
            since = self._world.clock.now() if after is None else after
            due = since + self._chance.expovariate(rate)
            self._next_arrival = self._world.clock.at(due, lambda: self._arrive(due))

    def _arrive(self, due: float) -> None:
        way = self._some_way()
        if way is not None:
            self.scans += 1
            adding.scan(self._world, self._corp, way, self._somebody())
        self._expect_arrival(after=due)

    def _some_way(self) -> ContactWay | None:
        weights = self.behaviour.arrivals.weights
        ways = [one for one in self._corp.ways.values() if not one.deleted]
        weighed = [weights.get(one.config_id, weights.get(one.state, 1.0)) for one in ways]
        return self._chance.choices(ways, weighed)[0] if any(weighed) else None

    def _somebody(self) -> Customer:
        if self._acquainted and self._happens(self.behaviour.arrivals.acquainted_permille):
            return self._chance.choice(self._acquainted)
        return self._world.add_customer(self._corp, nickname(self._chance), gender=self._chance.choice((0, 1, 2)))

    # --- what moves them ------------------------------------------------------------------------

    def requested(self, corp: Corp, request: FriendRequest) -> None:
        """A customer asks to be added."""
        staff = self.behaviour.staff
        if corp is self._corp and self._happens(staff.accepts_permille):
            self._later(staff.accepts_after_seconds, lambda: self._accept(request))

    def _accept(self, request: FriendRequest) -> None:
        key = (request.member.userid, request.customer.external_userid)
        if self._corp.requests.get(key) is request:
            adding.accept(self._world, self._corp, request)

    def added(self, corp: Corp, relation: Relation) -> None:
        """A customer and a member have become friends."""
        if corp is not self._corp:
            return
        self._acquainted.append(relation.customer)
        customers, staff = self.behaviour.customers, self.behaviour.staff
        if self._happens(customers.leaves_permille):
            self._later(customers.leaves_after_seconds, lambda: self._leave(relation))
        if self._happens(staff.remarks_permille):
            self._later(staff.edits_after_seconds, lambda: self._note(relation))
        if self._happens(staff.tags_permille):
            self._later(staff.edits_after_seconds, lambda: self._tag(relation))
        if self._happens(staff.deletes_permille):
            self._later(staff.deletes_after_seconds, lambda: self._delete(relation))

    def reached(self, corp: Corp, relation: Relation) -> None:
        """A message has reached a customer."""
        habits = self.behaviour.customers
        if corp is self._corp and self._happens(habits.reads_permille) and self._happens(habits.answers_permille):
            self._later(habits.answers_after_seconds, lambda: self._answer(relation))

    def tasked(self, corp: Corp, send: GroupSend) -> None:
        """Members are asked to confirm a group send."""
        if corp is not self._corp:
            return
        wait = send.dispatched_at - self._world.clock.now()
        for task in send.tasks.values():
            if not self._happens(self.behaviour.staff.never_confirms_permille):
                pause = self._delay(self.behaviour.staff.confirms_after_seconds)
                self._world.clock.after(wait + pause, self._press(send, task))

    def _press(self, send: GroupSend, task: MemberTask) -> Callable[[], None]:
        def press() -> None:
            if self._running:
                sending.confirm(self._world, self._corp, send, task)

        return press

    # --- what they do ---------------------------------------------------------------------------

    def _leave(self, relation: Relation) -> None:
        if relation.bond is not Bond.FULL:
            return
        chatting.customer_deletes(self._world, self._corp, relation)
        habits = self.behaviour.customers
        if self._happens(habits.returns_permille):
            self._later(habits.returns_after_seconds, lambda: self._return(relation.customer))

    def _return(self, customer: Customer) -> None:
        way = self._some_way()
        if way is not None:
            self.scans += 1
            adding.scan(self._world, self._corp, way, customer)

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
            chatting.reply(self._world, self._corp, relation, self._chance.choice(self.behaviour.customers.texts))

    # --- chance ---------------------------------------------------------------------------------

    def _happens(self, permille: int) -> bool:
        return self._chance.randrange(1000) < permille

    def _delay(self, mean_seconds: float) -> float:
        return self._chance.expovariate(1.0 / mean_seconds) if mean_seconds > 0 else 0.0

    def _later(self, mean_seconds: float, act: Callable[[], None]) -> None:
        def once() -> None:
            if self._running:
                act()

        self._world.clock.after(self._delay(mean_seconds), once)
