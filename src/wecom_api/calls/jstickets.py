"""Tickets that sign the pages which use the JS-SDK."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

import msgspec

from wecom_api.calls.call import Call


class JsTicket(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket; it never goes to a browser, only signatures made with it do.

    Attributes:
        ticket: opaque, at most 512 bytes.
        expires_in: seconds from the answer on.
    """

    ticket: str
    expires_in: int = 7200


@dataclass(frozen=True, slots=True, kw_only=True)
class GetJsapiTicket(Call[JsTicket]):
    """Get the corp's ticket, which signs `wx.config`.

    Window: 400 an hour per corp and 100 an hour per app: cache it for `expires_in`.
    Shape: nothing in.
    Errors: none of its own; used for `wx.agentConfig` it fails there with 42012 or 40093.
    Source: https://developer.work.weixin.qq.com/document/path/96909 (2024-11-14)
    """

    path: ClassVar[str] = "/cgi-bin/get_jsapi_ticket"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class GetAgentTicket(Call[JsTicket]):
    """Get the ticket of the app whose token is used; it signs `wx.agentConfig`.

    Window: 400 an hour per corp and 100 an hour per app: cache it for `expires_in`.
    Shape: `type` is `agent_config`, the only kind there is.
    Errors: 91040 another type.
    Source: https://developer.work.weixin.qq.com/document/path/96909 (2024-11-14)
    """

    path: ClassVar[str] = "/cgi-bin/ticket/get"
    method: ClassVar[Literal["GET", "POST"]] = "GET"
    idempotent: ClassVar[bool] = True

    type: Literal["agent_config"] = "agent_config"
