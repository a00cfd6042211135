"""Work at a terminal on one corp."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from lingqu.corps.api import list_corps
from lingqu.corps.contracts import CorpRoute
from lingqu.entrypoints.platform import Platform, open_platform
from lingqu.infra.logs import configure_logs
from lingqu.infra.settings import load_settings
from lingqu.kernel.errors import NotFoundError

_Result = TypeVar("_Result")


class NoSuchCorpError(NotFoundError):
    """Several corps are connected, or none of that corpid: say which."""

    code = "corps.which"


def with_corp(corpid: str | None, work: Callable[[Platform, CorpRoute], Awaitable[_Result]]) -> _Result:
    """Do work on the corp of that corpid, or on the only one there is.

    Raises:
        NoSuchCorpError: say which.
    """
    settings = load_settings()
    configure_logs(settings.log_level, style=settings.log_format)

    async def run() -> _Result:
        async with open_platform(settings) as platform:
            async with platform.database.dispatch() as connection:
                corps = await list_corps(connection)
            meant = [one for one in corps if corpid in {None, one.corpid}]
            if len(meant) != 1:
                known = ", ".join(one.corpid for one in corps) or "none is connected"
                raise NoSuchCorpError(f"name one corp with --corp: {known}")
            return await work(platform, meant[0])

    return asyncio.run(run())
