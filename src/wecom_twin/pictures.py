"""Pictures of people: WeCom gives addresses of avatars, so something should be there to look at."""

from __future__ import annotations

from hashlib import blake2b
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wecom_twin.realm import Realm

PATH = "/mmhead/"
_HUES = (6, 24, 42, 88, 142, 168, 196, 214, 246, 276, 312, 340)


def avatar(realm: Realm, path: str) -> bytes | None:
    """An SVG with the first character of a customer's name on a colour of their own; None if nobody is there."""
    parts = path.removeprefix(PATH).split("/")
    name = next(
        (corp.customers[parts[0]].name for corp in realm.corps.values() if parts[0] in corp.customers),
        None,
    )
    if name is None:
        return None
    hue = _HUES[blake2b(parts[0].encode(), digest_size=1).digest()[0] % len(_HUES)]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
        f'<rect width="64" height="64" fill="hsl({hue} 45% 46%)"/>'
        '<text x="32" y="43" font-size="30" font-family="sans-serif" text-anchor="middle" fill="#fff">'
        f"{escape(name[:1])}</text></svg>"
    ).encode()
