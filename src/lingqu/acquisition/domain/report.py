"""The report: counts of adds and greetings, summed in four cuts."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from lingqu.acquisition.contracts import Report, ReportRow
from lingqu.customers.contracts.views import SpellCounts
from lingqu.deliveries.contracts import WelcomeCount
from lingqu.kernel.ids import ChannelId, DepartmentId, StaffId

KeyT = TypeVar("KeyT", bound=Hashable)

_Count = SpellCounts | WelcomeCount


@dataclass(slots=True)
class _Sum:
    """A row under way."""

    new: int = 0
    returning: int = 0
    half: int = 0
    by_customer_24h: int = 0
    by_customer_7d: int = 0
    by_staff_24h: int = 0
    by_staff_7d: int = 0
    due: int = 0
    in_time: int = 0

    def add(self, count: _Count) -> None:
        if isinstance(count, WelcomeCount):
            self.due += count.due
            self.in_time += count.in_time
            return
        self.new += count.new
        self.returning += count.returning
        self.half += count.half
        self.by_customer_24h += count.ended_by_customer_24h
        self.by_customer_7d += count.ended_by_customer_7d
        self.by_staff_24h += count.ended_by_staff_24h
        self.by_staff_7d += count.ended_by_staff_7d

    @property
    def adds(self) -> int:
        return self.new + self.returning

    def row(self, cost_fen: int | None, paid_adds: int | None = None) -> ReportRow:
        return ReportRow(
            adds_new=self.new,
            adds_returning=self.returning,
            adds_half=self.half,
            deleted_by_customer_24h=self.by_customer_24h,
            deleted_by_customer_7d=self.by_customer_7d,
            deleted_by_staff_24h=self.by_staff_24h,
            deleted_by_staff_7d=self.by_staff_7d,
            greetings_due=self.due,
            greetings_in_time=self.in_time,
            cost_fen=cost_fen,
            cost_per_add_fen=cost_per_add(cost_fen, self.adds if paid_adds is None else paid_adds),
        )


def cost_per_add(cost_fen: int | None, adds: int) -> int | None:
    """Return fen per add, rounded to the nearest; None without a cost or without adds."""
    return None if cost_fen is None or not adds else (2 * cost_fen + adds) // (2 * adds)


def report(
    spells: Iterable[SpellCounts],
    welcomes: Iterable[WelcomeCount],
    *,
    shops: Mapping[StaffId, DepartmentId],
    costs: Mapping[ChannelId, int],
) -> Report:
    """Sum the counts of a period.

    A channel's cost is what it cost altogether, so only totals and channels have one; days, shops and staff share it.
    The totals' cost per add counts the adds that cost was paid for: those through channels that have one.

    Args:
        shops: the shop of each member who has one.
        costs: of the channels the report is about; adds without a channel have none.
    """
    counts: list[_Count] = [*spells, *welcomes]
    total = _Sum()
    for count in counts:
        total.add(count)
    channels = _cut(counts, lambda count: count.channel_id)
    paid_adds = sum(channels[channel_id].adds for channel_id, cost in costs.items() if cost and channel_id in channels)
    return Report(
        totals=total.row(sum(costs.values()), paid_adds),
        by_day={day: one.row(None) for day, one in sorted(_cut(counts, lambda count: count.day).items())},
        by_shop={shop: one.row(None) for shop, one in _cut(counts, lambda count: shops.get(_staff(count))).items()},
        by_staff={staff_id: one.row(None) for staff_id, one in _cut(counts, _staff).items()},
        by_channel={
            channel_id: channels.get(channel_id, _Sum()).row(cost_fen) for channel_id, cost_fen in costs.items()
        },
    )


def _staff(count: _Count) -> StaffId:
    return count.staff_id or StaffId(0)


def _cut(counts: Iterable[_Count], key: Callable[[_Count], KeyT]) -> dict[KeyT, _Sum]:
    sums: dict[KeyT, _Sum] = {}
    for count in counts:
        sums.setdefault(key(count), _Sum()).add(count)
    return sums
