"""Files of ours at WeCom: uploaded beforehand, so that no upload lies in a greeting's 20 seconds."""

from collections.abc import Iterable
from datetime import timedelta

from lingqu.deliveries.contracts import JOB_UPLOAD_MEDIA, Content, Media, MediaNeed
from lingqu.deliveries.domain.content import needs_of
from lingqu.deliveries.store import media as store
from lingqu.infra.database import Session, UnitOfWork
from lingqu.kernel.jobs import NewJob

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
