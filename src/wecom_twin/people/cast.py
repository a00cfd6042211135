"""Who behaves how: each person's habits, by their persona where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.people.rhythm import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from wecom_twin.people.models import Behaviour, CustomerHabits, StaffHabits
    from wecom_twin.state.contacts import Customer

_DAY = 86_400.0


class Cast:
    """Gives every person of a corp a part that they keep."""

    def __init__(self, behaviour: Behaviour, *, seed: int) -> None:
        self._behaviour = behaviour
        self._seed = seed
        self._customer_shares = {name: one.share_permille for name, one in behaviour.customer_personas.items()}
        self._staff_shares = {name: one.share_permille for name, one in behaviour.staff_personas.items()}
        self._new = next((one for one in behaviour.customer_personas.values() if one.newcomers_days), None)

    def customer(self, customer: Customer, *, at: float) -> CustomerHabits:
        """What a customer is like at an instant."""
        personas = self._behaviour.customer_personas
        if not personas:
            return self._behaviour.customers
        new = self._new
        if new is not None and customer.relations and at - customer.relations[0].createtime < new.newcomers_days * _DAY:
            return new.habits
        name = customer.external_userid
        return kind_of(name, seed=self._seed, kinds=personas, shares=self._customer_shares).habits

    def staff(self, userid: str) -> StaffHabits:
        """What a member is like."""
        personas = self._behaviour.staff_personas
        if not personas:
            return self._behaviour.staff
        return kind_of(userid, seed=self._seed, kinds=personas, shares=self._staff_shares).habits

    @property
    def most_purchases_per_month(self) -> float:
        """Of the customers who buy most unasked."""
        return max(one.buys_per_month for one in self._customers())

    @property
    def most_sends_per_day(self) -> float:
        """Of the members who send most of their own accord."""
        return max(one.sends_per_day for one in self._staff())

    @property
    def most_moments_per_day(self) -> float:
        """Of the members who publish most of their own accord."""
        return max(one.moments_per_day for one in self._staff())

    @property
    def most_joins_per_month(self) -> float:
        """Of the customers who join most groups."""
        return max(one.joins_per_month for one in self._customers())

    @property
    def most_quits_per_month(self) -> float:
        """Of the customers who stay least in groups."""
        return max(one.quits_groups_per_month for one in self._customers())

    @property
    def most_words_per_month(self) -> float:
        """Of the customers who talk most in groups."""
        return max(one.group_words_per_month for one in self._customers())

    @property
    def most_words_per_day(self) -> float:
        """Of the members who talk most in groups of theirs."""
        return max(one.group_words_per_day for one in self._staff())

    def _customers(self) -> Iterable[CustomerHabits]:
        return [one.habits for one in self._behaviour.customer_personas.values()] or [self._behaviour.customers]

    def _staff(self) -> Iterable[StaffHabits]:
        return [one.habits for one in self._behaviour.staff_personas.values()] or [self._behaviour.staff]
