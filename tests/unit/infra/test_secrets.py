"""What is sealed opens for its own row and for nothing else."""

import base64
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from lingqu.infra.secrets import (
    HIDDEN,
    INDEX_BYTES,
    BadMasterKeyError,
    Keyring,
    SealError,
    Secret,
    UnknownMasterKeyError,
    load_keyring,
)

OLD, NEW, STRANGE = bytes(32), b"\x01" * 32, b"\x02" * 32
KEYRING = Keyring([OLD])
PLACE = {"purpose": "phone", "corp_id": 7, "row": "12"}


def sealed(plaintext: bytes = b"13800138000") -> bytes:
    return KEYRING.seal(**PLACE, plaintext=plaintext)


@given(st.binary(max_size=300), st.text(), st.integers(0, 2**31), st.text())
def test_sealed_value_opens_under_the_same_names(plaintext: bytes, purpose: str, corp_id: int, row: str) -> None:
    place = {"purpose": purpose, "corp_id": corp_id, "row": row}

    assert KEYRING.open(**place, sealed=KEYRING.seal(**place, plaintext=plaintext)) == plaintext


@pytest.mark.parametrize(
    "moved", [{"purpose": "app_secret"}, {"corp_id": 8}, {"row": "13"}, {"purpose": "phon", "row": "e12"}]
)
def test_sealed_value_does_not_open_elsewhere(moved: dict[str, object]) -> None:
    with pytest.raises(SealError, match="altered or belongs elsewhere"):
        KEYRING.open(**PLACE | moved, sealed=sealed())


@given(st.data())
def test_one_changed_bit_anywhere_is_noticed(data: st.DataObject) -> None:
    damaged = bytearray(sealed())
    bit = data.draw(st.integers(0, len(damaged) * 8 - 1))
    damaged[bit // 8] ^= 1 << bit % 8

    with pytest.raises(SealError):
        KEYRING.open(**PLACE, sealed=bytes(damaged))


@given(st.binary(max_size=80))
def test_no_bytes_upset_the_opener(garbage: bytes) -> None:
    with pytest.raises(SealError):
        KEYRING.open(**PLACE, sealed=garbage)


@given(st.integers(0, len(sealed()) - 1))
def test_value_cut_short_is_noticed(length: int) -> None:
    with pytest.raises(SealError):
        KEYRING.open(**PLACE, sealed=sealed()[:length])


def test_equal_values_look_different_when_sealed() -> None:
    assert sealed() != sealed()


def test_newest_key_seals_and_older_ones_still_open() -> None:
    rotated = Keyring([NEW, OLD])
    before = sealed(b"before")

    after = rotated.seal(**PLACE, plaintext=b"after")

    assert rotated.open(**PLACE, sealed=before) == b"before"
    assert Keyring([NEW]).open(**PLACE, sealed=after) == b"after"
    assert (rotated.is_current(before), rotated.is_current(after)) == (False, True)


def test_key_that_is_not_ours_is_named_by_its_fingerprint() -> None:
    with pytest.raises(UnknownMasterKeyError, match="66687aad"):
        Keyring([STRANGE]).open(**PLACE, sealed=sealed())


def test_blind_index_is_equal_for_equal_values_of_one_corp_only() -> None:
    index = KEYRING.blind_index(purpose="phone", corp_id=7, value="13800138000")

    assert len(index) == INDEX_BYTES
    assert index == KEYRING.blind_index(purpose="phone", corp_id=7, value="13800138000")
    others = {
        KEYRING.blind_index(purpose="phone", corp_id=8, value="13800138000"),
        KEYRING.blind_index(purpose="phone_tail", corp_id=7, value="13800138000"),
        KEYRING.blind_index(purpose="phone", corp_id=7, value="13800138001"),
        Keyring([STRANGE]).blind_index(purpose="phone", corp_id=7, value="13800138000"),
    }
    assert len(others | {index}) == 5


def test_rotation_keeps_the_blind_index() -> None:
    rotated = Keyring([NEW, OLD])

    assert rotated.blind_index(purpose="phone", corp_id=7, value="8000") == KEYRING.blind_index(
        purpose="phone", corp_id=7, value="8000"
    )


def test_key_file_is_made_once_private_and_read_again(tmp_path: Path) -> None:
    first = load_keyring(None, tmp_path / "fresh")
    value = first.seal(**PLACE, plaintext=b"x")
    file = tmp_path / "fresh" / "master.key"

    assert load_keyring(None, tmp_path / "fresh").open(**PLACE, sealed=value) == b"x"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(base64.b64decode(file.read_text())) == 32
    assert list(file.parent.iterdir()) == [file]


def test_two_first_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    made: list[bytes] = []
    starts = [
        threading.Thread(target=lambda: made.append(load_keyring(None, tmp_path).blind_index(
            purpose="phone", corp_id=1, value="1"
        )))
        for _ in range(8)
    ]  # fmt: skip
    for start in starts:
        start.start()
    for start in starts:
        start.join()

    assert (len(made), len(set(made))) == (8, 1)


def test_setting_wins_over_the_file_and_may_hold_several_keys(tmp_path: Path) -> None:
    setting = ", ".join(base64.b64encode(key).decode() for key in (NEW, OLD))

    keyring = load_keyring(setting, tmp_path)

    assert keyring.open(**PLACE, sealed=sealed(b"old")) == b"old"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("setting", ["short", "****", base64.b64encode(bytes(31)).decode(), "密钥", ","])
def test_bad_key_is_refused_with_a_mend_and_without_being_shown(setting: str, tmp_path: Path) -> None:
    with pytest.raises(BadMasterKeyError, match=r"LINGQU_MASTER_KEY: .* openssl rand -base64 32") as caught:
        load_keyring(setting, tmp_path)

    assert setting == "," or setting not in str(caught.value)


def test_torn_key_file_is_named_and_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    file.write_bytes(b"\xff\xfe")

    with pytest.raises(BadMasterKeyError, match=r"master\.key"):
        load_keyring(None, tmp_path)

    assert file.read_bytes() == b"\xff\xfe"


def test_key_file_that_others_may_read_is_warned_of(tmp_path: Path) -> None:
    load_keyring(None, tmp_path)
    (tmp_path / "master.key").chmod(0o644)

    with capture_logs() as logs:
        load_keyring(None, tmp_path)

    assert [line["event"] for line in logs] == ["secrets.key_file_is_open_to_others"]


def test_keyring_needs_a_key() -> None:
    with pytest.raises(BadMasterKeyError):
        Keyring([])


def test_secret_shows_nowhere_but_is_read_as_data() -> None:
    secret = Secret("hunter2,x")

    assert [str(secret), repr(secret), f"{secret:>4}", "{!s}".format(secret), "%s" % secret] == [HIDDEN] * 5  # noqa: UP031, UP032 - every way to print
    assert str([secret]) == f"[{HIDDEN}]"
    assert secret.reveal() == "hunter2,x"
    assert secret.split(",") == ["hunter2", "x"]
    assert type(secret.reveal()) is str
