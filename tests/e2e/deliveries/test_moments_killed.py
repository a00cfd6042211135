"""A worker is killed at every point of a moment's way, one moment each: nothing is shown twice, nothing is lost."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, cast

import pytest

from doubles.jobs import Steps
from doubles.twin_corp import TwinClock
from e2e.deliveries.conftest import Stage as Brand
from e2e.deliveries.square import Square
from lingqu.deliveries.contracts import DeliveryState
from lingqu.deliveries.contracts.moments import MomentContent
from lingqu.deliveries.jobs import moment_kinds
from lingqu.deliveries.ports import MomentPublisher
from lingqu.gateway.clients import Clients
from lingqu.gateway.media import WecomMedia
from lingqu.gateway.moments import WecomMoments
from lingqu.infra.database import Database, UnitOfWork
from lingqu.kernel.ids import MomentId

pytestmark = pytest.mark.postgres


class KilledError(BaseException):
    """The process ended here."""


class Killer:
    """Ends the process once per moment, at the first place of deliveries' code where it has not done so before."""

    def __init__(self) -> None:
        self.armed = False
        self.hits: list[str] = []

    def pass_by(self, name: str) -> None:
        here = _place()
        point = f"{name} at {here}"
        if self.armed and here and point not in self.hits:
            self.armed = False
            self.hits.append(point)
            raise KilledError(point)


def _place() -> str | None:
    """The line of deliveries' code that is under way."""
    frame = inspect.currentframe()
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.match("lingqu/deliveries/api/*.py"):
            return f"{path.name}:{frame.f_lineno}"
        frame = frame.f_back
    return None


class KillableDatabase:
    """The database; the process may end before a commit and after it."""

    def __init__(self, database: Database, killer: Killer) -> None:
        self._database = database
        self._killer = killer

    def __getattr__(self, name: str) -> Any:
        return getattr(self._database, name)

    @asynccontextmanager
    async def unit(self, *args: Any, **named: Any) -> AsyncGenerator[UnitOfWork]:
        async with self._database.unit(*args, **named) as unit:
            yield unit
            await unit.flush()
            self._killer.pass_by("before commit")
        self._killer.pass_by("after commit")


class KillablePublisher:
    """WeCom; the process may end before a call and before its answer is heard."""

    def __init__(self, publisher: MomentPublisher, killer: Killer) -> None:
        self._publisher = publisher
        self._killer = killer

    def __getattr__(self, name: str) -> Any:
        async def call(*args: Any, **named: Any) -> Any:
            self._killer.pass_by(f"before {name}")
            answer = await getattr(self._publisher, name)(*args, **named)
            self._killer.pass_by(f"after {name}")
            return answer

        return call


async def test_a_worker_killed_anywhere_shows_nothing_twice_and_loses_nothing(
    stage: Brand, clients: Clients, clock: TwinClock
) -> None:
    killer = Killer()
    publisher = cast("Any", KillablePublisher(WecomMoments(clients), killer))
    database = cast("Any", KillableDatabase(stage.database, killer))
    kinds = moment_kinds(publisher, WecomMedia(clients, clock), stage.blobs)
    square = Square(stage, Steps(database, stage.steps.clock, kinds))
    stage.twin.world.turn(corp_moments_per_month=None)
    for number in count(1):
        await _show_one(square, killer, MomentId(number))
        hit = "nowhere any more" if killer.armed else killer.hits[-1]
        assert (hit, square.made()) == (hit, number)
        assert (hit, await square.counts(MomentId(number))) == (hit, {DeliveryState.DELIVERED: 10})
        assert (hit, len(square.seen())) == (hit, 10 * number)
        if killer.armed:
            break

    names = {hit.partition(" at ")[0] for hit in killer.hits}
    assert names == {"before commit", "after commit"} | {
        f"{side} {name}"
        for side in ("before", "after")
        for name in ("make", "result_of", "list_made", "list_members", "list_shown", "list_meant", "stop")
    }


async def _show_one(square: Square, killer: Killer, moment_id: MomentId) -> None:
    """Hand over a moment whose worker dies once, publish it through two of three members, let its time end."""
    killer.armed = False
    await square.hand_over(MomentContent(f"第 {moment_id} 条", ()), moment_id=moment_id, hours=0.5)
    killer.armed = True
    await _run(square, minutes=18)
    square.publish("chen_rui", "li_na")
    await _run(square, minutes=40)
    square.publish()


async def _run(square: Square, **duration: float) -> None:
    """Run to the end; who was killed is followed by another worker, once the lease has run out."""
    try:
        await square.run(**duration)
    except KilledError:
        await square.run(**duration)
