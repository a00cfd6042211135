"""Settings come from environment, file and defaults, in this order, and a wrong one says where and how to mend it."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lingqu.infra.settings import PREFIX, SettingError, Settings, document, load_settings

DOCUMENT = Path(__file__).parents[3] / "docs" / "settings.md"


@pytest.fixture(autouse=True)
def empty_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")


def environment(tmp_path: Path, **settings: str) -> dict[str, str]:
    return {"LINGQU_DATA_DIR": str(tmp_path)} | {PREFIX + name.upper(): value for name, value in settings.items()}


def test_defaults_serve_on_loopback_and_speak_to_wecom(tmp_path: Path) -> None:
    settings = load_settings(environment(tmp_path))

    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8400, "http://127.0.0.1:8400")
    assert (settings.wecom_base_url, settings.quota_share_permille) == ("https://qyapi.weixin.qq.com", 600)
    assert (settings.database_url, settings.master_key, settings.clock) == (None, None, "real")
    assert (settings.data_dir, settings.callback_tolerance_seconds) == (tmp_path, 600)


def test_data_folder_follows_the_desktop_standard(tmp_path: Path) -> None:
    assert load_settings({"XDG_DATA_HOME": str(tmp_path)}).data_dir == tmp_path / "lingqu"
    assert load_settings({}).data_dir == Path("~/.local/share/lingqu").expanduser()


def test_environment_wins_over_file_and_file_over_default(tmp_path: Path) -> None:
    (tmp_path / "lingqu.toml").write_text('port = 9000\nhost = "::1"\nlog_level = "debug"\n')

    settings = load_settings(environment(tmp_path, port="9001"))

    assert (settings.port, settings.host, settings.log_level, settings.workers) == (9001, "::1", "debug", 1)


def test_named_file_wins_over_working_folder_and_that_over_data_folder(tmp_path: Path) -> None:
    (tmp_path / "lingqu.toml").write_text("port = 1")
    assert load_settings(environment(tmp_path)).port == 1

    Path("lingqu.toml").write_text("port = 2")
    assert load_settings(environment(tmp_path)).port == 2

    (tmp_path / "named.toml").write_text("port = 3")
    assert load_settings(environment(tmp_path, config=str(tmp_path / "named.toml"))).port == 3


def test_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    assert load_settings(environment(tmp_path, database_url="", port="")).port == 8400


def test_trailing_slashes_are_dropped_from_urls(tmp_path: Path) -> None:
    settings = load_settings(environment(tmp_path, public_url="https://a.cn/", wecom_base_url="http://127.0.0.1:1/"))

    assert (settings.public_url, settings.wecom_base_url) == ("https://a.cn", "http://127.0.0.1:1")


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("port", "many", "LINGQU_PORT is 'many': Expected `int`"),
        ("port", "65536", "LINGQU_PORT is '65536': Expected `int` <= 65535"),
        ("quota_share_permille", "0", "Expected `int` >= 1. Our share of WeCom's call limits"),
        ("log_level", "loud", "`debug`, `info`, `warning` or `error`"),
        ("public_url", "brand.example", "How browsers and WeCom reach us"),
        ("clock", "fast", "expected 'real' or 'accelerated:<origin>:<rate>'"),
        ("clock", "accelerated:yesterday:2", "yesterday"),
        ("database_url", "mysql://me:hush@db/x", "database_url must begin with postgresql://"),
        ("clickhouse_url", "tcp://me:hush@ch/x", "clickhouse_url must begin with http:// or https://"),
        ("history", "maybe", "`off`: no columnar copy of the facts"),
        ("prot", "1", "LINGQU_PROT is not a setting; did you mean LINGQU_PORT?"),
        ("data_dir", "~nobody-here/x", "there is no such home folder; write the whole path"),
        ("zzz", "1", "LINGQU_ZZZ is not a setting; docs/settings.md lists them."),
    ],
)
def test_wrong_setting_names_its_place_and_the_mend(name: str, value: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(SettingError) as caught:
        load_settings(environment(tmp_path, **{name: value}))

    assert says in str(caught.value)
    assert "hush" not in str(caught.value)
    assert caught.value.place is not None
    assert name in caught.value.place.lower()


@pytest.mark.parametrize(
    ("toml", "says"),
    [
        ('port = "many"', "port in {file} is 'many'"),
        ("workers = true", "workers in {file} is True"),
        ("master_key = 17", "master_key in {file} is …: Expected `str`, got `int`"),
        ("data_dir = 17", "data_dir in {file} is 17"),
        ("prot = 1", "prot in {file} is not a setting; did you mean port in {file}?"),
        ("port = ", "{file} is not TOML"),
        ("[web]\nport = 1", "web in {file} is not a setting"),
    ],
)
def test_wrong_file_names_itself(toml: str, says: str, tmp_path: Path) -> None:
    file = tmp_path / "lingqu.toml"
    file.write_text(toml)

    with pytest.raises(SettingError) as caught:
        load_settings(environment(tmp_path))

    assert says.format(file=file) in str(caught.value)


def test_named_file_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"LINGQU_CONFIG names .*absent\.toml, which does not exist"):
        load_settings(environment(tmp_path, config=str(tmp_path / "absent.toml")))


def test_secrets_are_masked_in_every_description(tmp_path: Path) -> None:
    settings = load_settings(
        environment(tmp_path, database_url="postgresql://me:hush@db/x", master_key="hush", port="1")
    )

    assert "hush" not in repr(settings)
    described = settings.describe()
    assert (described["database_url"], described["master_key"], described["port"]) == ("…", "…", "1")
    assert described["database_owner_url"] == ""
    assert settings.database_url is not None
    assert settings.database_url.reveal() == "postgresql://me:hush@db/x"


NAMES = st.sampled_from([field.name.upper() for field in msgspec.structs.fields(Settings)]) | st.text(max_size=8)


VALUES = st.text(st.characters(exclude_characters="\0"), max_size=12)


@given(st.dictionaries(NAMES.map(PREFIX.__add__), VALUES))
def test_no_environment_gives_anything_but_settings_or_an_error_that_names_its_place(found: dict[str, str]) -> None:
    try:
        described = load_settings(found).describe()
    except SettingError as error:
        assert error.place  # noqa: PT017 - either outcome is right
    else:
        assert set(described) == {field.name for field in msgspec.structs.fields(Settings)}


def test_document_is_the_one_that_the_code_gives() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), (
        "write it anew: python -m lingqu.infra.settings > docs/settings.md"
    )
