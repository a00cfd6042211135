from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from unit.wecom_api.calls import trips_of_customers, trips_of_members
from unit.wecom_api.calls.every_call import every_call
from wecom_api.calls.robots import UploadWebhookMedia

if TYPE_CHECKING:
    from unit.wecom_api.calls.trips import Trip
    from unit.wecom_api.scripted_wecom import ScriptedWecom
    from wecom_api.client import Client
    from wecom_api.wire import Wire

TRIPS = (*trips_of_customers.TRIPS, *trips_of_members.TRIPS)
MODULES = {type(trip.call).__module__ for trip in TRIPS}

# Their round trips stand with what is particular to them: other tests of this package have them.
ELSEWHERE = {
    "GetAgent",
    "GetCallbackIp",
    "GetMember",
    "GetToken",
    "ListDepartments",
    "ListMemberNames",
    "ListMembers",
    "UploadWebhookMedia",
}


@pytest.mark.parametrize("trip", TRIPS, ids=str)
async def test_call_goes_out_and_its_answer_comes_back(trip: Trip, wire: Wire, wecom: ScriptedWecom) -> None:
    wecom.will_answer(trip.call.path, {"errcode": 0, "errmsg": "ok"} | trip.answer)

    result = await wire.send(trip.call, access_token="T1")

    [request] = wecom.requests
    assert (request.method, request.path) == (trip.call.method, trip.call.path)
    if trip.call.method == "GET":
        assert request.query == {"access_token": "T1"} | trip.sent
    else:
        assert (request.query, request.json) == ({"access_token": "T1"} | trip.query, trip.sent)
    path, value = trip.told
    assert not path or at(result, path) == value


def at(result: Any, path: str) -> Any:
    for part in path.split("."):
        result = result[int(part)] if part.isdigit() else getattr(result, part)
    return result


def test_every_call_of_these_modules_makes_a_trip() -> None:
    made = {type(trip.call).__name__ for trip in TRIPS}

    assert {call.__name__ for call in every_call() if call.__module__ in MODULES} == made | ELSEWHERE


async def test_robot_speaks_without_a_token(client: Client, wecom: ScriptedWecom) -> None:
    await client(next(trip.call for trip in TRIPS if str(trip) == "SendWebhook"))

    assert [(request.path, request.query) for request in wecom.requests] == [("/cgi-bin/webhook/send", {"key": "K"})]


async def test_robot_uploads_with_key_and_type_in_the_query(client: Client, wecom: ScriptedWecom) -> None:
    wecom.will_answer(UploadWebhookMedia.path, {"type": "file", "media_id": "m1", "created_at": "17"})

    media = await client(UploadWebhookMedia(key="K", type="file", filename="报价.pdf", content=b"x" * 6))

    [request] = wecom.requests
    assert (media.media_id, media.created_at) == ("m1", 17)
    assert request.query == {"key": "K", "type": "file"}
    assert 'filename="报价.pdf"; filelength=6'.encode() in request.body


@pytest.mark.parametrize(
    "trip", [trip for trip in TRIPS if str(trip) in {"SendWebhook", "GetUserInfo", "GetUserDetail"}]
)
def test_what_opens_doors_does_not_show_in_a_call(trip: Trip) -> None:
    assert not re.search(r"(key|code|user_ticket)=", repr(trip.call))
