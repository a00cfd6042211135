"""What deliveries refuse."""

from lingqu.kernel.errors import InvalidError


class BadPictureError(InvalidError):
    """The upload is not a picture that WeCom takes: JPG or PNG, more than 5 bytes and at most 2 MB."""

    code = "deliveries.bad_picture"

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message, place="body.data", **data)
