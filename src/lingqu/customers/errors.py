"""What customers refuses."""

from lingqu.kernel.errors import ConflictError, InvalidError, NotFoundError
from lingqu.kernel.ids import CustomerId, StaffId


class CustomerNotFoundError(NotFoundError):
    """There is no such customer."""

    code = "customers.not_found"

    def __init__(self, customer_id: CustomerId) -> None:
        super().__init__(f"there is no customer {customer_id}", customer_id=customer_id)


class NoLiveRelationError(ConflictError):
    """The member and the customer are no contacts, or half so: WeCom would refuse tags and remark."""

    code = "customers.no_live_relation"

    def __init__(self, customer_id: CustomerId, staff_id: StaffId) -> None:
        super().__init__(
            f"staff {staff_id} and customer {customer_id} are no contacts",
            place="body.staff_id",
            customer_id=customer_id,
            staff_id=staff_id,
        )


class UnknownTagError(InvalidError):
    """One of the tags does not exist, or was deleted."""

    code = "customers.unknown_tag"


class BadTagError(InvalidError):
    """A name of a tag or group is empty, too long, or used already."""

    code = "customers.bad_tag"


class BadRemarkError(InvalidError):
    """A remark has more than 20 characters."""

    code = "customers.bad_remark"


class BadAttributeError(InvalidError):
    """A definition cannot be; `place` names the field."""

    code = "customers.bad_attribute"


class AttributeTakenError(ConflictError):
    """There is an attribute of this key, of another type."""

    code = "customers.attribute_taken"


class AttributeNotFoundError(NotFoundError):
    """No attribute of this key is defined."""

    code = "customers.attribute_not_found"


class AttributeValueError(InvalidError):
    """The value does not fit the attribute's type."""

    code = "customers.attribute_value"
