from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wecom_api.calls.call import Done

if TYPE_CHECKING:
    from wecom_api.calls.call import Call


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """A call, what the wire must carry for it, an answer in the documented shape, and what that is read as.

    Attributes:
        sent: the JSON body, or the query of a GET and of an upload, without the token.
        query: what a JSON call carries in its URL beside the token.
        answer: without errcode and errmsg, which come by themselves.
        result: field by field, so that no field can be forgotten silently.
    """

    call: Call[Any]
    sent: dict[str, Any]
    query: dict[str, str] = field(default_factory=dict[str, str])
    answer: dict[str, Any] = field(default_factory=dict[str, Any])
    result: Any = field(default_factory=Done)
