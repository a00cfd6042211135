"""What outreach needs from outside."""

from typing import Protocol


class PictureFiles(Protocol):
    """The files that lie beside texts."""

    async def read(self, file: str, path: str) -> bytes | None:
        """Return what lies at a path from a text, None where nothing does.

        Args:
            file: the text, as faults call it.
        """
        ...
