"""What a file of any kind holds: a list under one word."""

from __future__ import annotations

from collections.abc import Sequence

from lingqu.kernel.text.fields import Desk, Fields
from lingqu.kernel.text.tree import Spot


def items_under(root: Spot, desk: Desk, key: str, *, most: int) -> Sequence[Spot]:
    """Return the items of a file's list; too many, or a file that holds something else, are noted as faults."""
    if not isinstance(root.value, dict):
        desk.faults.add(root.mark, "root", found=root.kind)
        return ()
    fields = Fields(desk, root, "", (key,))
    several = fields.need(key, fields.items, ())
    if len(several) > most:
        desk.faults.add(root.mark, "many", most=most)
    return several[:most]
