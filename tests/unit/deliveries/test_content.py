import pytest

from lingqu.deliveries.contracts import Attachment, Content, Image, Link, MediaNeed, MediaUse, Miniprogram
from lingqu.deliveries.contracts.materials import File, Material, MaterialAttachment, Video
from lingqu.deliveries.domain.content import dress, file_name, needs_of, problems_of

LINK = Link("会员中心", "https://shop.example/m", None, None)
CARD = Miniprogram("领券", "wx1234567890abcdef", "pages/coupon.html", "cover.png")
PICTURE = Image("a.png")


def codes(text: str, *attachments: MaterialAttachment) -> list[tuple[str, str]]:
    return [(one.place, one.code) for one in problems_of(Material(text, attachments))]


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


@pytest.mark.parametrize(
    ("attachment", "found"),
    [
        (Video("film.mp4"), []),
        (Video("long.m4v"), []),
        (Video("a.png"), [("body.attachments.0.blob_key", "content.wrong_file")]),
        (Video(""), [("body.attachments.0.blob_key", "content.missing")]),
        (Image("long.m4v"), [("body.attachments.0.blob_key", "content.wrong_file")]),
        (Miniprogram("a", "wx1", "p", "a.bin"), [("body.attachments.0.blob_key", "content.wrong_file")]),
        (File("a.bin", "会员手册 2026.pdf"), []),
        (File("a.png", "a.png"), [("body.attachments.0.blob_key", "content.wrong_file")]),
        (File("a.bin", ""), [("body.attachments.0.name", "content.bad_file_name")]),
        (File("a.bin", '"a".pdf'), [("body.attachments.0.name", "content.bad_file_name")]),
        (File("a.bin", "a" * 101), [("body.attachments.0.name", "content.bad_file_name")]),
    ],
)
def test_a_material_names_files_as_what_they_were_kept(attachment: MaterialAttachment, found: list) -> None:
    assert codes("你好", attachment) == found


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("群规.pdf", "群规.pdf"),
        (r"C:\\文件\\群规.pdf", "群规.pdf"),
        ("../../etc/passwd", "passwd"),
        ('第"一"版\r\n.pdf', "第_一_版__.pdf"),
        ("字" * 120 + ".docx", "字" * 95 + ".docx"),
        ("a." + "b" * 120, "a." + "b" * 98),
        (" ", "file"),
        ("", "file"),
    ],
)
def test_a_file_keeps_its_own_name_where_that_can_be_a_name(given: str, name: str) -> None:
    assert file_name(given) == name
    assert file_name(name) == name


def test_a_material_needs_its_video_and_its_file_by_its_name() -> None:
    material = Material("", (Video("film.mp4"), File("a.bin", "群规.pdf")))

    assert needs_of(material) == {
        MediaNeed("film.mp4", MediaUse.VIDEO),
        MediaNeed("a.bin", MediaUse.FILE, "群规.pdf"),
    }


def test_pictures_need_a_url_and_covers_a_media_id() -> None:
    content = Content("你好", (PICTURE, LINK, CARD, PICTURE))

    assert needs_of(content) == {
        MediaNeed("a.png", MediaUse.PICTURE),
        MediaNeed("cover.png", MediaUse.COVER),
    }


def test_a_greeting_leaves_without_the_attachments_whose_file_is_not_there() -> None:
    media = {MediaNeed("a.png", MediaUse.PICTURE): "https://wework.example/a"}

    assert dress(Content("你好", (PICTURE, LINK, CARD)), media).content == Content("你好", (PICTURE, LINK))
