"""What acquisition needs from outside its walls."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from lingqu.acquisition.contracts import CarriedWay, ContactWay
from lingqu.deliveries.contracts.materials import ReadyMaterial
from lingqu.kernel.ids import CorpId, ExternalUserid


class ContactWayCarrier(Protocol):
    """Carries channels at WeCom. Raises `lingqu.kernel.outside` errors and nothing else."""

    async def add(self, corp_id: CorpId, way: ContactWay) -> CarriedWay:
        """Make a contact way.

        Not safe to repeat: after `AnswerLostError` look with `find` before asking again, or the corp gets a second
        code that nobody knows of.
        """
        ...

    async def find(self, corp_id: CorpId, state: str, *, since: datetime) -> CarriedWay | None:
        """Look for a contact way with this state among those made since an instant."""
        ...

    async def update(self, corp_id: CorpId, config_id: str, way: ContactWay) -> None:
        """Replace members and settings; the printed code stays the same. Safe to repeat.

        Raises:
            StaleError: there is no such contact way any more.
        """
        ...

    async def delete(self, corp_id: CorpId, config_id: str) -> None:
        """Let the code die. Safe to repeat: one that is gone already is fine."""
        ...


class CodeReader(Protocol):
    """Reads the pictures WeCom keeps of codes."""

    async def read_code(self, url: str) -> str | None:
        """Return the link that the picture says, None where there is no picture of a code.

        Raises:
            TryLaterError: the picture cannot be had now.
        """
        ...


class NameReader(Protocol):
    """Asks WeCom what customers call themselves, while their greeting waits."""

    async def read_names(
        self, corp_id: CorpId, external_userids: Sequence[ExternalUserid], *, deadline: datetime
    ) -> Mapping[ExternalUserid, str]:
        """Return the names that could be had before `deadline`. Never raises: a greeting has a fall-back text."""
        ...


class GroupWelcomeLibrary(Protocol):
    """WeCom's library of welcome templates of groups. Raises `lingqu.kernel.outside` errors and nothing else."""

    async def add(self, corp_id: CorpId, ready: ReadyMaterial, *, notify: bool, deadline: datetime) -> str:
        """Make a template and return its id; with `notify` WeCom tells the members.

        Not safe to repeat, and nothing lists what is there: `AnswerLostError` is for a person to settle.

        Raises:
            TryLaterError: the deadline is over too, and nothing was made.
            RefusedError: 41055, the library is full.
        """
        ...

    async def edit(self, corp_id: CorpId, template_id: str, ready: ReadyMaterial) -> None:
        """Replace the whole content of a template. Safe to repeat.

        Raises:
            StaleError: there is no such template any more.
        """
        ...

    async def delete(self, corp_id: CorpId, template_id: str) -> None:
        """Take a template out. Safe to repeat: one that is gone already is fine."""
        ...
