"""Settings: from the environment (`LINGQU_*`), then one TOML file, then the defaults below."""

from __future__ import annotations

import difflib
import os
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from lingqu.infra.clocks import clock_from
from lingqu.infra.secrets import HIDDEN, Secret
from lingqu.kernel.errors import LingquError

PREFIX = "LINGQU_"
FILE_NAME = "lingqu.toml"
_NOT_SETTINGS = frozenset({"LINGQU_CONFIG", "LINGQU_PARENT_PID", "LINGQU_LISTEN_FD", "LINGQU_CHROMIUM"})


class SettingError(LingquError):
    """A setting cannot be meant; `place` names where it was written."""

    code = "settings.invalid"


_WEB = r"^https?://[^/\s]+(/.*)?$"


def _said(description: str, **limits: Any) -> msgspec.Meta:
    return msgspec.Meta(description=description, **limits)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything an installation can be told."""

    data_dir: Annotated[Path, _said("Folder of the embedded database, blobs and the master key.")] = Path()
    database_url: Annotated[
        Secret | None, _said("A PostgreSQL (15 or newer) instead of the embedded one: `postgresql://…`.")
    ] = None
    database_owner_url: Annotated[
        Secret | None, _said("Login that migrates, where `database_url` is the application's own login.")
    ] = None
    database_dispatcher_url: Annotated[
        Secret | None, _said("Login of the dispatcher role, where `database_url` is the application's own login.")
    ] = None
    database_pool: Annotated[int, _said("Connections per process.", ge=2, le=100)] = 10
    history: Annotated[
        Literal["on", "off"], _said("`off`: no columnar copy of the facts; what asks over all history says so.")
    ] = "on"
    clickhouse_url: Annotated[
        Secret | None,
        _said("A ClickHouse (25.3 or newer) instead of the embedded one: `https://user:password@host:8443/database`."),
    ] = None
    host: Annotated[str, _said("Address the web process listens on.")] = "127.0.0.1"
    port: Annotated[int, _said("Port the web process listens on.", ge=1, le=65535)] = 8400
    public_url: Annotated[
        str, _said("How browsers and WeCom reach us; part of the callback URL.", pattern=r"^$|" + _WEB)
    ] = ""
    wecom_base_url: Annotated[str, _said("WeCom, or a twin.", pattern=_WEB)] = "https://qyapi.weixin.qq.com"
    wecom_authorize_url: Annotated[
        str, _said("WeCom's page that recognises who opens a page of ours, or a twin's.", pattern=_WEB)
    ] = "https://open.weixin.qq.com/connect/oauth2/authorize"
    quota_share_permille: Annotated[
        int, _said("Our share of WeCom's call limits, in thousandths; they belong to the corp.", ge=1, le=1000)
    ] = 600
    quota_calls_per_minute: Annotated[
        int, _said("WeCom's limit of calls per API and minute for this corp, as its documentation says.", ge=1)
    ] = 10_000
    sweep_calls_per_night: Annotated[
        int, _said("Calls that the nightly sweep of a corp may make before it waits for the next night.", ge=1)
    ] = 20_000
    callback_tolerance_seconds: Annotated[
        int, _said("How far a callback's timestamp may be from now.", ge=1, le=86_400)
    ] = 600
    identity_most_customers: Annotated[
        int, _said("How many customers one unionid, phone or member number may join; more, and it joins none.", ge=2)
    ] = 5
    grant_marks_per_minute: Annotated[
        int, _said("Relations per minute and corp that segments' automatic tags may mark at WeCom.", ge=1)
    ] = 2_000
    workers: Annotated[int, _said("Worker processes of `lingqu up`.", ge=1, le=64)] = 1
    clock: Annotated[
        str,
        _said("`real`; `accelerated:<origin>:<rate>` for a demo on the twin, `steered:<file>` for tests of crashes."),
    ] = "real"
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"], _said("`debug`, `info`, `warning` or `error`.")
    ] = "info"
    log_format: Annotated[Literal["console", "json"], _said("`console` for people, `json` for machines.")] = "console"
    master_key: Annotated[
        Secret | None,
        _said(
            "Base64 of 32 bytes, newest first, comma between; the last one also keys the search for phones and stays. "
            "Without it: `<data_dir>/master.key`."
        ),
    ] = None

    def describe(self) -> dict[str, str]:
        """Return every setting as text, secrets masked: for the doctor and the logs."""
        values = msgspec.structs.asdict(self)
        return {
            name: "" if value is None else str(value)  # a Secret shows as "…"
            for name, value in values.items()
        }


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read settings; a wrong one is an error that names its place and the mend.

    The file is `LINGQU_CONFIG`, else `lingqu.toml` in the working folder, else in the data folder.

    Raises:
        SettingError: unknown name, wrong type, or out of range.
    """
    environment = os.environ if environment is None else environment
    names = {field.name for field in msgspec.structs.fields(Settings)}
    from_environment: dict[str, Any] = {
        key.removeprefix(PREFIX).lower(): value
        for key, value in environment.items()
        if key.startswith(PREFIX) and key not in _NOT_SETTINGS and value  # empty is how a shell says "not set"
    }
    data_dir = from_environment.get("data_dir") or _default_data_dir(environment)
    path, from_file = _read_file(environment, _expanded(data_dir, "LINGQU_DATA_DIR"))
    for name in sorted(from_environment.keys() - names):
        raise _unknown(PREFIX + name.upper(), [PREFIX + known.upper() for known in names])
    for name in sorted(from_file.keys() - names):
        raise _unknown(f"{name} in {path}", [f"{known} in {path}" for known in names])
    return _finished(
        {
            "data_dir": _converted("data_dir", data_dir, "data_dir"),
            **{name: _converted(name, value, f"{name} in {path}") for name, value in from_file.items()},
            **{name: _converted(name, value, PREFIX + name.upper()) for name, value in from_environment.items()},
        }
    )


def _unknown(place: str, known: list[str]) -> SettingError:
    near = difflib.get_close_matches(place, known, n=1, cutoff=0.85)
    hint = f"did you mean {near[0]}?" if near else "docs/settings.md lists them."
    return SettingError(f"{place} is not a setting; {hint}", place=place)


def _finished(values: dict[str, Any]) -> Settings:
    settings = Settings(**values)
    for name in ("database_url", "database_owner_url", "database_dispatcher_url"):
        url: Secret | None = getattr(settings, name)
        if url is not None and not url.startswith(("postgresql://", "postgres://")):
            raise SettingError(f"{name} must begin with postgresql:// (nothing after 'postgresql' but ://)", place=name)
    url = settings.clickhouse_url
    if url is not None and not url.startswith(("http://", "https://")):
        raise SettingError("clickhouse_url must begin with http:// or https://", place="clickhouse_url")
    try:
        clock_from(settings.clock)
    except ValueError as error:
        raise SettingError(str(error), place="clock") from error
    return msgspec.structs.replace(
        settings,
        data_dir=_expanded(settings.data_dir, "data_dir").absolute(),
        public_url=(settings.public_url or f"http://{settings.host}:{settings.port}").rstrip("/"),
        wecom_base_url=settings.wecom_base_url.rstrip("/"),
    )


def _read_file(environment: Mapping[str, str], data_dir: Path) -> tuple[Path, dict[str, Any]]:
    named = environment.get("LINGQU_CONFIG")
    candidates = [_expanded(named, "LINGQU_CONFIG")] if named else [Path(FILE_NAME), data_dir / FILE_NAME]
    for path in candidates:
        if path.is_file():
            try:
                return path, tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise SettingError(f"{path} is not TOML: {error}", place=str(path)) from error
    if named:
        raise SettingError(f"LINGQU_CONFIG names {named}, which does not exist", place="LINGQU_CONFIG")
    return candidates[-1], {}


def _converted(name: str, value: object, place: str) -> Any:
    field = next(one for one in msgspec.structs.fields(Settings) if one.name == name)
    try:
        # From the environment everything is text; a number in the file stays one.
        return msgspec.convert(value, field.type, strict=not isinstance(value, str), dec_hook=_decoded)
    except (msgspec.ValidationError, UnicodeError) as error:
        shown = HIDDEN if "Secret" in str(field.type) else repr(value)
        raise SettingError(f"{place} is {shown}: {error}. {_description(field)}", place=place) from error


def _decoded(kind: type, value: object) -> object:
    if kind is Path and isinstance(value, str):
        return Path(value)
    if kind is Secret and isinstance(value, str):
        return Secret(value)  # msgspec puts its limits on plain types only; `_finished` looks at URLs
    raise msgspec.ValidationError(f"Expected `str`, got `{type(value).__name__}`")


def _description(field: msgspec.structs.FieldInfo) -> str:
    return next(one.description or "" for one in field.type.__metadata__ if isinstance(one, msgspec.Meta))


def _default_data_dir(environment: Mapping[str, str]) -> str:
    return f"{environment.get('XDG_DATA_HOME') or '~/.local/share'}/lingqu"


def _expanded(path: str | Path, place: str) -> Path:
    try:
        return Path(path).expanduser()
    except RuntimeError as error:
        message = f"{place} is {str(path)!r}, and there is no such home folder; write the whole path"
        raise SettingError(message, place=place) from error


def document() -> str:
    """Return `docs/settings.md`; a test keeps the file equal to this."""
    lines = [
        "# Settings",
        "",
        "From the environment first, then `lingqu.toml` (or the file that `LINGQU_CONFIG` names), then the default.",
        "",
        "| Environment | In the file | Default | What it is |",
        "|---|---|---|---|",
    ]
    for field in msgspec.structs.fields(Settings):
        default = {"data_dir": "~/.local/share/lingqu", "public_url": "http://host:port"}.get(field.name, field.default)
        shown = "" if default is None else f"`{default}`"
        lines.append(f"| `{PREFIX}{field.name.upper()}` | `{field.name}` | {shown} | {_description(field)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.stdout.write(document())
