"""All comparators by name: where each is, and how many advances it does in about twenty seconds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType
from typing import Any

from lingqu.entrypoints.bench.journeys.comparators.course import Measured, Missing, Place

_HERE = __name__.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Comparator:
    """One library, in one way of using it."""

    module: str
    function: str
    advances: int
    """Two workers on two cores need about twenty seconds for so many."""

    def find(self) -> Callable[..., Measured | Missing]:
        """Import what measures it; ModuleNotFoundError where the library is not installed."""
        found: Any = getattr(import_module(f"{_HERE}.{self.module}"), self.function)
        return found


COMPARATORS: Mapping[str, Comparator] = MappingProxyType(
    {
        "procrastinate": Comparator("by_procrastinate", "measure", 12_000),
        "pgqueuer": Comparator("by_pgqueuer", "measure", 20_000),
        "pgqueuer_polled": Comparator("by_pgqueuer", "measure_polled", 40_000),
        "dbos": Comparator("by_dbos", "measure", 5_000),
        "temporal": Comparator("by_temporal", "measure", 2_500),
        "temporal_local": Comparator("by_temporal", "measure_locally", 8_000),
    }
)


def measure(name: str, place: Place, *, steps: int, workers: int, customers: int | None = None) -> Measured | Missing:
    """Measure one comparator, scaled down to so many customers as it takes through all steps in about twenty seconds.

    Not to be called where an event loop runs; from the main thread, so that what it starts dies with it at once.

    Args:
        name: a key of `COMPARATORS`.
        place: its own; nothing else may be in it.
        steps: that each customer takes.
        workers: processes.
        customers: another number of them than the usual one.
    """
    comparator = COMPARATORS[name]
    try:
        run = comparator.find()
    except ModuleNotFoundError as error:
        if error.name is None or error.name.startswith("lingqu"):
            raise
        return Missing(f"{error.name} is not installed (dependency group `bench`)")
    return run(place, customers=customers or max(comparator.advances // steps, 1), steps=steps, workers=workers)
