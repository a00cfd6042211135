"""Tasks that members take are put on days."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from lingqu.outreach.domain.planning.draft import Draft


def put_on_days(draft: Draft, chosen: NDArray[np.bool_], worth: NDArray[np.float64]) -> None:
    """Open a task for each chosen group, programmes with the fewest days first, on days that suit few others.

    A group for which no day is left is left out; exchanges find it again.

    Args:
        draft: without open tasks.
        chosen: (groups,).
        worth: (groups,); where a member's days do not suffice, those worth most are put first.
    """
    layout = draft.layout
    may = layout.problem.may_go
    suits = may.sum(axis=0)
    for programme in np.argsort(may.sum(axis=1), kind="stable").tolist():
        groups = np.flatnonzero(chosen & (layout.group_programme == programme))
        groups = groups[np.lexsort((-worth[groups], layout.group_sender[groups]))]
        days = [day for window in layout.windows[programme] for day in window.days.tolist()]
        columns = {day: len(window.columns) for window in layout.windows[programme] for day in window.days.tolist()}
        for day in sorted(days, key=lambda day: (suits[day], columns[day], day)):
            first = first_of_each(layout.group_sender[groups], draft.slots[:, day])
            draft.open_tasks(groups[first].astype(np.int32), np.full(int(first.sum()), day, np.int16))
            groups = groups[~first]


def first_of_each(member: NDArray[np.int32], most: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Tell who is among the first so many of each member.

    Args:
        member: ascending.
        most: by member.
    """
    first = np.flatnonzero(np.diff(member, prepend=-1))
    rank = np.arange(member.size) - np.repeat(first, np.diff(first, append=member.size))
    return rank < most[member]
