"""WeCom's library of welcome templates of groups, in memory: errors on demand, before the effect or after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

from lingqu.kernel.outside import AnswerLostError, RefusedError, StaleError, TryLaterError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from lingqu.deliveries.contracts.materials import ReadyMaterial
    from lingqu.kernel.clock import Clock
    from lingqu.kernel.ids import CorpId
    from lingqu.kernel.outside import OutsideError


def answer_lost() -> AnswerLostError:
    return AnswerLostError("the line broke after the request was sent", api="add_group_welcome")


def refused(errcode: int) -> RefusedError:
    return RefusedError(f"errcode {errcode}", api="add_group_welcome", errcode=errcode)


@dataclass
class GroupWelcomeShelf:
    """Templates by their ids; `asked` keeps what was asked, `told` of which new ones members were told."""

    clock: Clock
    most: int = 100
    templates: dict[str, ReadyMaterial] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    before: list[Callable[[], OutsideError]] = field(default_factory=list)
    after: list[Callable[[], OutsideError]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def add(self, corp_id: CorpId, ready: ReadyMaterial, *, notify: bool, deadline: datetime) -> str:
        del corp_id
        if self.clock.now() >= deadline:
            raise TryLaterError("too late", api="add_group_welcome", after=deadline - deadline)
        self._ask("add")
        if len(self.templates) >= self.most:
            raise refused(41055)
        template_id = f"msg{next(self.numbers)}"
        self.templates[template_id] = ready
        if notify:
            self.told.append(template_id)
        self._answer()
        return template_id

    async def edit(self, corp_id: CorpId, template_id: str, ready: ReadyMaterial) -> None:
        del corp_id
        self._ask("edit")
        if template_id not in self.templates:
            raise StaleError("invalid template_id", api="edit_group_welcome", errcode=40058)
        self.templates[template_id] = ready
        self._answer()

    async def delete(self, corp_id: CorpId, template_id: str) -> None:
        del corp_id
        self._ask("delete")
        self.templates.pop(template_id, None)
        self._answer()

    def texts(self) -> list[str]:
        return [one.material.text for one in self.templates.values()]

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.before:
            raise self.before.pop(0)()  # noqa: RSE102 - the call makes the error

    def _answer(self) -> None:
        if self.after:
            raise self.after.pop(0)()  # noqa: RSE102 - the call makes the error
