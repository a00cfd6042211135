"""Published versions as a process remembers them: they never change."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field

from lingqu.infra.database import Session
from lingqu.journeys.contracts.enrollments import JourneyId
from lingqu.journeys.domain.advancing import Way
from lingqu.journeys.errors import VersionNotFoundError
from lingqu.journeys.store import journeys as store
from lingqu.kernel.ids import CorpId

MOST_REMEMBERED = 500


@dataclass(slots=True)
class Ways:
    """Versions that were used last, of all corps."""

    _known: OrderedDict[tuple[CorpId, JourneyId, int], Way] = field(default_factory=OrderedDict)

    async def of(self, session: Session, journey_id: JourneyId, version: int) -> Way:
        """Return a version.

        Raises:
            VersionNotFoundError: there is none.
        """
        key = (session.corp_id, journey_id, version)
        way = self._known.get(key)
        if way is None:
            definition = await store.find_version(session, journey_id, version)
            if definition is None:
                raise VersionNotFoundError(journey_id, version)
            way = self._known[key] = Way.of(definition)
            if len(self._known) > MOST_REMEMBERED:
                self._known.popitem(last=False)
        self._known.move_to_end(key)
        return way
