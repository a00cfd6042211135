"""Callback keys. Chance is an input: each function takes the random bytes it turns into a key."""

import base64
import string

_ALPHABET = string.ascii_letters + string.digits

TOKEN_BYTES = 32
AES_KEY_BYTES = 32
SLUG_BYTES = 15


def token_from(noise: bytes) -> str:
    """Spell random bytes as a callback token: letters and digits, one per byte, at most 32.

    Source: https://developer.work.weixin.qq.com/document/path/90930 (token of letters and digits, up to 32).
    """
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in noise[:32])


def aes_key_from(noise: bytes) -> str:
    """Spell 32 random bytes as an EncodingAESKey: 43 characters, letters and digits, in canonical base64.

    WeCom's console takes letters and digits only, so `+` and `/` are replaced; the last character keeps its two
    low bits zero, without which decoders that check the padding bits refuse the key.
    """
    key = base64.b64encode(noise[:AES_KEY_BYTES]).decode().rstrip("=")
    return key.replace("+", "A").replace("/", "Q")


def slug_from(noise: bytes) -> str:
    """Spell random bytes as the unguessable last part of a callback URL."""
    return base64.b32encode(noise).decode().rstrip("=").lower()
