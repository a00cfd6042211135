import pytest

from lingqu.deliveries.contracts import Attachment, Content, Image, Link, MediaNeed, MediaUse, Miniprogram
from lingqu.deliveries.domain.content import dress, needs_of, problems_of

LINK = Link("会员中心", "https://shop.example/m", None, None)
CARD = Miniprogram("领券", "wx1234567890abcdef", "pages/coupon.html", "cover.png")
PICTURE = Image("a.png")


def codes(text: str, *attachments: Attachment) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in problems_of(Content(text, attachments))]


@pytest.mark.parametrize("content", [("你好",), ("", LINK), ("你好", PICTURE, LINK, CARD)])
def test_a_text_or_an_attachment_is_enough(content: tuple) -> None:
    assert codes(*content) == []


@pytest.mark.parametrize("text", ["", " \n"])
def test_nothing_is_not_enough(text: str) -> None:
    assert codes(text) == [("body.text", "content.empty")]


@pytest.mark.parametrize(("characters", "found"), [(1333, []), (1334, [("body.text", "content.too_long")])])
def test_4000_bytes_of_text_are_counted_as_utf8(characters: int, found: list) -> None:
    assert codes("字" * characters) == found


def test_ten_attachments_are_too_many() -> None:
    assert codes("你好", *[PICTURE] * 9) == []
    assert codes("你好", *[PICTURE] * 10) == [("body.attachments", "content.too_many_attachments")]


@pytest.mark.parametrize(
    ("attachment", "found"),
    [
        (Link("字" * 43, LINK.url, None, None), [("body.attachments.0.title", "content.too_long")]),
        (Link("", LINK.url, None, None), [("body.attachments.0.title", "content.missing")]),
        (Link("a", "javascript:alert(1)", None, None), [("body.attachments.0.url", "content.bad_url")]),
        (Link("a", "https://a/" + "a" * 2048, None, None), [("body.attachments.0.url", "content.too_long")]),
        (Link("a", LINK.url, "字" * 171, None), [("body.attachments.0.desc", "content.too_long")]),
        (Link("a", LINK.url, None, "ftp://a"), [("body.attachments.0.pic_url", "content.bad_url")]),
        (Miniprogram("字" * 22, "wx1", "p", "c"), [("body.attachments.0.title", "content.too_long")]),
        (Miniprogram("a", "", "p", "c"), [("body.attachments.0.appid", "content.missing")]),
        (Miniprogram("a", "wx1", "", "c"), [("body.attachments.0.page", "content.missing")]),
        (Miniprogram("a", "wx1", "p", ""), [("body.attachments.0.blob_key", "content.missing")]),
        (Image(" "), [("body.attachments.0.blob_key", "content.missing")]),
    ],
)
def test_a_problem_names_its_place(attachment: Attachment, found: list) -> None:
    assert codes("你好", attachment) == found


def test_pictures_need_a_url_and_covers_a_media_id() -> None:
    content = Content("你好", (PICTURE, LINK, CARD, PICTURE))

    assert needs_of(content) == {
        MediaNeed("a.png", MediaUse.PICTURE),
        MediaNeed("cover.png", MediaUse.COVER),
    }


def test_a_greeting_leaves_without_the_attachments_whose_file_is_not_there() -> None:
    media = {MediaNeed("a.png", MediaUse.PICTURE): "https://wework.example/a"}

    assert dress(Content("你好", (PICTURE, LINK, CARD)), media).content == Content("你好", (PICTURE, LINK))
