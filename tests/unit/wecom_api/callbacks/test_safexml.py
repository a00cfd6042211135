from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from unit.wecom_api.callbacks.vectors import VECTORS
from wecom_api.callbacks.errors import CallbackError
from wecom_api.callbacks.safexml import parse_elements, read_any, read_flat

PUBLISHED = VECTORS[1].message.encode()

values = st.one_of(
    st.text(max_size=8).map(lambda text: f"<![CDATA[{text}]]>"),
    st.text(max_size=8),
    st.sampled_from(
        ["", "&amp;", "&#26446;", "<B>1</B>", "a]]><![CDATA[b", "\r\n", " x ", "\ufffe", "<!-- c -->", "\x7f"]
    ),
)
documents = st.lists(st.tuples(st.sampled_from(["A", "Bb", "UserID", "A1"]), values), max_size=4).map(
    lambda elements: "<xml>" + "".join(f"<{name}>{value}</{name}>" for name, value in elements) + "</xml>"
)


def test_published_event_is_flat_and_both_readings_agree() -> None:
    assert read_flat(PUBLISHED) is not None
    assert ("xml", read_flat(PUBLISHED)) == read_any(PUBLISHED)
    assert list(read_flat(PUBLISHED) or ()) == list(read_any(PUBLISHED)[1])


@given(documents)
@example("<xml><A>x\r\ny</A></xml>")
@example("<xml><A><![CDATA[x\ty]]></A></xml>")
@example("<xml><A>\ufffe</A></xml>")
@example("<xml><A>1</A><A>2</A></xml>")
def test_whatever_is_read_as_flat_reads_the_same_in_full(document: str) -> None:
    message = document.encode(errors="replace")
    flat = read_flat(message)

    if flat is not None:
        assert ("xml", flat) == read_any(message)
        assert list(flat) == list(read_any(message)[1])


@given(
    st.lists(st.sampled_from(["<xml>", "</xml>", "<A>", "</A>", "<![CDATA[", "]]>", "x", "&", " ", "<B>"]), max_size=12)
)
def test_whatever_is_not_well_formed_is_never_flat(pieces: list[str]) -> None:
    message = "".join(pieces).encode()
    try:
        read_any(message)
    except CallbackError:
        assert read_flat(message) is None


@pytest.mark.parametrize(
    "message",
    [
        b"<xml><A><B>1</B></A></xml>",
        b"<xml><A>1</A>\n</xml>",
        b"<xml><A>1</A><A>2</A></xml>",
        b"<xml><A>&lt;</A></xml>",
        b"<xml><A><![CDATA[a]]]]><![CDATA[>b]]></A></xml>",
        "<xml><A>1</A></xml>".encode("utf-16"),
    ],
)
def test_other_documents_are_left_to_the_full_reader(message: bytes) -> None:
    assert read_flat(message) is None


def test_full_reader_is_asked_when_the_flat_one_declines() -> None:
    assert parse_elements(b"<xml><A>&lt;</A></xml>") == ("xml", {"A": "<"})
