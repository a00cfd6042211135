from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from integration.http.conftest import House

HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


@pytest.fixture
def built(tmp_path: Path) -> Path:
    static = tmp_path / "static"
    (static / "assets").mkdir(parents=True)
    (static / "index.html").write_text("<!doctype html><title>灵渠</title>", encoding="utf-8")
    (static / "assets" / "index-3f2a.js").write_text("console.log('x');" * 200)
    return static


async def test_the_process_says_that_it_lives(house: House) -> None:
    answer = await house.client.get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok")


async def test_callbacks_go_past_the_framework(house: House) -> None:
    answer = await house.client.post("/callbacks/abc")

    assert (answer.status_code, answer.text) == (418, "callbacks live here")
    assert "content-security-policy" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/healthz", "/api/session", "/api/nothing"])
async def test_every_other_answer_carries_the_security_headers(house: House, path: str) -> None:
    answer = await house.client.get(path)

    assert HEADERS.items() <= dict(answer.headers).items()
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_an_admin_not_built_says_how_to_build_it(house: House) -> None:
    answer = await house.client.get("/")

    assert answer.status_code == 200
    assert "make web" in answer.text


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", ["/", "/customers", "/customers/42"])
async def test_every_address_without_a_file_is_the_admins_page(house: House, path: str) -> None:
    answer = await house.client.get(path)

    assert answer.text == "<!doctype html><title>灵渠</title>"
    assert (answer.headers["cache-control"], answer.headers["content-type"]) == ("no-cache", "text/html; charset=utf-8")


@pytest.mark.usefixtures("built")
async def test_hashed_assets_are_kept_for_ever_and_travel_small(house: House) -> None:
    answer = await house.client.get("/assets/index-3f2a.js")

    assert answer.text == "console.log('x');" * 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) == len(gzip.compress(answer.content, mtime=0))


@pytest.mark.usefixtures("built")
async def test_a_known_asset_is_not_sent_again(house: House) -> None:
    etag = (await house.client.get("/assets/index-3f2a.js")).headers["etag"]

    again = await house.client.get("/assets/index-3f2a.js", headers={"If-None-Match": etag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("built")
@pytest.mark.parametrize("path", ["/assets/gone-1234.js", "/../../etc/passwd.txt", "/assets/%2e%2e/%2e%2e/secret.txt"])
async def test_a_file_that_is_not_there_is_not_found(house: House, path: str) -> None:
    assert (await house.client.get(path)).status_code == 404


async def test_json_of_some_size_travels_compressed(owner: House) -> None:
    answer = await owner.client.get("/api/openapi.json")

    assert answer.headers["content-encoding"] == "gzip"
