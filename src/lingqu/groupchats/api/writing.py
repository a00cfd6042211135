"""Writing what was decided of groups and of who is in them, with the facts of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lingqu.groupchats.contracts import facts
from lingqu.groupchats.domain.spells import History, Spell, Turn, Turns, end_all, is_returning
from lingqu.groupchats.store import groups as group_store
from lingqu.groupchats.store import members as member_store
from lingqu.groupchats.store.groups import GroupRow
from lingqu.groupchats.store.members import Place
from lingqu.infra.database import UnitOfWork
from lingqu.kernel.facts import Fact
from lingqu.kernel.ids import ChatId, GroupchatId


@dataclass(slots=True)
class Change:
    """Some locked groups, and everybody in question, before and after.

    Attributes:
        dismissed: groups that ended in this change.
        facts: of the groups themselves.
    """

    rows: dict[ChatId, GroupRow]
    before: member_store.Histories
    after: dict[Place, History] = field(default_factory=dict)
    turns: list[tuple[Place, Turn, Spell]] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    dismissed: set[GroupchatId] = field(default_factory=set)

    def history(self, place: Place) -> History:
        """Return somebody's spells as they are now."""
        return self.after.get(place, self.before.get(place, ()))

    def set(self, place: Place, told: tuple[History, Turns]) -> None:
        """Take over somebody's spells, and what became of them."""
        self.after[place], turns = told
        self.turns.extend((place, turn, spell) for turn, spell in turns)

    def places(self, groupchat_id: GroupchatId) -> list[Place]:
        """Return everybody of a group, of those who were loaded or came in."""
        return [place for place in {**self.before, **self.after} if place[0] == groupchat_id]

    def dismiss(self, row: GroupRow, *, learnt: str) -> None:
        """End everybody's spells in a group that was dissolved at `dismissed_at`, and record it."""
        if row.dismissed_at is None:
            return
        self.dismissed.add(row.groupchat_id)
        for place in self.places(row.groupchat_id):
            self.set(place, end_all(self.history(place), at=row.dismissed_at))
        self.facts.append(
            Fact(
                kind=facts.GROUPCHAT_DISMISSED,
                occurred_at=row.dismissed_at,
                staff_id=row.owner_id,
                data={"groupchat_id": row.groupchat_id, "learnt": learnt},
            )
        )


async def write(unit: UnitOfWork, change: Change, rows: Sequence[GroupRow], *, learnt: str) -> None:
    """Write spells, then these groups with their counts, and publish what became of them."""
    await member_store.write(unit, member_store.differences(change.before, change.after))
    if rows:
        await group_store.save(unit, rows)
    unit.publish(*change.facts, *(_fact(change, *turned, learnt=learnt) for turned in change.turns))


def _fact(change: Change, place: Place, turn: Turn, spell: Spell, *, learnt: str) -> Fact:
    groupchat_id, who = place
    data = {"groupchat_id": groupchat_id, "channel_id": spell.channel_id, "learnt": learnt}
    if turn is Turn.JOINED:
        data |= {
            "join_scene": spell.join_scene,
            "invitor_id": spell.invitor_id,
            "returning": is_returning(change.history(place), spell),
        }
    else:
        data |= {"quit_scene": spell.quit_scene, "dismissed": groupchat_id in change.dismissed}
    joined = turn is Turn.JOINED
    return Fact(
        kind=facts.GROUPCHAT_MEMBER_JOINED if joined else facts.GROUPCHAT_MEMBER_LEFT,
        occurred_at=spell.joined_at if joined or spell.left_at is None else spell.left_at,
        customer_id=who.customer_id,
        staff_id=who.staff_id,
        data=data,
    )
