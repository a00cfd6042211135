"""Big files that WeCom fetches by itself, for group welcomes: a job, its result, and the event of its end.

Source: https://developer.work.weixin.qq.com/document/path/96483 (2022-09-13, 2024-07-22)
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import msgspec

from wecom_twin.callbacks.messages import upload_finished
from wecom_twin.downloads import RANGE_BYTES
from wecom_twin.endpoints.call import Call, Payload, Route
from wecom_twin.endpoints.errors import ApiError, text_of
from wecom_twin.state.media import FOR_GROUP_WELCOMES, JOB_DONE, JOB_FAILED, Media, UploadJob

if TYPE_CHECKING:
    from wecom_twin.callbacks.courier import Answer

_GROUP_WELCOME_SCENE = 1
_KINDS = {"video": "video/mp4", "file": "application/octet-stream"}
_LEAST_BYTES = 5
_OK = 200
_PARTIAL = 206
_CONTENT_RANGE = re.compile(r"bytes (\d{1,18})-\d{1,18}/(\d{1,18})")


class _Asked(msgspec.Struct):
    scene: int = 0
    type: str = ""
    filename: str = ""
    url: str = ""
    md5: str = ""


class _JobId(msgspec.Struct):
    jobid: str = ""


def upload_by_url(call: Call) -> Payload:
    """Begin to fetch a file; what became of it is asked for by its jobid."""
    asked = call.body(_Asked)
    if asked.scene != _GROUP_WELCOME_SCENE:
        raise ApiError(40058, "invalid scene")
    if asked.type not in _KINDS:
        raise ApiError(40004)
    if not (asked.filename and asked.url and asked.md5):
        raise ApiError(40063)
    jobid = call.realm.ids.letters("jobid", 32)
    job = UploadJob(jobid, call.app.agentid, asked.type, asked.filename, asked.md5.lower(), call.now)
    call.corp.upload_jobs[jobid] = job
    call.realm.downloads.begin(asked.url, _Intake(call, job, asked.url))
    return {"jobid": jobid}


class _Part(NamedTuple):
    content: bytes
    total: int
    """Bytes of the whole file."""


class _Intake:
    """Takes the parts of one job's file, keeps it when it is whole, and ends the job."""

    def __init__(self, call: Call, job: UploadJob, url: str) -> None:
        self._call = call
        self._job = job
        self._url = url
        self._content = bytearray()
        self._total: int | None = None

    def wanted(self) -> tuple[int, int] | None:
        """The next range, until the file is whole or the job has failed."""
        had = len(self._content)
        if self._total is None:
            return (0, RANGE_BYTES - 1) if self._is_address() else None
        if had >= self._total or self._job.status == JOB_FAILED:
            return None
        return had, min(had + RANGE_BYTES, self._total) - 1

    def _is_address(self) -> bool:
        """Whether the job's URL is one; the job fails when it is not."""
        if self._job.status == JOB_FAILED:
            return False
        try:
            _check_address(self._url)
        except ApiError as error:
            self._fail(error)
            return False
        return True

    def take(self, answer: Answer | None) -> None:
        """One part more; with the last one the file is kept."""
        try:
            part = self._checked(answer)
            self._total = part.total
            self._content += part.content
            if len(self._content) == self._total:
                self._keep()
        except ApiError as error:
            self._fail(error)

    def _checked(self, answer: Answer | None) -> _Part:
        """The part that an answer brings.

        Raises:
            ApiError: 830003 it cannot be fetched, or not in ranges; 45001 too small or too large.
        """
        if answer is None or answer.status not in (_OK, _PARTIAL):
            raise ApiError(830003)
        found = _CONTENT_RANGE.fullmatch(answer.content_range)
        if answer.status == _OK or found is None:
            raise ApiError(self._call.realm.switches.unranged_url_errcode)
        first, total = int(found[1]), int(found[2])
        if first != len(self._content) or self._total not in (None, total) or not answer.body:
            raise ApiError(830003)
        if not _LEAST_BYTES <= total <= self._call.realm.limits.upload_by_url_bytes:
            raise ApiError(45001)
        return _Part(answer.body, total)

    def _keep(self) -> None:
        """Keep the whole file for three days.

        Raises:
            ApiError: 301019 its MD5 is not the one that was announced.
        """
        call, job = self._call, self._job
        content = bytes(self._content)
        if hashlib.md5(content, usedforsecurity=False).hexdigest() != job.md5:
            raise ApiError(301019)
        media = Media(
            media_id=f"3c{call.realm.ids.text('media_id', 62)}",
            type=job.type,
            filename=job.filename,
            content_type=_KINDS[job.type],
            content=content,
            created_at=call.now,
            expires_at=call.now + call.realm.limits.media_seconds,
            purpose=FOR_GROUP_WELCOMES,
        )
        call.corp.media[media.media_id] = media
        job.status, job.media_id, job.created_at = JOB_DONE, media.media_id, str(int(call.now))
        self._tell()

    def _fail(self, error: ApiError) -> None:
        self._content.clear()
        self._job.status, self._job.errcode, self._job.errmsg = JOB_FAILED, error.errcode, text_of(error.errcode)
        self._tell()

    def _tell(self) -> None:
        self._call.realm.outbox.raise_to(self._call.corp, self._call.app, upload_finished(self._job.jobid))


def _check_address(url: str) -> None:
    """Refuse what is no address of the web.

    Raises:
        ApiError: 830001.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ApiError(830001)


def get_upload_by_url_result(call: Call) -> Payload:
    """How far a job is, for an hour from its beginning."""
    asked = call.body(_JobId)
    if not asked.jobid:
        raise ApiError(40063)
    job = call.corp.upload_jobs.get(asked.jobid)
    if job is None:
        raise ApiError(40088)
    if call.now >= job.started_at + call.realm.limits.upload_job_seconds:
        raise ApiError(call.realm.switches.past_upload_job_errcode)
    detail = {"errcode": job.errcode, "errmsg": job.errmsg, "media_id": job.media_id, "created_at": job.created_at}
    return {"status": job.status, "detail": detail}


ROUTES: dict[str, Route] = {
    "/cgi-bin/media/upload_by_url": Route(handler=upload_by_url),
    "/cgi-bin/media/get_upload_by_url_result": Route(handler=get_upload_by_url_result),
}
