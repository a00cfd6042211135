from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from wecom_twin.server import TwinServer


def test_an_avatar_is_a_picture_of_the_first_character_of_the_name(live_twin: TwinServer) -> None:
    customer = live_twin.world.add_customer(live_twin.world.corp(), "<刘>颖")

    answer = httpx.get(f"{live_twin.base_url}/mmhead/{customer.external_userid}/0")

    assert answer.headers["content-type"] == "image/svg+xml"
    assert "&lt;</text>" in answer.text


def test_nobody_has_no_avatar(live_twin: TwinServer) -> None:
    assert httpx.get(f"{live_twin.base_url}/mmhead/wmNobody/0").status_code == 404


@pytest.fixture
def live_twin() -> Iterator[TwinServer]:
    with TwinServer() as server:
        yield server
