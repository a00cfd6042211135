"""Pictures that operators upload for greetings and broadcasts."""

import asyncio
import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from lingqu.deliveries.contracts import Content
from lingqu.deliveries.contracts.materials import Material
from lingqu.deliveries.domain.content import needs_of
from lingqu.deliveries.domain.keys import blob_key, blob_path, is_blob_key
from lingqu.deliveries.errors import BadPictureError, DensePictureError, VastPictureError
from lingqu.infra.blobs import BlobStore
from lingqu.kernel.ids import CorpId

LEAST_BYTES = 6
MOST_BYTES = 2 * 2**20
"""WeCom's limit on permanent pictures (uploadimg), the narrowest of those a picture may meet."""
MOST_UPLOADED_BYTES = 10 * 2**20
"""Phones take larger pictures than WeCom: those are made smaller."""
MOST_PIXELS = 40_000_000
"""Beyond this a small file may be a bomb; no phone shows as many."""
MOMENT_LONG_SIDE = 10_800
MOMENT_SHORT_SIDE = 1_080
"""Pixels that WeCom takes of a moment's picture; phones take wider ones, which are made smaller."""
EXTENSIONS = {"JPEG": "jpg", "PNG": "png"}
MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "mp4": "video/mp4", "m4v": "video/mp4"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture as kept; width and height in pixels."""

    blob_key: str
    width: int
    height: int
    bytes: int


async def keep_picture(blobs: BlobStore, corp_id: CorpId, content: bytes) -> Picture:
    """Keep a JPG or PNG, made smaller where WeCom would not take it everywhere.

    Raises:
        BadPictureError: too small, too big, or not such a picture.
        VastPictureError: it has too many pixels.
        DensePictureError: it cannot be made small enough.
    """
    picture, content = await fit_picture(content)
    await blobs.put(blob_path(corp_id, picture.blob_key), content)
    return picture


async def fit_picture(content: bytes) -> tuple[Picture, bytes]:
    """Return what a JPG or PNG would be kept as; it raises what `keep_picture` does."""
    if not LEAST_BYTES <= len(content) <= MOST_UPLOADED_BYTES:
        raise BadPictureError("a picture of at most 10 MB", bytes=len(content), most_bytes=MOST_UPLOADED_BYTES)
    extension, width, height = await asyncio.to_thread(_measure, content)
    if len(content) > MOST_BYTES:
        content = await asyncio.to_thread(fit_for_moment, content)
        if len(content) > MOST_BYTES:
            raise DensePictureError(kept_bytes=len(content), most_bytes=MOST_BYTES)
        extension, width, height = await asyncio.to_thread(_measure, content)
    key = blob_key(content, extension)
    return Picture(blob_key=key, width=width, height=height, bytes=len(content)), content


async def is_kept(blobs: BlobStore, corp_id: CorpId, name: str) -> bool:
    """Tell whether a name is the key of a picture that the corp has."""
    return is_blob_key(name) and not await missing_files(blobs, corp_id, [name])


async def read_picture(blobs: BlobStore, corp_id: CorpId, key: str) -> tuple[bytes, str]:
    """Return a picture, or another file, with its media type.

    Raises:
        lingqu.infra.blobs.BlobNotFoundError: there is none of that key.
    """
    content = await blobs.get(blob_path(corp_id, key))
    return content, MEDIA_TYPES.get(key.rpartition(".")[2], "application/octet-stream")


def fit_for_moment(content: bytes) -> bytes:
    """Return a picture as a moment takes it: unchanged where it fits, else smaller, upright, in its own format."""
    with Image.open(io.BytesIO(content), formats=list(EXTENSIONS)) as image:
        scale = min(1, MOMENT_SHORT_SIDE / min(image.size), MOMENT_LONG_SIDE / max(image.size))
        if scale == 1:
            return content
        kind = str(image.format)
        # A phone says in the file which side is up; what is written anew says nothing any more.
        upright = ImageOps.exif_transpose(image)
        width, height = (max(int(side * scale), 1) for side in upright.size)
        smaller = io.BytesIO()
        upright.resize((width, height), Image.Resampling.LANCZOS).save(smaller, kind, quality=90)
        return smaller.getvalue()


async def missing_files(blobs: BlobStore, corp_id: CorpId, keys: Iterable[str]) -> list[str]:
    """Return those of some keys that nobody uploaded."""
    return [key for key in sorted(set(keys)) if await blobs.stat(blob_path(corp_id, key)) is None]


async def missing_pictures(blobs: BlobStore, corp_id: CorpId, content: Content | Material) -> list[str]:
    """Return keys that a content names and nobody uploaded."""
    return await missing_files(blobs, corp_id, pictures_of(content))


def pictures_of(content: Content | Material) -> set[str]:
    """Return the keys of the pictures and other files that a content names."""
    return {need.blob_key for need in needs_of(content)}


def _measure(content: bytes) -> tuple[str, int, int]:
    try:
        with Image.open(io.BytesIO(content), formats=list(EXTENSIONS)) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise VastPictureError(most_pixels=MOST_PIXELS)
            image.verify()
            return EXTENSIONS[str(image.format)], width, height
    except Image.DecompressionBombError as error:
        raise VastPictureError(most_pixels=MOST_PIXELS) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise BadPictureError("not a JPG or PNG picture") from error
