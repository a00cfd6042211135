from __future__ import annotations

import dataclasses
import re
from typing import Any

import msgspec
import pytest

from unit.wecom_api.calls.every_call import every_call
from wecom_api.calls.call import Call, Page, PagedCall
from wecom_api.catalogue import CATALOGUE, CUSTOMER_CONTACT, LATER, Status, coverage

CALLS = every_call()
each_call = pytest.mark.parametrize("call", CALLS, ids=lambda call: call.__name__)


def test_catalogue_counts_exactly_the_written_calls_as_implemented() -> None:
    implemented = {(entry.method, entry.path) for entry in CATALOGUE if entry.status is Status.IMPLEMENTED}

    assert implemented == {(call.method, call.path) for call in CALLS}


def test_catalogue_holds_the_whole_customer_contact_index_once() -> None:
    assert sum(entry.family in CUSTOMER_CONTACT for entry in CATALOGUE) == 99
    assert len({(entry.method, entry.path) for entry in CATALOGUE}) == len(CATALOGUE)


def test_only_the_families_that_come_later_are_still_planned() -> None:
    assert {entry.family for entry in CATALOGUE if entry.status is Status.PLANNED} == LATER


def test_coverage_sums_up_to_the_catalogue() -> None:
    assert sum(counts.total() for counts in coverage().values()) == len(CATALOGUE)
    assert coverage()["suite"] == {Status.NOT_OURS: 10}


@each_call
def test_docstring_states_window_shape_errors_and_source(call: type[Call[Any]]) -> None:
    lines = [line.strip() for line in (call.__doc__ or "").splitlines()]

    assert [line.partition(":")[0] for line in lines if re.match(r"(Window|Shape|Errors|Source): \S", line)] == [
        "Window",
        "Shape",
        "Errors",
        "Source",
    ]


@each_call
def test_call_is_a_frozen_keyword_only_value_with_a_typed_result(call: type[Call[Any]]) -> None:
    assert dataclasses.is_dataclass(call)
    assert call.__dataclass_params__.frozen  # pyright: ignore[reportAttributeAccessIssue] - dataclass detail
    assert "__slots__" in vars(call)
    assert all(field.kw_only for field in dataclasses.fields(call))
    assert issubclass(call.Result, msgspec.Struct)
    assert call.Result.__struct_config__.frozen
    assert call.path.startswith("/cgi-bin/")


@each_call
def test_paged_calls_answer_pages_and_take_a_cursor(call: type[Call[Any]]) -> None:
    fields = {field.name for field in dataclasses.fields(call)}

    assert issubclass(call, PagedCall) == issubclass(call.Result, Page) == ("cursor" in fields)


def test_reads_may_be_repeated_and_the_dangerous_writes_may_not() -> None:
    assert sorted(call.__name__ for call in CALLS if not call.idempotent) == [
        "AddContactWay",
        "AddCorpTag",
        "AddGroupWelcomeTemplate",
        "AddInterceptRule",
        "AddJoinWay",
        "AddMomentTask",
        "AddMsgTemplate",
        "AddProductAlbum",
        "AddStrategyTag",
        "CreateAcquisitionLink",
        "CreateAppchat",
        "CreateCustomerStrategy",
        "CreateMomentStrategy",
        "GetUserInfo",
        "OnjobTransferGroupchat",
        "RemindGroupmsgSend",
        "SendAppchat",
        "SendMessage",
        "SendWebhook",
        "TransferCustomer",
        "TransferGroupchat",
        "TransferResignedCustomer",
    ]
