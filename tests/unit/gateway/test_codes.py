from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import segno
from PIL import Image

from lingqu.gateway.codes import MAX_PICTURE_BYTES, WecomCodes, read_picture
from lingqu.kernel.outside import TryLaterError

LINK = "https://work.weixin.qq.com/u/vc4c0ffee?v=4.1"


def picture(*, avatar: bool = False, kind: str = "PNG") -> bytes:
    """A code as WeCom serves it, with or without an avatar in the middle."""
    drawn = io.BytesIO()
    segno.make(LINK, error="h", micro=False).save(drawn, kind="png", scale=8, border=2)
    image = Image.open(drawn).convert("RGB")
    if avatar:
        side = image.width // 5
        corner = (image.width - side) // 2
        image.paste((90, 140, 220), (corner, corner, corner + side, corner + side))
    out = io.BytesIO()
    image.save(out, format=kind)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("avatar", [False, True])
def test_a_code_is_read_also_around_an_avatar(kind: str, avatar: bool) -> None:  # noqa: FBT001 - a column
    assert read_picture(picture(kind=kind, avatar=avatar)) == LINK


def blank() -> bytes:
    out = io.BytesIO()
    Image.new("L", (200, 200), 255).save(out, format="PNG")
    return out.getvalue()


@pytest.mark.parametrize("content", [b"", b"not a picture", blank(), picture()[:200]])
def test_what_shows_no_code_says_nothing(content: bytes) -> None:
    assert read_picture(content) is None


Serve = Callable[[int, bytes], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    answers: list[tuple[int, bytes]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = answers[0]
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:  # pyright: ignore[reportIncompatibleMethodOverride] - says nothing
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()

    def put(status: int, content: bytes) -> str:
        answers[:] = [(status, content)]
        return f"http://127.0.0.1:{server.server_address[1]}/wwpic/1"

    yield put
    server.shutdown()
    thread.join()
    server.server_close()


async def test_a_code_is_read_at_its_address(serve: Serve) -> None:
    assert await WecomCodes().read_code(serve(200, picture(avatar=True))) == LINK


async def test_an_address_without_a_picture_says_nothing(serve: Serve) -> None:
    assert await WecomCodes().read_code(serve(404, b"")) is None


async def test_a_picture_too_large_is_not_read(serve: Serve) -> None:
    assert await WecomCodes().read_code(serve(200, bytes(MAX_PICTURE_BYTES + 1))) is None


async def test_a_server_in_trouble_is_asked_again_later(serve: Serve) -> None:
    with pytest.raises(TryLaterError):
        await WecomCodes().read_code(serve(502, b""))


async def test_nobody_at_the_address_is_asked_again_later() -> None:
    with pytest.raises(TryLaterError):
        await WecomCodes().read_code("http://127.0.0.1:9/wwpic/1")
