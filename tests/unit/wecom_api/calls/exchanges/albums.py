from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.albums import (
    AddProductAlbum,
    AlbumAttachment,
    AlbumPicture,
    DeleteProductAlbum,
    GetProductAlbum,
    GetProductAlbumList,
    NewProduct,
    Product,
    ProductDetail,
    Products,
    UpdateProductAlbum,
)

PICTURES = [{"type": "image", "image": {"media_id": "m1"}}]

EXCHANGES = [
    Exchange(
        call=AddProductAlbum(description="明前龙井 50g", price=19900, product_sn="LJ50", pictures=["m1"]),
        sent={"description": "明前龙井 50g", "price": 19900, "product_sn": "LJ50", "attachments": PICTURES},
        answer={"product_id": "p1"},
        result=NewProduct(product_id="p1"),
    ),
    Exchange(
        call=GetProductAlbum(product_id="p1"),
        sent={"product_id": "p1"},
        answer={"product": {"product_id": "p1", "price": 19900, "attachments": PICTURES}},
        result=ProductDetail(
            product=Product(
                product_id="p1",
                price=19900,
                attachments=(AlbumAttachment(type="image", image=AlbumPicture(media_id="m1")),),
            )
        ),
    ),
    Exchange(
        call=GetProductAlbumList(cursor="c"),
        sent={"cursor": "c", "limit": 100},
        answer={"product_list": [{"product_id": "p1"}], "next_cursor": "d"},
        result=Products(next_cursor="d", product_list=(Product(product_id="p1"),)),
    ),
    Exchange(call=UpdateProductAlbum(product_id="p1", price=1), sent={"product_id": "p1", "price": 1}),
    Exchange(
        call=UpdateProductAlbum(product_id="p1", pictures=["m1"]), sent={"product_id": "p1", "attachments": PICTURES}
    ),
    Exchange(call=DeleteProductAlbum(product_id="p1"), sent={"product_id": "p1"}),
]
