"""A plain caller of the API, for tests that want to see the wire."""

from typing import Any

import httpx

from wecom_twin.server import TwinServer


class Caller:
    """Calls as one app; answers are the decoded JSON."""

    def __init__(self, twin: TwinServer, *, agentid: int | None = None, corpid: str | None = None) -> None:
        self.twin = twin
        self.corp = twin.world.corp(corpid)
        self.app = twin.world.app(self.corp.corpid, agentid)
        self.http = httpx.Client(base_url=twin.base_url)
        self.token = self.fetch_token()["access_token"]

    def fetch_token(self, secret: str | None = None) -> dict[str, Any]:
        params = {"corpid": self.corp.corpid, "corpsecret": secret or self.app.secret}
        return self.http.get("/cgi-bin/gettoken", params=params).json()

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        return self.http.get(f"/cgi-bin/{path}", params={"access_token": self.token, **query}).json()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        return self.http.post(f"/cgi-bin/{path}", params={"access_token": self.token}, json=body).json()

    def add_contact_way(self, *userids: str, **fields: Any) -> str:
        body = {"type": 2, "scene": 2, "user": list(userids), "state": "ch_1", **fields}
        return self.post("externalcontact/add_contact_way", **body)["config_id"]

    def welcome(self, code: str, text: str = "您好") -> int:
        return self.post("externalcontact/send_welcome_msg", welcome_code=code, text={"content": text})["errcode"]

    def close(self) -> None:
        self.http.close()
