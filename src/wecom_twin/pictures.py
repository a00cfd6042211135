"""Pictures: WeCom gives addresses of avatars and of codes, so something should be there to look at and to read."""

from __future__ import annotations

import io
from functools import lru_cache
from hashlib import blake2b
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import segno

if TYPE_CHECKING:
    from wecom_twin.realm import Realm

AVATARS = "/mmhead/"
CODES = "/wwpic/"
LINK = "https://work.weixin.qq.com/u/vc"
"""What a code says. The form is WeCom's; which way a link belongs to is WeCom's secret, here it is the config_id."""

_HUES = (6, 24, 42, 88, 142, 168, 196, 214, 246, 276, 312, 340)


class Picture(NamedTuple):
    """What a browser gets."""

    content_type: bytes
    body: bytes


def picture(realm: Realm, path: str) -> Picture | None:
    """The picture at an address; None if nothing was ever shown there."""
    if path.startswith(AVATARS):
        return avatar(realm, path.removeprefix(AVATARS).partition("/")[0])
    return code(realm, path.removeprefix(CODES).partition("/")[0])


def avatar(realm: Realm, external_userid: str) -> Picture | None:
    """An SVG with the first character of a customer's name on a colour of their own; None if nobody is there."""
    name = next(
        (corp.customers[external_userid].name for corp in realm.corps.values() if external_userid in corp.customers),
        None,
    )
    if name is None:
        return None
    hue = _HUES[blake2b(external_userid.encode(), digest_size=1).digest()[0] % len(_HUES)]
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" fill="hsl({hue} 45% 46%)"/>'
        '<text x="32" y="43" font-size="30" font-family="sans-serif" text-anchor="middle" fill="#fff">'
        f"{escape(name[:1])}</text></svg>"
    )
    return Picture(b"image/svg+xml", drawn.encode())


def code(realm: Realm, config_id: str) -> Picture | None:
    """A PNG of the code of a contact way or a join way, also of a deleted one: posters outlive their ways."""
    if any(config_id in corp.ways or config_id in corp.join_ways for corp in realm.corps.values()):
        return Picture(b"image/png", _drawn(LINK + config_id))
    return None


@lru_cache(maxsize=256)
def _drawn(link: str) -> bytes:
    png = io.BytesIO()
    segno.make(link, error="q", micro=False).save(png, kind="png", scale=8, border=4)
    return png.getvalue()
