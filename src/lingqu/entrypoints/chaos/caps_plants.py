"""Faults in what `lingqu chaos caps` tries out, which its judge must find."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace

import psycopg

from lingqu.deliveries.contracts import JOB_READ_OWN_SENDS
from lingqu.infra.work import Batch, JobKind

PLANTS = ("reservations", "own-sends")
_OPEN = "UPDATE delivery SET state = 'expired' WHERE state = 'handed_over' RETURNING delivery_id"
_OPENED = "UPDATE delivery SET state = 'handed_over' WHERE delivery_id = ANY(%s)"

Handler = Callable[[Batch], Awaitable[None]]


def planted(kinds: Mapping[str, JobKind], plants: Collection[str], superuser_url: str) -> dict[str, JobKind]:
    """Return the kinds of work with faults: tasks that are open reserve nothing; members' own sends are not read."""
    changed = dict(kinds)
    if "own-sends" in plants:
        changed[JOB_READ_OWN_SENDS] = replace(changed[JOB_READ_OWN_SENDS], handler=_do_nothing)
    if "reservations" in plants:
        for name, kind in kinds.items():
            if name.startswith("outreach."):
                changed[name] = replace(kind, handler=_forgetting_open_tasks(kind.handler, superuser_url))
    return changed


async def _do_nothing(batch: Batch) -> None:
    """Read nothing.

    Idempotent: as doing nothing is.
    """
    del batch


def _forgetting_open_tasks(handler: Handler, superuser_url: str) -> Handler:
    async def plan(batch: Batch) -> None:
        """Plan as if whatever is open had ended.

        Idempotent: as the handler is.
        """
        with _hidden(superuser_url):
            await handler(batch)

    return plan


@contextmanager
def _hidden(superuser_url: str) -> Generator[None]:
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        hidden = [delivery_id for (delivery_id,) in connection.execute(_OPEN)]
        try:
            yield
        finally:
            connection.execute(_OPENED, (hidden,))
