"""Tokens, WeCom's own addresses, and what the app itself is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call
from wecom_api.calls.limits import given


class AccessToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token of one app.

    Attributes:
        access_token: opaque, at most 512 bytes.
        expires_in: seconds from the answer on; it may die earlier.
    """

    access_token: str
    expires_in: int = 7200


@dataclass(frozen=True, slots=True, kw_only=True)
class GetToken(Call[AccessToken]):
    """Exchange an app's secret for its access_token.

    Window: cache the token for `expires_in` (7200 s as a rule). About 2,000 failing calls in an hour block
        the source IP, and with it every corp behind it, for an hour.
    Shape: corpid and secret in, token out. Asking again within its life gives the same token.
    Errors: 40001, 40013, 40091 credential wrong, do not ask again; 45031 secret must be reset; 301007 corp gone.
    Source: https://developer.work.weixin.qq.com/document/path/91039 (2024-03-26)
    """

    path: ClassVar[str] = "/cgi-bin/gettoken"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True
    needs_token: ClassVar[bool] = False

    corpid: str
    corpsecret: str = field(repr=False)

    def __post_init__(self) -> None:
        given(self, corpid=self.corpid, corpsecret=self.corpsecret)


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Addresses or ranges of WeCom's own machines."""

    ip_list: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetCallbackIp(Call[Addresses]):
    """Where callbacks come from, for a firewall.

    Window: the ranges change; ask about once a day.
    Shape: nothing in, addresses or ranges out.
    Errors: none of its own.
    Source: https://developer.work.weixin.qq.com/document/path/90930 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/getcallbackip"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GetApiDomainIp(Call[Addresses]):
    """Where the API itself lives, for a firewall that guards what goes out.

    Window: the ranges change; ask about once a day.
    Shape: nothing in, addresses or ranges out.
    Errors: none of its own.
    Source: page not named by the reference (application chapter; fields as of 2023-10-19)
    """

    path: ClassVar[str] = "/cgi-bin/get_api_domain_ip"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True


class AllowedUser(msgspec.Struct, frozen=True, kw_only=True):
    """A member in the app's visible range."""

    userid: str = ""


class AllowedUsers(msgspec.Struct, frozen=True, kw_only=True):
    """Members named one by one in the app's visible range."""

    user: tuple[AllowedUser, ...] = ()


class AllowedParties(msgspec.Struct, frozen=True, kw_only=True):
    """Departments in the app's visible range."""

    partyid: tuple[int, ...] = ()


class AllowedTags(msgspec.Struct, frozen=True, kw_only=True):
    """Internal tags in the app's visible range."""

    tagid: tuple[int, ...] = ()


class Agent(msgspec.Struct, frozen=True, kw_only=True):
    """The app itself.

    Attributes:
        allow_userinfos, allow_partys, allow_tags: the visible range, which decides 60011, 60111 and 81013.
        close: 1 when the app is disabled.
        redirect_domain: the trusted domain.
    """

    agentid: int = 0
    name: str = ""
    square_logo_url: str = ""
    description: str = ""
    allow_userinfos: AllowedUsers = AllowedUsers()
    allow_partys: AllowedParties = AllowedParties()
    allow_tags: AllowedTags = AllowedTags()
    close: int = 0
    redirect_domain: str = ""
    report_location_flag: int = 0
    isreportenter: int = 0
    home_url: str = ""
    customized_publish_status: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAgent(Call[Agent]):
    """Read the app: name, visible range, trusted domain.

    Window: the common limits.
    Shape: the agentid the token belongs to.
    Errors: 40056 agentid invalid; 301002 not this token's app.
    Source: page not named by the reference (application chapter; fields as of 2023-10-19)
    """

    path: ClassVar[str] = "/cgi-bin/agent/get"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    agentid: int


class AgentName(msgspec.Struct, frozen=True, kw_only=True):
    """An app in short."""

    agentid: int = 0
    name: str = ""
    square_logo_url: str = ""


class Agents(msgspec.Struct, frozen=True, kw_only=True):
    """The apps the token may see: for an app's own token, that app alone."""

    agentlist: tuple[AgentName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListAgents(Call[Agents]):
    """Read which app a token belongs to, without knowing its agentid.

    Window: the common limits.
    Shape: nothing in; not paged.
    Errors: none of its own.
    Source: page not named by the reference (application chapter; fields as of 2023-10-19)
    """

    path: ClassVar[str] = "/cgi-bin/agent/list"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True
