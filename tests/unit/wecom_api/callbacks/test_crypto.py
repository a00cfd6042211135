from __future__ import annotations

import base64
import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from unit.wecom_api.callbacks.vectors import CORPID, ENCODING_AES_KEY, TOKEN, VECTORS, Vector
from wecom_api.callbacks.crypto import CallbackCrypto
from wecom_api.callbacks.envelope import CallbackQuery
from wecom_api.callbacks.errors import (
    CallbackError,
    InvalidKey,
    MalformedCiphertext,
    MalformedEnvelope,
    ReceiveIdMismatch,
    SignatureMismatch,
    StaleTimestamp,
)

EVENT = VECTORS[1]
EVENT_AT = datetime.fromtimestamp(int(EVENT.timestamp), UTC)

every_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.name)


def crypto_of(vector: Vector = EVENT, **changes: str) -> CallbackCrypto:
    arguments = {"token": TOKEN, "encoding_aes_key": ENCODING_AES_KEY, "receive_id": vector.receive_id}
    return CallbackCrypto(**(arguments | changes), entropy=lambda _size: vector.salt)


def query_of(vector: Vector = EVENT) -> CallbackQuery:
    return CallbackQuery(msg_signature=vector.signature, timestamp=vector.timestamp, nonce=vector.nonce, echostr=None)


@every_vector
def test_published_vector_encrypts_to_the_published_ciphertext(vector: Vector) -> None:
    assert crypto_of(vector).encrypt(vector.message.encode()).decode() == vector.encrypted


@every_vector
def test_published_vector_decrypts_to_the_published_message(vector: Vector) -> None:
    assert crypto_of(vector).decrypt(vector.encrypted.encode()).decode() == vector.message


@every_vector
def test_published_vector_is_signed_with_the_published_signature(vector: Vector) -> None:
    signature = crypto_of(vector).sign(
        timestamp=vector.timestamp, nonce=vector.nonce, encrypted=vector.encrypted.encode()
    )

    assert signature == vector.signature


@every_vector
def test_published_vector_opens_at_its_own_time(vector: Vector) -> None:
    at = datetime.fromtimestamp(int(vector.timestamp), UTC)

    message = crypto_of(vector).open(query_of(vector), vector.encrypted.encode(), at=at)

    assert message.decode() == vector.message


@pytest.mark.parametrize("last", "ABCD")
def test_keys_that_differ_only_in_the_unused_bits_decrypt_alike(last: str) -> None:
    crypto = crypto_of(encoding_aes_key=ENCODING_AES_KEY[:-1] + last)

    assert crypto.decrypt(EVENT.encrypted.encode()).decode() == EVENT.message


@pytest.mark.parametrize("key", ["", ENCODING_AES_KEY[:-1], ENCODING_AES_KEY + "A", "=" * 43, "é" * 43])
def test_key_of_another_form_is_refused(key: str) -> None:
    with pytest.raises(InvalidKey) as refusal:
        crypto_of(encoding_aes_key=key)

    assert refusal.value.length == len(key)


@pytest.mark.parametrize(
    "query",
    [
        replace(query_of(), msg_signature="0" * 40),
        replace(query_of(), msg_signature=EVENT.signature.upper()),
        replace(query_of(), msg_signature=""),
        replace(query_of(), msg_signature="é\ud800"),
        replace(query_of(), timestamp="0" + EVENT.timestamp),
        replace(query_of(), nonce="\ud800"),
    ],
    ids=["other", "upper-case", "empty", "not ASCII", "leading zero", "surrogate nonce"],
)
def test_signature_that_is_not_ours_is_refused_before_decrypting(query: CallbackQuery) -> None:
    with pytest.raises(SignatureMismatch):
        crypto_of().open(query, b"not even base64" if query.nonce != EVENT.nonce else b"", at=EVENT_AT)
    with pytest.raises(SignatureMismatch):
        crypto_of().open(query, EVENT.encrypted.encode(), at=EVENT_AT)


def test_callback_is_accepted_exactly_up_to_the_tolerance_in_both_directions() -> None:
    minute = timedelta(minutes=1)
    for at in (EVENT_AT + minute, EVENT_AT - minute):
        crypto_of().verify(query_of(), EVENT.encrypted.encode(), at=at, tolerance=minute)


@pytest.mark.parametrize("offset_s", [601, -601])
def test_callback_older_or_newer_than_ten_minutes_is_stale(offset_s: int) -> None:
    at = EVENT_AT + timedelta(seconds=offset_s)

    with pytest.raises(StaleTimestamp) as refusal:
        crypto_of().open(query_of(), EVENT.encrypted.encode(), at=at)

    assert refusal.value.age == timedelta(seconds=offset_s)


@pytest.mark.parametrize("timestamp", ["", "soon", "-5", "1e9", "１７３５６８９６０１", "9" * 5000])
def test_signed_timestamp_that_is_no_number_is_refused(timestamp: str) -> None:
    crypto = crypto_of()
    signature = crypto.sign(timestamp=timestamp, nonce="n", encrypted=b"QUJD")
    query = CallbackQuery(msg_signature=signature, timestamp=timestamp, nonce="n")

    with pytest.raises(MalformedEnvelope):
        crypto.open(query, b"QUJD", at=EVENT_AT)


@pytest.mark.parametrize(
    "encrypted",
    [
        EVENT.encrypted[:-1],
        EVENT.encrypted[:-4],
        EVENT.encrypted[:100],
        EVENT.encrypted[:80] + "\n" + EVENT.encrypted[80:],
        "",
        "====",
        "%%%%",
        base64.b64encode(b"x" * 17).decode(),
    ],
)
def test_truncated_or_damaged_ciphertext_is_malformed(encrypted: str) -> None:
    with pytest.raises(MalformedCiphertext):
        crypto_of().decrypt(encrypted.encode())


def test_ciphertext_of_another_key_is_malformed_or_meant_for_another() -> None:
    other = crypto_of(encoding_aes_key="A" * 43)

    with pytest.raises((MalformedCiphertext, ReceiveIdMismatch)):
        other.decrypt(EVENT.encrypted.encode())


def test_inner_length_beyond_the_text_is_malformed() -> None:
    crypto = CallbackCrypto(token=TOKEN, encoding_aes_key=ENCODING_AES_KEY, receive_id="")
    # One flipped bit in the first cipher block flips the same bit of the second plain block's length byte.
    raw = bytearray(base64.b64decode(crypto.encrypt(b"abc")))
    raw[0] ^= 0x80

    with pytest.raises(MalformedCiphertext, match="inner length"):
        crypto.decrypt(base64.b64encode(bytes(raw)))


def test_message_meant_for_another_corp_is_refused_and_names_both() -> None:
    crypto = crypto_of(receive_id="wwanother")

    with pytest.raises(ReceiveIdMismatch) as refusal:
        crypto.decrypt(EVENT.encrypted.encode())

    assert (refusal.value.expected, refusal.value.received) == ("wwanother", CORPID)


def test_errors_carry_stable_codes_and_no_secret() -> None:
    with pytest.raises(SignatureMismatch) as refusal:
        crypto_of(token="tellnobody").open(query_of(), EVENT.encrypted.encode(), at=EVENT_AT)

    assert refusal.value.code == "wecom.callback.signature_mismatch"
    assert "tellnobody" not in str(refusal.value)


@given(message=st.binary(max_size=300), receive_id=st.text(max_size=40), salt=st.binary(min_size=16, max_size=16))
def test_whatever_is_encrypted_decrypts_to_itself_and_fills_32_byte_blocks(
    message: bytes, receive_id: str, salt: bytes
) -> None:
    crypto = CallbackCrypto(
        token=TOKEN, encoding_aes_key=ENCODING_AES_KEY, receive_id=receive_id, entropy=lambda _size: salt
    )

    encrypted = crypto.encrypt(message)

    assert crypto.decrypt(encrypted) == message
    assert len(base64.b64decode(encrypted)) % 32 == 0


@given(junk=st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(base64.b64encode)))
def test_any_bytes_decrypt_to_bytes_or_a_named_error(junk: bytes) -> None:
    crypto = crypto_of()
    with contextlib.suppress(CallbackError):
        assert isinstance(crypto.decrypt(junk), bytes)


@given(
    flips=st.lists(st.tuples(st.integers(0, 543), st.integers(1, 255)), min_size=1, max_size=3),
)
def test_any_damage_to_a_signed_ciphertext_is_refused_by_the_signature(flips: list[tuple[int, int]]) -> None:
    raw = bytearray(base64.b64decode(EVENT.encrypted))
    for position, mask in flips:
        raw[position] ^= mask
    damaged = base64.b64encode(bytes(raw))

    if damaged != EVENT.encrypted.encode():
        with pytest.raises(SignatureMismatch):
            crypto_of().open(query_of(), damaged, at=EVENT_AT)
