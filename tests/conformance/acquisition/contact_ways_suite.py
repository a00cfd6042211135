"""What every `lingqu.acquisition.ports.ContactWayCarrier` does; subclass it and give it a stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

import pytest

from lingqu.acquisition.contracts import ContactWay
from lingqu.acquisition.ports import ContactWayCarrier
from lingqu.kernel.ids import CorpId, Userid
from lingqu.kernel.outside import AnswerLostError, StaleError

WAY = ContactWay(
    state="lq10", remark="门店海报", skip_verify=True, user=(Userid("chen_rui"), Userid("li_na")), party=()
)


class CarrierStage(Protocol):
    """WeCom as the suite needs it; it has the members `chen_rui` and `li_na`, who may add customers."""

    carrier: ContactWayCarrier
    corp_id: CorpId

    def now(self) -> datetime: ...

    def advance(self, duration: timedelta) -> None: ...

    def carried(self) -> list[ContactWay]:
        """The contact ways that exist."""
        ...

    def lose_answer(self) -> None:
        """Lose the next answer of an adding after it took effect."""
        ...


class ContactWaysSuite:
    """Needs a fixture `stage`."""

    async def test_a_new_way_carries_what_was_asked(self, stage: CarrierStage) -> None:
        carried = await stage.carrier.add(stage.corp_id, WAY)

        assert stage.carried() == [WAY]
        assert carried.config_id
        assert carried.qr_code.startswith("http")

    async def test_a_way_is_found_by_its_state(self, stage: CarrierStage) -> None:
        since = stage.now()
        await stage.carrier.add(stage.corp_id, replace(WAY, state="other"))
        made = await stage.carrier.add(stage.corp_id, WAY)

        assert await stage.carrier.find(stage.corp_id, "lq10", since=since) == made
        assert await stage.carrier.find(stage.corp_id, "lq11", since=since) is None

    async def test_a_way_made_before_the_window_is_not_found(self, stage: CarrierStage) -> None:
        await stage.carrier.add(stage.corp_id, WAY)
        stage.advance(timedelta(minutes=10))

        assert await stage.carrier.find(stage.corp_id, "lq10", since=stage.now() - timedelta(minutes=5)) is None

    async def test_a_lost_answer_is_told_and_the_way_is_found(self, stage: CarrierStage) -> None:
        since = stage.now()
        stage.lose_answer()

        with pytest.raises(AnswerLostError):
            await stage.carrier.add(stage.corp_id, WAY)
        found = await stage.carrier.find(stage.corp_id, "lq10", since=since)

        assert found is not None
        assert len(stage.carried()) == 1

    async def test_an_update_replaces_the_members(self, stage: CarrierStage) -> None:
        made = await stage.carrier.add(stage.corp_id, WAY)
        fewer = replace(WAY, user=(Userid("li_na"),), remark="新名", skip_verify=False)

        for _ in range(2):
            await stage.carrier.update(stage.corp_id, made.config_id, fewer)

        assert stage.carried() == [fewer]

    async def test_a_deleted_way_is_gone_and_may_be_deleted_again(self, stage: CarrierStage) -> None:
        made = await stage.carrier.add(stage.corp_id, WAY)

        for _ in range(2):
            await stage.carrier.delete(stage.corp_id, made.config_id)

        assert stage.carried() == []

    async def test_a_way_that_is_gone_is_not_updated(self, stage: CarrierStage) -> None:
        made = await stage.carrier.add(stage.corp_id, WAY)
        await stage.carrier.delete(stage.corp_id, made.config_id)

        with pytest.raises(StaleError):
            await stage.carrier.update(stage.corp_id, made.config_id, WAY)
