"""The welcome message: the only message to a customer that no member confirms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from wecom_api.calls.attachments import Attachment, check_content, content_parameters
from wecom_api.calls.call import Call, Done
from wecom_api.calls.limits import given

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class SendWelcomeMsg(Call[Done]):
    """Spend a `welcome_code` on one greeting, spoken by the member who was added.

    Window: 20 s from the event that carried the code; the code works once, whoever calls first. Give the
        client a deadline. Repeating is safe: a spent code greets nobody twice.
    Shape: text of at most 4000 bytes, then 0..9 attachments, not both empty.
    Errors: 41051 already greeted, or the two chat already: final, by whom is not told; 41050 code invalid or
        late, final; 41096 another app is sending, may retry; 41053 wait for msg_audit_approved and its new
        code; 41064, 41065 attachments; 40007 media expired.
    Source: https://developer.work.weixin.qq.com/document/path/92137 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/send_welcome_msg"
    idempotent: ClassVar[bool] = True

    welcome_code: str
    text: str | None = None
    attachments: Sequence[Attachment] = ()

    def __post_init__(self) -> None:
        given(self, welcome_code=self.welcome_code)
        check_content(self, self.text, self.attachments)

    def parameters(self) -> dict[str, Any]:
        """The code with text and attachments in WeCom's shape."""
        return {"welcome_code": self.welcome_code, **content_parameters(self.text, self.attachments)}
