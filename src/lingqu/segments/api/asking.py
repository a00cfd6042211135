"""Puts kept leaves to whoever answers them, in as few questions as can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from pyroaring import BitMap

from lingqu.customers.contracts.views import AttributeType
from lingqu.infra.database import Session
from lingqu.infra.history.reading import HistoryDoor
from lingqu.kernel.facts import Position
from lingqu.segments.contracts.definition import EventLeaf, Leaf, TagLeaf
from lingqu.segments.domain.questions.answer import Answers, Look
from lingqu.segments.leaves import is_past
from lingqu.segments.store import answers, past
from lingqu.segments.store.answers import is_one_tag
from lingqu.segments.store.merges import find_merges

MOST_TOGETHER = 20
"""Leaves of one question, where of everybody so many answers are held at a time, or history counts each apart."""

Whom = Mapping[str, BitMap | None]
"""Whom to ask about, by the key of a leaf; None is everybody."""


@dataclass(slots=True)
class Told:
    """Answers by leaf. Where history was asked, it had been copied to `upto` at least."""

    answers: dict[str, Answers] = field(default_factory=dict)
    upto: Position | None = None


async def ask(
    session: Session, door: HistoryDoor, leaves: Mapping[str, Leaf], whom: Whom, *, types: Mapping[str, AttributeType]
) -> Told:
    """Ask leaves of those who are named beside them; of others an answer may say something, too, or nothing.

    Args:
        types: of the attributes that are defined.

    Raises:
        HistoryDownError: history is asked, and does not answer now.
    """
    told, look = Told(), Look(session.at)
    for wanted in _alike(leaves, whom):
        several = [leaves[key] for key in wanted]
        everybody = whom[wanted[0]] is None
        among = None if everybody else BitMap.union(*(whom[key] or BitMap() for key in wanted))
        if is_one_tag(several[0]):
            owners = await answers.ask_tags(session, [tag for one in several for tag in _tags(one)], look, among=among)
            told.answers |= {key: Answers(owners[_tags(one)[0]]) for key, one in zip(wanted, several, strict=True)}
        elif is_past(several[0]):
            found, upto = await _ask_past(session, door, several, look, among=among)
            told.answers |= {key: _about(whom[key], one) for key, one in zip(wanted, found, strict=True)}
            told.upto = upto if told.upto is None else min(told.upto, upto)
        else:
            told.answers[wanted[0]] = await answers.ask(session, several[0], look, types=types, among=among)
    return told


def _alike(leaves: Mapping[str, Leaf], whom: Whom) -> Iterator[list[str]]:
    """Put those together that are asked together: those of one tag each, and those that count events of some."""
    alike: dict[object, list[str]] = {}
    for key in whom:
        leaf, everybody = leaves[key], whom[key] is None
        if is_one_tag(leaf):
            alike.setdefault(("tags", everybody), []).append(key)
        elif past.is_countable(leaf) and not everybody:
            alike.setdefault("events", []).append(key)
        else:
            alike[key] = [key]
    for kind, keys in alike.items():
        together = len(keys) if kind == ("tags", False) else MOST_TOGETHER
        for first in range(0, len(keys), together):
            yield keys[first : first + together]


async def _ask_past(
    session: Session, door: HistoryDoor, several: Sequence[Leaf], look: Look, *, among: BitMap | None
) -> tuple[list[Answers], Position]:
    merges = await find_merges(session, among)
    events = [one for one in several if isinstance(one, EventLeaf)]
    if among is not None and len(events) > 1:
        return await past.ask_events(door, session.corp_id, events, look, among=among, merges=merges)
    answer, upto = await past.ask_history(door, session.corp_id, several[0], look, among=among, merges=merges)
    return [answer], upto


def _tags(leaf: Leaf) -> tuple[int, ...]:
    return leaf.tags if isinstance(leaf, TagLeaf) else ()


def _about(whom: BitMap | None, answer: Answers) -> Answers:
    """Keep of an answer who was meant: of others, nothing new is to be scheduled."""
    if whom is None:
        return answer
    meant = np.isin(answer.turning, np.array(whom.to_array(), np.int64))
    return Answers(answer.holding & whom, answer.turning[meant], answer.turns_at[meant])
