import asyncio
from datetime import timedelta

import pytest
from argon2 import PasswordHasher

from lingqu.directory.api import access
from lingqu.directory.api.passwords import Passwords
from lingqu.directory.contracts.access import ATTEMPTS_PER_ADDRESS, ATTEMPTS_PER_NAME, ATTEMPTS_WINDOW, SESSION_LIFE
from lingqu.directory.errors.access import (
    AccountNameTakenError,
    BadCredentialsError,
    TooManyAttemptsError,
    WeakPasswordError,
)
from lingqu.infra.clocks import SteppedClock
from lingqu.infra.database import Database
from lingqu.kernel.access import Role
from lingqu.kernel.ids import CorpId

PASSWORD = "correct horse battery"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


async def sign_in(
    database: Database, *, name: str = "老板", password: str = PASSWORD, address: str = "10.0.0.1"
) -> str:
    session = await access.sign_in(database, QUICK, name=name, password=password, address=address)
    return session.token


async def fail(database: Database, *, name: str = "老板", address: str = "10.0.0.1") -> None:
    with pytest.raises(BadCredentialsError):
        await sign_in(database, name=name, password="wrong", address=address)


@pytest.fixture
async def owner(database: Database) -> int:
    return await access.create_owner(database, QUICK, name="老板", password=PASSWORD)


async def test_the_first_run_ends_with_an_owner(database: Database) -> None:
    assert await access.is_first_run(database)

    await access.create_owner(database, QUICK, name=" 老板 ", password=PASSWORD)

    assert not await access.is_first_run(database)
    assert [(one.name, one.is_owner) for one in await access.list_accounts(database)] == [("老板", True)]


async def test_of_two_first_runs_at_once_one_wins(database: Database) -> None:
    outcomes = await asyncio.gather(
        *(access.create_owner(database, QUICK, name=name, password=PASSWORD) for name in ("甲", "乙")),
        return_exceptions=True,
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["OwnerExistsError", "int"]
    assert len(await access.list_accounts(database)) == 1


async def test_a_short_password_is_refused_with_the_least_length(database: Database) -> None:
    with pytest.raises(WeakPasswordError) as refusal:
        await access.create_owner(database, QUICK, name="老板", password="123456789")

    assert refusal.value.data["min_length"] == 10


async def test_the_owner_is_owner_of_the_corp(database: Database, owner: int, corp_id: CorpId) -> None:
    signed_in = await access.find_signed_in(database, await sign_in(database))

    assert signed_in is not None
    assert (signed_in.account.account_id, signed_in.role, signed_in.corp_id) == (owner, Role.OWNER, corp_id)


async def test_a_name_is_found_whatever_its_case(database: Database, corp_id: CorpId) -> None:
    await access.create_owner(database, QUICK, name="Owner", password=PASSWORD)

    assert await access.find_signed_in(database, await sign_in(database, name="oWNER"))


@pytest.mark.usefixtures("owner")
async def test_another_account_has_the_role_it_was_given(
    database: Database, corp_id: CorpId, other_corp_id: CorpId
) -> None:
    account_id = await access.create_account(database, QUICK, name="运营", password=PASSWORD)
    async with database.unit(other_corp_id) as unit:
        await access.grant_role(unit, account_id, Role.OPERATOR)

    signed_in = await access.find_signed_in(database, await sign_in(database, name="运营"))

    assert signed_in is not None
    assert (signed_in.role, signed_in.corp_id) == (Role.OPERATOR, other_corp_id)


@pytest.mark.usefixtures("owner", "corp_id")
async def test_an_account_without_a_role_belongs_nowhere(database: Database) -> None:
    await access.create_account(database, QUICK, name="路人", password=PASSWORD)

    signed_in = await access.find_signed_in(database, await sign_in(database, name="路人"))

    assert signed_in is not None
    assert (signed_in.role, signed_in.corp_id) == (Role.STAFF, None)


@pytest.mark.usefixtures("owner")
async def test_names_are_unique_without_case(database: Database) -> None:
    await access.create_account(database, QUICK, name="Lin", password=PASSWORD)

    with pytest.raises(AccountNameTakenError):
        await access.create_account(database, QUICK, name="lin", password=PASSWORD)


@pytest.mark.usefixtures("owner")
async def test_a_wrong_name_and_a_wrong_password_are_refused_alike(database: Database) -> None:
    await fail(database)
    await fail(database, name="没有这个人")


@pytest.mark.usefixtures("owner")
async def test_signing_out_ends_the_session(database: Database) -> None:
    token = await sign_in(database)

    await access.sign_out(database, token)

    assert await access.find_signed_in(database, token) is None


@pytest.mark.usefixtures("owner")
async def test_only_a_digest_of_the_token_is_kept(database: Database) -> None:
    token = await sign_in(database)

    async with database.install() as install:
        kept = await (await install.execute("SELECT token_hash FROM account_session")).fetchall()

    assert len(kept) == 1
    assert len(kept[0][0]) == 32
    assert token.encode() not in kept[0][0]


@pytest.mark.usefixtures("owner")
async def test_a_session_in_use_lives_on(database: Database, clock: SteppedClock) -> None:
    token = await sign_in(database)

    for _ in range(3):
        clock.advance(SESSION_LIFE - timedelta(days=1))
        assert await access.find_signed_in(database, token)


@pytest.mark.usefixtures("owner")
async def test_an_idle_session_ends(database: Database, clock: SteppedClock) -> None:
    token = await sign_in(database)

    clock.advance(SESSION_LIFE)

    assert await access.find_signed_in(database, token) is None


@pytest.mark.usefixtures("owner")
async def test_a_name_is_shut_after_so_many_failures_even_to_the_right_password(
    database: Database, clock: SteppedClock
) -> None:
    for number in range(ATTEMPTS_PER_NAME):
        await fail(database, address=f"10.0.1.{number}")
    clock.advance(timedelta(minutes=5))

    with pytest.raises(TooManyAttemptsError) as refusal:
        await sign_in(database, address="10.0.2.1")

    assert refusal.value.data["retry_after_seconds"] == 600


@pytest.mark.usefixtures("owner")
async def test_a_shut_name_opens_when_the_window_ends(database: Database, clock: SteppedClock) -> None:
    for number in range(ATTEMPTS_PER_NAME):
        await fail(database, address=f"10.0.1.{number}")

    clock.advance(ATTEMPTS_WINDOW)

    assert await sign_in(database)


@pytest.mark.usefixtures("owner")
async def test_an_address_is_shut_whatever_names_it_tries(database: Database) -> None:
    for number in range(ATTEMPTS_PER_ADDRESS):
        await fail(database, name=f"name{number}")

    with pytest.raises(TooManyAttemptsError):
        await sign_in(database)
    assert await sign_in(database, address="10.0.0.2")


@pytest.mark.usefixtures("owner")
async def test_a_success_forgives_the_failures_of_the_name(database: Database) -> None:
    for _ in range(3):
        for _ in range(ATTEMPTS_PER_NAME - 1):
            await fail(database)
        await sign_in(database)


@pytest.mark.usefixtures("owner")
async def test_many_attempts_at_once_do_not_slip_through(database: Database) -> None:
    outcomes = await asyncio.gather(
        *(sign_in(database, password="wrong", address=f"10.0.3.{number}") for number in range(ATTEMPTS_PER_NAME + 5)),
        return_exceptions=True,
    )

    assert sum(isinstance(outcome, BadCredentialsError) for outcome in outcomes) == ATTEMPTS_PER_NAME


async def test_a_weaker_hash_is_made_anew_at_sign_in(database: Database, owner: int) -> None:
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))

    await access.sign_in(database, stronger, name="老板", password=PASSWORD, address="10.0.0.1")

    async with database.install() as install:
        row = await (
            await install.execute("SELECT password_hash FROM account WHERE account_id = %s", (owner,))
        ).fetchone()
    assert row is not None
    assert not stronger.is_outdated(row[0])
