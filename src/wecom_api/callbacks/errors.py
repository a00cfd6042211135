# ruff: noqa: N818 - the names say which check failed; a suffix would repeat the base class
"""Why a callback was refused, one class per check.

CallbackError
├── InvalidKey            the EncodingAESKey is not 43 letters and digits
├── OversizedBody         longer than the reader allows; nothing was parsed
├── MalformedEnvelope     query or body do not have the documented form
├── ForbiddenXml          a DTD, an entity, or nesting beyond the bound
├── SignatureMismatch     msg_signature is not ours over these four strings
├── StaleTimestamp        signed correctly, but too far from now: a replay, or a wrong clock
├── MalformedCiphertext   truncated base64, wrong length, wrong padding, wrong inner length
├── ReceiveIdMismatch     decrypted well, but meant for another corp or suite
└── MalformedMessage      decrypted well, but the inner text is not the XML it should be

The message names the check and, where it is safe, the values; it never holds key, token or plaintext.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from wecom_api.errors import WecomError

if TYPE_CHECKING:
    from datetime import timedelta


class CallbackError(WecomError):
    """A callback that must not be believed, or cannot be read."""

    code: ClassVar[str] = "wecom.callback"


class InvalidKey(CallbackError):
    """The EncodingAESKey is not 43 letters and digits: the operator pasted something else."""

    code: ClassVar[str] = "wecom.callback.invalid_key"

    def __init__(self, length: int) -> None:
        super().__init__(f"an EncodingAESKey has 43 letters and digits; got {length} characters")
        self.length = length


class OversizedBody(CallbackError):
    """The body is longer than the reader allows. Nothing of it was parsed."""

    code: ClassVar[str] = "wecom.callback.oversized_body"

    def __init__(self, size_bytes: int, max_bytes: int) -> None:
        super().__init__(f"callback body has {size_bytes} bytes, more than the {max_bytes} allowed")
        self.size_bytes = size_bytes
        self.max_bytes = max_bytes


class MalformedEnvelope(CallbackError):
    """Query or body do not have the form WeCom documents; `reason` names the first deviation."""

    code: ClassVar[str] = "wecom.callback.malformed_envelope"

    def __init__(self, reason: str) -> None:
        super().__init__(f"not a WeCom callback: {reason}")
        self.reason = reason


class ForbiddenXml(CallbackError):
    """The XML holds what WeCom never sends and attackers do: a DTD, an entity, deep nesting."""

    code: ClassVar[str] = "wecom.callback.forbidden_xml"

    def __init__(self, what: str) -> None:
        super().__init__(f"callback XML holds {what}, which is refused unread")
        self.what = what


class SignatureMismatch(CallbackError):
    """msg_signature does not belong to these four strings. Nothing was decrypted."""

    code: ClassVar[str] = "wecom.callback.signature_mismatch"

    def __init__(self) -> None:
        super().__init__("msg_signature does not match: wrong Token, or not from WeCom")


class StaleTimestamp(CallbackError):
    """The signed timestamp is too far from now, in either direction."""

    code: ClassVar[str] = "wecom.callback.stale_timestamp"

    def __init__(self, age: timedelta, tolerance: timedelta) -> None:
        seconds, tolerated = age.total_seconds(), tolerance.total_seconds()
        super().__init__(f"callback is {seconds:.0f} s old (±{tolerated:.0f} s allowed): a replay, or a wrong clock")
        self.age = age
        self.tolerance = tolerance


class MalformedCiphertext(CallbackError):
    """The ciphertext cannot be ours: truncated, wrong length or padding. The EncodingAESKey may be wrong."""

    code: ClassVar[str] = "wecom.callback.malformed_ciphertext"

    def __init__(self, reason: str) -> None:
        super().__init__(f"cannot decrypt the callback ({reason}): truncated, or the wrong EncodingAESKey")
        self.reason = reason


class ReceiveIdMismatch(CallbackError):
    """The plaintext names another receiver: a callback of another corp or suite was played to us."""

    code: ClassVar[str] = "wecom.callback.receive_id_mismatch"

    def __init__(self, expected: str, received: str) -> None:
        super().__init__(f"callback is meant for {received!r}, not for {expected!r}")
        self.expected = expected
        self.received = received


class MalformedMessage(CallbackError):
    """The decrypted text is not the XML of an event or message."""

    code: ClassVar[str] = "wecom.callback.malformed_message"

    def __init__(self, reason: str) -> None:
        super().__init__(f"the decrypted callback cannot be read: {reason}")
        self.reason = reason
