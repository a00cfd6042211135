import base64
import re

from hypothesis import given
from hypothesis import strategies as st

from lingqu.corps.domain import keys


@given(st.binary(min_size=32, max_size=32))
def test_an_aes_key_is_43_letters_and_digits_that_decode_to_32_bytes(noise: bytes) -> None:
    key = keys.aes_key_from(noise)

    assert re.fullmatch(r"[0-9A-Za-z]{43}", key)
    assert len(base64.b64decode(key + "=", validate=True)) == 32
    assert base64.b64encode(base64.b64decode(key + "=")).decode() == key + "="


@given(st.binary(min_size=keys.TOKEN_BYTES, max_size=keys.TOKEN_BYTES))
def test_a_token_is_32_letters_and_digits(noise: bytes) -> None:
    assert re.fullmatch(r"[0-9A-Za-z]{32}", keys.token_from(noise))


def test_a_slug_is_lower_case_and_fits_a_path() -> None:
    assert keys.slug_from(bytes(range(keys.SLUG_BYTES))) == "aaaqeayeaudaocajbifqydio"


def test_different_noise_gives_different_keys() -> None:
    assert keys.aes_key_from(bytes(32)) != keys.aes_key_from(b"\x01" * 32)
