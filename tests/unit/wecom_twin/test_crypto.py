"""The four vectors of the protocol's text, both directions, and what must not be opened."""

from base64 import b64decode, b64encode
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wecom_twin.crypto import (
    NOISE_BYTES,
    CallbackCipher,
    CallbackKeyError,
    SealBrokenError,
    Sealed,
    signature,
)

TOKEN = "scrmSimToken2025"
KEY = "kT3vZ9pQ1xW7sB5nL2cD8fG4hJ6mR0yUaEoIiXtVwqA"
CORPID = "ww1a2b3c4d5e6f7a8b"


@dataclass(frozen=True)
class Vector:
    message: str
    noise: bytes
    timestamp: str
    nonce: str
    msg_signature: str
    encrypt: str
    receive_id: str = CORPID


VECTORS = {
    "echostr": Vector(
        "6172839405172839405",
        b"0123456789abcdef",
        "1735689600",
        "1597534682",
        "90ab5db2aa04864f04c9af734310c3a272513069",
        "G9Trhyz1nscOkTHDQozlgeDVcKnfzRA3qlg10maPD3jAkKVev/knAd7T1U7S1C21GjfpJVoHHuq3MIkuOqVBYg==",
    ),
    "event": Vector(
        "<xml><ToUserName><![CDATA[ww1a2b3c4d5e6f7a8b]]></ToUserName><FromUserName><![CDATA[sys]]>"
        "</FromUserName><CreateTime>1735689601</CreateTime><MsgType><![CDATA[event]]></MsgType><Event>"
        "<![CDATA[change_external_contact]]></Event><ChangeType><![CDATA[add_external_contact]]>"
        "</ChangeType><UserID><![CDATA[LiLei]]></UserID><ExternalUserID>"
        "<![CDATA[wmSIM0000000000000000000000000001]]></ExternalUserID><State><![CDATA[渠道A]]></State>"
        "<WelcomeCode><![CDATA[SIMWELCOMECODE0001]]></WelcomeCode></xml>",
        b"fedcba9876543210",
        "1735689601",
        "8842211",
        "06f05a9b93dd96022082fcf38964f882a42225d8",
        "pqbTkWuxjtBXuN42dr/T+aJeZrNTe2xM7Pstytntim+7sITzj05nrLTOrL1x0x2ihvbXhRqE1ctxj67suNRbgryjuLyqqV0+fg"
        "4UNzKeSKDqywZAhHpXzo1XLakxSK85H0Do+Za7eFIhF6uSJdAxnl16cmKt9eZQJDluTn4j9o8i8BrfW8MMu+NrVEOTCWNnM76e"
        "MZzGitT+B7f4u9nZKX4px4Gxbe5NddZ5x5wfplp/acezzyyJjz6tUS22SlJiADns5yGHyjaZBlLJwemD2jQtuqrSZp7XZyeXbq"
        "lRudrrtRA8BxQvM15Pd2RmalYojd6L5c110FG+zp9Q4MYCr1rKpi5JmXseMxUtmcyGYuDOXIh8GyT0ZavkqbeE01f54kJHoW4s"
        "vx0/nuynJiuMdYZ45vWbSDogTa6tousTEvf+jnGiU1WbTFw870vCuJCJjOhOZI6mU7WVbyURmIHWDPiEkuKwVj7jTxOUTvVoO/"
        "odL9rcBjuSLLSmDxBJ9D7x0crj58rvnzqtZ+FWzMYcu1+lt1US003riYRpSbqBInfjlI+UZO78bqUszad/+qeE32uqfoNvb1hw"
        "5OVrI3jY7hA3RKMepcawk6f/JuSthLCfgCrMBVQwqlmokcccEnpPJX60GYF7P5buTmHLr18K0UK6/AoP/Ov3ZhdJWCUsq2rb0p"
        "MRhixQPiooEhJxNgPPjyQIkCCT1la5zvHIefuNZQ==",
    ),
    "full block": Vector(
        "x" * 26,
        b"AAAABBBBCCCCDDDD",
        "1735689602",
        "reply-nonce-1",
        "03be27b7f82133827177d3ba2846573421cad586",
        "usG4vjcLQobwseB0hXJy4FDbZw1yEFrQzKgacHF5NNod+JBlPsSSGKE+0v4pRbd9pJZLtsErBYjLcKL2y2W5HTFm6DSut9+kud"
        "2ZoizQeS+UNVnB175Cxp2yfv4V9DN+",
    ),
    "empty receiveid": Vector(
        '{"msgtype":"text","text":{"content":"ping"}}',
        b"0000111122223333",
        "1735689603",
        "n0nce",
        "f1f250381da40dbdcd7395d0e58bc1a28072acaa",
        "R8o/AtllxXS2dbv3a8uJ9bgtz4OPwMmsnzYYVOc0oFtUxVlmA0UVAyumwmGzGhNDjK8RIicutHyYdnH+lahqf+51MluVOh6RRI"
        "rOVuBjyx4ZBFqJRGA1RywoOzK87oMb",
        receive_id="",
    ),
}


def cipher(receive_id: str = CORPID, key: str = KEY) -> CallbackCipher:
    return CallbackCipher(token=TOKEN, encoding_aes_key=key, receive_id=receive_id)


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_a_vector_is_sealed_byte_for_byte(vector: Vector) -> None:
    sealed = cipher(vector.receive_id).seal(
        vector.message, timestamp=vector.timestamp, nonce=vector.nonce, noise=vector.noise
    )

    assert sealed == Sealed(vector.encrypt, vector.msg_signature, vector.timestamp, vector.nonce)


@pytest.mark.parametrize("vector", VECTORS.values(), ids=VECTORS.keys())
def test_a_vector_is_opened(vector: Vector) -> None:
    sealed = Sealed(vector.encrypt, vector.msg_signature, vector.timestamp, vector.nonce)

    assert cipher(vector.receive_id).unseal(sealed) == vector.message


@given(st.text(), st.binary(min_size=NOISE_BYTES, max_size=NOISE_BYTES))
def test_any_text_survives_the_round_trip(message: str, noise: bytes) -> None:
    sealed = cipher().seal(message, timestamp="1", nonce="2", noise=noise)

    assert cipher().unseal(sealed) == message


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_any_other_ciphertext_is_refused_by_name(encrypt: str) -> None:
    with pytest.raises(SealBrokenError):
        cipher().decrypt(encrypt)


def test_a_key_whose_unused_bits_are_set_opens_the_same() -> None:
    vector = VECTORS["echostr"]

    assert cipher(key=KEY[:-1] + "B").decrypt(vector.encrypt) == vector.message


def test_a_signature_of_other_strings_is_refused_before_decrypting() -> None:
    vector = VECTORS["event"]
    forged = Sealed(vector.encrypt, vector.msg_signature, "1735689602", vector.nonce)

    with pytest.raises(SealBrokenError, match="signature"):
        cipher().unseal(forged)


def test_another_corps_message_is_refused() -> None:
    with pytest.raises(SealBrokenError, match="another receiver"):
        cipher("ww0000000000000000").decrypt(VECTORS["event"].encrypt)


def test_a_changed_last_block_is_refused() -> None:
    raw = bytearray(b64decode(VECTORS["full block"].encrypt))
    raw[-1] ^= 1

    with pytest.raises(SealBrokenError):
        cipher().decrypt(b64encode(raw).decode())


def test_the_signature_sorts_by_codepoint() -> None:
    vector = VECTORS["full block"]

    assert signature(vector.encrypt, vector.nonce, TOKEN, vector.timestamp) == vector.msg_signature


@pytest.mark.parametrize(
    ("token", "key"),
    [("", KEY), ("a" * 33, KEY), ("with space", KEY), (TOKEN, KEY[:-1]), (TOKEN, KEY + "A"), (TOKEN, "+" * 43)],
)
def test_token_and_key_of_another_shape_are_refused(token: str, key: str) -> None:
    with pytest.raises(CallbackKeyError):
        CallbackCipher(token=token, encoding_aes_key=key, receive_id=CORPID)
