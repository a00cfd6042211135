"""What deliveries refuse."""

from lingqu.kernel.errors import InvalidError, NotFoundError


class BlobNotFoundError(NotFoundError):
    """No file of that key was uploaded in this corp."""

    code = "deliveries.blob_not_found"

    def __init__(self, blob_key: str, *, place: str | None = None) -> None:
        super().__init__(f"no file {blob_key}", place=place, blob_key=blob_key)


class BadPictureError(InvalidError):
    """The upload is not a picture that WeCom takes: JPG or PNG, more than 5 bytes and at most 2 MB."""

    code = "deliveries.bad_picture"

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message, place="body.data", **data)


class ContentRefusedError(InvalidError):
    """WeCom would refuse this content; `problems` names every place."""

    code = "deliveries.content_refused"
