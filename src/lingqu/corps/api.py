"""Operations of corps: connect, read credentials, follow the sync."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg

from lingqu.corps import store
from lingqu.corps.contracts import (
    JOB_SYNC_CUSTOMERS,
    JOB_SYNC_DIRECTORY,
    JOB_SYNC_GROUPCHATS,
    JOB_SYNC_TAGS,
    PURPOSE_APP_SECRET,
    PURPOSE_CALLBACK,
    SWEEP_AT,
    SYNC_KEY,
    AppCredentials,
    Connection,
    ConnectionDraft,
    CorpRoute,
    Drift,
    DriftKind,
    Granted,
    StageName,
    StageState,
    Sync,
    SyncRun,
    SyncStage,
    SyncState,
)
from lingqu.corps.domain import budget, connection, keys
from lingqu.corps.domain import sync as stages
from lingqu.corps.errors import CorpidTakenError, CorpNotConnectedError, StageEndedError, StageNotRunningError
from lingqu.corps.ports import Seals
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.infra.work import Periodic
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import Lane, NewJob


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyNoise:
    """Random bytes for one connection's keys, drawn at the edge."""

    slug: bytes
    token: bytes
    aes_key: bytes


def draw_noise() -> KeyNoise:
    """Draw the bytes that new callback keys are spelled from."""
    return KeyNoise(
        slug=secrets.token_bytes(keys.SLUG_BYTES),
        token=secrets.token_bytes(keys.TOKEN_BYTES),
        aes_key=secrets.token_bytes(keys.AES_KEY_BYTES),
    )


def checked(draft: ConnectionDraft) -> ConnectionDraft:
    """Return the draft without stray blanks.

    Raises:
        BadConnectionError: with the field and the mend.
    """
    return connection.checked(draft)


async def list_corps(dispatch: psycopg.AsyncConnection) -> list[CorpRoute]:
    """Return every corp of the installation, oldest first. Needs a dispatcher's connection."""
    return await store.list_routes(dispatch)


async def reserve_corp_id(database: Database) -> CorpId:
    """Take a number for a corp that is about to be connected: its first unit must already carry it."""
    async with database.install() as connection:
        return await store.reserve_corp_id(connection)


async def connect(unit: UnitOfWork, draft: ConnectionDraft, *, seals: Seals, noise: KeyNoise) -> Connection:
    """Connect a corp, or give a connected one a new secret, app or name.

    The callback keys are made once: they are pasted in WeCom's console and stay when the secret changes.

    Args:
        draft: as `checked` returned it.

    Raises:
        CorpidTakenError: another corp has this corpid, or this corp was connected with another one.
    """
    known = await store.find_corp(unit)
    secret = _seal(seals, unit.corp_id, PURPOSE_APP_SECRET, "secret", draft.secret)
    if known is None:
        slug = keys.slug_from(noise.slug)
        if not await store.insert_corp(unit, corpid=draft.corpid, name=draft.name, slug=slug):
            raise CorpidTakenError(f"{draft.corpid} is connected already", place="body.corpid", corpid=draft.corpid)
        await store.insert_credential(
            unit,
            agentid=draft.agentid,
            secret=secret,
            callback_token=_seal(seals, unit.corp_id, PURPOSE_CALLBACK, "token", keys.token_from(noise.token)),
            callback_aes_key=_seal(seals, unit.corp_id, PURPOSE_CALLBACK, "aes_key", keys.aes_key_from(noise.aes_key)),
        )
    elif known["corpid"] != draft.corpid:
        raise CorpidTakenError(
            f"this corp is {known['corpid']}: another one is connected as a corp of its own",
            place="body.corpid",
            corpid=known["corpid"],
        )
    else:
        await store.rename_corp(unit, draft.name)
        await store.update_credential(unit, agentid=draft.agentid, secret=secret)
    await unit.audit("corp.connected", f"corp:{unit.corp_id}", agentid=draft.agentid)
    return await get_connection(unit, seals=seals)


async def find_name(session: Session) -> tuple[str, str] | None:
    """Return (corpid, name) of the session's corp."""
    row = await store.find_corp(session)
    return (row["corpid"], row["name"]) if row else None


async def find_route(session: Session) -> CorpRoute | None:
    """Return by what names the session's corp is reached; None before it is connected."""
    row = await store.find_corp(session)
    return CorpRoute(session.corp_id, row["corpid"], row["slug"]) if row else None


async def get_connection(session: Session, *, seals: Seals) -> Connection:
    """Return what an operator sees of the connection.

    Raises:
        CorpNotConnectedError: no credentials yet.
    """
    row = await _credential(session)
    return Connection(
        corp_id=row["corp_id"],
        corpid=row["corpid"],
        name=row["name"],
        slug=row["slug"],
        agentid=row["agentid"],
        callback_token=_open(seals, session.corp_id, PURPOSE_CALLBACK, "token", row["callback_token"]),
        callback_aes_key=_open(seals, session.corp_id, PURPOSE_CALLBACK, "aes_key", row["callback_aes_key"]),
        callback_verified_at=row["callback_verified_at"],
    )


async def get_credentials(session: Session, *, seals: Seals) -> AppCredentials:
    """Open the seals of the corp's self-built app, for the gateway and the callback door.

    Raises:
        CorpNotConnectedError: no credentials yet.
    """
    row = await _credential(session)
    return AppCredentials(
        corp_id=row["corp_id"],
        corpid=row["corpid"],
        agentid=row["agentid"],
        secret=_open(seals, session.corp_id, PURPOSE_APP_SECRET, "secret", row["secret"]),
        callback_token=_open(seals, session.corp_id, PURPOSE_CALLBACK, "token", row["callback_token"]),
        callback_aes_key=_open(seals, session.corp_id, PURPOSE_CALLBACK, "aes_key", row["callback_aes_key"]),
    )


async def mark_callback_verified(unit: UnitOfWork) -> None:
    """Record that WeCom's URL check (GET) passed with our keys."""
    await store.mark_verified(unit)


async def start_sync(unit: UnitOfWork) -> Sync:
    """Start the walk through departments, staff, tags, customers and groups, unless one is at work already.

    A sweep that waits for its next night goes on at once.

    Raises:
        CorpNotConnectedError: no credentials yet.
    """
    await _credential(unit)
    sync = await get_sync(unit)
    kinds = [JOB_SYNC_DIRECTORY, JOB_SYNC_TAGS, JOB_SYNC_CUSTOMERS, JOB_SYNC_GROUPCHATS]
    busy = await store.is_work_waiting(unit, kinds, key=SYNC_KEY)
    if busy and sync.state is SyncState.RUNNING:
        await _resume(unit, sync)
        return sync
    await store.reset_stages(unit, list(StageName))
    await store.insert_run(unit)
    unit.enqueue(NewJob(kind=JOB_SYNC_DIRECTORY, key=SYNC_KEY, lane=Lane.NORMAL))
    return await get_sync(unit)


async def _resume(unit: UnitOfWork, sync: Sync) -> None:
    found = await store.lock_spending(unit)
    if found and found[2].paused_until is not None:
        await store.save_spending(unit, found[0], budget.resumed(found[2]))
        unit.enqueue(NewJob(kind=stages.job_at_work(sync), key=SYNC_KEY, lane=Lane.NORMAL))


async def take_calls(unit: UnitOfWork, wanted: int, *, a_night: int) -> Granted:
    """Take calls out of a sweep's budget before they are made; other walks are counted and have no budget.

    Close the unit before calling. Where nothing is granted, stop until `again_at`.
    """
    found = await store.lock_spending(unit)
    if found is None:
        return Granted(wanted)
    run_id, is_sweep, before = found
    night = Periodic(kind=JOB_SYNC_DIRECTORY, every=timedelta(days=1), offset=SWEEP_AT).next_after(unit.at)
    granted, spent = budget.take(before, wanted, a_night=a_night if is_sweep else None, at=unit.at, next_night=night)
    await store.save_spending(unit, run_id, spent)
    return Granted(granted, spent.paused_until)


async def begin_stage(
    unit: UnitOfWork, stage: StageName, *, total: int | None = None, asked_at: datetime | None = None
) -> SyncStage:
    """Set a stage running and return it. One found running was left by a killed worker: go on from its cursor.

    Args:
        asked_at: when the job was asked for that begins it.

    Raises:
        StageEndedError: it ended after that.
    """
    known = await store.find_stage(unit, stage) if asked_at else None
    if asked_at and known and known.finished_at and known.finished_at >= asked_at:
        raise StageEndedError(f"stage {stage} has ended", stage=stage)
    return await store.begin_stage(unit, stage, total)


async def advance_stage(
    unit: UnitOfWork,
    stage: StageName,
    *,
    done: int,
    cursor: Mapping[str, Any],
    total: int | None = None,
    before: Mapping[str, Any] | None = None,
) -> None:
    """Record how far a stage has come, in the transaction that holds what was done.

    Args:
        before: the cursor that this goes on from, if it matters.

    Raises:
        StageNotRunningError: a newer run began meanwhile, or somebody else has gone on from `before`; stop.
    """
    if not await store.move_stage(unit, stage, done=done, total=total, cursor=cursor, before=before):
        raise StageNotRunningError(f"stage {stage} is not running", stage=stage)


async def finish_stage(unit: UnitOfWork, stage: StageName) -> None:
    """End a stage, and ask for the job of the next one.

    Raises:
        StageNotRunningError: a newer run began meanwhile; stop.
    """
    if not await store.end_stage(unit, stage, StageState.DONE):
        raise StageNotRunningError(f"stage {stage} is not running", stage=stage)
    following = stages.next_job(stage)
    if stage is stages.LAST:
        await store.finish_run(unit)
    if following:
        unit.enqueue(NewJob(kind=following, key=SYNC_KEY, lane=Lane.NORMAL))


async def fail_stage(unit: UnitOfWork, stage: StageName, *, code: str, error: str) -> None:
    """End a stage that nothing but an operator can mend; the page shows code and error."""
    await store.end_stage(unit, stage, StageState.FAILED, error_code=code, error=error)


async def is_sweeping(session: Session) -> bool:
    """Tell whether the walk under way is a sweep: not the first one, so that what it changes had drifted."""
    return await store.is_sweeping(session)


async def add_drift(unit: UnitOfWork, drift: Mapping[DriftKind, Drift]) -> None:
    """Count what a sweep compared, found and repaired, in the transaction that holds the repair."""
    if drift:
        await store.add_drift(unit, drift)


async def list_runs(session: Session, *, limit: int = 20) -> list[SyncRun]:
    """Return the newest walks with what they found, newest first."""
    return await store.list_runs(session, limit)


async def get_sync(session: Session) -> Sync:
    """Return all stages, waiting ones included, and what they amount to."""
    return stages.summary(await store.list_stages(session))


async def get_stages(session: Session) -> list[SyncStage]:
    """Return the stages in the order they run."""
    return list((await get_sync(session)).stages)


async def _credential(session: Session) -> dict[str, Any]:
    row = await store.find_credential(session)
    if row is None:
        raise CorpNotConnectedError("no corp is connected yet")
    return row


def _seal(seals: Seals, corp_id: CorpId, purpose: str, row: str, plain: str) -> bytes:
    return seals.seal(purpose=purpose, corp_id=corp_id, row=row, plaintext=plain.encode())


def _open(seals: Seals, corp_id: CorpId, purpose: str, row: str, sealed: bytes) -> str:
    return seals.open(purpose=purpose, corp_id=corp_id, row=row, sealed=bytes(sealed)).decode()
