from __future__ import annotations

from unit.wecom_api.calls.exchanges.exchange import Exchange
from wecom_api.calls.media_by_url import GetUploadByUrlResult, UploadByUrl, UploadDetail, UploadJob, UploadProgress

EXCHANGES = [
    Exchange(
        call=UploadByUrl(type="video", filename="a.mp4", url="https://cdn.example/a.mp4", md5="0" * 32),
        sent={
            "type": "video",
            "filename": "a.mp4",
            "url": "https://cdn.example/a.mp4",
            "md5": "0" * 32,
            "scene": 1,
        },
        answer={"jobid": "j1"},
        result=UploadJob(jobid="j1"),
    ),
    Exchange(
        call=GetUploadByUrlResult(jobid="j1"),
        sent={"jobid": "j1"},
        answer={"status": 2, "detail": {"errcode": 0, "media_id": "m1", "created_at": "1735689600"}},
        result=UploadProgress(status=2, detail=UploadDetail(media_id="m1", created_at=1735689600)),
    ),
    Exchange(
        call=GetUploadByUrlResult(jobid="j1"),
        sent={"jobid": "j1"},
        answer={"status": 3, "detail": {"errcode": 830003, "errmsg": "download failed"}},
        result=UploadProgress(status=3, detail=UploadDetail(errcode=830003, errmsg="download failed")),
    ),
]
