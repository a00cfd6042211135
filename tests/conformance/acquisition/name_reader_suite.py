"""What every `lingqu.acquisition.ports.NameReader` does; subclass it and give it a stage."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from lingqu.acquisition.ports import NameReader
from lingqu.kernel.ids import CorpId, ExternalUserid


class NameStage(Protocol):
    """WeCom as the suite needs it."""

    names: NameReader
    corp_id: CorpId

    def now(self) -> datetime: ...

    def befriend(self, name: str) -> ExternalUserid:
        """Let somebody of this name be a customer."""
        ...


class NameReaderSuite:
    """Needs a fixture `stage`."""

    async def test_names_are_told_by_external_userid(self, stage: NameStage) -> None:
        liu, wang = stage.befriend("刘颖🌸"), stage.befriend("王小明")

        assert await self.read(stage, liu, wang) == {liu: "刘颖🌸", wang: "王小明"}

    async def test_a_stranger_is_left_out(self, stage: NameStage) -> None:
        liu = stage.befriend("刘颖")

        assert await self.read(stage, liu, ExternalUserid("wmNobody")) == {liu: "刘颖"}

    async def test_nobody_has_no_names(self, stage: NameStage) -> None:
        assert await self.read(stage) == {}

    @staticmethod
    async def read(stage: NameStage, *external_userids: ExternalUserid) -> dict[ExternalUserid, str]:
        deadline = stage.now() + timedelta(seconds=2)
        return dict(await stage.names.read_names(stage.corp_id, external_userids, deadline=deadline))
