"""What names in a file are looked up in: states, attributes, tags, shops and staff."""

from collections import Counter
from collections.abc import Iterable, Mapping

from lingqu.commerce.contracts.imports import ATTRIBUTE_PREFIX, ColumnMap, ImportKind
from lingqu.commerce.domain.records import Lexicon
from lingqu.customers.api import attributes, tags
from lingqu.directory.api import people
from lingqu.infra.database import Session


async def load_lexicon(session: Session, kind: ImportKind, column_map: ColumnMap) -> Lexicon:
    """Return what this file's names are looked up in. A name that several have is not in it: it names nobody."""
    fields = {one.field for one in column_map.assignments}
    if kind is ImportKind.MEMBERS:
        return Lexicon(
            attributes={
                one.key: one.type
                for one in await attributes.list_attributes(session)
                if f"{ATTRIBUTE_PREFIX}{one.key}" in fields
            },
            tags=await _tags(session) if "tags" in fields else {},
        )
    return Lexicon(
        shops=await _shops(session) if "shop" in fields else {},
        staff=await _staff(session) if "staff" in fields else {},
    )


async def _tags(session: Session) -> Mapping[str, int]:
    """Tags by name, and by group and name with a slash between where a name is in several groups."""
    named = await tags.list_names(session)
    return {
        **_single((name, tag_id) for _, name, tag_id in named),
        **_single((f"{group}/{name}", tag_id) for group, name, tag_id in named),
    }


async def _shops(session: Session) -> Mapping[str, int]:
    shops = [one for one in await people.list_departments(session) if one.is_shop]
    numbers = {str(one.department_id): int(one.department_id) for one in shops}
    return {**_single((one.name, int(one.department_id)) for one in shops), **numbers}


async def _staff(session: Session) -> Mapping[str, int]:
    cards = await people.list_active(session)
    by_userid = {str(userid): int(staff_id) for staff_id, userid, _ in cards}
    return {**_single((name, int(staff_id)) for staff_id, _, name in cards), **by_userid}


def _single(named: Iterable[tuple[str, int]]) -> dict[str, int]:
    pairs = list(named)
    often = Counter(name for name, _ in pairs)
    return {name: number for name, number in pairs if often[name] == 1}
