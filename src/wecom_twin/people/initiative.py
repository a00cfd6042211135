"""What people begin unasked: they scan codes, buy, and members write to customers of their own accord.

Each is one Poisson process for everybody together, thinned by who was drawn, so that a million
customers keep one timer and not a million.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import adding, sending
from wecom_twin.brand.seeding import nickname
from wecom_twin.ledger import Purchase
from wecom_twin.people.rhythm import within_hours
from wecom_twin.state.contacts import Bond

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from wecom_twin.clock import Timer
    from wecom_twin.people.cast import Cast
    from wecom_twin.people.models import Arrivals, CustomerHabits
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
        self._repeat("sends", lambda: len(self._corp.directory.members) * cast.most_sends_per_day / _DAY, self._write)

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
            return self._chance.choice(self.acquainted)
        return self._world.add_customer(self._corp, nickname(self._chance), gender=self._chance.choice((0, 1, 2)))

    # --- purchases ------------------------------------------------------------------------------

    def _shop(self) -> None:
        customer = self._chance.choice(self.acquainted)
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

    # --- members' own sends ---------------------------------------------------------------------

    def _write(self) -> None:
        member = self._chance.choice(list(self._corp.directory.members.values()))
        habits = self._cast.staff(member.userid)
        if self._chance.random() * self._cast.most_sends_per_day >= habits.sends_per_day:
            return
        now = self._world.clock.now()
        at = within_hours(now, habits.works_hours)
        text = self._chance.choice(habits.own_texts)
        if at == now:
            self._send(member, habits.sends_to, text)
        else:
            run = self._run
            self._world.clock.at(at, lambda: self._send(member, habits.sends_to, text) if run == self._run else None)

    def _send(self, member: Member, at_most: int, text: str) -> None:
        friends = [name for name, one in member.relations.items() if one.bond is Bond.FULL]
        if member.active and friends:
            chosen = self._chance.sample(friends, min(at_most, len(friends)))
            sending.member_sends(self._world, self._corp, member, chosen, text)
