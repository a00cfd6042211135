"""Marks on relations: what ours and WeCom's become of each other."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lingqu.customers.contracts.tags import TagStatus
from lingqu.customers.domain.tags import answered, merge, wanted
from lingqu.kernel.ids import TagId

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)

tag_ids = st.integers(1, 6).map(TagId)
ours = st.dictionaries(tag_ids, st.sampled_from(TagStatus))
theirs = st.frozensets(tag_ids)
statuses = st.sampled_from([None, *TagStatus])


def after_merge(held: dict[TagId, TagStatus], told: frozenset[TagId]) -> dict[TagId, TagStatus]:
    found = merge(held, told, asked_at=NOON, written_at=None)
    kept = {tag_id: status for tag_id, status in held.items() if tag_id not in found.vanished}
    return kept | dict.fromkeys(found.appeared, TagStatus.GRANTED)


def has(status: TagStatus | None) -> bool:
    return status in {TagStatus.GRANTED, TagStatus.PENDING}


@given(ours, theirs)
def test_what_is_settled_becomes_what_wecom_tells(held: dict[TagId, TagStatus], told: frozenset[TagId]) -> None:
    merged = after_merge(held, told)
    waiting = {tag_id for tag_id, status in held.items() if status is not TagStatus.GRANTED}

    assert {tag_id for tag_id in merged if tag_id not in waiting} == told - waiting


@given(ours, theirs)
def test_what_waits_for_an_answer_is_never_touched(held: dict[TagId, TagStatus], told: frozenset[TagId]) -> None:
    merged = after_merge(held, told)

    assert all(merged[tag_id] is status for tag_id, status in held.items() if status is not TagStatus.GRANTED)


@given(ours, theirs)
def test_the_same_read_twice_changes_nothing_the_second_time(
    held: dict[TagId, TagStatus], told: frozenset[TagId]
) -> None:
    merged = after_merge(held, told)

    assert after_merge(merged, told) == merged


@given(ours, theirs, st.integers(0, 5))
def test_a_read_asked_for_before_our_last_answer_tells_nothing(
    held: dict[TagId, TagStatus], told: frozenset[TagId], seconds: int
) -> None:
    found = merge(held, told, asked_at=NOON, written_at=NOON + seconds * SECOND)

    assert (found.appeared, found.vanished) == (frozenset(), frozenset())


@given(status=statuses, grant=st.booleans())
def test_after_asking_the_customer_has_what_was_asked(*, status: TagStatus | None, grant: bool) -> None:
    assert has(wanted(status, grant=grant)) is grant


@given(status=statuses, grant=st.booleans())
def test_asking_twice_is_asking_once(*, status: TagStatus | None, grant: bool) -> None:
    once = wanted(status, grant=grant)

    assert wanted(once, grant=grant) is once


@given(wishes=st.lists(st.booleans(), min_size=1, max_size=8), granted_before=st.booleans())
def test_the_last_wish_stands_once_wecom_took_it(*, wishes: list[bool], granted_before: bool) -> None:
    status = TagStatus.GRANTED if granted_before else None
    for wish in wishes:
        status = wanted(status, grant=wish)

    settled = answered(status, status, taken=True) if status and status is not TagStatus.GRANTED else status

    assert settled is (TagStatus.GRANTED if wishes[-1] else None)


@given(st.sampled_from([TagStatus.PENDING, TagStatus.WITHDRAWING]))
def test_a_refusal_undoes_the_wish(sent: TagStatus) -> None:
    settled = answered(sent, sent, taken=False)

    assert settled is (None if sent is TagStatus.PENDING else TagStatus.GRANTED)


@given(status=statuses, sent=st.sampled_from([TagStatus.PENDING, TagStatus.WITHDRAWING]), taken=st.booleans())
def test_an_answer_to_an_older_wish_leaves_the_newer_one_waiting(
    *, status: TagStatus | None, sent: TagStatus, taken: bool
) -> None:
    if status is not sent:
        assert answered(status, sent, taken=taken) is status
