"""Uploads of big files that WeCom fetches by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call
from wecom_api.calls.limits import given

GROUP_WELCOME = 1


class UploadJob(msgspec.Struct, frozen=True, kw_only=True):
    """A running upload; jobids live 60 minutes."""

    jobid: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadByUrl(Call[UploadJob]):
    """Let WeCom fetch a file of up to 200 MB, for group welcomes only.

    Window: the common limits. Repeating starts another job and does no harm.
    Shape: 5 bytes to 200 MB; the address must honour Range; md5 of the file in hexadecimal. The media_id that comes
        of it serves `media/get` and group welcome templates, nothing else.
    Errors: 45001 size; 830001 address; 830003 could not be fetched; 301019 md5 differs.
    Source: https://developer.work.weixin.qq.com/document/path/96483 (2022-09-13, 2024-07-22)
    """

    path: ClassVar[str] = "/cgi-bin/media/upload_by_url"
    idempotent: ClassVar[bool] = True

    type: Literal["video", "file"]
    filename: str
    url: str
    md5: str
    scene: Literal[1] = GROUP_WELCOME

    def __post_init__(self) -> None:
        given(self, filename=self.filename, url=self.url, md5=self.md5)


class UploadDetail(msgspec.Struct, frozen=True, kw_only=True):
    """How an upload ended.

    Attributes:
        errcode: of the upload itself, 0 when it is done: 830001, 830003, 301019 when it failed.
        created_at: unix seconds (WeCom sends it as text or as a number); empty while there is no file.
    """

    errcode: int = 0
    errmsg: str = ""
    media_id: str = ""
    created_at: int | Literal[""] = 0


class UploadProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far an upload is.

    Attributes:
        status: 1 running, 2 done, 3 failed; 0 when WeCom does not say.
    """

    status: int = 0
    detail: UploadDetail = UploadDetail()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUploadByUrlResult(Call[UploadProgress]):
    """See how far an upload by URL is; the event `upload_media_job_finish` says when it ended.

    Window: the common limits; the jobid lives 60 minutes.
    Shape: one jobid.
    Errors: 40088 jobid unknown; 40089 gone.
    Source: https://developer.work.weixin.qq.com/document/path/96483 (2022-09-13, 2024-07-22)
    """

    path: ClassVar[str] = "/cgi-bin/media/get_upload_by_url_result"
    idempotent: ClassVar[bool] = True

    jobid: str

    def __post_init__(self) -> None:
        given(self, jobid=self.jobid)
