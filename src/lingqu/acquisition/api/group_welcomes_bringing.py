"""Have WeCom hold welcome templates as they are: decide in a unit, call outside of it, record in another.

Making one is begun in a unit of its own, and asked once. A worker killed between the call and the record leaves it
`making`: whoever comes next knows that nobody can tell, and leaves it to a person.
"""

from dataclasses import dataclass

from lingqu.acquisition.api.group_welcomes import get_group_welcome
from lingqu.acquisition.contracts.group_welcomes import GroupWelcome, GroupWelcomeId, GroupWelcomeState
from lingqu.acquisition.domain.group_welcomes import CALL_WITHIN, Change, Delete, Lose, Make, Nothing, next_step
from lingqu.acquisition.ports import GroupWelcomeLibrary
from lingqu.acquisition.store import group_welcomes as store
from lingqu.deliveries.api.media import upload_anew
from lingqu.deliveries.contracts.materials import ReadyMaterial
from lingqu.deliveries.ports import MediaUploader
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId
from lingqu.kernel.outside import AnswerLostError, MisconfiguredError, RefusedError, StaleError, TryLaterError
from lingqu.kernel.repeating import repeatable

MAKING = (GroupWelcomeState.MAKING,)
ANSWERABLE = (GroupWelcomeState.MAKING, GroupWelcomeState.UNKNOWN)
"""An answer may come after somebody took the caller for dead."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What bringing a template needs of outside."""

    library: GroupWelcomeLibrary
    uploader: MediaUploader
    blobs: BlobStore


async def bring(database: Database, corp_id: CorpId, number: GroupWelcomeId, *, tools: Tools) -> None:
    """Ask WeCom what is to be asked of a template, until nothing is.

    Raises:
        TryLaterError: the rest is left for later.
        MisconfiguredError: no call passes until somebody mends the configuration.
    """
    while True:
        async with database.read(corp_id) as session:
            welcome = await get_group_welcome(session, number)
            step = next_step(welcome, at=session.at)
        match step:
            case Make():
                await _make(database, corp_id, welcome, tools=tools)
            case Lose():
                await _settle(database, corp_id, number, GroupWelcomeState.UNKNOWN)
            case Change(template_id):
                await _change(database, corp_id, welcome, template_id, tools=tools)
            case Delete(template_id):
                await _delete(database, corp_id, number, template_id, tools=tools)
            case Nothing():
                return


async def _make(database: Database, corp_id: CorpId, welcome: GroupWelcome, *, tools: Tools) -> None:
    number = welcome.group_welcome_id
    ready = await _ready(database, corp_id, welcome, tools=tools)
    async with database.unit(corp_id) as unit:
        now = await store.find(unit, number, lock=True)
        if now is None or now.changed_at != welcome.changed_at:
            return
        if not await store.move(unit, number, GroupWelcomeState.MAKING, sources=[GroupWelcomeState.WAITING]):
            return
        deadline = unit.at + CALL_WITHIN
    try:
        made = await tools.library.add(corp_id, ready, notify=welcome.draft.notify, deadline=deadline)
    except AnswerLostError:
        await _settle(database, corp_id, number, GroupWelcomeState.UNKNOWN)
        return
    except (TryLaterError, MisconfiguredError):
        await _settle(database, corp_id, number, GroupWelcomeState.WAITING)
        raise
    except RefusedError as error:
        await _settle(database, corp_id, number, GroupWelcomeState.REFUSED, errcode=error.errcode)
        return
    async with database.unit(corp_id) as unit:
        await store.move(unit, number, GroupWelcomeState.LIVE, sources=ANSWERABLE, template_id=made)


async def _change(
    database: Database, corp_id: CorpId, welcome: GroupWelcome, template_id: str, *, tools: Tools
) -> None:
    ready = await _ready(database, corp_id, welcome, tools=tools)
    errcode: int | None = None
    try:
        with repeatable():
            await tools.library.edit(corp_id, template_id, ready)
    except StaleError:
        async with database.unit(corp_id) as unit:
            await store.move(unit, welcome.group_welcome_id, GroupWelcomeState.GONE, sources=[GroupWelcomeState.LIVE])
        return
    except RefusedError as error:
        errcode = error.errcode or 0
    async with database.unit(corp_id) as unit:
        await store.note_change(unit, welcome, errcode=errcode)


async def _delete(
    database: Database, corp_id: CorpId, number: GroupWelcomeId, template_id: str, *, tools: Tools
) -> None:
    """Delete what WeCom holds; where it refuses for good, as of another app's, the template stays and says why."""
    state, refused, errcode = GroupWelcomeState.REMOVED, False, None
    try:
        with repeatable():
            await tools.library.delete(corp_id, template_id)
    except RefusedError as error:
        state, refused, errcode = GroupWelcomeState.LIVE, True, error.errcode
    async with database.unit(corp_id) as unit:
        await store.move(
            unit,
            number,
            state,
            sources=[GroupWelcomeState.REMOVING],
            template_id=template_id if refused else None,
            errcode=errcode,
            removal_refused=refused,
        )


async def _ready(database: Database, corp_id: CorpId, welcome: GroupWelcome, *, tools: Tools) -> ReadyMaterial:
    """Make the content ready with files that were brought to WeCom just now, and so live their three days."""
    material = welcome.draft.content
    media = await upload_anew(database, corp_id, material, uploader=tools.uploader, blobs=tools.blobs)
    return ReadyMaterial(material=material, media=media)


async def _settle(
    database: Database,
    corp_id: CorpId,
    number: GroupWelcomeId,
    state: GroupWelcomeState,
    *,
    errcode: int | None = None,
) -> None:
    async with database.unit(corp_id) as unit:
        await store.move(unit, number, state, sources=MAKING, errcode=errcode)
