"""Writing members: what a member system knows of people becomes attributes and tags of customers."""

from collections.abc import Sequence

from lingqu.commerce.contracts.orders import Recorded
from lingqu.commerce.domain.fields import BIRTHDAY_KEY, LEVEL_KEY
from lingqu.commerce.domain.matching import match
from lingqu.commerce.domain.records import MemberRow
from lingqu.commerce.domain.template_words import BIRTHDAY_LABEL, LEVEL_LABEL
from lingqu.commerce.ports import MatchBuyers
from lingqu.customers.api import attributes, tags
from lingqu.customers.api.matching import newest_pairs
from lingqu.customers.contracts.tags import TagChange
from lingqu.customers.contracts.views import AttributeDefinition, AttributeType
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.ids import CustomerId, TagId

_OWN = {
    "birthday": AttributeDefinition(key=BIRTHDAY_KEY, label=BIRTHDAY_LABEL, type=AttributeType.DATE),
    "level": AttributeDefinition(key=LEVEL_KEY, label=LEVEL_LABEL, type=AttributeType.STRING),
}


async def define_attributes(unit: UnitOfWork, fields: Sequence[str]) -> None:
    """Define the attributes that fields of members become, unless they are.

    Raises:
        AttributeTakenError: there is one of this key, of another type.
    """
    known = {one.key: one for one in await attributes.list_attributes(unit)}
    for definition in (_OWN[name] for name in fields if name in _OWN):
        stands = known.get(definition.key)
        if stands is None or stands.type is not definition.type:
            await attributes.define_attribute(unit, definition)


async def record_members(
    unit: UnitOfWork, rows: Sequence[MemberRow], *, source: str, match_buyers: MatchBuyers
) -> Recorded:
    """Write members to their customers; changed are those of whom an attribute was not so before.

    Tags are granted on the newest live relation of each; a customer without one gets none, as WeCom has nowhere to
    put them. Idempotent. Of two members of one customer the later row stands.
    """
    found = await match_buyers(unit, {identity for row in rows for identity in row.identities})
    values: dict[CustomerId, dict[str, object]] = {}
    granted: dict[CustomerId, dict[TagId, None]] = {}
    for row in rows:
        customer_id = match(row.identities, found).customer_id
        if customer_id is not None:
            values.setdefault(customer_id, {}).update(row.attributes)
            granted.setdefault(customer_id, {}).update(dict.fromkeys(map(TagId, row.tag_ids)))
    changed = await attributes.set_attributes(unit, values)
    tagged = [customer_id for customer_id, tag_ids in granted.items() if tag_ids]
    changes = [
        TagChange(customer_id=pair.customer_id, staff_id=pair.staff_id, grant=list(granted[person]))
        for person, pair in (await newest_pairs(unit, tagged)).items()
    ]
    if changes:
        await tags.change_tags(unit, changes, source=source)
    return Recorded(created=0, changed=len(changed), unchanged=len(rows) - len(changed), matched=len(values))
