"""The product album and sensitive-word rules between the client and the twin."""

import pytest

from facts.stage import PNG
from wecom_api.calls.albums import (
    AddProductAlbum,
    DeleteProductAlbum,
    GetProductAlbum,
    GetProductAlbumList,
    UpdateProductAlbum,
)
from wecom_api.calls.intercept_rules import (
    AddInterceptRule,
    ApplicableRange,
    DelInterceptRule,
    ExtraRule,
    GetInterceptRule,
    GetInterceptRuleList,
    RuleRange,
    UpdateInterceptRule,
)
from wecom_api.calls.media import UploadAttachment
from wecom_api.client import Client
from wecom_api.errors import Refused
from wecom_twin.server import TwinServer


async def add_product(client: Client, **changes: str) -> str:
    upload = UploadAttachment(media_type="image", attachment_type=2, filename="茶.png", content=PNG)
    picture = (await client(upload)).media_id
    description = changes.get("description", "明前龙井 50g")
    added = await client(AddProductAlbum(description=description, price=19_900, product_sn="LJ50", pictures=[picture]))
    return added.product_id


async def test_a_product_is_added_read_changed_and_deleted(twin: TwinServer, client: Client) -> None:
    product_id = await add_product(client)
    added = (await client(GetProductAlbum(product_id=product_id))).product
    await client(UpdateProductAlbum(product_id=product_id, price=18_800))
    changed = (await client(GetProductAlbum(product_id=product_id))).product

    assert (added.description, added.price, added.product_sn) == ("明前龙井 50g", 19_900, "LJ50")
    assert (added.create_time, added.attachments[0].type) == (int(twin.world.now()), "image")
    assert (changed.price, changed.description, changed.attachments) == (18_800, added.description, added.attachments)
    await client(DeleteProductAlbum(product_id=product_id))
    for call, errcode in ((product_id, 41074), ("other", 41075)):
        with pytest.raises(Refused) as raised:
            await client(DeleteProductAlbum(product_id=call))
        assert raised.value.errcode == errcode


async def test_the_album_is_read_page_by_page(client: Client) -> None:
    added = [await add_product(client, description=f"第{n}款") for n in range(3)]

    pages = [page.product_list async for page in client.pages(GetProductAlbumList(limit=2))]

    assert [[one.product_id for one in page] for page in pages] == [added[:2], added[2:]]


@pytest.mark.parametrize("switches", [{}, {"rule_id_is_number": True, "rule_semantics_in_extra": True}])
async def test_a_rule_is_made_read_changed_and_deleted(
    twin: TwinServer, client: Client, switches: dict[str, bool]
) -> None:
    twin.world.turn(**switches)
    within = ApplicableRange(user_list=["chen_rui"])
    made = await client(
        AddInterceptRule(
            rule_name="禁发手机号", word_list=["返现"], semantics_list=[1], intercept_type=1, applicable_range=within
        )
    )
    [listed] = (await client(GetInterceptRuleList())).rule_list
    read = (await client(GetInterceptRule(rule_id=made.rule_id))).rule

    assert (listed.rule_id, listed.rule_name) == (made.rule_id, "禁发手机号")
    assert (read.rule_id, read.word_list, read.semantics, read.intercept_type) == (made.rule_id, ("返现",), (1,), 1)
    assert read.applicable_range == RuleRange(user_list=("chen_rui",))

    await client(
        UpdateInterceptRule(
            rule_id=made.rule_id,
            extra_rule=ExtraRule(semantics_list=[]),
            add_applicable_range=ApplicableRange(user_list=["li_na"], department_list=[1]),
            remove_applicable_range=within,
        )
    )
    changed = (await client(GetInterceptRule(rule_id=made.rule_id))).rule

    assert (changed.semantics, changed.word_list) == ((), ("返现",))
    assert changed.applicable_range == RuleRange(user_list=("li_na",), department_list=(1,))
    await client(DelInterceptRule(rule_id=made.rule_id))
    with pytest.raises(Refused) as raised:
        await client(GetInterceptRule(rule_id=made.rule_id))
    assert raised.value.errcode == 41071
