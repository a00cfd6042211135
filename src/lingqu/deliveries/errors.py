"""What deliveries refuse."""

from lingqu.kernel.errors import InvalidError


class BadPictureError(InvalidError):
    """The upload is not a picture we can bring to what WeCom takes: JPG or PNG, more than 5 bytes, at most 10 MB."""

    code = "deliveries.bad_picture"

    def __init__(self, message: str, **data: object) -> None:
        super().__init__(message, place="body.data", **data)


class DensePictureError(InvalidError):
class VastPictureError(InvalidError):
    """The picture has more pixels than we open: a small file may hold so many that no memory is enough."""

    code = "deliveries.vast_picture"

    def __init__(self, *, most_pixels: int) -> None:
        super().__init__(f"more than {most_pixels} pixels", place="body.data", most_pixels=most_pixels)


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
