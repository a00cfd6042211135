"""HTTP of corps: the connection and its sync."""

from litestar import get, post
from litestar.status_codes import HTTP_200_OK

from lingqu.corps import api
from lingqu.corps.contracts import NO_CORP, ConnectionDraft
from lingqu.corps.errors import CorpNotConnectedError, CredentialsRefusedError
from lingqu.corps.ports import CallbackWatch, CredentialProbe, Seals
from lingqu.corps.schemas import (
    CorpConnect,
    CorpView,
    SyncRunsView,
    SyncView,
    corp_view,
    not_connected,
    runs_view,
    sync_view,
)
from lingqu.infra.database import Database
from lingqu.infra.settings import Settings
from lingqu.kernel.access import Right, Viewer
from lingqu.kernel.ids import CorpId


@get("/corp", operation_id="getCorp", tags=["corps"])
async def get_corp(
    database: Database, viewer: Viewer, seals: Seals, settings: Settings, callback_watch: CallbackWatch
) -> CorpView:
    """Return the connection; `connected` is false before there is one."""
    viewer.require(Right.READ)
    return await _shown(
        database,
        viewer=viewer,
        corp_id=viewer.corp_id,
        seals=seals,
        settings=settings,
        callback_watch=callback_watch,
    )


@post("/corp", operation_id="connectCorp", status_code=HTTP_200_OK, tags=["corps"], opt={"without_corp": True})
async def connect_corp(
    *,
    data: CorpConnect,
    database: Database,
    viewer: Viewer,
    seals: Seals,
    settings: Settings,
    callback_watch: CallbackWatch,
    credential_probe: CredentialProbe,
) -> CorpView:
    """Connect a corp, or give the connected one a new secret, app or name; WeCom is asked before anything is kept."""
    viewer.require(Right.CONNECT)
    draft = api.checked(ConnectionDraft(corpid=data.corpid, name=data.name, agentid=data.agentid, secret=data.secret))
    refusal = await credential_probe.probe(draft)
    if refusal is not None:
        raise CredentialsRefusedError(f"WeCom answers {refusal}", place="body.secret", errcode=refusal)
    corp_id = viewer.corp_id if viewer.corp_id != NO_CORP else await api.reserve_corp_id(database)
    async with database.unit(corp_id, actor=viewer.actor) as unit:
        await api.connect(unit, draft, seals=seals, noise=api.draw_noise())
    return await _shown(
        database, viewer=viewer, corp_id=corp_id, seals=seals, settings=settings, callback_watch=callback_watch
    )


@get("/corp/sync", operation_id="getSync", tags=["corps"])
async def get_sync(database: Database, viewer: Viewer) -> SyncView:
    """Return how far the sync has come."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return sync_view(await api.get_sync(session))


@post("/corp/sync", operation_id="startSync", status_code=HTTP_200_OK, tags=["corps"])
async def start_sync(database: Database, viewer: Viewer) -> SyncView:
    """Start the sync again."""
    viewer.require(Right.CONNECT)
    async with database.unit(viewer.corp_id, actor=viewer.actor) as unit:
        sync = await api.start_sync(unit)
        await unit.audit("corp.sync_started", f"corp:{viewer.corp_id}")
    return sync_view(sync)


@get("/corp/sync/runs", operation_id="listSyncRuns", tags=["corps"])
async def list_sync_runs(database: Database, viewer: Viewer) -> SyncRunsView:
    """Return the newest walks and what the sweeps among them found and repaired, newest first."""
    viewer.require(Right.READ)
    async with database.read(viewer.corp_id) as session:
        return runs_view(await api.list_runs(session))


async def _shown(
    database: Database,
    *,
    viewer: Viewer,
    corp_id: CorpId,
    seals: Seals,
    settings: Settings,
    callback_watch: CallbackWatch,
) -> CorpView:
    try:
        async with database.read(corp_id) as session:
            connection = await api.get_connection(session, seals=seals)
    except CorpNotConnectedError:
        return not_connected(quota_share_permille=settings.quota_share_permille)
    return corp_view(
        connection,
        public_url=settings.public_url,
        last_callback_at=await callback_watch.last_callback_at(corp_id),
        quota_share_permille=settings.quota_share_permille,
        with_keys=viewer.may(Right.CONNECT),
    )


ROUTES = [get_corp, connect_corp, get_sync, start_sync, list_sync_runs]
