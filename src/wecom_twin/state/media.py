"""Uploaded files: temporary media for three days, permanent pictures for `pic_url`."""

from dataclasses import dataclass

FOR_MESSAGES = 0
FOR_MOMENTS = 1
FOR_ALBUM = 2
FOR_GROUP_WELCOMES = 3
"""A big file that WeCom fetched by itself: good for group welcomes and for reading it back."""
JOB_RUNNING = 1
JOB_DONE = 2
JOB_FAILED = 3


@dataclass(frozen=True, slots=True)
class Media:
    """A temporary file, shared by all apps of its corp."""

    media_id: str
    type: str
    filename: str
    content_type: str
    content: bytes
    created_at: float
    expires_at: float
    purpose: int = FOR_MESSAGES
    high_definition: bytes = b""
    """Speex at 16 kHz, of a voice that a page recorded; empty for other files."""


@dataclass(slots=True, eq=False)
class UploadJob:
    """The fetching of one big file; how it stands is asked for by its jobid."""

    jobid: str
    agentid: int
    type: str
    filename: str
    md5: str
    started_at: float
    status: int = JOB_RUNNING
    errcode: int = 0
    errmsg: str = "ok"
    media_id: str = ""
    created_at: str = ""
    """Unix seconds as text."""
