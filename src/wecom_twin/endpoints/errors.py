"""Errors as WeCom answers them: a code, a short text, and a suffix that names the caller.

The texts are for people and are not stable at WeCom either; clients decide by code.
"""

from __future__ import annotations

_TEXTS: dict[int, str] = {
    -1: "system error",
    40001: "invalid credential",
    40003: "invalid userid",
    40004: "invalid media type",
    40005: "invalid file type",
    40006: "invalid meida size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40009: "invalid image size",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40016: "invalid button size",
    40017: "invalid button type",
    40018: "invalid button name size",
    40019: "invalid button key size",
    40020: "invalid button url size",
    40022: "invalid sub button level",
    40023: "invalid sub button size",
    40029: "invalid oauth_code",
    40032: "invalid userid list length",
    40035: "invalid parameter",
    40039: "invalid url size",
    40050: "chatid not exist",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    40063: "some parameters are empty",
    40068: "invalid tagid",
    40071: "tag name already exists",
    40072: "invalid tag name length",
    40088: "invalid jobid",
    40089: "job result cleaned",
    40091: "invalid secret",
    40096: "invalid external userid",
    40097: "handover user has not resigned",
    40098: "user not real name verified",
    40099: "external contact count exceed limit",
    40126: "tag count exceed limit",
    40128: "customer transferred too often",
    40129: "customer is being transferred",
    40130: "handover and takeover are the same user",
    40143: "user is banned",
    40144: "customer tag count exceed limit",
    40205: "user has not logged in within a year",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "secret missing",
    41006: "media_id missing",
    41035: "missing external userid",
    41037: "missing contact way type",
    41038: "missing contact way scene",
    41039: "invalid contact way type",
    41040: "invalid contact way scene",
    41041: "contact way user count exceed limit",
    41042: "invalid contact way style",
    41043: "missing config_id",
    41044: "invalid config_id",
    41045: "contact way count exceed limit",
    41046: "missing msgid",
    41047: "invalid msgid",
    41048: "no customer to send",
    41049: "missing welcome code",
    41050: "invalid welcome code",
    41051: "the customer has started chatting or the welcome message has been sent",
    41054: "user not activated",
    41055: "group welcome template count exceed limit",
    41057: "no developer account bound",
    41058: "group welcome template of another app",
    41059: "missing moment_id",
    41060: "invalid moment_id",
    41061: "moment not published by the user",
    41062: "moment not published yet",
    41063: "group msg is being dispatched, try again later",
    41064: "attachments count exceed limit",
    41065: "invalid attachments",
    41067: "invalid moment type",
    41068: "intercept rule word count exceed limit",
    41069: "intercept rule count exceed limit",
    41070: "invalid intercept rule id",
    41071: "intercept rule has been deleted",
    41072: "attachment uploaded for another scene",
    41073: "invalid product description",
    41074: "product has been deleted",
    41075: "invalid product id",
    41076: "intercept rule user count exceed limit",
    41077: "intercept rule name exists",
    41078: "too many moment jobs are running",
    41079: "moment is being dispatched, try again later",
    41080: "invalid attachment size",
    41081: "invalid image resolution",
    41082: "invalid video duration",
    41083: "invalid intercept word",
    41084: "invalid intercept semantics",
    41085: "invalid product sn",
    41086: "invalid product price",
    41087: "invalid product description",
    41089: "text and attachments of the moment are both empty",
    41090: "invalid video format",
    41091: "join way chat count exceed limit",
    41093: "group msg has been cancelled",
    41094: "remind too often",
    41095: "customer acquisition link count exceed limit",
    41096: "welcome message is being sent by another app",
    41200: "not available to the corp's business category",
    41201: "invalid chat_key",
    41202: "product count exceed limit",
    41210: "moment count of this month exceed limit",
    41211: "moments are not available to the corp",
    42001: "access_token expired",
    42003: "oauth_code expired",
    42014: "invalid task_id or task_id is used",
    42015: "card of another app",
    42052: "message is too old to be recalled",
    44001: "empty media data",
    44004: "empty content",
    45001: "media size out of limit",
    45002: "content size out of limit",
    45007: "playtime out of limit",
    45008: "article size out of limit",
    45009: "api freq out of limit",
    45033: "concurrent calls out of limit",
    46003: "menu not exist",
    46004: "user not exist",
    48002: "api forbidden",
    48005: "api has been retired",
    48009: "api forbidden for contacts sync of a new ip",
    50100: "invalid page cursor",
    60011: "no privilege to access/modify contact/party/agent",
    60020: "not allow to access from your ip",
    60103: "invalid mobile",
    60111: "userid not found",
    60123: "invalid party id",
    60140: "invalid response_code",
    81011: "no privilege to modify the tag",
    81013: "user & party & tag all invalid",
    81017: "too many people",
    82001: "touser & toparty & totag all empty",
    82002: "too many departments",
    82003: "too many tags",
    84014: "user_ticket expired",
    84015: "invalid user_ticket",
    84061: "not external contact",
    84074: "no permission to access external contact",
    84084: "no follow relation with the external contact",
    86001: "invalid chatid",
    86003: "missing chatid",
    86005: "invalid chat owner",
    86006: "invalid number of chat members",
    86007: "invalid chat member",
    86008: "chat of another app",
    86207: "chat owner is not a member",
    86215: "chatid exists",
    90500: "owner has not resigned",
    90501: "not external group chat",
    90502: "owner has resigned",
    90503: "group chat is full of wechat users",
    90504: "owner unchanged",
    90507: "group chat is being inherited",
    90508: "group chat has been inherited",
    90510: "no active user within a year",
    90511: "invalid opengid",
    91040: "invalid ticket type",
    93000: "invalid webhook url",
    93004: "robot is disabled",
    93008: "robot is not in the group",
    301002: "no privilege to access the app",
    301019: "md5 mismatch",
    830001: "invalid url",
    830002: "file too large or invalid range",
    830003: "download from url failed",
    846000: "only for apps of a provider",
}

_MORE_INFO = "more info at https://open.work.weixin.qq.com/devtool/query?e="


def text_of(errcode: int) -> str:
    """The short text of a code."""
    return _TEXTS.get(errcode, "error")


class ApiError(Exception):
    """A refusal.

    Args:
        errcode: WeCom's code.
        reason: a text in place of the code's own.
        payload: keys that the answer still carries, usually empty lists.
    """

    def __init__(self, errcode: int, reason: str = "", **payload: object) -> None:
        super().__init__(errcode, reason)
        self.errcode = errcode
        self.reason = reason or text_of(errcode)
        self.payload = payload


def failing_errmsg(error: ApiError, *, at: float, call_id: int, hint: str, ip: str) -> str:
    """The errmsg of a refusal, with the support handle and the caller's address.

    Args:
        at: unix seconds.
        hint: hex digits that make the handle unique.
    """
    handle = f"[{int(at)}_{call_id}_{hint}]"
    return f"{error.reason}, hint: {handle}, from ip: {ip}, {_MORE_INFO}{error.errcode}"
