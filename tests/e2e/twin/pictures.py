"""A picture to upload."""

import io

from PIL import Image


def png() -> bytes:
    """A small red square."""
    picture = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(picture, "PNG")
    return picture.getvalue()
