"""Files of ours at WeCom: uploaded beforehand, so that no upload lies in a greeting's 20 seconds."""

import asyncio
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from lingqu.deliveries.api.pictures import fit_for_moment
from lingqu.deliveries.contracts import JOB_UPLOAD_MEDIA, Content, Media, MediaNeed, MediaUse
from lingqu.deliveries.contracts.materials import Material
from lingqu.deliveries.domain.content import needs_of
from lingqu.deliveries.domain.keys import blob_path
from lingqu.deliveries.ports import MediaUploader, UploadedMedia
from lingqu.deliveries.store import media as store
from lingqu.infra.blobs import BlobStore
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.ids import CorpId
from lingqu.kernel.jobs import NewJob
from lingqu.kernel.repeating import repeatable

LASTS_AT_LEAST = timedelta(minutes=10)
"""A handle that ends sooner counts as missing: what uses it may leave a little later."""
RENEW_BEFORE = timedelta(hours=24)
"""Temporary media live three days; they are uploaded again in their last one."""
RENEWALS = 100


async def ready_media(session: Session, contents: Iterable[Content]) -> Media:
    """Return the handles that are there; what is missing was not uploaded yet or has expired."""
    needs = {need for content in contents for need in needs_of(content)}
    return await store.find(session, needs, valid_at=session.at + LASTS_AT_LEAST) if needs else {}


def request_media(unit: UnitOfWork, contents: Iterable[Content]) -> None:
    """Ask for the files of contents to be brought to WeCom soon."""
    request_uploads(unit, {need for content in contents for need in needs_of(content)})


def request_uploads(unit: UnitOfWork, needs: Iterable[MediaNeed]) -> None:
    """Ask for uploads, one job per file and use."""
    unit.enqueue(
        *(
            NewJob(
                kind=JOB_UPLOAD_MEDIA,
                key=f"{need.use}:{need.blob_key}",
                payload={"blob_key": need.blob_key, "use": need.use},
            )
            for need in needs
        )
    )


async def upload_media(
    database: Database, corp_id: CorpId, contents: Sequence[Content], *, uploader: MediaUploader, blobs: BlobStore
) -> Media:
    """Bring every file of some contents to WeCom that is not there, and return all handles. Outside of any unit."""
    needs = {need for content in contents for need in needs_of(content)}
    return await bring_media(database, corp_id, needs, uploader=uploader, blobs=blobs)


async def bring_media(
    database: Database, corp_id: CorpId, needs: Collection[MediaNeed], *, uploader: MediaUploader, blobs: BlobStore
) -> Media:
    """Bring those files to WeCom that are not there, and return all handles. Outside of any unit."""
    if not needs:
        return {}
    async with database.read(corp_id) as session:
        there = await store.find(session, needs, valid_at=session.at + LASTS_AT_LEAST)
    missing = sorted(set(needs) - there.keys(), key=lambda need: (need.blob_key, need.use))
    return {**there, **await upload(database, corp_id, missing, uploader=uploader, blobs=blobs)}


async def upload_anew(
    database: Database, corp_id: CorpId, material: Material, *, uploader: MediaUploader, blobs: BlobStore
) -> Media:
    """Bring a material's files to WeCom, those whose handles end with new ones that live as long as they can.

    New ones are not kept: whoever asks again wants others.
    """
    needs = needs_of(material)
    lasting = {need for need in needs if need.use is MediaUse.PICTURE}
    ending = sorted(needs - lasting, key=lambda need: (need.blob_key, need.use))
    there = await bring_media(database, corp_id, lasting, uploader=uploader, blobs=blobs)
    fresh = await _upload(corp_id, ending, uploader=uploader, blobs=blobs)
    return {**there, **{need: media.handle for need, media in fresh}}


async def upload(
    database: Database, corp_id: CorpId, needs: Sequence[MediaNeed], *, uploader: MediaUploader, blobs: BlobStore
) -> Media:
    """Upload files whether they are there or not. Repeating makes another handle and does no harm.

    Raises:
        TryLaterError: WeCom does not take files now, or does not answer.
    """
    uploaded = await _upload(corp_id, needs, uploader=uploader, blobs=blobs)
    if uploaded:
        async with database.unit(corp_id) as unit:
            await store.save(unit, uploaded)
    return {need: media.handle for need, media in uploaded}


async def _upload(
    corp_id: CorpId, needs: Sequence[MediaNeed], *, uploader: MediaUploader, blobs: BlobStore
) -> list[tuple[MediaNeed, UploadedMedia]]:
    uploaded: list[tuple[MediaNeed, UploadedMedia]] = []
    for need in needs:
        content = await blobs.get(blob_path(corp_id, need.blob_key))
        if need.use is MediaUse.MOMENT_PICTURE:
            content = await asyncio.to_thread(fit_for_moment, content)
        with repeatable():
            uploaded.append((need, await uploader.upload(corp_id, need, content)))
    return uploaded


async def renew_media(database: Database, corp_id: CorpId) -> int:
    """Ask for a new upload of temporary files in their last day; return how many."""
    async with database.unit(corp_id) as unit:
        expiring = await store.list_expiring(unit, before=unit.at + RENEW_BEFORE, limit=RENEWALS)
        request_uploads(unit, expiring)
    return len(expiring)


async def forget_media(unit: UnitOfWork, needs: Iterable[MediaNeed]) -> None:
    """Count handles as expired: WeCom refused them."""
    await store.expire(unit, needs)
