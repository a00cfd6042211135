"""Readers of facts in workers: leases, one bad corp, an engine that is away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from lingqu.entrypoints import following
from lingqu.entrypoints.following import Follower
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.infra.history.errors import HistoryDownError
from lingqu.infra.readers import FactReader
from lingqu.kernel.ids import CorpId

pytestmark = pytest.mark.postgres


@dataclass(slots=True)
class Steps:
    """A reader that does as told: by corp, what a step ends with."""

    ends: dict[CorpId, int | Exception] = field(default_factory=dict)
    taken: list[CorpId] = field(default_factory=list)

    async def step(self, _database: Database, corp_id: CorpId) -> int:
        self.taken.append(corp_id)
        end = self.ends.get(corp_id, 1)
        if isinstance(end, Exception):
            raise end
        return end


def follower(database: Database, steps: Steps, worker: str = "w1") -> Follower:
    return Follower(database, FactReader(name="test", step=steps.step), worker)


@pytest.fixture(autouse=True)
def always_claiming(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "RENEW_SECONDS", 0.0)


async def test_every_corp_gets_a_step_a_turn(database: Database, corp_id: CorpId, other_corp_id: CorpId) -> None:
    steps = Steps({other_corp_id: 4})

    did = await follower(database, steps).turn()

    assert (did, sorted(steps.taken)) == (5, sorted([corp_id, other_corp_id]))


async def test_a_second_worker_gets_nothing_until_the_first_leaves(database: Database, corp_id: CorpId) -> None:
    first, second = follower(database, Steps()), follower(database, Steps(), "w2")
    turns = [await first.turn(), await second.turn()]

    await first.leave()

    assert (turns, await second.turn(), await first.turn()) == ([1, 0], 1, 0)


async def test_a_lease_ends_by_itself(database: Database, corp_id: CorpId, clock: SteppedClock) -> None:
    await follower(database, Steps()).turn()
    second = follower(database, Steps(), "w2")
    before = await second.turn()

    clock.advance(timedelta(seconds=following.LEASE_SECONDS + 1))

    assert (before, await second.turn()) == (0, 1)


async def test_two_readers_do_not_take_each_others_leases(database: Database, corp_id: CorpId) -> None:
    await follower(database, Steps()).turn()
    other = Follower(database, FactReader(name="other", step=Steps().step), "w2")

    assert await other.turn() == 1


async def test_few_facts_gather_before_the_next_step_and_many_do_not_wait(
    database: Database, corp_id: CorpId, other_corp_id: CorpId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "GATHER_SECONDS", 3600.0)
    monkeypatch.setattr(following, "MOST_GATHER_SECONDS", 3600.0)
    steps = Steps({corp_id: 9, other_corp_id: 10})
    one = Follower(database, FactReader(name="test", step=steps.step, gathers=10), "w1")

    did = [await one.turn() for _ in range(3)]

    assert did == [19, 10, 10]


@pytest.mark.parametrize("error", [ValueError("a bug"), HistoryDownError("away")])
async def test_a_corp_that_fails_rests_and_holds_up_no_other(
    database: Database, corp_id: CorpId, other_corp_id: CorpId, error: Exception
) -> None:
    steps = Steps({corp_id: error})
    one = follower(database, steps)

    did = [await one.turn() for _ in range(3)]

    assert did == [1, 1, 1]
    assert (steps.taken.count(corp_id), steps.taken.count(other_corp_id)) == (1, 3)


async def test_a_corp_that_failed_is_tried_again(
    database: Database, corp_id: CorpId, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "FAILED_PAUSE_SECONDS", 0.0)
    steps = Steps({corp_id: HistoryDownError("away")})
    one = follower(database, steps)
    away = await one.turn()

    steps.ends.clear()

    assert (away, await one.turn()) == (0, 1)
