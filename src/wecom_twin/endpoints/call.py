"""One API call as an endpoint sees it, after token, capability and quota were checked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec

from wecom_twin.endpoints.errors import ApiError

if TYPE_CHECKING:
    from wecom_twin.realm import Realm
    from wecom_twin.state.contacts import Customer, Member, Relation
    from wecom_twin.state.corp import App, Corp, SecretKind
    from wecom_twin.state.directory import Sight

Shape = TypeVar("Shape")
Row = TypeVar("Row")
Payload = dict[str, object]
_ID_DIGITS = 19
"""Of a 64-bit number; Python refuses to read very long ones."""


@dataclass(frozen=True, slots=True)
class FileReply:
    """A reply that is not JSON."""

    content: bytes
    content_type: str
    filename: str
    partial: str = ""
    """Content-Range, when only a part was asked for."""


@dataclass(slots=True, kw_only=True)
class Call:
    """What came in, and whose it is."""

    id: int
    realm: Realm
    corp: Corp
    app: App
    path: str
    query: Mapping[str, str]
    raw: bytes
    content_type: str
    byte_range: str
    ip: str

    def body(self, shape: type[Shape]) -> Shape:
        """The JSON body as `shape`; an absent body is an empty object.

        Raises:
            ApiError: 40058 when it is not JSON, nested too deeply, or a value has the wrong type.
        """
        try:
            return msgspec.json.decode(self.raw or b"{}", type=shape)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise ApiError(40058, f"invalid Request Parameter: {error}. Warning: wrong json format. ") from error

    @property
    def now(self) -> float:
        """The present instant of the world, unix seconds."""
        return self.realm.clock.now()

    @property
    def sight(self) -> Sight:
        """What the calling app sees of the directory."""
        return self.corp.sight_of(self.app)

    def visible_member(self, userid: str, *, unknown: int = 40003) -> Member:
        """A member inside the app's visible range.

        Raises:
            ApiError: 40063 none named; `unknown` for nobody; 60011 outside the range.
        """
        if not userid:
            raise ApiError(40063)
        member = self.corp.directory.find_member(userid)
        if member is None:
            raise ApiError(unknown)
        if not self.sight.sees(member):
            raise ApiError(60011)
        return member

    def follower(self, userid: str) -> Member:
        """A visible member who may have customers.

        Raises:
            ApiError: as for :meth:`visible_member`; 84074 outside the follow-user range.
        """
        member = self.visible_member(userid)
        if not member.follow_user:
            raise ApiError(84074)
        return member

    def customer(self, external_userid: str) -> Customer:
        """A customer of this corp.

        Raises:
            ApiError: 41035 none named; 40096 not of this corp.
        """
        if not external_userid:
            raise ApiError(41035)
        customer = self.corp.customers.get(external_userid)
        if customer is None:
            raise ApiError(40096)
        return customer

    def relation(self, userid: str, external_userid: str) -> Relation:
        """A pair that the API shows.

        Raises:
            ApiError: as for :meth:`follower` and :meth:`customer`; 84061 no such pair.
        """
        member = self.follower(userid)
        relation = self.customer(external_userid).relation_with(member)
        if relation is None or not relation.readable:
            raise ApiError(84061)
        return relation


Handler = Callable[[Call], Payload | FileReply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """How one path is called."""

    handler: Handler
    method: Literal["GET", "POST"] = "POST"
    kinds: frozenset[SecretKind] = frozenset({"app"})
    """Secrets whose token may call; 48002 for the others."""
    customer_contact: bool = False
    """Belongs to the customer-contact family, which an admin grants."""
    empty: Mapping[str, object] = field(default_factory=dict)
    """Keys that a refusal still carries."""
    counted: bool = True
    """Falls under the basic limits per path."""
    exempt: Callable[[Realm, Corp, Mapping[str, str]], bool] | None = None
    """Which calls, by their query, do not."""


def whole_number(text: str) -> int | None:
    """A number from 0 on in a query, or none when it is not one that an id could be."""
    return int(text) if text.isdecimal() and len(text) <= _ID_DIGITS else None


def cursor_offset(cursor: str) -> int:
    """Where a page begins whose cursor is a count of rows; an empty cursor is the beginning.

    Raises:
        ApiError: 40058 when it is no cursor of ours.
    """
    offset = whole_number(cursor or "0")
    if offset is None:
        raise ApiError(40058, "invalid cursor")
    return offset


def page_limit(asked: int, *, default: int, top: int, above: int | None = None) -> int:
    """A page's size: `above` replaces what is larger than `top` (the families differ), else `top` does."""
    if asked <= 0:
        return default
    if asked > top:
        return top if above is None else above
    return asked


def cut_page(rows: Sequence[Row], cursor: str, limit: int) -> tuple[list[Row], str]:
    """The page of a list at a cursor, and the cursor of the next page, which is empty at the end.

    Raises:
        ApiError: 40058 for a cursor that no answer gave.
    """
    first = cursor_offset(cursor)
    return list(rows[first : first + limit]), str(first + limit) if first + limit < len(rows) else ""
