"""The built admin, served from memory: hashed assets for ever, the page itself never from a cache."""

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path

from lingqu.entrypoints.http.asgi import Receive, Scope, Send

STATIC = Path(__file__).parent.parent / "web" / "static"
INDEX = "index.html"
MEMBER = "member.html"
MEMBERS = "m/"
"""Below this, addresses are members' own pages on their phones."""

_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_SMALLEST_GZIP = 1024
_COMPRESSIBLE = ("text/", "application/json", "application/javascript", "image/svg+xml", "application/wasm")

# lint: words - one page in both languages, shown while there is no web to translate it
_NOT_BUILT = """<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>灵渠 Lingqu</title>
<body style="font:16px/1.6 system-ui;max-width:40rem;margin:4rem auto;padding:0 1rem">
<h1>灵渠 Lingqu</h1>
<p>服务已启动,管理后台尚未构建。在源码目录运行 <code>make web</code>(需要 Node 20)后刷新本页。</p>
<p>The server runs; the admin is not built yet.
Run <code>make web</code> in the source folder (needs Node 20), then reload.</p>
</body></html>
"""


@dataclass(frozen=True, slots=True)
class _Asset:
    body: bytes
    packed: bytes | None
    content_type: str
    cache_control: str
    etag: str


class StaticSite:
    """ASGI application of two pages: known files as they are, members' addresses theirs, every other the admin's."""

    def __init__(self, folder: Path = STATIC) -> None:
        self._folder = folder
        self._assets: dict[str, _Asset] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        del receive
        if scope["method"] not in {"GET", "HEAD"}:
            return await _send(send, 405, [(b"allow", b"GET, HEAD")], b"")
        if self._assets is None:
            self._assets = _load(self._folder)
        path = scope["path"].lstrip("/") or INDEX
        asset = self._assets.get(path)
        if asset is None and path != INDEX and "." in path.rsplit("/", 1)[-1]:
            return await _send(send, 404, [(b"content-type", b"text/plain; charset=utf-8")], b"no such file")
        asset = asset or self._assets.get(MEMBER if path.startswith(MEMBERS) else INDEX)
        if asset is None:
            self._assets = None  # look again next time: the build may be running
            return await _send(send, 200, [(b"content-type", b"text/html; charset=utf-8")], _NOT_BUILT.encode())
        return await _serve(scope, send, asset)


async def _serve(scope: Scope, send: Send, asset: _Asset) -> None:
    asked = dict(scope["headers"])
    headers = [
        (b"content-type", asset.content_type.encode()),
        (b"cache-control", asset.cache_control.encode()),
        (b"etag", asset.etag.encode()),
        (b"vary", b"accept-encoding"),
    ]
    if asked.get(b"if-none-match") == asset.etag.encode():
        return await _send(send, 304, headers, b"")
    body = asset.body
    if asset.packed is not None and b"gzip" in asked.get(b"accept-encoding", b""):
        headers.append((b"content-encoding", b"gzip"))
        body = asset.packed
    return await _send(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


def _load(folder: Path) -> dict[str, _Asset]:
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []
    return {path.relative_to(folder).as_posix(): _asset(path, folder) for path in files}


def _asset(path: Path, folder: Path) -> _Asset:
    body = path.read_bytes()
    content_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    if content_type.startswith("text/"):
        content_type += "; charset=utf-8"
    packable = content_type.startswith(_COMPRESSIBLE) and len(body) >= _SMALLEST_GZIP
    hashed = path.relative_to(folder).parts[0] == "assets"
    return _Asset(
        body=body,
        packed=gzip.compress(body, mtime=0) if packable else None,
        content_type=content_type,
        cache_control=_FOR_EVER if hashed else _ASK_AGAIN,
        etag=f'"{hashlib.sha256(body).hexdigest()[:24]}"',
    )


async def _send(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    headers = [*headers, (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
