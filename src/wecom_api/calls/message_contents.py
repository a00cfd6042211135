"""What a message to members may hold; shared by app messages, app chats and robots.

Lengths are those of https://developer.work.weixin.qq.com/document/path/90236 (2025-09-24).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from wecom_api.calls.call import as_json
from wecom_api.calls.limits import at_most_bytes, at_most_characters, at_most_items, given, refuse
from wecom_api.calls.template_card import TemplateCard

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_ARTICLES = 8
MAX_ARTICLE_BYTES = 666 * 1024
MAX_NOTICE_ITEMS = 10
NOTICE_CHARACTERS = range(4, 13)


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Plain text of at most 2048 bytes (WeCom cuts what is longer), with `<a href>` links and line breaks."""

    msgtype: ClassVar[str] = "text"

    content: str

    def __post_init__(self) -> None:
        given(self, content=self.content)
        at_most_bytes(self, "content", self.content, 2048)


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCard:
    """A card that opens a page: title 128 characters, description 512, url 2048 bytes, btntxt 4 characters."""

    msgtype: ClassVar[str] = "textcard"

    title: str
    description: str
    url: str
    btntxt: str | None = None

    def __post_init__(self) -> None:
        given(self, title=self.title, description=self.description, url=self.url)
        at_most_characters(self, "title", self.title, 128)
        at_most_characters(self, "description", self.description, 512)
        at_most_bytes(self, "url", self.url, 2048)
        at_most_characters(self, "btntxt", self.btntxt, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Markdown:
    """WeCom's subset of Markdown, at most 2048 bytes; shown in the WeCom client only."""

    msgtype: ClassVar[str] = "markdown"

    content: str

    def __post_init__(self) -> None:
        given(self, content=self.content)
        at_most_bytes(self, "content", self.content, 2048)


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A picture, by the media_id of a temporary upload."""

    msgtype: ClassVar[str] = "image"

    media_id: str

    def __post_init__(self) -> None:
        given(self, media_id=self.media_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A voice, by the media_id of a temporary upload."""

    msgtype: ClassVar[str] = "voice"

    media_id: str

    def __post_init__(self) -> None:
        given(self, media_id=self.media_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Video:
    """A video, by the media_id of a temporary upload: title 128 bytes, description 512."""

    msgtype: ClassVar[str] = "video"

    media_id: str
    title: str | None = None
    description: str | None = None

    def __post_init__(self) -> None:
        given(self, media_id=self.media_id)
        at_most_bytes(self, "title", self.title, 128)
        at_most_bytes(self, "description", self.description, 512)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file, by the media_id of a temporary upload; it is shown under the name it was uploaded with."""

    msgtype: ClassVar[str] = "file"

    media_id: str

    def __post_init__(self) -> None:
        given(self, media_id=self.media_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article elsewhere: title 128 bytes, description 512, url 2048; or a page of a mini program."""

    title: str
    description: str | None = None
    url: str | None = None
    picurl: str | None = None
    appid: str | None = None
    pagepath: str | None = None

    def __post_init__(self) -> None:
        given(self, title=self.title)
        at_most_bytes(self, "title", self.title, 128)
        at_most_bytes(self, "description", self.description, 512)
        at_most_bytes(self, "url", self.url, 2048)


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One to eight articles elsewhere."""

    msgtype: ClassVar[str] = "news"

    articles: Sequence[Article]

    def __post_init__(self) -> None:
        given(self, articles=self.articles)
        at_most_items(self, "articles", self.articles, MAX_ARTICLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptArticle:
    """An article that WeCom keeps: title 128 bytes, author 64, content 666 KB of HTML, digest 512 bytes."""

    title: str
    thumb_media_id: str
    content: str
    author: str | None = None
    content_source_url: str | None = None
    digest: str | None = None

    def __post_init__(self) -> None:
        given(self, title=self.title, thumb_media_id=self.thumb_media_id, content=self.content)
        at_most_bytes(self, "title", self.title, 128)
        at_most_bytes(self, "content", self.content, MAX_ARTICLE_BYTES)
        at_most_bytes(self, "author", self.author, 64)
        at_most_bytes(self, "digest", self.digest, 512)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mpnews:
    """One to eight articles that WeCom keeps."""

    msgtype: ClassVar[str] = "mpnews"

    articles: Sequence[KeptArticle]

    def __post_init__(self) -> None:
        given(self, articles=self.articles)
        at_most_items(self, "articles", self.articles, MAX_ARTICLES)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeItem:
    """A line of a notice: key at most 10 characters, value at most 30."""

    key: str
    value: str

    def __post_init__(self) -> None:
        given(self, key=self.key, value=self.value)
        at_most_characters(self, "key", self.key, 10)
        at_most_characters(self, "value", self.value, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class MiniprogramNotice:
    """A notice that opens a mini program bound to the app: title and description 4 to 12 characters, 10 lines.

    Not to everybody (`@all`).
    """

    msgtype: ClassVar[str] = "miniprogram_notice"

    appid: str
    title: str
    page: str | None = None
    description: str | None = None
    emphasis_first_item: bool | None = None
    content_item: Sequence[NoticeItem] | None = None

    def __post_init__(self) -> None:
        given(self, appid=self.appid, title=self.title)
        for field, text in (("title", self.title), ("description", self.description)):
            if text is not None and len(text) not in NOTICE_CHARACTERS:
                refuse(self, field, f"4 to 12 characters, got {len(text)}", "choose another text")
        at_most_items(self, "content_item", self.content_item, MAX_NOTICE_ITEMS)


def body_of(message: Any) -> dict[str, Any]:
    """A message as WeCom wants it: its kind, and its content under the kind's name."""
    content = message.card if isinstance(message, TemplateCard) else message
    return {"msgtype": message.msgtype, message.msgtype: as_json(content)}
