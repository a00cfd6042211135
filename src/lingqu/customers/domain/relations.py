"""What a pair's history becomes when a callback is heard or a read is seen.

A history is a row of spells that do not overlap. Callbacks come late, twice and in any order; each carries the
instant at which it happened (whole seconds, WeCom's clock), and is set where it belongs, so that an older one never
undoes what a newer one said. Reads tell the newest adding only (`createtime`) and that the pair is still listed.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lingqu.customers.contracts.relations import EndedBy
from lingqu.kernel.ids import ChannelId

SAME_ADDING = timedelta(minutes=5)
"""How far `createtime` of a read and `CreateTime` of the callback may lie apart and still be one adding."""


HIDDEN_WITHIN = timedelta(hours=1)
"""How long after a member deleted somebody WeCom may list them still; no page says."""


class Change(StrEnum):
    """What a callback says of a pair."""

    ADDED = "added"
    HALF_ADDED = "half_added"
    DELETED = "deleted"
    EDITED = "edited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One callback about one pair. `state` and `channel_id` come with addings, `by` with deletions."""

    change: Change
    at: datetime
    state: str | None = None
    channel_id: ChannelId | None = None
    by: EndedBy | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a read that was asked for at `asked_at` shows of a pair: it is listed, and was added at `added_at`."""

    added_at: datetime
    asked_at: datetime
    state: str | None = None
    channel_id: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One time a pair was joined.

    Attributes:
        confirmed_at: when it was whole; None while the member has not confirmed.
        ended_by: None beside an `ended_at` when it must have ended but nobody told us how.
        by_read: a read found it; the callback that tells of the same adding may still come.
        returning: the customer had any earlier relation with anyone in the corp (`pairs.mark_returning`).
    """

    began_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None = None
    ended_by: EndedBy | None = None
    state: str | None = None
    channel_id: ChannelId | None = None
    by_read: bool = False
    returning: bool = False

    @property
    def live(self) -> bool:
        """Not ended."""
        return self.ended_at is None

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies within."""
        return at == self.began_at or (self.began_at < at and (self.ended_at is None or at < self.ended_at))


@dataclass(frozen=True, slots=True)
class End:
    """A deletion."""

    at: datetime
    by: EndedBy | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """All spells of a pair, oldest first.

    Attributes:
        last_end: the newest deletion we heard of; its adding may not have been heard yet.
        read_at: when the newest read that showed the pair was asked for.
    """

    spells: tuple[Spell, ...] = ()
    last_end: End | None = None
    read_at: datetime | None = None

    @property
    def newest(self) -> Spell | None:
        """The spell that says how things stand."""
        return self.spells[-1] if self.spells else None

    @property
    def live(self) -> bool:
        """Deleted by neither side."""
        return bool(self.spells) and self.spells[-1].live

    @property
    def half(self) -> bool:
        """Live, but the member has not confirmed."""
        return self.live and self.spells[-1].confirmed_at is None

    @property
    def began_at(self) -> datetime | None:
        """The earliest instant at which the pair is known to have been related."""
        if self.spells:
            return self.spells[0].began_at
        return self.last_end.at if self.last_end else None


class Turn(StrEnum):
    """What happened to the history, worth a fact."""

    JOINED = "joined"
    HALF_JOINED = "half_joined"
    RESTORED = "restored"
    """It had never ended: we were wrong."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """One turn. `again` says that the pair had been joined before."""

    turn: Turn
    at: datetime
    spell: Spell
    again: bool = False
    by: EndedBy | None = None


Outcome = tuple[History, tuple[Transition, ...]]


def hear(history: History, heard: Heard) -> Outcome:
    """Set a callback where it belongs. Hearing it twice changes nothing the second time."""
    match heard.change:
        case Change.ADDED:
            return _added(history, heard)
        case Change.HALF_ADDED:
            return _half_added(history, heard)
        case Change.DELETED:
            return _deleted(history, End(heard.at, heard.by))
        case Change.EDITED:
            return history, ()


def see(history: History, seen: Seen) -> Outcome:
    """Take in what a read shows. A read that lags behind what we heard changes nothing."""
    read_at = max(history.read_at, seen.asked_at) if history.read_at else seen.asked_at
    history = replace(history, read_at=read_at)
    newest = history.newest
    found = Spell(
        began_at=seen.added_at,
        confirmed_at=seen.added_at,
        state=seen.state,
        channel_id=seen.channel_id,
        by_read=True,
    )
    if newest is None:
        return _insert(history, found)
    if newest.ended_at is not None:
        if seen.added_at > newest.ended_at:
            return _insert(history, found)
        return _restore(history, newest) if _listed_in_spite(newest, newest.ended_at, seen) else (history, ())
    if newest.confirmed_at is None:
        return _confirm(history, newest, at=max(seen.added_at, newest.began_at), heard=seen)
    if seen.added_at > newest.confirmed_at + SAME_ADDING:
        return _insert(_swap(history, newest, replace(newest, ended_at=seen.added_at)), found)
    return _swap(history, newest, _told(newest, seen)), ()


def _listed_in_spite(newest: Spell, ended_at: datetime, seen: Seen) -> bool:
    """A pair that the member deleted is hidden: one that is listed long after was not deleted.

    One that the customer deleted is listed for ever, so a listing says nothing about it.
    """
    return newest.ended_by is not EndedBy.CUSTOMER and seen.asked_at > ended_at + HIDDEN_WITHIN


def _restore(history: History, newest: Spell) -> Outcome:
    whole = replace(newest, ended_at=None, ended_by=None)
    restored = replace(_swap(history, newest, whole), last_end=None)
    return restored, (Transition(turn=Turn.RESTORED, at=newest.began_at, spell=whole, again=True),)


def miss(history: History, *, at: datetime) -> Outcome:
    """Take in that a whole read of the member's customers did not list the pair: the member deleted it.

    A half relation is never listed, and one the customer ended is listed still; both stay as they are.
    """
    if not history.live or history.half:
        return history, ()
    return _deleted(history, End(at, EndedBy.STAFF))


def _added(history: History, heard: Heard) -> Outcome:
    held = _holding(history, heard.at)
    if held is None:
        read = _read_soon_after(history, heard.at)
        if read:
            return _swap(history, read, _told(replace(read, began_at=heard.at, by_read=False), heard)), ()
        return _insert(history, _spell(heard, confirmed_at=heard.at))
    if held.confirmed_at is None:
        return _confirm(history, held, at=heard.at, heard=heard)
    if heard.at <= held.confirmed_at or (held.live and history.read_at and heard.at <= history.read_at):
        return _swap(history, held, _told(held, heard)), ()
    if held.by_read and heard.at - held.began_at <= SAME_ADDING:
        told = _told(replace(held, confirmed_at=heard.at, by_read=False), heard)
        return _swap(history, held, told), ()
    # Whole already and added once more: it ended in between, and nobody has told us yet.
    later = replace(_spell(heard, confirmed_at=heard.at), ended_at=held.ended_at, ended_by=held.ended_by)
    return _insert(_swap(history, held, replace(held, ended_at=heard.at, ended_by=None)), later)


def _half_added(history: History, heard: Heard) -> Outcome:
    held = _holding(history, heard.at)
    if held is None:
        following = next((spell for spell in history.spells if spell.began_at > heard.at), None)
        if following and following.confirmed_at == following.began_at and not _ended_between(history, heard, following):
            whole = _told(replace(following, began_at=heard.at, by_read=False), heard)
            return _swap(history, following, whole), ()
        return _insert(history, _spell(heard, confirmed_at=None))
    known = heard.at <= (held.confirmed_at or held.began_at) or (history.read_at and heard.at <= history.read_at)
    if known or (held.by_read and heard.at - held.began_at <= SAME_ADDING):
        return _swap(history, held, _told(held, heard)), ()
    later = replace(_spell(heard, confirmed_at=None), ended_at=held.ended_at, ended_by=held.ended_by)
    return _insert(_swap(history, held, replace(held, ended_at=heard.at, ended_by=None)), later)


def _deleted(history: History, end: End) -> Outcome:
    unheard = history.last_end is None
    if history.last_end is None or history.last_end.at < end.at:
        history = replace(history, last_end=end)
    if not history.spells:
        ghost = Spell(began_at=end.at, confirmed_at=None, ended_at=end.at, ended_by=end.by)
        return history, (Transition(turn=Turn.ENDED, at=end.at, spell=ghost, by=end.by),) if unheard else ()
    spell = next((spell for spell in reversed(history.spells) if spell.began_at <= end.at), None)
    if spell is None or _ended_before(spell, end):
        return history, ()
    if spell.confirmed_at is not None and spell.began_at < end.at < spell.confirmed_at:
        # What we took for one half adding and its confirmation were two addings.
        first = replace(spell, confirmed_at=None, ended_at=end.at, ended_by=end.by)
        second = replace(spell, began_at=spell.confirmed_at)
        return (
            _swap(history, spell, first, second),
            (Transition(turn=Turn.ENDED, at=end.at, spell=first, by=end.by),),
        )
    told = spell.ended_by == end.by
    ended = replace(spell, ended_at=end.at, ended_by=end.by)
    transition = Transition(turn=Turn.ENDED, at=end.at, spell=ended, by=end.by)
    return _swap(history, spell, ended), () if told and spell.ended_at else (transition,)


def _ended_between(history: History, heard: Heard, following: Spell) -> bool:
    return history.last_end is not None and heard.at <= history.last_end.at < following.began_at


def _ended_before(spell: Spell, end: End) -> bool:
    if spell.ended_at is None:
        return False
    return spell.ended_at < end.at or (spell.ended_at == end.at and spell.ended_by is not None)


def _confirm(history: History, spell: Spell, *, at: datetime, heard: Heard | Seen) -> Outcome:
    whole = _told(replace(spell, confirmed_at=at), heard)
    again = history.spells[0] != spell
    return _swap(history, spell, whole), (Transition(turn=Turn.JOINED, at=at, spell=whole, again=again),)


def _insert(history: History, spell: Spell) -> Outcome:
    before = [one for one in history.spells if one.began_at < spell.began_at]
    after = [one for one in history.spells if one.began_at > spell.began_at]
    last = history.last_end
    if spell.live and last and spell.began_at <= last.at and (not after or last.at <= after[0].began_at):
        spell = replace(spell, ended_at=last.at, ended_by=last.by)
    elif spell.live and after:
        spell = replace(spell, ended_at=after[0].began_at)
    turn = Turn.HALF_JOINED if spell.confirmed_at is None else Turn.JOINED
    again = bool(before) or (last is not None and last.at < spell.began_at)
    return (
        replace(history, spells=(*before, spell, *after)),
        (Transition(turn=turn, at=spell.began_at, spell=spell, again=again),),
    )


def _spell(heard: Heard, *, confirmed_at: datetime | None) -> Spell:
    return Spell(began_at=heard.at, confirmed_at=confirmed_at, state=heard.state, channel_id=heard.channel_id)


def _told(spell: Spell, heard: Heard | Seen) -> Spell:
    """Fill in where it came from, if nobody has said yet."""
    if spell.state is not None or heard.state is None:
        return spell
    return replace(spell, state=heard.state, channel_id=heard.channel_id)


def _holding(history: History, at: datetime) -> Spell | None:
    return next((spell for spell in reversed(history.spells) if spell.holds(at)), None)


def _read_soon_after(history: History, at: datetime) -> Spell | None:
    return next(
        (spell for spell in history.spells if spell.by_read and timedelta(0) < spell.began_at - at <= SAME_ADDING),
        None,
    )


def _swap(history: History, old: Spell, *new: Spell) -> History:
    at = history.spells.index(old)
    return replace(history, spells=(*history.spells[:at], *new, *history.spells[at + 1 :]))
