"""Checks of what WeCom would certainly refuse, before anything is sent.

Each names the field as WeCom spells it, the limit, and the mend. `of` is the value whose class is named in
the error; None and absent values pass, `given` asks for them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from wecom_api.errors import InvalidCallError

if TYPE_CHECKING:
    from collections.abc import Sized


def refuse(of: object, field: str, limit: str, mend: str) -> NoReturn:
    """Refuse the call.

    Raises:
        InvalidCallError: always.
    """
    raise InvalidCallError(call=type(of).__name__, field=field, limit=limit, mend=mend)


def given(of: object, **values: Sized | None) -> None:
    """Each of `values` must be there and not empty.

    Raises:
        InvalidCallError: the first that is not.
    """
    for field, value in values.items():
        if not value:
            refuse(of, field, "is required and may not be empty", f"give {field}")


def one_of(of: object, **values: object) -> None:
    """At least one of `values` must be there and not empty.

    Raises:
        InvalidCallError: none is.
    """
    if not any(values.values()):
        names = ", ".join(values)
        refuse(of, next(iter(values)), f"at least one of {names} is required", "give one of them")


def at_most_bytes(of: object, field: str, text: str | None, limit: int) -> None:
    """The UTF-8 of `text` may not be longer than `limit` bytes (a Chinese character has three).

    Raises:
        InvalidCallError: it is longer.
    """
    if text is not None and len(text) * 4 > limit and (size := len(text.encode(errors="surrogatepass"))) > limit:
        refuse(of, field, f"at most {limit} bytes of UTF-8, got {size}", "shorten the text")


def at_most_characters(of: object, field: str, text: str | None, limit: int) -> None:
    """`text` may not be longer than `limit` characters.

    Raises:
        InvalidCallError: it is longer.
    """
    if text is not None and len(text) > limit:
        refuse(of, field, f"at most {limit} characters, got {len(text)}", "shorten the text")


def at_most_items(of: object, field: str, items: Sized | None, limit: int) -> None:
    """There may not be more than `limit` items.

    Raises:
        InvalidCallError: there are more.
    """
    if items is not None and len(items) > limit:
        refuse(of, field, f"at most {limit} items, got {len(items)}", "split them over several calls")


def between(of: object, field: str, number: int | None, lowest: int, highest: int) -> None:
    """`number` must lie between `lowest` and `highest`, both included.

    Raises:
        InvalidCallError: it does not.
    """
    if number is not None and not lowest <= number <= highest:
        refuse(of, field, f"between {lowest} and {highest}, got {number}", "choose another value")
