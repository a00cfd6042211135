"""What customers refuses."""

from lingqu.kernel.errors import ConflictError, InvalidError, NotFoundError
from lingqu.kernel.ids import CustomerId, IdentityId, MergeId, StaffId, StageId, SuppressionId


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


class BadStageError(InvalidError):
    """A list of stages cannot be; `place` names the field."""

    code = "customers.bad_stage"


class StageNotFoundError(NotFoundError):
    """The corp has no such stage."""

    code = "customers.stage_not_found"

    def __init__(self, stage_id: StageId) -> None:
        super().__init__(f"there is no stage {stage_id}", place="body.stage_id", stage_id=stage_id)


class StageInUseError(ConflictError):
    """Customers stand at a stage that is to go: move them first."""

    code = "customers.stage_in_use"

    def __init__(self, stage_id: StageId, name: str, customers: int) -> None:
        super().__init__(
            f"{customers} customers are at the stage {name!r}",
            place="body.stages",
            stage_id=stage_id,
            name=name,
            customers=customers,
        )


class BadIdentityError(InvalidError):
    """An identity has no kind that we know, or a value that cannot be."""

    code = "customers.bad_identity"


class MergeNotFoundError(NotFoundError):
    """This customer has no such merge, or it was taken back already."""

    code = "customers.merge_not_found"

    def __init__(self, customer_id: CustomerId, merge_id: MergeId) -> None:
        super().__init__(
            f"customer {customer_id} has no standing merge {merge_id}",
            place="body.merge_id",
            customer_id=customer_id,
            merge_id=merge_id,
        )


class NotQuarantinedError(NotFoundError):
    """No such identity is in quarantine."""

    code = "customers.not_quarantined"

    def __init__(self, identity_id: IdentityId) -> None:
        super().__init__(f"identity {identity_id} is not in quarantine", identity_id=identity_id)


class TooManyToJoinError(ConflictError):
    """The identity was seen with more customers than one person can be."""

    code = "customers.too_many_to_join"

    def __init__(self, identity_id: IdentityId, *, customers: int, most: int) -> None:
        super().__init__(
            f"identity {identity_id} was seen with {customers} customers; up to {most} may be joined by hand",
            identity_id=identity_id,
            customers=customers,
            most=most,
        )


class BadConsentError(InvalidError):
    """A statement or suppression cannot be; `place` names the field."""

    code = "customers.bad_consent"


class SuppressionNotFoundError(NotFoundError):
    """This customer has no such suppression, or it was lifted already."""

    code = "customers.suppression_not_found"

    def __init__(self, customer_id: CustomerId, suppression_id: SuppressionId) -> None:
        super().__init__(
            f"customer {customer_id} has no standing suppression {suppression_id}",
            customer_id=customer_id,
            suppression_id=suppression_id,
        )
