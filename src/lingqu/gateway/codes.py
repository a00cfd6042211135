"""The pictures WeCom keeps of contact ways' codes, and what they say."""

import asyncio
import io
from datetime import timedelta

import httpx
import zxingcpp
from PIL import Image, UnidentifiedImageError

from lingqu.kernel.outside import TryLaterError

MAX_PICTURE_BYTES = 1024 * 1024
MAX_PIXELS = 4000
PICTURE_WITHIN_SECONDS = 10.0
LOOK_AGAIN_AFTER = timedelta(minutes=10)
GONE = frozenset({404, 410})


class WecomCodes:
    """`lingqu.acquisition.ports.CodeReader` over HTTP."""

    async def read_code(self, url: str) -> str | None:
        """See the port. WeCom puts an avatar in the middle of its codes, which their redundancy allows for."""
        picture = await _picture(url)
        return None if picture is None else await asyncio.to_thread(read_picture, picture)


async def _picture(url: str) -> bytes | None:
    try:
        async with (
            httpx.AsyncClient(timeout=PICTURE_WITHIN_SECONDS) as http,
            http.stream("GET", url, follow_redirects=True) as answer,
        ):
            if answer.status_code in GONE:
                return None
            answer.raise_for_status()
            return await _body(answer)
    except httpx.HTTPError as error:
        raise TryLaterError(f"the code's picture: {error!r}", api="picture", after=LOOK_AGAIN_AFTER) from error
    except httpx.InvalidURL:
        return None


async def _body(answer: httpx.Response) -> bytes | None:
    pieces: list[bytes] = []
    size = 0
    async for piece in answer.aiter_bytes():
        size += len(piece)
        if size > MAX_PICTURE_BYTES:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def read_picture(picture: bytes) -> str | None:
    """Return what the code in a picture says; None when it is no picture, or shows no code."""
    try:
        with Image.open(io.BytesIO(picture)) as opened:
            if max(opened.size) > MAX_PIXELS:
                return None
            grey = opened.convert("L")
    except (UnidentifiedImageError, OSError, ValueError):
        return None
    code = zxingcpp.read_barcode(grey)
    return code.text or None if code else None
