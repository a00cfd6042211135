"""What people do in customer groups unasked: customers join by a code, talk and leave; owners talk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.acts import grouping
from wecom_twin.people.rhythm import within_hours

if TYPE_CHECKING:
    import random

    from wecom_twin.people.cast import Cast
    from wecom_twin.people.models import CustomerHabits
    from wecom_twin.state.contacts import Customer
    from wecom_twin.state.corp import Corp
    from wecom_twin.state.groups import CustomerGroup
    from wecom_twin.state.ways import JoinWay
    from wecom_twin.world import World

_DAY = 86_400.0
_MONTH = 30 * _DAY


class GroupChats:
    """The groups of one corp as its people live in them. Used under the world's lock.

    Each act is drawn for everybody at the rate of those who do it most, and thinned by who was drawn.
    """

    def __init__(self, world: World, corp: Corp, *, cast: Cast, chance: random.Random) -> None:
        self._world, self._corp, self._cast, self._chance = world, corp, cast, chance

    def joins_per_second(self, customers: int) -> float:
        """How often one of so many customers is asked whether they join; never while there is no group."""
        return customers * self._cast.most_joins_per_month / _MONTH if self._living() else 0.0

    def words_per_second(self) -> float:
        """How often one of all participants is asked whether they speak."""
        return self._participants() * self._cast.most_words_per_month / _MONTH

    def addresses_per_second(self) -> float:
        """How often one of all owners is asked whether they speak."""
        return len(self._living()) * self._cast.most_words_per_day / _DAY

    def quits_per_second(self) -> float:
        """How often one of all participants is asked whether they leave."""
        return self._participants() * self._cast.most_quits_per_month / _MONTH

    def join(self, customer: Customer) -> None:
        """A customer scans the code of some group: of a join way, where one leads there."""
        living = self._living()
        if living and self._draws(self._habits(customer).joins_per_month, self._cast.most_joins_per_month):
            group = self._chance.choice(living)
            state = next((way.state for way in self._corp.join_ways.values() if _leads_to(way, group)), "")
            grouping.join(self._world, self._corp, group, customer.external_userid, state=state)

    def talk(self) -> None:
        """A customer writes in a group that they are in."""
        group, customer = self._somebody()
        if group is not None and customer is not None:
            habits = self._habits(customer)
            if self._draws(habits.group_words_per_month, self._cast.most_words_per_month):
                text = self._chance.choice(habits.texts)
                grouping.speak(self._world, self._corp, group, customer.external_userid, text)

    def address(self) -> None:
        """The owner of a group writes in it, while they work."""
        living = self._living()
        if living:
            group = self._chance.choice(living)
            staff, now = self._cast.staff(group.owner), self._world.clock.now()
            if within_hours(now, staff.works_hours) == now and self._draws(
                staff.group_words_per_day, self._cast.most_words_per_day
            ):
                grouping.speak(self._world, self._corp, group, group.owner, self._chance.choice(staff.own_texts))

    def quit(self) -> None:
        """A customer leaves a group."""
        group, customer = self._somebody()
        if group is not None and customer is not None:
            habits = self._habits(customer)
            if self._draws(habits.quits_groups_per_month, self._cast.most_quits_per_month):
                grouping.depart(self._world, self._corp, group, [customer.external_userid], scene=grouping.LEFT)

    def _living(self) -> list[CustomerGroup]:
        return [one for one in self._corp.groups.values() if one.alive]

    def _participants(self) -> int:
        return sum(one.size for one in self._living())

    def _somebody(self) -> tuple[CustomerGroup | None, Customer | None]:
        """Any participant of any living group, each as likely as every other; no customer where it is a member."""
        living = self._living()
        if not living:
            return None, None
        group = self._chance.choices(living, [one.size for one in living])[0]
        return group, self._corp.customers.get(self._chance.choice(list(group.face.participants)))

    def _habits(self, customer: Customer) -> CustomerHabits:
        return self._cast.customer(customer, at=self._world.clock.now())

    def _draws(self, rate: float, most: float) -> bool:
        return self._chance.random() * most < rate


def _leads_to(way: JoinWay, group: CustomerGroup) -> bool:
    return not way.deleted and group.chat_id in way.chat_ids
