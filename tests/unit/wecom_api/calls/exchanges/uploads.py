from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls import media

PICTURE = b"\x89PNG not really"

EXCHANGES = [
    Exchange(
        call=media.UploadMedia(type="image", filename="新品🌸.png", content=PICTURE),
        sent={"type": "image"},
        answer={"type": "image", "media_id": "SIMMEDIA01", "created_at": "1767312000"},
        result=media.UploadedMedia(type="image", media_id="SIMMEDIA01", created_at=1767312000),
    ),
    Exchange(
        call=media.UploadImage(filename="新品.png", content=PICTURE),
        sent={},
        answer={"url": "https://wework.example/p"},
        result=media.UploadedImage(url="https://wework.example/p"),
    ),
    Exchange(
        call=media.UploadAttachment(media_type="image", attachment_type=1, filename="新品.png", content=PICTURE),
        sent={"media_type": "image", "attachment_type": "1"},
        answer={"type": "image", "media_id": "SIMATT01", "created_at": 1767312000},
        result=media.UploadedMedia(type="image", media_id="SIMATT01", created_at=1767312000),
    ),
]
