"""The times somebody was in a group, as callbacks and reads tell of them.

A callback tells of a joining before WeCom shows how it came about (by which code, by whose invitation). So a joining
that was only heard of waits: its fact is recorded when a read confirms it, or when it ends before any read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from lingqu.kernel.ids import ChannelId, CustomerId, StaffId

SAME_JOINING = timedelta(minutes=1)
"""How far `join_time` of a read and `CreateTime` of the callback may lie apart and still be one joining."""

BY_CODE = 3
"""The one join scene of a callback that a read spells the same."""


@dataclass(frozen=True, slots=True, order=True)
class Who:
    """Somebody in a group: a customer or a member of the corp."""

    customer_id: CustomerId | None = None
    staff_id: StaffId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One time in a group; `spell_id` is None until it is written."""

    joined_at: datetime
    spell_id: int | None = None
    join_scene: int | None = None
    invitor_id: StaffId | None = None
    state: str | None = None
    channel_id: ChannelId | None = None
    left_at: datetime | None = None
    quit_scene: int | None = None
    is_confirmed: bool = False

    @property
    def is_open(self) -> bool:
        """Not left yet, as far as we know."""
        return self.left_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Somebody in a group, as a read tells."""

    joined_at: datetime
    join_scene: int | None = None
    invitor_id: StaffId | None = None
    state: str | None = None
    channel_id: ChannelId | None = None


class Turn(StrEnum):
    """What becomes a fact."""

    JOINED = "joined"
    LEFT = "left"


History: TypeAlias = tuple[Spell, ...]
"""Everybody's own spells in one group, the oldest first."""

Turns: TypeAlias = list[tuple[Turn, Spell]]


def hear_joining(history: History, *, at: datetime, by_code: bool) -> History:
    """Note a joining that a callback told of; a second telling changes nothing."""
    if any(_is_joining_of(spell, at) for spell in history):
        return history
    if any(spell.left_at is not None and spell.joined_at <= at < spell.left_at for spell in history):
        return history  # an old callback, come after those that tell more
    return _ordered([*history, Spell(joined_at=at, join_scene=BY_CODE if by_code else None)])


def hear_leaving(history: History, *, at: datetime, scene: int | None) -> tuple[History, Turns]:
    """End the spell during which somebody left."""
    begun = [spell for spell in history if spell.joined_at <= at]
    if not begun:
        return history, []
    newest = begun[-1]
    if newest.is_open:
        return _ended(history, newest, at=at, scene=scene)
    if newest.quit_scene is None and newest.left_at is not None and at <= newest.left_at:
        return _swapped(history, newest, replace(newest, left_at=at, quit_scene=scene)), []
    return history, []


def end_all(history: History, *, at: datetime) -> tuple[History, Turns]:
    """End every open spell: the group ended, or a read does not show this person."""
    turns: Turns = []
    for spell in [one for one in history if one.is_open]:
        history, more = _ended(history, spell, at=max(at, spell.joined_at), scene=None)
        turns += more
    return history, turns


def see(history: History, seen: Seen) -> tuple[History, Turns]:
    """Take in that a read, which knows all that we heard, shows somebody in the group."""
    same = _same(history, seen)
    turns: Turns = []
    for other in [spell for spell in history if spell.is_open and spell is not same]:
        if other.joined_at > seen.joined_at and not other.is_confirmed:
            history = tuple(spell for spell in history if spell is not other)  # heard of, and it was not so
            continue
        history, more = _ended(history, other, at=max(other.joined_at, seen.joined_at), scene=None)
        turns += more
    told = _told(same or Spell(joined_at=seen.joined_at), seen)
    told = replace(told, joined_at=seen.joined_at, left_at=None, quit_scene=None, is_confirmed=True)
    if same is None or not same.is_open or not same.is_confirmed:
        turns.append((Turn.JOINED, told))
    return (_ordered([*history, told]) if same is None else _swapped(history, same, told)), turns


def see_late(history: History, seen: Seen) -> tuple[History, Turns]:
    """Take in a read that may be older than what we heard: it can only explain a spell that is open."""
    same = _same(history, seen)
    if same is None or not same.is_open:
        return history, []
    told = replace(_told(same, seen), joined_at=seen.joined_at, is_confirmed=True)
    return _swapped(history, same, told), [] if same.is_confirmed else [(Turn.JOINED, told)]


def is_returning(history: History, spell: Spell) -> bool:
    """Tell whether there was an earlier spell."""
    return any(other.joined_at < spell.joined_at for other in history)


def _is_joining_of(spell: Spell, at: datetime) -> bool:
    near = abs(spell.joined_at - at) <= SAME_JOINING
    return near and (spell.left_at is None or spell.left_at > at or spell.joined_at == at)


def _same(history: History, seen: Seen) -> Spell | None:
    near = [spell for spell in history if abs(spell.joined_at - seen.joined_at) <= SAME_JOINING]
    return min(near, key=lambda spell: (abs(spell.joined_at - seen.joined_at), not spell.is_open), default=None)


def _told(spell: Spell, seen: Seen) -> Spell:
    return replace(
        spell,
        join_scene=seen.join_scene if seen.join_scene is not None else spell.join_scene,
        invitor_id=seen.invitor_id if seen.invitor_id is not None else spell.invitor_id,
        state=seen.state or spell.state,
        channel_id=seen.channel_id if seen.channel_id is not None else spell.channel_id,
    )


def _ended(history: History, spell: Spell, *, at: datetime, scene: int | None) -> tuple[History, Turns]:
    left = replace(spell, left_at=at, quit_scene=scene, is_confirmed=True)
    turns: Turns = [] if spell.is_confirmed else [(Turn.JOINED, left)]
    return _swapped(history, spell, left), [*turns, (Turn.LEFT, left)]


def _swapped(history: History, old: Spell, new: Spell) -> History:
    return _ordered(new if spell is old else spell for spell in history)


def _ordered(spells: Iterable[Spell]) -> History:
    return tuple(sorted(spells, key=lambda spell: (spell.joined_at, not spell.left_at)))
