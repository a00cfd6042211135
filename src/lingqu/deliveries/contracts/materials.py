"""Material (素材): what members keep to say by themselves, with a video or a file where a message has none."""

from dataclasses import dataclass, field
from typing import TypeAlias

import msgspec

from lingqu.deliveries.contracts import Attachment, Media

MOST_FILE_BYTES = 20 * 2**20
MOST_FILE_NAME = 100
"""Characters; a bound of ours: a longer name is cut."""


class Video(msgspec.Struct, frozen=True, tag_field="kind", tag="video"):
    """An MP4 of ours, at most 10 MB, however long it plays."""

    blob_key: str


class File(msgspec.Struct, frozen=True, tag_field="kind", tag="file"):
    """A file of ours, 6 bytes to 20 MB; `name` is what it is called where it is received."""

    blob_key: str
    name: str


MaterialAttachment: TypeAlias = Attachment | Video | File


class Material(msgspec.Struct, frozen=True):
    """A text and attachments, not both empty. Stored as its JSON, which is a `Content`'s where that has as much."""

    text: str
    attachments: tuple[MaterialAttachment, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyMaterial:
    """A material with the handles of its files: ready to be told."""

    material: Material
    media: Media = field(default_factory=dict)
