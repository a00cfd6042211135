"""Uploaded files: temporary media for three days, permanent pictures for `pic_url`."""

from dataclasses import dataclass

FOR_MESSAGES = 0
FOR_MOMENTS = 1
FOR_ALBUM = 2


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
