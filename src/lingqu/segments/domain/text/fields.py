"""What a mapping of the text form says, with the spans of time that conditions ask for."""

from __future__ import annotations

from lingqu.kernel.text import fields
from lingqu.kernel.text.tree import Spot
from lingqu.segments.contracts.windows import Window
from lingqu.segments.domain.calendar import Calendar
from lingqu.segments.domain.text.windows import read_window


class Fields(fields.Fields):
    """The fields of one mapping."""

    def window(self, spot: Spot) -> Window | None:
        """`30d`, or from one day or instant to another."""
        try:
            found = read_window(self.text(spot), Calendar(self.desk.zone))
        except OverflowError:
            found = None
        if found is None:
            self.fault(spot, "window", written=spot.written)
        return found
