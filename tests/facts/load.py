"""Too much at once: calls that run side by side, and bodies that are too large."""

from __future__ import annotations

from functools import partial

from facts.fact import Ask, Fact
from facts.stage import Stage, upload

ANY = "get_api_domain_ip"
_at_once = partial(Fact, call=ANY, source="core.md §6 (45033; the number is not published)", confirmed=False)
_large = partial(Fact, call="externalcontact/list", source="core.md §1 (no page gives a limit)", confirmed=False)
_MOST = 64


def _of_size(stage: Stage, size: int) -> Ask:
    """A call with so many bytes in its body, which a GET does not read."""
    token = stage.token()
    stage.set(body_bytes=_MOST)
    return Ask(body=bytes(size), token=token, query={"userid": "chen_rui"})


FACTS = [
    *(
        _at_once(
            id=f"at-once-{count}-of-{limit}",
            says="Calls of a corp on one path beyond so many at the same time: 45033.",
            asked=Ask(at_once=count),
            code=code,
            switch=("concurrent_calls", limit),
        )
        for count, limit, code in ((2, 2, 0), (3, 2, 45033), (50, 50, 0), (51, 50, 45033))
    ),
    _at_once(
        id="at-once-gettoken",
        call="gettoken",
        says="Asking for tokens is limited like any other call.",
        asked=lambda stage: Ask(query={"corpid": stage.corp.corpid, "corpsecret": stage.app.secret}, at_once=3),
        code=45033,
        switch=("concurrent_calls", 2),
    ),
    _large(
        id="body-at-the-limit",
        says="A body up to the limit is read.",
        given=lambda stage: stage.friend(),
        asked=lambda stage: _of_size(stage, _MOST),
        switch=("giant_body_errcode", 45001),
    ),
    *(
        _large(
            id=f"body-over-the-limit-{code}",
            says="A body over the limit is refused like everything else, with status 200.",
            asked=lambda stage: _of_size(stage, _MOST + 1),
            code=code,
            switch=("giant_body_errcode", code),
        )
        for code in (45001, 40058)
    ),
    _large(
        id="body-over-the-limit-at-a-gateway",
        says="Or a gateway refuses it before WeCom sees it, with status 413.",
        asked=lambda stage: _of_size(stage, _MOST + 1),
        effect=lambda _, reply: (reply["status"], reply["content"]) == (413, b"request entity too large"),
        switch=("giant_body_errcode", 0),
    ),
    _large(
        id="body-over-the-limit-without-a-token",
        call="media/upload",
        says="The token is looked at first.",
        given=lambda stage: stage.set(body_bytes=_MOST),
        asked=lambda _: Ask(body=upload(bytes(_MOST)).body, token="nobody's"),
        code=40014,
        switch=("giant_body_errcode", 45001),
    ),
]
