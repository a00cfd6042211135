"""Operations on accounts: the first owner, signing in and out, roles."""

import asyncio
import hashlib
import secrets
from collections.abc import Collection

from lingqu.directory.api.passwords import Passwords
from lingqu.directory.contracts.access import (
    ATTEMPTS_PER_ADDRESS,
    ATTEMPTS_PER_NAME,
    ATTEMPTS_WINDOW,
    SESSION_LIFE,
    SESSION_RENEWED_AFTER,
    Account,
    NewSession,
    SignedIn,
)
from lingqu.directory.domain.passwords import check_password, checked_name
from lingqu.directory.errors.access import (
    AccountNameTakenError,
    BadCredentialsError,
    OwnerExistsError,
    TooManyAttemptsError,
)
from lingqu.directory.store import access as store
from lingqu.infra.database import Database, Session, UnitOfWork
from lingqu.kernel.access import Role
from lingqu.kernel.ids import AccountId


async def is_first_run(database: Database) -> bool:
    """Tell whether nobody owns the installation yet."""
    async with database.install() as install:
        return not await store.has_owner(install)


async def create_owner(database: Database, passwords: Passwords, *, name: str, password: str) -> AccountId:
    """Make the one owner of the installation; of two at once one wins.

    Raises:
        OwnerExistsError: the first run is over.
        BadAccountNameError: empty or too long.
        WeakPasswordError: too short.
    """
    if not await is_first_run(database):
        raise OwnerExistsError("this installation has an owner")
    account_id = await _create(database, passwords, name=name, password=password, is_owner=True)
    if account_id is None:
        raise OwnerExistsError("this installation has an owner")
    return account_id


async def create_account(database: Database, passwords: Passwords, *, name: str, password: str) -> AccountId:
    """Make an account without any role.

    Raises:
        AccountNameTakenError: names are unique without case.
        BadAccountNameError: empty or too long.
        WeakPasswordError: too short.
    """
    account_id = await _create(database, passwords, name=name, password=password, is_owner=False)
    if account_id is None:
        raise AccountNameTakenError("another account has this name", place="body.name")
    return account_id


async def grant_role(unit: UnitOfWork, account_id: AccountId, role: Role) -> None:
    """Give an account a role in the unit's corp, instead of the one it had."""
    await store.save_role(unit, account_id, role)
    await unit.audit("access.role_granted", f"account:{account_id}", role=role)


async def list_accounts(database: Database) -> list[Account]:
    """Return all accounts that may sign in."""
    async with database.install() as install:
        return await store.list_accounts(install)


async def name_accounts(session: Session, actors: Collection[str]) -> dict[str, str]:
    """Return the names of accounts, given and returned as audit records name them; others are missing."""
    prefix = "account:"
    numbers = {int(one.removeprefix(prefix)) for one in actors if one.startswith(prefix)}
    names = await store.names_of(session, numbers) if numbers else {}
    return {f"{prefix}{account_id}": name for account_id, name in names.items()}


async def sign_in(database: Database, passwords: Passwords, *, name: str, password: str, address: str) -> NewSession:
    """Begin a session.

    The attempt is counted before the password is looked at, so that many at once do not slip through.

    Args:
        address: of the client, for the limit per network address.

    Raises:
        TooManyAttemptsError: wait `retry_after_seconds`.
        BadCredentialsError: wrong name or password; unknown names take as long as known ones.
    """
    at = database.clock.now()
    name_bucket, address_bucket = f"name:{name.strip().lower()[:64]}", f"address:{address}"
    async with database.install() as install:
        counts = await store.count_attempts(install, [name_bucket, address_bucket], at=at)
        account = await store.find_account(install, name.strip())
    limits = {name_bucket: ATTEMPTS_PER_NAME, address_bucket: ATTEMPTS_PER_ADDRESS}
    over = [began for bucket, attempts, began in counts if attempts > limits[bucket]]
    if over:
        wait = max(over) + ATTEMPTS_WINDOW - at
        raise TooManyAttemptsError("too many attempts", retry_after_seconds=max(1, round(wait.total_seconds())))
    kept = account["password_hash"] if account else None
    if not await asyncio.to_thread(passwords.is_right, password, kept) or account is None:
        raise BadCredentialsError("wrong name or password")
    outdated = passwords.is_outdated(account["password_hash"])
    fresh = await asyncio.to_thread(passwords.hash, password) if outdated else None
    async with database.install() as install:
        await store.forgive(install, name_bucket=name_bucket, address_bucket=address_bucket, at=at)
        if fresh:
            await store.save_password(install, account["account_id"], fresh)
    return await begin_session(database, account["account_id"])


async def require_turn(database: Database, *, door: str, address: str, most: int) -> None:
    """Count one more request of a network address at a door that costs more than reading; those beyond are refused.

    Args:
        most: so many requests of an address within a window of `ATTEMPTS_WINDOW`.

    Raises:
        TooManyAttemptsError: wait `retry_after_seconds`.
    """
    at = database.clock.now()
    async with database.install() as install:
        [(_, asked, began)] = await store.count_attempts(install, [f"{door}:{address}"], at=at)
    if asked > most:
        wait = began + ATTEMPTS_WINDOW - at
        raise TooManyAttemptsError("too many requests", retry_after_seconds=max(1, round(wait.total_seconds())))


async def begin_session(database: Database, account_id: AccountId) -> NewSession:
    """Begin a session of an account that has proven itself."""
    at = database.clock.now()
    session = NewSession(token=secrets.token_urlsafe(32), csrf=secrets.token_urlsafe(24), expires_at=at + SESSION_LIFE)
    async with database.install() as install:
        await store.insert_session(
            install, token_hash=_token_hash(session.token), account_id=account_id, csrf=session.csrf, at=at
        )
    return session


async def sign_out(database: Database, token: str) -> None:
    """End a session; an unknown one is ended already."""
    async with database.install() as install:
        await store.delete_session(install, _token_hash(token))


async def find_signed_in(database: Database, token: str) -> SignedIn | None:
    """Return who is behind a token, None when its session has ended. A session in use is renewed once a day."""
    at = database.clock.now()
    token_hash = _token_hash(token)
    async with database.install() as install:
        found = await store.find_session(install, token_hash, at=at)
        if found and found["expires_at"] - at < SESSION_LIFE - SESSION_RENEWED_AFTER:
            await store.renew_session(install, token_hash, at=at)
    if found is None:
        return None
    account = Account(account_id=found["account_id"], name=found["name"], is_owner=found["is_owner"])
    async with database.dispatch() as dispatch:
        if account.is_owner:
            corp_id, role = await store.first_corp(dispatch), Role.OWNER
        else:
            corp_id, role = await store.first_role(dispatch, account.account_id) or (None, Role.STAFF)
    return SignedIn(account=account, role=role, corp_id=corp_id, csrf=found["csrf"])


async def _create(
    database: Database, passwords: Passwords, *, name: str, password: str, is_owner: bool
) -> AccountId | None:
    name = checked_name(name)
    check_password(password)
    password_hash = await asyncio.to_thread(passwords.hash, password)
    async with database.install() as install:
        return await store.insert_account(
            install, name=name, password_hash=password_hash, is_owner=is_owner, at=database.clock.now()
        )


def _token_hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
