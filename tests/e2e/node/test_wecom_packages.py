"""WeCom's own packages for Node.js agree with the client and with the twin, which never saw each other's code.

Keys, tokens and nonces are what the console and WeCom make: letters and digits. A page's address is what a browser
has: ASCII, everything else percent-encoded. (For other addresses the two packages do not even agree with each other:
@wecom/jssdk hashes the low byte of each character.)
"""

import string
from base64 import b64encode

from hypothesis import given
from hypothesis import strategies as st

from e2e.node.conftest import Ask
from wecom_api import jssdk
from wecom_api.callbacks.crypto import CallbackCrypto
from wecom_twin import signatures
from wecom_twin.crypto import CallbackCipher
from wecom_twin.crypto import signature as twin_signature

ALNUM = string.ascii_letters + string.digits
TOKENS = st.text(ALNUM, min_size=1, max_size=32)
# Of the last of 43 characters two bits are unused; Node.js ignores them as WeCom does.
KEYS = st.text(ALNUM, min_size=43, max_size=43)
RECEIVERS = st.one_of(st.just(""), st.text(ALNUM, min_size=18, max_size=18))
MESSAGES = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
NOISE = st.binary(min_size=16, max_size=16)
TIMES = st.integers(min_value=1, max_value=4_102_444_800)
NONCES = st.text(ALNUM, min_size=1, max_size=20)
ADDRESSES = st.text(string.ascii_letters + string.digits + "/?&=%.-_~:+,;@!$'()*[]", max_size=120).map(
    lambda path: f"https://scrm.example.com/{path}"
)


@given(token=TOKENS, key=KEYS, receiver=RECEIVERS, message=MESSAGES, noise=NOISE)
def test_all_three_encrypt_to_the_same_and_open_each_other_s(
    ask: Ask, token: str, key: str, receiver: str, message: str, noise: bytes
) -> None:
    client = CallbackCrypto(token=token, encoding_aes_key=key, receive_id=receiver, entropy=lambda _: noise)
    twin = CallbackCipher(token=token, encoding_aes_key=key, receive_id=receiver)
    random = b64encode(noise).decode()
    theirs = ask("encrypt", key=key, message=message, id=receiver, random=random)

    assert isinstance(theirs, str)
    assert client.encrypt(message.encode()).decode() == theirs
    assert twin.encrypt(message, noise=noise) == theirs
    assert ask("decrypt", key=key, encrypted=theirs) == {"message": message, "id": receiver, "random": random}
    assert client.decrypt(theirs.encode()).decode() == message
    assert twin.decrypt(theirs) == message


@given(token=TOKENS, at=TIMES, nonce=NONCES, noise=st.binary(min_size=32, max_size=320))
def test_all_three_sign_a_callback_alike(ask: Ask, token: str, at: int, nonce: str, noise: bytes) -> None:
    encrypted, timestamp = b64encode(noise).decode(), str(at)
    client = CallbackCrypto(token=token, encoding_aes_key="a" * 43, receive_id="")
    theirs = ask("sign", token=token, timestamp=timestamp, nonce=nonce, encrypted=encrypted)

    assert client.sign(timestamp=timestamp, nonce=nonce, encrypted=encrypted.encode()) == theirs
    assert twin_signature(token, timestamp, nonce, encrypted) == theirs


@given(ticket=st.text(ALNUM + "-_", min_size=1, max_size=512), noncestr=NONCES, at=TIMES, url=ADDRESSES)
def test_all_four_sign_a_page_alike(ask: Ask, ticket: str, noncestr: str, at: int, url: str) -> None:
    page = {"ticket": ticket, "nonceStr": noncestr, "timestamp": at, "url": url}
    ours = jssdk.signature(ticket=ticket, noncestr=noncestr, timestamp=at, url=url)

    assert signatures.sign(ticket, noncestr=noncestr, timestamp=str(at), url=url) == ours
    assert ask("sign_page", **page) == ours
    assert ask("sign_page_in_browser", **page) == ours
