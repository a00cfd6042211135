"""What may be said: WeCom's limits on a message, and the files it needs there."""

import re
from collections.abc import Collection, Iterable, Iterator

from lingqu.deliveries.contracts import (
    Content,
    Image,
    Link,
    Media,
    MediaNeed,
    MediaUse,
    Message,
    Miniprogram,
    Problem,
)
from lingqu.deliveries.contracts.materials import MOST_FILE_NAME, File, Material, MaterialAttachment, Video

TEXT_BYTES = 4000
ATTACHMENTS = 9
LINK_TITLE_BYTES = 128
LINK_DESC_BYTES = 512
URL_BYTES = 2048
MINIPROGRAM_TITLE_BYTES = 64
VIDEO, LONG_VIDEO, FILE = "mp4", "m4v", "bin"
"""How keys of files end that are no pictures, by what they were judged to be: a long video is none for moments."""
_UNNAMEABLE = re.compile(r'[\x00-\x1f\x7f"\\/:*?<>|]')
"""What a name of a file cannot hold: the upload's header, or the receiver's disk, would break at it."""


def problems_of(content: Content | Material, *, place: str = "body") -> list[Problem]:
    """Return what WeCom would refuse, each with its place; empty when the content may leave."""
    return list(_problems(content, place))


def needs_of(content: Content | Material) -> frozenset[MediaNeed]:
    """Return the files that must be at WeCom before the content can leave."""
    return frozenset(need for attachment in content.attachments if (need := need_of(attachment)))


def need_of(attachment: MaterialAttachment) -> MediaNeed | None:
    """Return the file of an attachment, if it has one."""
    match attachment:
        case Image(blob_key):
            return MediaNeed(blob_key, MediaUse.PICTURE)
        case Miniprogram(blob_key=blob_key):
            return MediaNeed(blob_key, MediaUse.COVER)
        case Video(blob_key):
            return MediaNeed(blob_key, MediaUse.VIDEO)
        case File(blob_key, name):
            return MediaNeed(blob_key, MediaUse.FILE, name)
        case Link():
            return None


def perishable(media: Media) -> frozenset[MediaNeed]:
    """Return the files whose handles expire: what WeCom means when it refuses media. Pictures last."""
    return frozenset(need for need in media if need.use is not MediaUse.PICTURE)


def dress(content: Content, media: Media) -> Message:
    """Make a content ready to leave; attachments whose file is not at WeCom stay behind.

    Meant for greetings, which cannot wait: the text in time is worth more than the picture too late.
    """
    there = tuple(
        attachment for attachment in content.attachments if (need := need_of(attachment)) is None or need in media
    )
    return Message(content=Content(content.text, there), media=media)


def file_name(given: str) -> str:
    """Return what a file is to be called: its own name without its folder, cut where it is long, never empty."""
    name = _UNNAMEABLE.sub("_", re.split(r"[\\/]", given)[-1]).strip()
    stem, dot, ending = name.rpartition(".")
    if len(name) > MOST_FILE_NAME and dot and len(ending) < MOST_FILE_NAME:
        return f"{stem[: MOST_FILE_NAME - len(ending) - 1]}.{ending}"
    return name[:MOST_FILE_NAME] or "file"


def _problems(content: Content | Material, place: str) -> Iterator[Problem]:
    if not content.text.strip() and not content.attachments:
        yield Problem(place=f"{place}.text", code="content.empty", message="write a text or add an attachment")
    yield from too_long(content.text, TEXT_BYTES, f"{place}.text")
    if len(content.attachments) > ATTACHMENTS:
        yield Problem(
            place=f"{place}.attachments",
            code="content.too_many_attachments",
            message=f"{len(content.attachments)} attachments; WeCom takes {ATTACHMENTS}",
            data={"attachments": len(content.attachments), "most": ATTACHMENTS},
        )
    for number, attachment in enumerate(content.attachments):
        yield from _attachment_problems(attachment, f"{place}.attachments.{number}")


def _attachment_problems(attachment: MaterialAttachment, place: str) -> Iterable[Problem]:
    match attachment:
        case Link():
            yield from missing(attachment.title, f"{place}.title")
            yield from too_long(attachment.title, LINK_TITLE_BYTES, f"{place}.title")
            yield from bad_url(attachment.url, f"{place}.url")
            yield from too_long(attachment.desc or "", LINK_DESC_BYTES, f"{place}.desc")
            if attachment.pic_url:
                yield from bad_url(attachment.pic_url, f"{place}.pic_url")
        case Miniprogram():
            yield from missing(attachment.title, f"{place}.title")
            yield from too_long(attachment.title, MINIPROGRAM_TITLE_BYTES, f"{place}.title")
            yield from missing(attachment.appid, f"{place}.appid")
            yield from missing(attachment.page, f"{place}.page")
            yield from no_picture(attachment.blob_key, f"{place}.blob_key")
        case Image():
            yield from no_picture(attachment.blob_key, f"{place}.blob_key")
        case Video():
            yield from not_kept_as({VIDEO, LONG_VIDEO}, attachment.blob_key, f"{place}.blob_key")
        case File():
            yield from not_kept_as({FILE}, attachment.blob_key, f"{place}.blob_key")
            if attachment.name != file_name(attachment.name):
                yield Problem(
                    place=f"{place}.name",
                    code="content.bad_file_name",
                    message=f'a name of 1 to {MOST_FILE_NAME} characters, without any of " \\ / : * ? < > |',
                )


def missing(value: str, place: str) -> Iterator[Problem]:
    """Refuse an empty field."""
    if not value.strip():
        yield Problem(place=place, code="content.missing", message="this field is required")


def too_long(value: str, most: int, place: str) -> Iterator[Problem]:
    """Refuse more than `most` bytes."""
    size = len(value.encode())
    if size > most:
        yield Problem(
            place=place,
            code="content.too_long",
            message=f"{size} bytes; WeCom takes {most} (a Chinese character is 3)",
            data={"bytes": size, "most_bytes": most},
        )


def bad_url(value: str, place: str) -> Iterator[Problem]:
    """Refuse what is no address of a page, or one of more than 2048 bytes."""
    if not value.startswith(("http://", "https://")):
        yield Problem(place=place, code="content.bad_url", message="the address must start with https:// or http://")
    yield from too_long(value, URL_BYTES, place)


def no_picture(key: str, place: str) -> Iterator[Problem]:
    """Refuse a key that is empty, or of a file that was kept as something else than a picture."""
    yield from missing(key, place)
    if key.rpartition(".")[2] in {VIDEO, LONG_VIDEO, FILE}:
        yield _wrong_file(place)


def not_kept_as(endings: Collection[str], key: str, place: str) -> Iterator[Problem]:
    """Refuse a key that is empty, or of a file that was kept as something else than these."""
    yield from missing(key, place)
    if key and key.rpartition(".")[2] not in endings:
        yield _wrong_file(place)


def _wrong_file(place: str) -> Problem:
    return Problem(place=place, code="content.wrong_file", message="this was kept as another kind of file")
