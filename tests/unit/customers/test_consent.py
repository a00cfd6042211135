"""What stands of all that was said, by a rule that a plain reading of it repeats."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.customers.contracts.consent import (
    CUSTOMER,
    WAYS,
    ConsentChannel,
    ConsentRule,
    ConsentSource,
    Ground,
    Purpose,
    Stance,
    Statement,
)
from lingqu.customers.domain import consent, consent_page
from lingqu.customers.domain.consent import Said, Suppressed
from lingqu.customers.domain.consent_page_words import CHINESE, ENGLISH, WORDS, language_of
from lingqu.customers.errors import BadConsentError
from lingqu.kernel.ids import CustomerId, StatementId

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIU = CustomerId(7)
YES = ConsentRule(purpose=Purpose.MARKETING)
ASK = ConsentRule(purpose=Purpose.MARKETING, silence_allows=False, since=NOON - HOUR)

NO = Said(
    customer_id=LIU,
    purpose=Purpose.MARKETING,
    channel=ConsentChannel.ANY,
    withdrawn=True,
    source=ConsentSource.STAFF,
    occurred_at=NOON,
    statement_id=StatementId(1),
)
PEACE = Suppressed(customer_id=LIU, purpose=None, reason="complaint", began_at=NOON - HOUR, ends_at=None)
STATEMENT = Statement(
    key="k",
    customer_id=LIU,
    purpose=Purpose.MARKETING,
    channel=ConsentChannel.ANY,
    stance=Stance.WITHDRAWN,
    source=ConsentSource.STAFF,
    said_by=CUSTOMER,
    occurred_at=NOON,
)


def ground(
    *said: Said,
    suppressed: Sequence[Suppressed] = (),
    rule: ConsentRule = YES,
    channel: ConsentChannel = ConsentChannel.MOMENT,
) -> tuple[Ground, bool]:
    found = consent.stand(Purpose.MARKETING, channel, said=said, suppressed=suppressed, rule=rule, at=NOON + HOUR)
    return found.ground, found.allowed


def test_silence_means_what_the_corp_says() -> None:
    assert ground() == (Ground.SILENCE, True)
    assert ground(rule=ASK) == (Ground.SILENCE, False)


def test_a_withdrawal_for_any_covers_every_channel() -> None:
    assert {ground(NO, channel=way) for way in WAYS} == {(Ground.WITHDRAWN, False)}


def test_a_later_grant_of_one_channel_opens_that_one_alone() -> None:
    moment = replace(NO, channel=ConsentChannel.MOMENT, withdrawn=False, occurred_at=NOON + HOUR)

    assert ground(NO, moment) == (Ground.GRANTED, True)
    assert ground(NO, moment, channel=ConsentChannel.BROADCAST) == (Ground.WITHDRAWN, False)


def test_another_purpose_is_not_touched() -> None:
    assert ground(replace(NO, purpose=Purpose.SERVICE)) == (Ground.SILENCE, True)


def test_of_two_at_one_instant_the_withdrawal_stands_whichever_was_recorded_last() -> None:
    granted = replace(NO, withdrawn=False, statement_id=StatementId(2))

    assert ground(NO, granted) == ground(granted, NO) == (Ground.WITHDRAWN, False)


def test_a_suppression_holds_against_a_yes_until_it_ends() -> None:
    granted = replace(NO, withdrawn=False)
    over = replace(PEACE, ends_at=NOON + HOUR)

    assert ground(granted, suppressed=[PEACE]) == (Ground.SUPPRESSED, False)
    assert ground(granted, suppressed=[over]) == (Ground.GRANTED, True)
    assert ground(granted, suppressed=[replace(PEACE, purpose=Purpose.SERVICE)]) == (Ground.GRANTED, True)


def test_their_own_no_is_told_before_our_suppression() -> None:
    assert ground(NO, suppressed=[PEACE]) == (Ground.WITHDRAWN, False)


def test_of_several_suppressions_the_longest_is_told() -> None:
    short = replace(PEACE, reason="asked", ends_at=NOON + 2 * HOUR)
    long = replace(PEACE, reason="legal", ends_at=NOON + 9 * HOUR)

    found = consent.stand(
        Purpose.MARKETING, ConsentChannel.MOMENT, said=[], suppressed=[short, long], rule=YES, at=NOON + HOUR
    )

    assert (found.source, found.until) == ("legal", NOON + 9 * HOUR)


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"key": ""}, "body[3].key"),
        ({"key": "k" * 161}, "body[3].key"),
        ({"occurred_at": NOON + timedelta(seconds=1)}, "body[3].occurred_at"),
        ({"evidence": "字" * 201}, "body[3].evidence"),
    ],
)
def test_a_statement_that_cannot_be_is_refused_by_its_place(change: dict[str, object], place: str) -> None:
    with pytest.raises(BadConsentError) as refused:
        consent.checked(replace(STATEMENT, **change), at=NOON, place="body[3]")

    assert refused.value.place == place


statements = st.lists(
    st.builds(
        Said,
        customer_id=st.sampled_from([CustomerId(1), CustomerId(2)]),
        purpose=st.sampled_from(Purpose),
        channel=st.sampled_from(ConsentChannel),
        withdrawn=st.booleans(),
        source=st.sampled_from(ConsentSource),
        occurred_at=st.integers(0, 3).map(lambda hours: NOON + hours * HOUR),
        statement_id=st.just(StatementId(0)),
    ),
    max_size=12,
).map(lambda drawn: [replace(one, statement_id=StatementId(number)) for number, one in enumerate(drawn)])


def plainly(said: Sequence[Said], purpose: Purpose, channel: ConsentChannel) -> Said | None:
    """The rule as it is written, read one statement after another."""
    standing: Said | None = None
    for one in said:
        if one.purpose != purpose or one.channel not in (channel, ConsentChannel.ANY):
            continue
        if standing is None or one.occurred_at > standing.occurred_at:
            standing = one
        elif one.occurred_at < standing.occurred_at:
            continue
        elif one.withdrawn and not standing.withdrawn:
            standing = one
        elif one.withdrawn == standing.withdrawn:
            standing = max(standing, one, key=lambda each: each.statement_id)
    return standing


@given(statements, st.sampled_from(Purpose), st.sampled_from(WAYS), st.randoms(use_true_random=False))
def test_what_stands_is_the_plain_reading_in_whatever_order_it_came(
    said: list[Said], purpose: Purpose, channel: ConsentChannel, chance: random.Random
) -> None:
    expected = plainly(said, purpose, channel)
    chance.shuffle(said)

    found = consent.stand(purpose, channel, said=said, suppressed=[], rule=ConsentRule(purpose=purpose), at=NOON)

    assert found.wanted is (expected is None or not expected.withdrawn)
    assert found.since == (expected.occurred_at if expected else None)
    assert found.source == (expected.source if expected else consent.POLICY)


@given(statements, st.sampled_from(WAYS))
def test_what_is_kept_of_each_customer_decides_as_the_whole_ledger_does(
    said: list[Said], channel: ConsentChannel
) -> None:
    kept = consent.newest(said)

    assert [
        consent.stand(one, channel, said=kept, suppressed=[], rule=ConsentRule(purpose=one), at=NOON) for one in Purpose
    ] == [
        consent.stand(one, channel, said=said, suppressed=[], rule=ConsentRule(purpose=one), at=NOON) for one in Purpose
    ]


def test_a_form_says_what_was_moved_and_nothing_else() -> None:
    rules = {purpose: ConsentRule(purpose=purpose) for purpose in Purpose}
    standing = consent.stand_everywhere(said=[NO], suppressed=[PEACE], rules=rules, at=NOON)
    wanted = {(one.purpose, one.channel): one.wanted for one in standing}
    wanted[Purpose.MARKETING, ConsentChannel.MOMENT] = True
    wanted[Purpose.SERVICE, ConsentChannel.BROADCAST] = False

    said = consent_page.statements_of(wanted, customer_id=LIU, standing=standing, form="f", at=NOON)

    assert [(one.purpose, one.channel, one.stance, one.key) for one in said] == [
        (Purpose.SERVICE, ConsentChannel.BROADCAST, Stance.WITHDRAWN, "page:f:service:broadcast"),
        (Purpose.MARKETING, ConsentChannel.MOMENT, Stance.GRANTED, "page:f:marketing:moment"),
    ]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", CHINESE),
        ("zh-CN,zh;q=0.9,en;q=0.8", CHINESE),
        ("en-GB,en;q=0.9,zh;q=0.1", ENGLISH),
        ("fr-FR,en;q=0.5", ENGLISH),
        ("fr", CHINESE),
        (";;,,=\x00", CHINESE),
    ],
)
def test_the_page_speaks_the_browsers_language(accepted: str, language: str) -> None:
    assert language_of(accepted) == language


@pytest.mark.parametrize("language", [CHINESE, ENGLISH])
def test_each_language_has_words_for_every_switch(language: str) -> None:
    words = WORDS[language]

    assert set(words.purposes) == set(Purpose)
    assert set(words.ways) == {(purpose, way) for purpose in Purpose for way in WAYS}
