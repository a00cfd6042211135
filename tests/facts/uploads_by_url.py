"""Big files that WeCom fetches by itself, and voices that pages record."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from facts.fact import Ask, Fact, Reply
from facts.stage import DAY, HOUR, LOST, Stage
from wecom_twin.callbacks.courier import Answer

PAGE = "media-messages.md §1, page 96483 (2022-09-13, 2024-07-22)"
FILM = b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 8
URL = "http://127.0.0.1:9/films/intro.mp4?v=2"
_PART = 1024 * 1024
_start = partial(Fact, call="media/upload_by_url", source=PAGE)
_result = partial(Fact, call="media/get_upload_by_url_result", source=PAGE)
_voice = partial(Fact, call="media/get/jssdk", source="media-messages.md §1, page 91054 (2024-07-22)")


def _asked(content: bytes = FILM, **fields: Any) -> dict[str, Any]:
    md5 = hashlib.md5(content, usedforsecurity=False).hexdigest()
    return {"scene": 1, "type": "video", "filename": "intro.mp4", "url": URL, "md5": md5, **fields}


def _begin(stage: Stage, content: bytes = FILM, *, spoilt: Any = None, **fields: Any) -> str:
    """The jobid of an upload whose file lies on the shelf."""
    stage.shelf.content = content
    stage.shelf.spoilt = spoilt or {}
    return stage.need("media/upload_by_url", _asked(content, **fields))["jobid"]


def _fetched(content: bytes = FILM, **fields: Any) -> Any:
    def given(stage: Stage) -> str:
        jobid = _begin(stage, content, **fields)
        stage.deliver()
        return jobid

    return given


def _film(stage: Stage) -> str:
    jobid = _fetched()(stage)
    return stage.need("media/get_upload_by_url_result", jobid=jobid)["detail"]["media_id"]


def _job(stage: Stage) -> dict[str, Any]:
    return {"jobid": stage.it}


def _failed(name: str, says: str, errcode: int, *, given: Any = None, **fields: Any) -> Fact:
    more = {one: fields.pop(one) for one in ("switch", "confirmed") if one in fields}
    return _result(
        id=f"upload-by-url-{name}",
        says=says,
        given=given or _fetched(**fields),
        asked=_job,
        effect=lambda stage, reply: (
            (reply["status"], reply["detail"]["errcode"], reply["detail"]["media_id"]) == (3, errcode, "")
            and len(stage.callbacks()) == 1
            and not stage.corp.media
        ),
        **more,
    )


def _done(stage: Stage, reply: Reply) -> bool:
    detail = reply["detail"]
    file = stage.need("media/get", media_id=detail["media_id"])
    (event,) = stage.callbacks()
    return (
        (reply["status"], detail["errcode"], detail["created_at"]) == (2, 0, str(int(stage.now)))
        and (file["content"], file["headers"][b"content-disposition"])
        == (stage.shelf.content, b'attachment; filename="intro.mp4"')
        and stage.shelf.asked[0] == (URL, 0, _PART - 1)
        and f"<JobId><![CDATA[{stage.it}]]></JobId>" in event.message
        and event.event == "upload_media_job_finish"
    )


def _of_size(stage: Stage, size: int, **limits: int) -> str:
    stage.set(**limits)
    return _fetched(bytes(size))(stage)


def _several_parts(stage: Stage, _: Reply) -> bool:
    spans = [(first, last) for _, first, last in stage.shelf.asked]
    return spans == [(0, _PART - 1), (_PART, 2 * _PART - 1), (2 * _PART, 2 * _PART + 4)] and len(
        next(iter(stage.corp.media.values())).content
    ) == (2 * _PART + 5)


def _later(seconds: float) -> Any:
    def given(stage: Stage) -> str:
        jobid = _fetched()(stage)
        stage.wait(seconds)
        return jobid

    return given


def _recorded(stage: Stage) -> str:
    return stage.world.records_voice(amr=b"#!AMR\n" + bytes(13), speex=b"Speex   " + bytes(80))


FACTS = [
    _start(
        id="upload-by-url-runs",
        says="A job is running until its file was fetched, and nothing is kept before.",
        asked=_asked(),
        effect=lambda stage, reply: (
            stage.need("media/get_upload_by_url_result", jobid=reply["jobid"])["status"] == 1 and not stage.corp.media
        ),
    ),
    _start(id="upload-by-url-scene", says="The scene is group welcomes.", asked=_asked(scene=2), code=40058),
    _start(id="upload-by-url-type", says="A film or a file: else 40004.", asked=_asked(type="image"), code=40004),
    *(
        _start(
            id=f"upload-by-url-no-{name}",
            says=f"Without {name} nothing begins.",
            asked={**_asked(), name: ""},
            code=40063,
        )
        for name in ("filename", "url", "md5")
    ),
    _result(
        id="upload-by-url-done",
        says="A fetched file is there under its name, and the app that asked hears that the job has ended.",
        given=_fetched(),
        asked=_job,
        effect=_done,
    ),
    _result(
        id="upload-by-url-parts",
        says="The address is asked for ranges, which are put together.",
        given=_fetched(bytes(2 * _PART + 5)),
        asked=_job,
        effect=_several_parts,
    ),
    Fact(
        id="upload-by-url-expires",
        call="media/get",
        says="What was fetched is gone after three days like any media.",
        source=PAGE,
        given=lambda stage: (_film(stage), stage.wait(3 * DAY), stage.fresh_tokens())[0],
        asked=lambda stage: {"media_id": stage.it},
        code=40007,
    ),
    _result(id="upload-by-url-no-jobid", says="The jobid is required.", asked={"jobid": ""}, code=40063),
    _result(id="upload-by-url-unknown", says="A jobid that was never given: 40088.", asked={"jobid": "x"}, code=40088),
    _result(
        id="upload-by-url-within-the-hour",
        says="A jobid is good for 60 minutes.",
        given=_later(HOUR - 1),
        asked=_job,
        effect=lambda _, reply: reply["status"] == 2,
    ),
    *(
        _result(
            id=f"upload-by-url-past-the-hour-{code}",
            says="Then it is not.",
            given=_later(HOUR),
            asked=_job,
            code=code,
            confirmed=False,
            switch=("past_upload_job_errcode", code),
        )
        for code in (40089, 40088)
    ),
    _failed("scheme", "An address that is not of the web: 830001.", 830001, url="ftp://127.0.0.1/a.mp4"),
    _failed("no-host", "An address without a host: 830001.", 830001, url="http:///a.mp4"),
    _failed("broken-address", "What is no address at all: 830001.", 830001, url="http://[::1"),
    _failed("not-found", "An address without the file: 830003.", 830003, spoilt={0: Answer(404, b"nothing")}),
    _failed("nobody", "An address where nobody answers: 830003.", 830003, spoilt={0: LOST}),
    _failed("silence", "An address that does not answer in time: 830003.", 830003, spoilt={0: TimeoutError()}),
    _failed(
        "breaks-off",
        "An address that stops answering halfway: 830003.",
        830003,
        content=bytes(2 * _PART),
        spoilt={_PART: LOST},
    ),
    _failed(
        "another-part",
        "A part that was not asked for: 830003.",
        830003,
        content=bytes(2 * _PART),
        spoilt={_PART: Answer(206, bytes(_PART), f"bytes 0-{_PART - 1}/{2 * _PART}")},
    ),
    _failed(
        "changing-file",
        "A file that changes its size on the way: 830003.",
        830003,
        content=bytes(2 * _PART),
        spoilt={_PART: Answer(206, bytes(_PART), f"bytes {_PART}-{2 * _PART - 1}/{3 * _PART}")},
    ),
    *(
        _failed(
            f"unranged-{code}",
            "An address that does not honour Range serves for nothing.",
            code,
            spoilt={0: Answer(200, FILM)},
            confirmed=False,
            switch=("unranged_url_errcode", code),
        )
        for code in (830003, 830002)
    ),
    _failed("md5", "A file with another MD5 than announced: 301019.", 301019, md5="0" * 32),
    _result(
        id="upload-by-url-md5-letters",
        says="The case of the MD5's letters does not matter.",
        given=_fetched(md5=hashlib.md5(FILM, usedforsecurity=False).hexdigest().upper()),
        asked=_job,
        effect=lambda _, reply: reply["status"] == 2,
    ),
    _failed("4-bytes", "A file of less than five bytes: 45001.", 45001, given=lambda stage: _of_size(stage, 4)),
    _failed(
        "too-large",
        "A file over 200 MB: 45001.",
        45001,
        given=lambda stage: _of_size(stage, 101, upload_by_url_bytes=100),
    ),
    *(
        _result(
            id=f"upload-by-url-of-{size}-bytes",
            says="A file of five bytes up to the limit is taken.",
            given=lambda stage, size=size: _of_size(stage, size, upload_by_url_bytes=100),
            asked=_job,
            effect=lambda _, reply: reply["status"] == 2,
        )
        for size in (5, 100)
    ),
    Fact(
        id="upload-by-url-for-group-welcomes",
        call="externalcontact/group_welcome_template/add",
        says="What was fetched serves group welcomes.",
        source=PAGE,
        given=_film,
        asked=lambda stage: {"text": {"content": "欢迎"}, "video": {"media_id": stage.it}},
    ),
    Fact(
        id="upload-by-url-not-for-group-sends",
        call="externalcontact/add_msg_template",
        says="It serves no group send.",
        source=PAGE,
        given=_film,
        asked=lambda stage: {
            "external_userid": [stage.friend()],
            "attachments": [{"msgtype": "video", "video": {"media_id": stage.it}}],
        },
        code=40007,
    ),
    Fact(
        id="upload-by-url-not-for-remarks",
        call="externalcontact/remark",
        says="It serves no remark.",
        source=PAGE,
        given=_film,
        asked=lambda stage: {
            "userid": "chen_rui",
            "external_userid": stage.friend(),
            "remark_pic_mediaid": stage.it,
        },
        code=40007,
    ),
    _voice(
        id="jssdk-voice",
        says="A voice that a page recorded comes in speex here, and in AMR from media/get.",
        given=_recorded,
        asked=lambda stage: {"media_id": stage.it},
        effect=lambda stage, reply: (
            reply["content"].startswith(b"Speex")
            and stage.need("media/get", media_id=stage.it)["content"].startswith(b"#!AMR")
        ),
    ),
    _voice(id="jssdk-voice-none", says="Without a media_id: 41006.", code=41006),
    _voice(
        id="jssdk-voice-other",
        says="Media that no page recorded: 40007.",
        given=lambda stage: stage.media(),
        asked=lambda stage: {"media_id": stage.it},
        code=40007,
    ),
    _voice(
        id="jssdk-voice-expires",
        says="A recording is gone after three days: 40007.",
        given=lambda stage: (_recorded(stage), stage.wait(3 * DAY), stage.fresh_tokens())[0],
        asked=lambda stage: Ask(query={"media_id": stage.it}),
        code=40007,
    ),
]
