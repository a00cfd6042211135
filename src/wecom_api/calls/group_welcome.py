"""Welcome templates of customer groups (入群欢迎语素材): a library that group owners pick from in their client.

There is no call that lists it: store every template_id. No call sets the template of a group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from wecom_api.calls.attachments import SentImage, SentLink, SentMedia, SentMiniProgram, SentText
from wecom_api.calls.call import Call, Done, fields_of
from wecom_api.calls.limits import at_most_bytes, given, one_of

if TYPE_CHECKING:
    from wecom_api.calls.attachments import Attachment

MAX_TEXT_BYTES = 3000


class NewGroupWelcomeTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template just made."""

    template_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddGroupWelcomeTemplate(Call[NewGroupWelcomeTemplate]):
    """Add a template to the corp's library.

    Window: 100 templates per corp. Not safe to repeat: what a lost answer made cannot be found again, and
        members are told twice.
    Shape: text of at most 3000 bytes, in which %NICKNAME% becomes the newcomer's name; one attachment (WeCom
        takes one kind only); at least one of the two. notify asks members to use it, true when absent.
    Errors: 41055 library full; 40007 media expired.
    Source: https://developer.work.weixin.qq.com/document/path/92366 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/group_welcome_template/add"

    text: str | None = None
    attachment: Attachment | None = None
    notify: bool | None = None

    def __post_init__(self) -> None:
        _check(self, self.text, self.attachment)

    def parameters(self) -> dict[str, Any]:
        """In WeCom's shape: the attachment under the name of its kind, notify as 0 or 1."""
        notify = {} if self.notify is None else {"notify": int(self.notify)}
        return _content(self.text, self.attachment) | notify


@dataclass(frozen=True, slots=True, kw_only=True)
class EditGroupWelcomeTemplate(Call[Done]):
    """Replace the content of a template of this app; send it whole. Groups that use it follow.

    Window: the common limits.
    Shape: as `AddGroupWelcomeTemplate`; what becomes of absent parts is unconfirmed.
    Errors: 41058 template of another app; 40007 media expired.
    Source: https://developer.work.weixin.qq.com/document/path/92366 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/group_welcome_template/edit"
    idempotent: ClassVar[bool] = True

    template_id: str
    text: str | None = None
    attachment: Attachment | None = None

    def __post_init__(self) -> None:
        given(self, template_id=self.template_id)
        _check(self, self.text, self.attachment)

    def parameters(self) -> dict[str, Any]:
        """In WeCom's shape: the attachment under the name of its kind."""
        return {"template_id": self.template_id} | _content(self.text, self.attachment)


class GroupWelcomeTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template as WeCom tells it back; what it does not have is None."""

    text: SentText | None = None
    image: SentImage | None = None
    link: SentLink | None = None
    miniprogram: SentMiniProgram | None = None
    file: SentMedia | None = None
    video: SentMedia | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GetGroupWelcomeTemplate(Call[GroupWelcomeTemplate]):
    """Read one template, whoever made it.

    Window: the common limits.
    Shape: one template_id.
    Errors: 41058 template of another app (that it cannot be read is unconfirmed).
    Source: https://developer.work.weixin.qq.com/document/path/92366 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/group_welcome_template/get"
    idempotent: ClassVar[bool] = True

    template_id: str

    def __post_init__(self) -> None:
        given(self, template_id=self.template_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DelGroupWelcomeTemplate(Call[Done]):
    """Take a template of this app out of the library.

    Window: the common limits.
    Shape: one template_id.
    Errors: 41058 template of another app.
    Source: https://developer.work.weixin.qq.com/document/path/92366 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/group_welcome_template/del"
    idempotent: ClassVar[bool] = True

    template_id: str

    def __post_init__(self) -> None:
        given(self, template_id=self.template_id)


def _check(of: object, text: str | None, attachment: Attachment | None) -> None:
    one_of(of, text=text, attachment=attachment)
    at_most_bytes(of, "text", text, MAX_TEXT_BYTES)


def _content(text: str | None, attachment: Attachment | None) -> dict[str, Any]:
    found: dict[str, Any] = {"text": {"content": text}} if text else {}
    return found if attachment is None else found | {attachment.msgtype: fields_of(attachment)}
