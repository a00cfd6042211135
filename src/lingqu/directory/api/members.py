"""Operations on members who open a page of ours inside WeCom: recognise them, remember them, find them again."""

import hashlib
import secrets

from lingqu.corps.api import list_corps
from lingqu.corps.contracts import CorpRoute
from lingqu.directory.api.people import find_staff
from lingqu.directory.contracts.members import MEMBER_SESSION_LIFE, Member, NewMemberSession
from lingqu.directory.errors.members import NoSuchCorpError, UnknownMemberError
from lingqu.directory.ports import MemberRecogniser
from lingqu.directory.store import members as store
from lingqu.directory.store import people as people_store
from lingqu.infra.database import Database
from lingqu.kernel.ids import CorpId, StaffId

LARGEST_CORP = 2**31 - 1


async def find_corp(database: Database, corpid: str) -> CorpRoute:
    """Return the corp that an address names.

    Raises:
        NoSuchCorpError: this installation does not serve it.
    """
    async with database.dispatch() as connection:
        routes = await list_corps(connection)
    route = next((one for one in routes if one.corpid == corpid), None)
    if route is None:
        raise NoSuchCorpError("this installation does not serve that corp")
    return route


async def enter(database: Database, corp_id: CorpId, code: str, *, recogniser: MemberRecogniser) -> NewMemberSession:
    """Begin a session of whoever WeCom says is behind an OAuth code. The code works once.

    Raises:
        UnknownMemberError: no member, or one whom the app may not see, or who left.
        OutsideError: the code was used or is too old, or WeCom cannot be asked.
    """
    userid = await recogniser.recognise(corp_id, code)
    token = f"{corp_id}.{secrets.token_urlsafe(32)}"
    async with database.unit(corp_id) as unit:
        staff = {} if userid is None else await find_staff(unit, [userid])
        staff_id: StaffId | None = None if userid is None else staff.get(userid)
        if staff_id is None or not await store.is_here(unit, staff_id):
            raise UnknownMemberError("no member of this corp whom the app may see")
        await store.insert(unit, _hash(token), staff_id, expires_at=unit.at + MEMBER_SESSION_LIFE)
    return NewMemberSession(token=token)


async def find_member(database: Database, token: str) -> Member | None:
    """Return who is behind a token, None when the session has ended or the member has left."""
    number, _, rest = token.partition(".")
    if not rest or not (number.isascii() and number.isdigit()) or int(number) > LARGEST_CORP:
        return None
    corp_id = CorpId(int(number))
    async with database.read(corp_id) as session:
        found = await store.find(session, _hash(token))
        if found is None:
            return None
        staff_id = StaffId(found["staff_id"])
        shop = (await people_store.shops_of(session, [staff_id])).get(staff_id)
    return Member(corp_id=corp_id, staff_id=staff_id, name=found["name"], shop=None if shop is None else shop.name)


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
