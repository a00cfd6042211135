"""What people begin unasked: they scan codes, buy, live in groups; members write and publish of their own accord.

Each is one Poisson process for everybody together, thinned by who was drawn, so that a million
customers keep one timer and not a million.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import adding, moments, sending
from wecom_twin.brand.seeding import nickname
from wecom_twin.ledger import Purchase
from wecom_twin.people.groupchats import GroupChats
from wecom_twin.people.rhythm import within_hours
from wecom_twin.state.contacts import Bond

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from wecom_twin.clock import Timer
    from wecom_twin.people.cast import Cast
    from wecom_twin.people.models import Arrivals, CustomerHabits, StaffHabits
    from wecom_twin.state.contacts import Customer, Member
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.ways import ContactWay
    from wecom_twin.world import World

_DAY = 86_400.0
_MONTH = 30 * _DAY
_AMOUNT_SHAPE = 1.2


class Initiative:
    """The processes of one corp. Used under the world's lock."""

    def __init__(self, world: World, corp: Corp, *, arrivals: Arrivals, cast: Cast, chance: random.Random) -> None:
        self.scans = 0
        """How many scans were made."""
        self.acquainted: list[Customer] = []
        self._world, self._corp, self._chance = world, corp, chance
        self._arrivals, self._cast = arrivals, cast
        self._timers: dict[str, Timer] = {}
        self._run = 0

    def begin(self, arrivals: Arrivals, cast: Cast) -> None:
        """Let every process run by these numbers, from now on."""
        self.end()
        self._arrivals, self._cast = arrivals, cast
        self._repeat("arrivals", lambda: arrivals.per_second, self._arrive)
        self._repeat("purchases", lambda: len(self.acquainted) * cast.most_purchases_per_month / _MONTH, self._shop)
        self._repeat("sends", lambda: self._members() * cast.most_sends_per_day / _DAY, self._write)
        self._repeat("moments", lambda: self._members() * cast.most_moments_per_day / _DAY, self._show)
        groups = GroupChats(self._world, self._corp, cast=cast, chance=self._chance)
        self._repeat(
            "joins", lambda: groups.joins_per_second(len(self.acquainted)), lambda: groups.join(self._anybody())
        )
        self._repeat("words", groups.words_per_second, groups.talk)
        self._repeat("addresses", groups.addresses_per_second, groups.address)
        self._repeat("quits", groups.quits_per_second, groups.quit)

    def end(self) -> None:
        """Stop them."""
        self._run += 1
        for timer in self._timers.values():
            timer.cancel()

    def _repeat(
        self, name: str, rate: Callable[[], float], act: Callable[[], None], since: float | None = None
    ) -> None:
        """The next occasion, counted from when the last was due, so that a late loop loses nobody."""
        began = self._world.clock.now() if since is None else since
        per_second = rate()
        # A process that nobody feeds yet looks again tomorrow.
        due = began + (self._chance.expovariate(per_second) if per_second > 0 else _DAY)

        def once() -> None:
            if per_second > 0:
                act()
            self._repeat(name, rate, act, due)

        self._timers[name] = self._world.clock.at(due, once)

    def _members(self) -> int:
        return len(self._corp.directory.members)

    def _anybody(self) -> Customer:
        return self._chance.choice(self.acquainted)

    # --- arrivals -------------------------------------------------------------------------------

    def _arrive(self) -> None:
        self.scan(None)

    def scan(self, customer: Customer | None) -> None:
        """Somebody, or this customer, scans some code."""
        way = self._some_way()
        if way is not None:
            self.scans += 1
            adding.scan(self._world, self._corp, way, customer or self._somebody())

    def _some_way(self) -> ContactWay | None:
        weights = self._arrivals.weights
        ways = [one for one in self._corp.ways.values() if not one.deleted]
        weighed = [weights.get(one.config_id, weights.get(one.state, 1.0)) for one in ways]
        return self._chance.choices(ways, weighed)[0] if any(weighed) else None

    def _somebody(self) -> Customer:
        if self.acquainted and self._chance.randrange(1000) < self._arrivals.acquainted_permille:
            return self._anybody()
        return self._world.add_customer(self._corp, nickname(self._chance), gender=self._chance.choice((0, 1, 2)))

    # --- purchases ------------------------------------------------------------------------------

    def _shop(self) -> None:
        customer = self._anybody()
        habits = self._cast.customer(customer, at=self._world.clock.now())
        if self._chance.random() * self._cast.most_purchases_per_month < habits.buys_per_month:
            self.buy(customer, habits)

    def buy(self, customer: Customer, habits: CustomerHabits, *, after: str = "") -> None:
        """A customer buys; only the ledger knows."""
        yuan = self._chance.gammavariate(_AMOUNT_SHAPE, habits.spends_yuan / _AMOUNT_SHAPE)
        now, customer_id = self._world.clock.now(), customer.external_userid
        self._world.ledger.purchases.append(
            Purchase(now, self._corp.corpid, customer_id, max(round(yuan * 100), 1), after)
        )

    # --- members' own sends and moments ---------------------------------------------------------------------

    def _write(self) -> None:
        member = self._chance.choice(list(self._corp.directory.members.values()))
        habits = self._cast.staff(member.userid)
        if self._chance.random() * self._cast.most_sends_per_day >= habits.sends_per_day:
            return
        text = self._chance.choice(habits.own_texts)
        self._at_work(habits, lambda: self._send(member, habits.sends_to, text))

    def _show(self) -> None:
        member = self._chance.choice(list(self._corp.directory.members.values()))
        habits = self._cast.staff(member.userid)
        if self._chance.random() * self._cast.most_moments_per_day < habits.moments_per_day:
            text = self._chance.choice(habits.own_texts)
            self._at_work(habits, lambda: self._publish(member, text))

    def _at_work(self, habits: StaffHabits, act: Callable[[], None]) -> None:
        """Now while the member works, else when they begin to, unless everything was stopped until then."""
        now = self._world.clock.now()
        at = within_hours(now, habits.works_hours)
        if at == now:
            act()
        else:
            run = self._run
            self._world.clock.at(at, lambda: act() if run == self._run else None)

    def _publish(self, member: Member, text: str) -> None:
        if member.active and member.relations:
            moments.member_publishes(self._world, self._corp, member, text, external_userids=None)

    def _send(self, member: Member, at_most: int, text: str) -> None:
        friends = [name for name, one in member.relations.items() if one.bond is Bond.FULL]
        if member.active and friends:
            chosen = self._chance.sample(friends, min(at_most, len(friends)))
            sending.member_sends(self._world, self._corp, member, chosen, text)
