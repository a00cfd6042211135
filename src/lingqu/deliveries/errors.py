"""What deliveries refuse."""

from lingqu.deliveries.contracts import GroupSendId
from lingqu.kernel.errors import ConflictError, InvalidError, NotFoundError


class BadPictureError(InvalidError):
    """The upload is not a picture we can bring to what WeCom takes: JPG or PNG, more than 5 bytes, at most 10 MB."""

    code = "deliveries.bad_picture"

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message, place="body.data", **data)


class VastPictureError(InvalidError):
    """The picture has more pixels than we open: a small file may hold so many that no memory is enough."""

    code = "deliveries.vast_picture"

    def __init__(self, *, most_pixels: int) -> None:
        super().__init__(f"more than {most_pixels} pixels", place="body.data", most_pixels=most_pixels)


class DensePictureError(InvalidError):
    """However small we made it, the picture is larger than WeCom takes."""

    code = "deliveries.dense_picture"

    def __init__(self, *, kept_bytes: int, most_bytes: int) -> None:
        super().__init__(
            f"{kept_bytes} bytes after making it smaller; WeCom takes {most_bytes}",
            place="body.data",
            bytes=kept_bytes,
            most_bytes=most_bytes,
        )


class BadVideoError(InvalidError):
    """The upload is not a video that WeCom takes: MP4, at most 10 MB."""

    code = "deliveries.bad_video"

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message, place="body.data", **data)


class BadFileError(InvalidError):
    """The upload is not a file that WeCom takes: more than 5 bytes, at most 20 MB."""

    code = "deliveries.bad_file"

    def __init__(self, **data: int) -> None:
        super().__init__("a file of 6 bytes to 20 MB", place="body.data", **data)


class LongVideoError(InvalidError):
    """The video plays longer than WeCom takes."""

    code = "deliveries.long_video"

    def __init__(self, *, seconds: float, most_seconds: int) -> None:
        super().__init__(
            f"it plays {seconds} s; WeCom takes {most_seconds}",
            place="body.data",
            seconds=seconds,
            most_seconds=most_seconds,
        )


class CallNotFoundError(NotFoundError):
    """The broadcast has no such call."""

    code = "deliveries.call_not_found"

    def __init__(self, group_send_id: GroupSendId) -> None:
        super().__init__(f"no call {group_send_id}", group_send_id=group_send_id)


class CallSettledError(ConflictError):
    """It is known what became of the call: WeCom told, or somebody has said it."""

    code = "deliveries.call_settled"

    def __init__(self, group_send_id: GroupSendId) -> None:
        super().__init__(f"call {group_send_id} is not unknown", group_send_id=group_send_id)


class BadVerdictError(InvalidError):
    """Whoever says what became of a call says how they know."""

    code = "deliveries.bad_verdict"

    def __init__(self, *, most: int) -> None:
        super().__init__(f"a reason of 1 to {most} characters", place="body.words", most=most)
