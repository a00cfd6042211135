"""Operations on typed attributes."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from lingqu.customers.contracts import facts
from lingqu.customers.contracts.views import AttributeDefinition
from lingqu.customers.domain.attributes import checked_definition, checked_value
from lingqu.customers.errors import AttributeNotFoundError, AttributeTakenError, CustomerNotFoundError
from lingqu.customers.store import details as store
from lingqu.customers.store import people as people_store
from lingqu.customers.store import persons as person_store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import CustomerId


async def list_attributes(session: Session) -> list[AttributeDefinition]:
    """Return all attributes that are defined, by key."""
    return await store.list_definitions(session)


async def list_dates(session: Session, persons: Collection[CustomerId], key: str) -> dict[CustomerId, date]:
    """Return a date of persons who have one, by the numbers that stand for them."""
    values = await store.list_one_value(session, persons, key)
    return {person: date.fromisoformat(value) for person, value in values.items() if isinstance(value, str)}


async def define_attribute(unit: UnitOfWork, definition: AttributeDefinition) -> AttributeDefinition:
    """Define an attribute, or give one that is there another label. Its type never changes.

    Raises:
        BadAttributeError: key or label cannot be.
        AttributeTakenError: there is one of this key, of another type.
    """
    checked = checked_definition(definition)
    stands = await store.upsert_definition(unit, checked)
    if stands.type is not checked.type:
        raise AttributeTakenError(
            f"{checked.key} is a {stands.type}", place="body.type", key=checked.key, type=stands.type
        )
    await unit.audit("customers.attribute_defined", f"attribute:{checked.key}", type=checked.type)
    return stands


def check_value(definition: AttributeDefinition, value: Any) -> None:
    """Refuse with AttributeValueError a value that an attribute could not have; None takes it away."""
    checked_value(definition, value)


async def set_attribute(unit: UnitOfWork, customer_id: CustomerId, key: str, value: Any) -> None:
    """Set one attribute of one customer; None takes it away, from all that the customer is one with.

    Raises:
        CustomerNotFoundError, AttributeNotFoundError: there is none.
        AttributeValueError: the value does not fit the type.
    """
    definition = await store.find_definition(unit, key)
    if definition is None:
        raise AttributeNotFoundError(f"no attribute {key} is defined", key=key)
    everybody = await person_store.everybody_of(unit, [customer_id])
    if not await people_store.lock(unit, everybody):
        raise CustomerNotFoundError(customer_id)
    checked = checked_value(definition, value)
    if checked is None:
        await store.delete_value(unit, everybody, key)
    else:
        await store.set_value(unit, customer_id, key, checked)
    unit.publish(
        Fact(kind=facts.CUSTOMER_ATTRIBUTE_SET, occurred_at=unit.at, customer_id=customer_id, data={"key": key})
    )
    await unit.audit("customers.attribute_set", f"customer:{customer_id}", key=key)


async def set_attributes(unit: UnitOfWork, told: Mapping[CustomerId, Mapping[str, Any]]) -> set[CustomerId]:
    """Set attributes of many customers; return those of whom something changed. Idempotent: what stands is no news.

    Unknown customers are passed over. Meant for values that come in numbers; no audit per customer.

    Raises:
        AttributeNotFoundError: a key is not defined.
        AttributeValueError: a value does not fit the type.
    """
    definitions = {one.key: one for one in await store.list_definitions(unit)}
    unknown = sorted({key for values in told.values() for key in values} - definitions.keys())
    if unknown:
        raise AttributeNotFoundError(f"no attribute {unknown[0]} is defined", key=unknown[0])
    known = await people_store.lock(unit, told)
    rows = [
        (customer_id, key, checked_value(definitions[key], value))
        for customer_id in known
        for key, value in told[customer_id].items()
    ]
    changed = await store.set_values(unit, rows) if rows else []
    unit.publish(
        *(
            Fact(kind=facts.CUSTOMER_ATTRIBUTE_SET, occurred_at=unit.at, customer_id=customer_id, data={"key": key})
            for customer_id, key in changed
        )
    )
    return {customer_id for customer_id, _ in changed}
