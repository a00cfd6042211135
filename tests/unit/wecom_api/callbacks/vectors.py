"""The published test vectors of WeCom's callback encryption, typed in from the reference.

The sixteen "random" bytes are ASCII so that they can be typed. Vectors 3 and 4 fill a whole pad block of 32,
which a 16-byte PKCS#7 gets wrong; vector 2 shows that lengths count bytes, not characters.
"""

from __future__ import annotations

from dataclasses import dataclass

TOKEN = "scrmSimToken2025"
ENCODING_AES_KEY = "kT3vZ9pQ1xW7sB5nL2cD8fG4hJ6mR0yUaEoIiXtVwqA"
CORPID = "ww1a2b3c4d5e6f7a8b"


@dataclass(frozen=True)
class Vector:
    name: str
    salt: bytes
    message: str
    receive_id: str
    timestamp: str
    nonce: str
    signature: str
    encrypted: str


VECTORS = (
    Vector(
        name="url verification",
        salt=b"0123456789abcdef",
        message="6172839405172839405",
        receive_id=CORPID,
        timestamp="1735689600",
        nonce="1597534682",
        signature="90ab5db2aa04864f04c9af734310c3a272513069",
        encrypted=("G9Trhyz1nscOkTHDQozlgeDVcKnfzRA3qlg10maPD3jAkKVev/knAd7T1U7S1C21GjfpJVoHHuq3MIkuOqVBYg=="),
    ),
    Vector(
        name="event with multi-byte text",
        salt=b"fedcba9876543210",
        message=(
            "<xml><ToUserName><![CDATA[ww1a2b3c4d5e6f7a8b]]></ToUserName>"
            "<FromUserName><![CDATA[sys]]></FromUserName>"
            "<CreateTime>1735689601</CreateTime>"
            "<MsgType><![CDATA[event]]></MsgType>"
            "<Event><![CDATA[change_external_contact]]></Event>"
            "<ChangeType><![CDATA[add_external_contact]]></ChangeType>"
            "<UserID><![CDATA[LiLei]]></UserID>"
            "<ExternalUserID><![CDATA[wmSIM0000000000000000000000000001]]></ExternalUserID>"
            "<State><![CDATA[渠道A]]></State>"
            "<WelcomeCode><![CDATA[SIMWELCOMECODE0001]]></WelcomeCode></xml>"
        ),
        receive_id=CORPID,
        timestamp="1735689601",
        nonce="8842211",
        signature="06f05a9b93dd96022082fcf38964f882a42225d8",
        encrypted=(
            "pqbTkWuxjtBXuN42dr/T+aJeZrNTe2xM7Pstytntim+7sITzj05nrLTOrL1x0x2ihvbXhRqE1ctxj67suNRbgryjuL"
            "yqqV0+fg4UNzKeSKDqywZAhHpXzo1XLakxSK85H0Do+Za7eFIhF6uSJdAxnl16cmKt9eZQJDluTn4j9o8i8BrfW8MM"
            "u+NrVEOTCWNnM76eMZzGitT+B7f4u9nZKX4px4Gxbe5NddZ5x5wfplp/acezzyyJjz6tUS22SlJiADns5yGHyjaZBl"
            "LJwemD2jQtuqrSZp7XZyeXbqlRudrrtRA8BxQvM15Pd2RmalYojd6L5c110FG+zp9Q4MYCr1rKpi5JmXseMxUtmcyG"
            "YuDOXIh8GyT0ZavkqbeE01f54kJHoW4svx0/nuynJiuMdYZ45vWbSDogTa6tousTEvf+jnGiU1WbTFw870vCuJCJjO"
            "hOZI6mU7WVbyURmIHWDPiEkuKwVj7jTxOUTvVoO/odL9rcBjuSLLSmDxBJ9D7x0crj58rvnzqtZ+FWzMYcu1+lt1US"
            "003riYRpSbqBInfjlI+UZO78bqUszad/+qeE32uqfoNvb1hw5OVrI3jY7hA3RKMepcawk6f/JuSthLCfgCrMBVQwql"
            "mokcccEnpPJX60GYF7P5buTmHLr18K0UK6/AoP/Ov3ZhdJWCUsq2rb0pMRhixQPiooEhJxNgPPjyQIkCCT1la5zvHI"
            "efuNZQ=="
        ),
    ),
    Vector(
        name="passive reply that fills a pad block",
        salt=b"AAAABBBBCCCCDDDD",
        message="x" * 26,
        receive_id=CORPID,
        timestamp="1735689602",
        nonce="reply-nonce-1",
        signature="03be27b7f82133827177d3ba2846573421cad586",
        encrypted=(
            "usG4vjcLQobwseB0hXJy4FDbZw1yEFrQzKgacHF5NNod+JBlPsSSGKE+0v4pRbd9pJZLtsErBYjLcKL2y2W5HTFm6D"
            "Sut9+kud2ZoizQeS+UNVnB175Cxp2yfv4V9DN+"
        ),
    ),
    Vector(
        name="JSON with empty receiveid",
        salt=b"0000111122223333",
        message='{"msgtype":"text","text":{"content":"ping"}}',
        receive_id="",
        timestamp="1735689603",
        nonce="n0nce",
        signature="f1f250381da40dbdcd7395d0e58bc1a28072acaa",
        encrypted=(
            "R8o/AtllxXS2dbv3a8uJ9bgtz4OPwMmsnzYYVOc0oFtUxVlmA0UVAyumwmGzGhNDjK8RIicutHyYdnH+lahqf+51Ml"
            "uVOh6RRIrOVuBjyx4ZBFqJRGA1RywoOzK87oMb"
        ),
    ),
)

REPLY_ENVELOPE = (
    "<xml><Encrypt><![CDATA[usG4vjcLQobwseB0hXJy4FDbZw1yEFrQzKgacHF5NNod+JBlPsSSGKE+0v4pRbd9pJZ"
    "LtsErBYjLcKL2y2W5HTFm6DSut9+kud2ZoizQeS+UNVnB175Cxp2yfv4V9DN+]]></Encrypt><MsgSignature><!"
    "[CDATA[03be27b7f82133827177d3ba2846573421cad586]]></MsgSignature><TimeStamp>1735689602</Ti"
    "meStamp><Nonce><![CDATA[reply-nonce-1]]></Nonce></xml>"
)
