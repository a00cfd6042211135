"""Who looks, and what their role allows."""

from dataclasses import dataclass
from enum import StrEnum

from lingqu.kernel.errors import ForbiddenError
from lingqu.kernel.ids import AccountId, CorpId


class Role(StrEnum):
    """Roles of an account within a corp."""

    OWNER = "owner"
    ADMIN = "admin"
    OPERATOR = "operator"
    ANALYST = "analyst"
    COMPLIANCE = "compliance"
    SHOP_MANAGER = "shop_manager"
    STAFF = "staff"


class Right(StrEnum):
    """What a route asks for."""

    READ = "read"
    READ_PERSONAL = "read_personal"
    OPERATE = "operate"
    CONNECT = "connect"


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.OWNER: frozenset(Right),
    Role.ADMIN: frozenset(Right),
    Role.OPERATOR: frozenset({Right.READ, Right.READ_PERSONAL, Right.OPERATE}),
    Role.ANALYST: frozenset({Right.READ}),
    Role.COMPLIANCE: frozenset(),
    Role.SHOP_MANAGER: frozenset(),
    Role.STAFF: frozenset(),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """A signed-in account looking at one corp."""

    account_id: AccountId
    name: str
    role: Role
    corp_id: CorpId

    def may(self, right: Right) -> bool:
        """Tell whether the role allows it."""
        return right in RIGHTS[self.role]

    def require(self, right: Right) -> None:
        """Refuse what the role does not allow.

        Raises:
            ForbiddenError: with the right that is missing.
        """
        if not self.may(right):
            raise ForbiddenError(f"role {self.role} may not {right}", right=right, role=self.role)

    @property
    def actor(self) -> str:
        """How audit records name this account."""
        return f"account:{self.account_id}"
