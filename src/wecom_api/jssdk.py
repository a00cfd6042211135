"""What a page needs to use the JS-SDK: tickets, kept like tokens, and signatures made with them."""

from __future__ import annotations

from datetime import timedelta
from enum import Enum
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Protocol

from wecom_api.calls.jstickets import GetAgentTicket, GetJsapiTicket, JsTicket
from wecom_api.errors import Misconfigured
from wecom_api.tokens import PASSING, Block, Freshness, Token, TokenKey

if TYPE_CHECKING:
    from wecom_api.calls.call import Call
    from wecom_api.clock import Clock
    from wecom_api.errors import CallError
    from wecom_api.tokens import Credential, TokenStore


class TicketKind(Enum):
    """Whose ticket: one signs `wx.config`, the other `wx.agentConfig`, and neither serves for the other."""

    CORP = "corp"
    AGENT = "agent"


def signature(*, ticket: str, noncestr: str, timestamp: int, url: str) -> str:
    """The signature of one page for `wx.config` or `wx.agentConfig`, 40 hexadecimal digits.

    Args:
        ticket: of the kind that is asked for.
        noncestr: any text, given to the page beside the signature.
        timestamp: unix seconds, given to the page beside the signature.
        url: the page's full address as the browser has it; what follows `#` is left out here, nothing is encoded.

    Source: https://developer.work.weixin.qq.com/document/path/96909 (2024-11-14)
    """
    address = url.partition("#")[0]
    signed = f"jsapi_ticket={ticket}&noncestr={noncestr}&timestamp={timestamp}&url={address}"
    return sha1(signed.encode(), usedforsecurity=False).hexdigest()


class Asks(Protocol):
    """As much of a client as tickets need."""

    async def __call__(self, call: Call[JsTicket]) -> JsTicket:
        """Make the call."""
        ...


class JsTickets:
    """The JS tickets of one app, cached and shared as its tokens are: WeCom gives 100 an hour and no more.

    Args:
        credential: of the app; its tickets rest beside its token, under keys of their own.
        client: of the same app.
        store: shares tickets between processes, the same port as for tokens.
        clock: tells when they are due.
    """

    def __init__(self, credential: Credential, *, client: Asks, store: TokenStore, clock: Clock) -> None:
        self._fresh = {
            kind: Freshness(
                ticket_key(credential, kind),
                store=store,
                clock=clock,
                fetch=_Fetch(client, call, clock),
                barred=_Barred(call),
            )
            for kind, call in ((TicketKind.CORP, GetJsapiTicket()), (TicketKind.AGENT, GetAgentTicket()))
        }

    async def get(self, kind: TicketKind) -> str:
        """A ticket that should work.

        Raises:
            CallError: WeCom gives none now, and there is no living one.
        """
        return (await self._fresh[kind].get()).value

    async def renew(self, kind: TicketKind, dead: str) -> str:
        """Another ticket, because pages signed with `dead` were refused (42012, 40093); sign again once.

        Raises:
            CallError: WeCom gives none now.
        """
        return (await self._fresh[kind].renew(dead)).value


def ticket_key(credential: Credential, kind: TicketKind) -> TokenKey:
    """Where a ticket rests: the fingerprint is made from the token's, so a new secret is a new key here too."""
    key = credential.key
    return TokenKey(key.corpid, sha256(f"{key.secret_fingerprint}\n{kind.value}".encode()).hexdigest()[:32])


class _Fetch:
    def __init__(self, client: Asks, call: Call[JsTicket], clock: Clock) -> None:
        self._client = client
        self._call = call
        self._clock = clock

    async def __call__(self, living: Token | None) -> Token:
        try:
            answer = await self._client(self._call)
        except PASSING:
            if living is None:
                raise
            return living
        return Token.fetched(answer.ticket, at=self._clock.now(), expires_in=timedelta(seconds=answer.expires_in))


class _Barred:
    def __init__(self, call: Call[JsTicket]) -> None:
        self._call = call

    def __call__(self, block: Block) -> CallError:
        return Misconfigured(self._call, "blocked by an operator", errcode=block.errcode, errmsg=block.errmsg)
