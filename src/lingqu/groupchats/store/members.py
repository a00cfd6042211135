"""SQL of who is and was in groups."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lingqu.groupchats.domain.spells import History, Spell, Who
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.ids import CustomerId, GroupchatId, StaffId

Place: TypeAlias = tuple[GroupchatId, Who]
"""Somebody in one group."""

Histories: TypeAlias = Mapping[Place, History]

_COLUMNS = (
    "groupchat_id, customer_id, staff_id, spell_id, joined_at, join_scene, invitor_id, state, channel_id, left_at,"
    " quit_scene, is_confirmed"
)


@dataclass(slots=True)
class SpellChanges:
    """Spells to write: new ones, changed ones, and those that never were."""

    inserted: list[tuple[Place, Spell]] = field(default_factory=list)
    updated: list[Spell] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)


async def load(session: Session, groupchat_ids: Collection[GroupchatId]) -> dict[Place, History]:
    """Return the spells of everybody who is or was in some groups."""
    rows = await session.fetch(
        f"""
        SELECT {_COLUMNS} FROM groupchat_member WHERE corp_id = lingqu_corp() AND groupchat_id = ANY(%s)
        ORDER BY joined_at, left_at NULLS LAST, spell_id
        """,
        (list(groupchat_ids),),
    )
    return _histories(rows)


async def load_of(session: Session, places: Iterable[Place]) -> dict[Place, History]:
    """Return the spells of some people, each in one group."""
    wanted = sorted(set(places), key=lambda place: (place[0], place[1].customer_id or -1, place[1].staff_id or -1))
    rows = await session.fetch(
        f"""
        SELECT {_COLUMNS} FROM groupchat_member
        WHERE corp_id = lingqu_corp()
          AND (groupchat_id, customer_id) IN (SELECT * FROM unnest(%(groups)s::integer[], %(customers)s::integer[]))
        UNION ALL
        SELECT {_COLUMNS} FROM groupchat_member
        WHERE corp_id = lingqu_corp() AND customer_id IS NULL
          AND (groupchat_id, staff_id) IN (SELECT * FROM unnest(%(groups)s::integer[], %(staff)s::integer[]))
        ORDER BY joined_at, left_at NULLS LAST, spell_id
        """,
        {
            "groups": [groupchat_id for groupchat_id, _ in wanted],
            "customers": [who.customer_id for _, who in wanted],
            "staff": [who.staff_id for _, who in wanted],
        },
    )
    return _histories(rows)


def differences(before: Histories, after: Histories) -> SpellChanges:
    """Compare spells of the same people."""
    changes = SpellChanges()
    for place, history in after.items():
        held = {spell.spell_id: spell for spell in before.get(place, ())}
        for spell in history:
            if spell.spell_id is None:
                changes.inserted.append((place, spell))
            elif held.pop(spell.spell_id) != spell:
                changes.updated.append(spell)
        changes.deleted.extend(spell_id for spell_id in held if spell_id is not None)
    return changes


async def write(unit: UnitOfWork, changes: SpellChanges) -> None:
    """Write what changed, one statement per kind of change."""
    if changes.deleted:
        await unit.execute(
            "DELETE FROM groupchat_member WHERE corp_id = lingqu_corp() AND spell_id = ANY(%s)", (changes.deleted,)
        )
    if changes.updated:
        await unit.execute(
            """
            UPDATE groupchat_member m
            SET joined_at = t.joined_at, join_scene = t.join_scene, invitor_id = t.invitor_id, state = t.state,
                channel_id = t.channel_id, left_at = t.left_at, quit_scene = t.quit_scene,
                is_confirmed = t.is_confirmed
            FROM unnest(%(spells)s::bigint[], %(joined)s::timestamptz[], %(scenes)s::smallint[],
                        %(invitors)s::integer[], %(states)s::text[], %(channels)s::integer[],
                        %(left)s::timestamptz[], %(quits)s::smallint[], %(confirmed)s::boolean[])
              AS t(spell_id, joined_at, join_scene, invitor_id, state, channel_id, left_at, quit_scene, is_confirmed)
            WHERE m.corp_id = lingqu_corp() AND m.spell_id = t.spell_id
            """,
            {"spells": [spell.spell_id for spell in changes.updated], **_values(changes.updated)},
        )
    if changes.inserted:
        places = [place for place, _ in changes.inserted]
        await unit.execute(
            """
            INSERT INTO groupchat_member (corp_id, groupchat_id, customer_id, staff_id, joined_at, join_scene,
                                          invitor_id, state, channel_id, left_at, quit_scene, is_confirmed)
            SELECT lingqu_corp(), * FROM unnest(
              %(groups)s::integer[], %(customers)s::integer[], %(staff)s::integer[], %(joined)s::timestamptz[],
              %(scenes)s::smallint[], %(invitors)s::integer[], %(states)s::text[], %(channels)s::integer[],
              %(left)s::timestamptz[], %(quits)s::smallint[], %(confirmed)s::boolean[])
            """,
            {
                "groups": [groupchat_id for groupchat_id, _ in places],
                "customers": [who.customer_id for _, who in places],
                "staff": [who.staff_id for _, who in places],
                **_values([spell for _, spell in changes.inserted]),
            },
        )


def _values(spells: Sequence[Spell]) -> dict[str, Any]:
    return {
        "joined": [spell.joined_at for spell in spells],
        "scenes": [spell.join_scene for spell in spells],
        "invitors": [spell.invitor_id for spell in spells],
        "states": [spell.state for spell in spells],
        "channels": [spell.channel_id for spell in spells],
        "left": [spell.left_at for spell in spells],
        "quits": [spell.quit_scene for spell in spells],
        "confirmed": [spell.is_confirmed for spell in spells],
    }


def _histories(rows: Iterable[dict[str, Any]]) -> dict[Place, History]:
    histories: dict[Place, History] = {}
    for row in rows:
        groupchat_id = GroupchatId(row.pop("groupchat_id"))
        customer_id, staff_id = row.pop("customer_id"), row.pop("staff_id")
        who = Who(
            customer_id=None if customer_id is None else CustomerId(customer_id),
            staff_id=None if staff_id is None else StaffId(staff_id),
        )
        place = (groupchat_id, who)
        histories[place] = (*histories.get(place, ()), Spell(**row))
    return histories
