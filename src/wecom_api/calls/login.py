"""Who is looking: what an OAuth code, and a member's consent, tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call
from wecom_api.calls.limits import given


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """A member, or somebody who is none.

    Attributes:
        userid: of a member, inside the visible range or not; `CorpId/userid` for members of linked corps.
        user_ticket: opens `GetUserDetail` for 1800 s; only after snsapi_privateinfo, inside the visible range.
        openid: of somebody who is no member.
        external_userid: only for a customer whose follower is inside the visible range.
    """

    userid: str = ""
    user_ticket: str = ""
    openid: str = ""
    external_userid: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUserInfo(Call[Visitor]):
    """Exchange an OAuth code for the person behind it.

    Window: a code works once, within 5 minutes; codes that are valid do not count against the limits.
    Shape: the code as it came back. Not safe to repeat: a lost answer has spent the code; send the browser again.
    Errors: 40029 invalid or used; 42003 expired; 42022 used; 50001 redirect domain not trusted.
    Source: https://developer.work.weixin.qq.com/document/path/96442 (2022-09-23)
    """

    path: ClassVar[str] = "/cgi-bin/auth/getuserinfo"
    method: ClassVar[Literal["GET", "POST"]] = "GET"

    code: str = field(repr=False)

    def __post_init__(self) -> None:
        given(self, code=self.code)


class ConsentedDetail(msgspec.Struct, frozen=True, kw_only=True):
    """What a member consented to show; the rest is empty, gender 0 and the avatar WeCom's default."""

    userid: str = ""
    gender: int = 0
    avatar: str = ""
    qr_code: str = ""
    mobile: str = ""
    email: str = ""
    biz_mail: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GetUserDetail(Call[ConsentedDetail]):
    """Read the sensitive fields that a member consented to show: the only way to them for newer apps.

    Window: the user_ticket lives 1800 s.
    Shape: the user_ticket of `GetUserInfo`.
    Errors: 84014 expired; 84015 invalid.
    Source: https://developer.work.weixin.qq.com/document/path/96442 (2022-09-23)
    """

    path: ClassVar[str] = "/cgi-bin/auth/getuserdetail"
    idempotent: ClassVar[bool] = True

    user_ticket: str = field(repr=False)

    def __post_init__(self) -> None:
        given(self, user_ticket=self.user_ticket)
