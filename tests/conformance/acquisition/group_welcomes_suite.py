"""What every `lingqu.acquisition.ports.GroupWelcomeLibrary` does; subclass it and give it a stage."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

import pytest

from lingqu.acquisition.ports import GroupWelcomeLibrary
from lingqu.deliveries.contracts import Link
from lingqu.deliveries.contracts.materials import Material, ReadyMaterial
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import AnswerLostError, RefusedError, StaleError, TryLaterError

RULES = Link("群规", "https://shop.example/rules", None, None)
HELLO = ReadyMaterial(material=Material("欢迎 %NICKNAME% 入群", (RULES,)))
SHORT = ReadyMaterial(material=Material("欢迎入群", ()))
FULL = 41055


class LibraryStage(Protocol):
    """WeCom as the suite needs it: an empty library."""

    library: GroupWelcomeLibrary
    corp_id: CorpId

    def now(self) -> datetime: ...

    def held(self) -> list[tuple[str, bool]]:
        """Return the text of each template, and whether it has an attachment."""
        ...

    def lose_answer(self) -> None:
        """Lose the answer of the next call that makes one, after it took effect."""
        ...

    def fill(self) -> None:
        """Let the library hold no more than it does."""
        ...


class GroupWelcomeLibrarySuite:
    """Needs a fixture `stage`."""

    async def test_what_is_made_is_changed_whole_and_deleted_as_often_as_one_likes(self, stage: LibraryStage) -> None:
        template_id = await self.add(stage)
        made = stage.held()
        await stage.library.edit(stage.corp_id, template_id, SHORT)
        changed = stage.held()
        for _ in range(2):
            await stage.library.delete(stage.corp_id, template_id)

        assert (made, changed, stage.held()) == ([("欢迎 %NICKNAME% 入群", True)], [("欢迎入群", False)], [])

    async def test_a_change_of_what_is_gone_says_so(self, stage: LibraryStage) -> None:
        template_id = await self.add(stage)
        await stage.library.delete(stage.corp_id, template_id)

        with pytest.raises(StaleError):
            await stage.library.edit(stage.corp_id, template_id, SHORT)

    async def test_a_full_library_is_refused(self, stage: LibraryStage) -> None:
        await self.add(stage)
        stage.fill()

        with pytest.raises(RefusedError) as refusal:
            await self.add(stage)
        assert refusal.value.errcode == FULL

    async def test_a_lost_answer_is_told_and_not_repeated(self, stage: LibraryStage) -> None:
        stage.lose_answer()

        with pytest.raises(AnswerLostError):
            await self.add(stage)
        assert len(stage.held()) == 1

    async def test_a_call_after_its_deadline_makes_nothing(self, stage: LibraryStage) -> None:
        with pytest.raises(TryLaterError):
            await self.add(stage, within=timedelta(0))
        assert stage.held() == []

    async def add(self, stage: LibraryStage, *, within: timedelta = timedelta(seconds=20)) -> str:
        return await stage.library.add(stage.corp_id, HELLO, notify=True, deadline=stage.now() + within)
