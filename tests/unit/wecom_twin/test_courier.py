"""The small HTTP client, against receivers that answer in every way HTTP/1.1 allows, and some it does not."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest

from wecom_twin.callbacks.courier import Answer, Courier, DeliveryError

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def receiver(*answers: bytes, close_after: bool = False) -> AsyncIterator[tuple[str, list[bytes]]]:
    """A server that gives the answers in turn; yields its URL and what it has read."""
    heads: list[bytes] = []
    waiting = list(answers)
    serving: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(asyncio.current_task())
        try:
            while waiting:
                head = await reader.readuntil(b"\r\n\r\n")
                size = int(head.split(b"Content-Length: ")[1].split(b"\r\n")[0])
                heads.append(head + await reader.readexactly(size))
                writer.write(waiting.pop(0))
                await writer.drain()
                if close_after:
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            await hang_up(writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/wecom?corp=1", heads
    finally:
        server.close()
        await server.wait_closed()
        await asyncio.gather(*(one for one in serving if one is not None))


async def hang_up(writer: asyncio.StreamWriter) -> None:
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()


@pytest.mark.parametrize(
    ("raw", "answer"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\nsuccess", Answer(200, b"success")),
        (b"HTTP/1.1 200\r\ncontent-length:0\r\n\r\n", Answer(200, b"")),
        (
            b"HTTP/1.1 503 Busy\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n",
            Answer(503, b"abcde"),
        ),
        (b"HTTP/1.0 200 OK\r\n\r\nuntil the end", Answer(200, b"until the end")),
    ],
)
async def test_an_answer_is_read_whole(raw: bytes, answer: Answer) -> None:
    courier = Courier()
    async with receiver(raw, close_after=True) as (url, heads):
        assert await courier.post(url, b"<xml/>", timeout_seconds=5) == answer
    await courier.close()

    assert heads[0].startswith(b"POST /wecom?corp=1 HTTP/1.1\r\n")
    assert heads[0].endswith(b"\r\n\r\n<xml/>")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"garbage\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"x" * 40_000,
    ],
)
async def test_what_is_no_answer_is_an_error_by_name(raw: bytes) -> None:
    courier = Courier()
    async with receiver(raw, close_after=True) as (url, _):
        with pytest.raises(DeliveryError):
            await courier.post(url, b"", timeout_seconds=5)
    await courier.close()


async def test_a_connection_is_kept_and_a_stale_one_replaced_without_loss() -> None:
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    courier = Courier()
    async with receiver(ok, ok, close_after=True) as (url, heads):
        first = await courier.post(url, b"1", timeout_seconds=5)
        second = await courier.post(url, b"2", timeout_seconds=5)
    await courier.close()

    assert (first, second) == (Answer(200, b""), Answer(200, b""))
    assert [head[-1:] for head in heads] == [b"1", b"2"]


async def test_nobody_listening_is_an_error_and_silence_a_timeout() -> None:
    courier = Courier()
    with pytest.raises(DeliveryError, match="ConnectionRefused"):
        await courier.post("http://127.0.0.1:1/", b"", timeout_seconds=5)

    hung_up = asyncio.Event()

    async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        await hang_up(writer)
        hung_up.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(TimeoutError):
        await courier.get(f"http://127.0.0.1:{port}/", timeout_seconds=0.05)
    await hung_up.wait()
    server.close()
    await courier.close()
