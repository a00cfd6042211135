"""Pictures that texts name: files beside them, or pictures that the corp has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from lingqu.deliveries.api.pictures import fit_picture, is_kept
from lingqu.deliveries.errors import BadPictureError, DensePictureError, VastPictureError
from lingqu.infra.blobs import BlobStore
from lingqu.kernel.ids import CorpId
from lingqu.kernel.text.faults import Faults
from lingqu.outreach.contracts.texts import PictureNamed
from lingqu.outreach.ports import PictureFiles


@dataclass(slots=True)
class TextPictures:
    """Finds what texts call pictures. `contents` are those of files, by their keys: to be kept before they are used."""

    blobs: BlobStore
    files: PictureFiles
    corp_id: CorpId
    contents: dict[str, bytes] = field(default_factory=dict[str, bytes])

    async def keys_of(self, named: Sequence[PictureNamed], faults: Faults) -> dict[str, str]:
        """Return the keys of pictures, by what the text calls them; what is none is noted as a fault."""
        keys: dict[str, str] = {}
        for one in named:
            content = await self.files.read(one.mark.file, one.written)
            if content is None:
                if not await is_kept(self.blobs, self.corp_id, one.written):
                    faults.add(one.mark, "no_picture", written=one.written)
                continue
            try:
                picture, fitted = await fit_picture(content)
            except (BadPictureError, DensePictureError, VastPictureError):
                faults.add(one.mark, "picture", written=one.written, bytes=len(content))
                continue
            keys[one.written] = picture.blob_key
            self.contents[picture.blob_key] = fitted
        return keys
