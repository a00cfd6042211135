"""Videos that operators upload for moments and materials."""

from dataclasses import dataclass

from lingqu.deliveries.contracts.moments import MOST_VIDEO_BYTES, MOST_VIDEO_SECONDS
from lingqu.deliveries.domain.content import LONG_VIDEO, VIDEO
from lingqu.deliveries.domain.keys import blob_key, blob_path
from lingqu.deliveries.domain.mp4 import duration_of
from lingqu.deliveries.errors import BadVideoError, LongVideoError
from lingqu.infra.blobs import BlobStore
from lingqu.kernel.ids import CorpId


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video as kept."""

    blob_key: str
    seconds: float
    bytes: int


async def keep_video(blobs: BlobStore, corp_id: CorpId, content: bytes, *, any_length: bool = False) -> Video:
    """Keep an MP4 that WeCom takes: what it would refuse is better told now than when members wait.

    Moments take 30 s, materials `any_length`; the key of a longer one tells that moments do not take it.

    Raises:
        BadVideoError: too big, not an MP4, or one that does not say how long it plays.
        LongVideoError: it plays longer than WeCom takes in a moment.
    """
    if len(content) > MOST_VIDEO_BYTES:
        raise BadVideoError("a video of at most 10 MB", bytes=len(content), most_bytes=MOST_VIDEO_BYTES)
    played = duration_of(content)
    if played is None:
        raise BadVideoError("not an MP4 that says how long it plays")
    seconds = played.total_seconds()
    is_long = seconds > MOST_VIDEO_SECONDS
    if is_long and not any_length:
        raise LongVideoError(seconds=round(seconds, 1), most_seconds=MOST_VIDEO_SECONDS)
    key = blob_key(content, LONG_VIDEO if is_long else VIDEO)
    await blobs.put(blob_path(corp_id, key), content)
    return Video(blob_key=key, seconds=seconds, bytes=len(content))
