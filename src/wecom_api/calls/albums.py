"""The product album (商品图册) from which members show goods to customers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from wecom_api.calls.call import Call, Done, Page, PagedCall
from wecom_api.calls.limits import at_most_characters, at_most_items, between, given, refuse

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_DESCRIPTION_CHARACTERS = 300
MAX_PRICE_FEN = 5_000_000
MAX_PICTURES = 9
MAX_ROWS = 100

_PRODUCT_SN = re.compile(r"[0-9A-Za-z]{1,128}", re.ASCII)


class AlbumPicture(msgspec.Struct, frozen=True, kw_only=True):
    """The picture itself."""

    media_id: str = ""


class AlbumAttachment(msgspec.Struct, frozen=True, kw_only=True):
    """An attachment of a product; pictures are the only kind."""

    type: str = ""
    image: AlbumPicture = AlbumPicture()


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """A product.

    Attributes:
        price: in fen.
        create_time: unix seconds; the list does not tell it.
    """

    product_id: str
    description: str = ""
    price: int = 0
    product_sn: str = ""
    create_time: int = 0
    attachments: tuple[AlbumAttachment, ...] = ()


class NewProduct(msgspec.Struct, frozen=True, kw_only=True):
    """The id of the product just added."""

    product_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddProductAlbum(Call[NewProduct]):
    """Add a product.

    Window: the common limits. Not safe to repeat: after a lost answer list the album.
    Shape: description at most 300 characters; price in fen, at most 5,000,000; product_sn at most 128 letters and
        digits; `pictures` 1..9 media_ids of `media/upload_attachment` with attachment_type 2.
    Errors: 41073, 41087 description; 41085 product_sn; 41086 price; 41088 pictures; 41072 uploaded for something
        else; 40007 expired; 41202 album full.
    Source: https://developer.work.weixin.qq.com/document/path/95096 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/add_product_album"

    description: str
    price: int
    pictures: Sequence[str]
    product_sn: str | None = None

    def __post_init__(self) -> None:
        given(self, description=self.description, pictures=self.pictures)
        _check(self, self.description, self.price, self.pictures, self.product_sn)

    def parameters(self) -> dict[str, Any]:
        """As the fields, the pictures as WeCom's attachments."""
        return _with_attachments(Call.parameters(self))


class ProductDetail(msgspec.Struct, frozen=True, kw_only=True):
    """The answer of `GetProductAlbum`."""

    product: Product


@dataclass(frozen=True, slots=True, kw_only=True)
class GetProductAlbum(Call[ProductDetail]):
    """Read one product, of this app or another.

    Window: the common limits.
    Shape: one product_id.
    Errors: 41075 unknown; 41074 deleted.
    Source: https://developer.work.weixin.qq.com/document/path/95096 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_product_album"
    idempotent: ClassVar[bool] = True

    product_id: str

    def __post_init__(self) -> None:
        given(self, product_id=self.product_id)


class Products(Page, frozen=True, kw_only=True):
    """A page of the album."""

    product_list: tuple[Product, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GetProductAlbumList(PagedCall[Products]):
    """List the products inside the app's visible range.

    Window: the common limits.
    Shape: 1..100 rows a page (WeCom reads a larger number as 50).
    Errors: none of its own.
    Source: https://developer.work.weixin.qq.com/document/path/95096 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/get_product_album_list"
    idempotent: ClassVar[bool] = True

    cursor: str | None = None
    limit: int = MAX_ROWS

    def __post_init__(self) -> None:
        between(self, "limit", self.limit, 1, MAX_ROWS)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateProductAlbum(Call[Done]):
    """Change a product this app added; absent fields stay as they are.

    Window: the common limits.
    Shape: as `AddProductAlbum`; pictures replace the list.
    Errors: as `AddProductAlbum`; 41075 unknown; 41074 deleted.
    Source: https://developer.work.weixin.qq.com/document/path/95096 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/update_product_album"
    idempotent: ClassVar[bool] = True

    product_id: str
    description: str | None = None
    price: int | None = None
    pictures: Sequence[str] | None = None
    product_sn: str | None = None

    def __post_init__(self) -> None:
        given(self, product_id=self.product_id)
        _check(self, self.description, self.price, self.pictures, self.product_sn)

    def parameters(self) -> dict[str, Any]:
        """As the fields, the pictures as WeCom's attachments."""
        return _with_attachments(Call.parameters(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeleteProductAlbum(Call[Done]):
    """Delete a product this app added.

    Window: the common limits.
    Shape: one product_id.
    Errors: 41074 already deleted (also when repeated); 41075 unknown.
    Source: https://developer.work.weixin.qq.com/document/path/95096 (2026-02-12)
    """

    path: ClassVar[str] = "/cgi-bin/externalcontact/delete_product_album"
    idempotent: ClassVar[bool] = True

    product_id: str

    def __post_init__(self) -> None:
        given(self, product_id=self.product_id)


def _check(
    of: object, description: str | None, price: int | None, pictures: Sequence[str] | None, product_sn: str | None
) -> None:
    at_most_characters(of, "description", description, MAX_DESCRIPTION_CHARACTERS)
    between(of, "price", price, 0, MAX_PRICE_FEN)
    at_most_items(of, "pictures", pictures, MAX_PICTURES)
    if product_sn and not _PRODUCT_SN.fullmatch(product_sn):
        refuse(of, "product_sn", "at most 128 letters and digits", "choose another product_sn")


def _with_attachments(found: dict[str, Any]) -> dict[str, Any]:
    if (pictures := found.pop("pictures", None)) is not None:
        found["attachments"] = [{"type": "image", "image": {"media_id": media_id}} for media_id in pictures]
    return found
