"""What is read from the wire and written to it: uploads, envelopes, ids."""

import re
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from wecom_twin.callbacks.messages import added, envelope, member_changed
from wecom_twin.chance import Ids
from wecom_twin.endpoints.errors import ApiError
from wecom_twin.endpoints.media import Upload, read_upload

XML_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"))


@given(state=XML_TEXT.filter(bool), userid=XML_TEXT)
def test_any_text_survives_in_an_event(state: str, userid: str) -> None:
    message = added("add_external_contact", userid, "wm1", state=state, welcome_code=None)

    root = ET.fromstring(message.xml(corpid="ww1", at=1.9))  # noqa: S314 - made by the twin itself
    assert [one.tag for one in root] == [
        "ToUserName",
        "FromUserName",
        "CreateTime",
        "MsgType",
        "Event",
        "ChangeType",
        "UserID",
        "ExternalUserID",
        "State",
    ]
    assert (root.findtext("State"), root.findtext("UserID")) == (state, userid)
    assert root.findtext("CreateTime") == "1"


def test_departments_of_a_member_are_a_comma_list() -> None:
    xml = member_changed("update_user", "chen_rui", departments=(2, 7)).xml(corpid="ww1", at=0)

    assert "<Department><![CDATA[2,7]]></Department>" in xml


def test_an_envelope_leaves_out_an_absent_agentid() -> None:
    assert envelope(corpid="ww1", agentid=None, encrypt="AA==") == (
        b"<xml><ToUserName><![CDATA[ww1]]></ToUserName><Encrypt><![CDATA[AA==]]></Encrypt></xml>"
    )


@given(st.binary(max_size=200), st.text(max_size=60))
def test_any_body_is_an_upload_or_a_named_refusal(body: bytes, content_type: str) -> None:
    found: Upload | int
    try:
        found = read_upload(body, content_type)
    except ApiError as error:
        found = error.errcode

    assert isinstance(found, Upload) or found == 41006


@given(st.binary().filter(lambda one: b"--b0undary" not in one))
def test_a_file_comes_out_as_it_went_in(content: bytes) -> None:
    body = (
        b'--b0undary\r\nContent-Disposition: form-data; name="other"\r\n\r\nx\r\n'
        b'--b0undary\r\nContent-Disposition: form-data; name="media"; filename="'
        + "报价.pdf".encode()
        + b'"; filelength=9\r\nContent-Type: application/pdf\r\n\r\n'
        + content
        + b"\r\n--b0undary--\r\n"
    )

    upload = read_upload(body, 'multipart/form-data; boundary="b0undary"')
    assert upload == Upload("报价.pdf", "application/pdf", content)


@given(st.integers(), st.integers(1, 80))
def test_ids_have_their_shape_and_repeat_with_the_seed(seed: int, length: int) -> None:
    def made() -> list[str]:
        ids = Ids(seed)
        return [one("a", length) for one in (ids.text, ids.hexadecimal, ids.letters, ids.digits)]

    shapes = (r"[A-Za-z0-9_-]+", r"[0-9a-f]+", r"[A-Za-z0-9]+", r"[1-9][0-9]*")
    assert all(re.fullmatch(shape, one) for shape, one in zip(shapes, made(), strict=True))
    assert [len(one) for one in made()] == [length] * 4
    assert made() == made()


def test_many_ids_do_not_meet() -> None:
    ids = Ids(0)

    assert len({ids.text("external_userid", 30) for _ in range(100_000)}) == 100_000
