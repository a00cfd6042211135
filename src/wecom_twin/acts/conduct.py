"""Counts what members do with customers, for the statistics of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wecom_twin.days import day_number
from wecom_twin.state.conduct import ConductDay

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Relation


def today(realm: Realm, relation: Relation) -> ConductDay:
    """The present day of the pair's member."""
    return relation.member.days.setdefault(day_number(realm.clock.now()), ConductDay())


def customer_writes(realm: Realm, relation: Relation) -> None:
    """A customer writes; where nobody has today, it begins a chat."""
    day, customer = today(realm, relation), relation.customer.external_userid
    if customer not in day.spoken_to:
        day.opened.setdefault(customer, realm.clock.now())


def member_writes(realm: Realm, relation: Relation) -> None:
    """A member writes, perhaps in reply."""
    day, customer = today(realm, relation), relation.customer.external_userid
    day.messages += 1
    day.spoken_to.add(customer)
    if customer in day.opened:
        day.answers.setdefault(customer, realm.clock.now() - day.opened[customer])
