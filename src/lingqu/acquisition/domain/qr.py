"""The code of a channel, drawn by us: sharp at any size, in the same shape everywhere."""

import io

import segno

MIN_PIXELS = 120
MAX_PIXELS = 2000
_QUIET_ZONE = 4
"""Modules of white around the code, as ISO/IEC 18004 asks."""


def as_svg(link: str) -> bytes:
    """Draw the code as SVG that fills its box."""
    out = io.BytesIO()
    segno.make(link, error="q", micro=False).save(
        out, kind="svg", border=_QUIET_ZONE, svgns=True, xmldecl=False, omitsize=True, light="#ffffff"
    )
    return out.getvalue()


def as_png(link: str, *, pixels: int) -> bytes:
    """Draw the code as PNG, as wide as whole modules allow within `pixels` (120 to 2000)."""
    code = segno.make(link, error="q", micro=False)
    modules = code.symbol_size(border=_QUIET_ZONE)[0]
    scale = max(1, min(max(pixels, MIN_PIXELS), MAX_PIXELS) // modules)
    out = io.BytesIO()
    code.save(out, kind="png", border=_QUIET_ZONE, scale=scale)
    return out.getvalue()
