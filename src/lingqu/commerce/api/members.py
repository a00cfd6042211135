"""Writing members: what a member system knows of people becomes attributes and tags of customers."""

from collections.abc import Sequence

from lingqu.commerce.api.matching import admit, learn
from lingqu.commerce.contracts.orders import Recorded
from lingqu.commerce.domain.fields import BIRTHDAY_KEY, LEVEL_KEY
from lingqu.commerce.domain.matching import can_be_new, match
from lingqu.commerce.domain.records import MemberRow
from lingqu.commerce.domain.template_words import BIRTHDAY_LABEL, LEVEL_LABEL
from lingqu.commerce.ports import MatchBuyers, RowSeals
from lingqu.customers.api import attributes, tags
from lingqu.customers.api.matching import newest_pairs
from lingqu.customers.contracts.identities import Source
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
    unit: UnitOfWork, rows: Sequence[MemberRow], *, source: str, seals: RowSeals, match_buyers: MatchBuyers
) -> Recorded:
    """Write members to their customers; who is nobody yet becomes a customer. Idempotent.

    Who is known by a phone that staff only noted gets attributes and tags, and none of the member's identities: a note
    joins nobody. Tags are granted on the newest live relation of each; a customer without one gets none, as WeCom has
    nowhere to put them. Of two members of one customer the later row stands. Changed are those of whom an attribute was
    otherwise before.
    """
    found = await match_buyers(unit, {identity for row in rows for identity in row.identities})
    matches = [(row, match(row.identities, found)) for row in rows]
    known = [(one.customer_id, row) for row, one in matches if one.customer_id is not None]
    changed = await attributes.set_attributes(unit, _values(known))
    proven = [
        (one.customer_id, row.identities, unit.at) for row, one in matches if one.proven and one.customer_id is not None
    ]
    await learn(unit, proven, source=Source.MEMBERS, seals=seals)
    strangers = [row for row, one in matches if one.customer_id is None and can_be_new(row.identities)]
    named = [row.identities for row in strangers]
    numbers = await admit(unit, named, source=Source.MEMBERS, seals=seals) if strangers else []
    new = list(zip(numbers, strangers, strict=True))
    await attributes.set_attributes(unit, _values(new))
    await _grant(unit, [*known, *new], source)
    return Recorded(
        created=len(set(numbers)),
        changed=len(changed),
        unchanged=len(rows) - len(strangers) - len(changed),
        matched=len(known),
    )


def _values(rows: Sequence[tuple[CustomerId, MemberRow]]) -> dict[CustomerId, dict[str, object]]:
    values: dict[CustomerId, dict[str, object]] = {}
    for customer_id, row in rows:
        values.setdefault(customer_id, {}).update(row.attributes)
    return values


async def _grant(unit: UnitOfWork, rows: Sequence[tuple[CustomerId, MemberRow]], source: str) -> None:
    granted: dict[CustomerId, dict[TagId, None]] = {}
    for customer_id, row in rows:
        if row.tag_ids:
            granted.setdefault(customer_id, {}).update(dict.fromkeys(map(TagId, row.tag_ids)))
    changes = [
        TagChange(customer_id=pair.customer_id, staff_id=pair.staff_id, grant=list(granted[person]))
        for person, pair in (await newest_pairs(unit, granted)).items()
    ]
    if changes:
        await tags.change_tags(unit, changes, source=source)
