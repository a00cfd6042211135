from dataclasses import replace

import pytest

from lingqu.corps.contracts import ConnectionDraft
from lingqu.corps.domain.connection import checked
from lingqu.corps.errors import BadConnectionError

DRAFT = ConnectionDraft(corpid="ww1a2b3c4d5e6f7a8b", name="云栖茶", agentid=1000002, secret="s" * 43)


def test_blanks_around_what_was_pasted_are_dropped() -> None:
    pasted = replace(DRAFT, corpid=f" {DRAFT.corpid}\n", name=" 云栖茶 ", secret=f"{DRAFT.secret} ")

    assert checked(pasted) == DRAFT


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("corpid", ""),
        ("corpid", "1a2b3c4d5e6f7a8b"),
        ("corpid", "ww 1a2b3c4d"),
        ("name", "  "),
        ("name", "长" * 65),
        ("agentid", 0),
        ("secret", "short"),
        ("secret", "with blanks in the middle of it"),
    ],
)
def test_what_cannot_be_a_connection_is_refused_at_its_field(field: str, value: object) -> None:
    with pytest.raises(BadConnectionError) as refusal:
        checked(replace(DRAFT, **{field: value}))

    assert refusal.value.place == f"body.{field}"


def test_a_secret_never_shows_in_a_repr() -> None:
    assert DRAFT.secret not in repr(DRAFT)
