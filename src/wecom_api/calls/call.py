"""What every call is: a path, a verb, fields, and the type of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, Generic, Literal, TypeVar, get_args, get_origin

import msgspec

ResultT = TypeVar("ResultT", bound="msgspec.Struct")
PageT = TypeVar("PageT", bound="Page")


class Done(msgspec.Struct, frozen=True):
    """The answer of calls that only report success."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a list that is read by cursor; the last one has no `next_cursor`."""

    next_cursor: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file to send as the multipart part `media`.

    Attributes:
        filename: what a receiver will see; sent as raw UTF-8.
        content_type: a MIME type.
    """

    filename: str
    content: bytes
    content_type: str


class Download(msgspec.Struct, frozen=True, kw_only=True):
    """A file as it came.

    Attributes:
        filename: as WeCom names it; empty when it does not.
        total_bytes: of the whole file when only a part was asked for, else 0.
    """

    content: bytes
    content_type: str = ""
    filename: str = ""
    total_bytes: int = 0


class Call(Generic[ResultT]):
    """One API method with its arguments.

    Subclasses are frozen dataclasses whose fields are WeCom's parameters under WeCom's names: None means
    absent. `__post_init__` refuses what WeCom would certainly refuse (`InvalidCallError`).

    Attributes:
        path: from `/cgi-bin/` on.
        method: GET sends the fields as query, POST as JSON.
        idempotent: whether repeating it after a lost answer can do no harm.
        needs_token: False where the call carries its own proof (a secret, a robot's key).
        empty_on: errcodes that mean "there is nothing", answered with an empty `Result`.
        Result: the type of the answer, taken from `Call[Result]`.
    """

    __slots__ = ()

    path: ClassVar[str]
    method: ClassVar[Literal["GET", "POST"]] = "POST"
    idempotent: ClassVar[bool] = False
    needs_token: ClassVar[bool] = True
    empty_on: ClassVar[frozenset[int]] = frozenset()
    Result: ClassVar[type[Any]]

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for base in cls.__dict__.get("__orig_bases__", ()):
            [result, *_] = get_args(base) or (None,)
            if isinstance(result, type) and issubclass(get_origin(base) or object, Call):
                cls.Result = result

    def parameters(self) -> dict[str, Any]:
        """The fields as WeCom wants them: JSON values, absent ones left out."""
        return fields_of(self)

    def query(self) -> dict[str, Any]:
        """What a POST carries in its URL beside the token."""
        return {}

    def headers(self) -> dict[str, str]:
        """Headers beside the usual ones."""
        return {}

    def upload(self) -> Upload | None:
        """The file to send, for the calls that send one."""
        return None

    def may_repeat(self) -> bool:
        """Whether this very call may be repeated after a lost answer."""
        return self.idempotent


class PagedCall(Call[PageT], Generic[PageT]):
    """A call that is made again with the `next_cursor` of its last answer until there is none.

    Loop on the cursor, never on the number of rows: a page may be empty and not the last.
    """

    __slots__ = ()

    cursor: str | None  # pyright: ignore[reportUninitializedInstanceVariable] - subclasses are dataclasses


def fields_of(value: object) -> dict[str, Any]:
    """The fields of a dataclass by name, as JSON values, without those that are None."""
    found = ((field.name, getattr(value, field.name)) for field in fields(value))  # pyright: ignore[reportArgumentType] - callers pass dataclasses
    return {name: as_json(content) for name, content in found if content is not None}


def as_json(value: Any) -> Any:
    """`value` with its dataclasses and sequences replaced by what JSON knows."""
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, Mapping):
        return {name: as_json(content) for name, content in value.items()}
    if is_dataclass(value):
        return fields_of(value)
    return [as_json(content) for content in value]
