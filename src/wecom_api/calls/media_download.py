"""Downloads of temporary media."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from wecom_api.calls.call import Call, Download
from wecom_api.calls.limits import given, refuse

MAX_RANGE_BYTES = 20 * 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class GetMedia(Call[Download]):
    """Download a temporary file, whole or a range of it.

    Window: the common limits; few calls at once (45033). The file lives 3 days from its upload.
    Shape: `span` = first and last byte, both included, at most 20 MB; absent for the whole file. Files above 20 MB
        (uploaded by URL) can only be read in ranges.
    Errors: 40007 media_id expired or unknown; 41006 media_id missing; 830002 range too long.
    Source: https://developer.work.weixin.qq.com/document/path/91054 (2022-09-13, 2024-07-22)
    """

    path: ClassVar[str] = "/cgi-bin/media/get"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    media_id: str
    span: tuple[int, int] | None = None

    def __post_init__(self) -> None:
        given(self, media_id=self.media_id)
        if self.span is None:
            return
        first, last = self.span
        if not 0 <= first <= last:
            refuse(self, "span", f"first byte up to last byte, got {first} to {last}", "choose another range")
        if last - first + 1 > MAX_RANGE_BYTES:
            refuse(self, "span", f"at most {MAX_RANGE_BYTES} bytes, got {last - first + 1}", "ask for less at once")

    def parameters(self) -> dict[str, Any]:
        """The media_id; the range travels as a header."""
        return {"media_id": self.media_id}

    def headers(self) -> dict[str, str]:
        """The range, if there is one."""
        return {} if self.span is None else {"range": f"bytes={self.span[0]}-{self.span[1]}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class GetJssdkVoice(Call[Download]):
    """Download a voice that a page recorded by JS-SDK, in speex at 16 kHz.

    Window: the common limits. The recording lives 3 days.
    Shape: a media_id that the JS-SDK's upload gave.
    Errors: 40007 media_id expired, or not a recording of the JS-SDK.
    Source: https://developer.work.weixin.qq.com/document/path/91054 (2022-09-13, 2024-07-22)
    """

    path: ClassVar[str] = "/cgi-bin/media/get/jssdk"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    media_id: str

    def __post_init__(self) -> None:
        given(self, media_id=self.media_id)
