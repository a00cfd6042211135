"""What a moment may hold, and how often one is made."""

from __future__ import annotations

import struct
from typing import Any

from facts.fact import Fact
from facts.publishing import ADD, PAGE, TEXT, UPLOAD, attachment, film, job, linked, mp4, png, stored, visible
from facts.stage import DAY, Stage

FILES = "externalcontact-outreach.md §3.7, page 95098 (2026-02-12)"


def jpeg(width: int, height: int) -> bytes:
    return b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + bytes(8)


def pictures(stage: Stage, count: int = 1) -> dict[str, Any]:
    one = {"msgtype": "image", "image": {"media_id": stored(stage)}}
    return {"attachments": [one] * count}


FACTS = [
    *(
        Fact(id=f"attachment-{name}", call=UPLOAD, says=says, source=FILES, asked=asked, code=code)
        for name, says, asked, code in (
            ("moment-image", "A picture for moments is kept.", attachment(png(600, 600)), 0),
            ("moment-video", "A film for moments is kept.", attachment(mp4(30), "video"), 0),
            (
                "album-image",
                "A picture for the album is kept, of any resolution.",
                attachment(png(9_000, 9_000), "image", 2),
                0,
            ),
            ("album-video", "The album takes pictures only.", attachment(mp4(5), "video", 2), 41072),
            ("moment-file", "Moments take no file.", attachment(b"0123456789", "file"), 41072),
            ("kind", "media_type is image, video or file.", attachment(png(1, 1), "voice"), 40004),
            ("scene", "attachment_type is 1 or 2.", attachment(png(1, 1), "image", 3), 40058),
            ("tiny", "A file is larger than five bytes.", attachment(b"\xff\xd8\xff12"), 41080),
            ("top", "A file of 10 MB is taken.", attachment(png(9, 9).ljust(10 << 20, b"0")), 0),
            ("over-10-mb", "A larger file is not.", attachment(png(9, 9).ljust((10 << 20) + 1, b"0")), 41080),
            ("format", "Pictures are JPG or PNG.", attachment(b"GIF89a--------"), 40005),
            ("sides", "A picture of 10,800 by 1,080 pixels is taken.", attachment(png(1_080, 10_800)), 0),
            ("long-side", "The long side is at most 10,800 pixels.", attachment(png(10_801, 900)), 41081),
            ("short-side", "The short side is at most 1,080 pixels.", attachment(jpeg(1_200, 1_081)), 41081),
            ("video-format", "Films are MP4.", attachment(b"RIFF-----------", "video"), 41090),
            ("video-31-s", "A film lasts at most 30 seconds.", attachment(mp4(31), "video"), 41082),
            ("video-31-s-long", "In either form of its head.", attachment(mp4(31, long_clock=True), "video"), 41082),
        )
    ),
    *(
        Fact(id=f"moment-{name}", call=ADD, says=says, source=PAGE, given=given, asked=asked, code=code)
        for name, says, given, asked, code in (
            ("text", "A moment may be text alone.", None, {"text": TEXT}, 0),
            ("empty", "Text and attachments are not both empty.", None, {}, 41089),
            ("text-2000", "A text has 2,000 characters at most.", None, {"text": {"content": "好" * 2_000}}, 0),
            ("text-2001", "A longer text is refused.", None, {"text": {"content": "好" * 2_001}}, 40058),
            ("nine-pictures", "Nine pictures are taken.", None, lambda stage: pictures(stage, 9), 0),
            ("ten-pictures", "Ten pictures are not.", None, lambda stage: pictures(stage, 10), 41064),
            ("film", "One film is taken.", None, film, 0),
            ("two-films", "Two films are not.", None, lambda stage: film(stage, 2), 41064),
            ("link", "One link is taken.", None, linked, 0),
            ("two-links", "Two links are not.", None, lambda stage: linked(stage, count=2), 41064),
            (
                "link-title",
                "A link's title has 64 characters at most.",
                None,
                lambda stage: linked(stage, title="题" * 65),
                41065,
            ),
            ("link-url", "A link needs its address.", None, lambda stage: linked(stage, url=""), 41065),
            ("link-cover", "A link needs its cover.", None, lambda stage: linked(stage, media_id=""), 41065),
            (
                "mixed",
                "Pictures and films are not mixed.",
                None,
                lambda stage: {"attachments": pictures(stage)["attachments"] + film(stage)["attachments"]},
                41065,
            ),
            ("kind", "Files are no part of a moment.", None, {"attachments": [{"msgtype": "file", "file": {}}]}, 41065),
            (
                "media-unknown",
                "Media must exist.",
                None,
                {"attachments": [{"msgtype": "image", "image": {"media_id": "3bNobody"}}]},
                40007,
            ),
            (
                "media-of-messages",
                "Media come from upload_attachment.",
                Stage.media,
                lambda stage: {"attachments": [{"msgtype": "image", "image": {"media_id": stage.it}}]},
                40007,
            ),
            (
                "media-of-album",
                "Media are of the scene of moments.",
                lambda stage: stored(stage, attachment_type=2),
                lambda stage: {"attachments": [{"msgtype": "image", "image": {"media_id": stage.it}}]},
                41072,
            ),
            (
                "media-after-3-days",
                "Media live three days.",
                lambda stage: (pictures(stage), stage.wait(3 * DAY), stage.fresh_tokens())[0],
                lambda stage: stage.it,
                40007,
            ),
            (
                "not-enabled",
                "The corp must have the moments function.",
                lambda stage: setattr(stage.corp, "moments_enabled", False),
                {"text": TEXT},
                41211,
            ),
            (
                "eleventh-of-a-minute",
                "Ten a minute are taken.",
                lambda stage: [stage.set(moment_making_seconds=0.0), *(job(stage) for _ in range(10))],
                {"text": TEXT},
                45009,
            ),
            (
                "a-minute-later",
                "After the minute the next is taken.",
                lambda stage: [stage.set(running_moment_jobs=99), *(job(stage) for _ in range(10)), stage.wait(60)],
                {"text": TEXT},
                0,
            ),
            (
                "over-the-month",
                "100,000 a month are taken.",
                lambda stage: (stage.set(moment_tasks_per_month=1), job(stage, after=3)),
                {"text": TEXT},
                41210,
            ),
            (
                "next-month",
                "The month is the calendar's.",
                lambda stage: (stage.set(moment_tasks_per_month=1), job(stage, after=30 * DAY)),
                {"text": TEXT},
                0,
            ),
            (
                "too-many-senders",
                "100,000 senders can be named.",
                lambda stage: stage.set(moment_senders=1),
                {"text": TEXT, **visible("chen_rui", "li_na")},
                40058,
            ),
        )
    ),
    Fact(
        id="moment-media-in-messages",
        call="externalcontact/add_msg_template",
        says="Attachments of moments cannot be sent as messages.",
        source=FILES + "; externalcontact-misc.md §7",
        given=lambda stage: (stage.friend(), stored(stage))[1],
        asked=lambda stage: {
            "sender": "chen_rui",
            "attachments": [{"msgtype": "image", "image": {"media_id": stage.it}}],
        },
        code=40007,
    ),
]
