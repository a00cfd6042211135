"""How a broadcast of a text stands to those that a corp has."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from datetime import datetime

from lingqu.kernel.text.book import Book
from lingqu.kernel.text.writing import dump
from lingqu.outreach.contracts.broadcasts import Broadcast, BroadcastState
from lingqu.outreach.contracts.rules import Rules
from lingqu.outreach.contracts.texts import Standing
from lingqu.outreach.domain.broadcasts import REVISABLE
from lingqu.outreach.domain.hours import next_open
from lingqu.outreach.domain.text.writing import Written, write_tree

_CONTEXT = 2


def meant_by_name(found: Sequence[Broadcast]) -> Sequence[Broadcast]:
    """Return whom a name means, of all that bear it in one programme, the oldest first.

    Those that may be changed, or else the newest; several cannot be told apart.
    """
    return [one for one in found if one.state in REVISABLE] or found[-1:]


def standing_of(wanted: Written, stored: Broadcast | None, rules: Rules) -> Standing:
    """Return how a broadcast of a text stands to the stored one."""
    if stored is None:
        return Standing.NEW
    is_same = wanted.draft == stored.draft and keeps_hour(wanted.at, stored, rules)
    if is_same and stored.state is not BroadcastState.CANCELLED:
        return Standing.SAME
    return Standing.CHANGED if stored.state in REVISABLE else Standing.FIXED


def keeps_hour(at: datetime | None, stored: Broadcast, rules: Rules) -> bool:
    """Tell whether a broadcast leaves, or has left, when a text says; one that says nothing leaves that to others.

    What is sent into quiet hours is kept with their end.
    """
    if at is None:
        return True
    if stored.state is BroadcastState.DRAFT:
        return False
    return stored.scheduled_at in {at, next_open(rules, at)}


def changed_lines(wanted: Written, stored: Broadcast | None, rules: Rules, book: Book) -> list[str]:
    """Return the lines that differ, each after `+`, `-` or a blank; of a new one all."""
    before = ""
    if stored is not None:
        hour = None if wanted.at is None or stored.state is BroadcastState.DRAFT else stored.scheduled_at
        at = wanted.at if keeps_hour(wanted.at, stored, rules) else hour
        before = dump(write_tree(Written(draft=stored.draft, at=at), book))
    after = dump(write_tree(wanted, book))
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), n=_CONTEXT, lineterm="")
    return [line for line in list(lines)[2:] if not line.startswith("@@")]
