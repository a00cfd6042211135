"""Settings: from the environment (`LINGQU_*`), then one TOML file, then the defaults below."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import msgspec

from lingqu.kernel.errors import LingquError

PREFIX = "LINGQU_"
FILE_NAME = "lingqu.toml"
SECRET_NAMES = frozenset({"master_key", "database_url", "database_owner_url", "database_dispatcher_url"})


class SettingError(LingquError):
    """A setting cannot be meant; `place` names where it was written."""

    code = "settings.invalid"


def _said(description: str, **limits: Any) -> msgspec.Meta:
    return msgspec.Meta(description=description, **limits)


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything an installation can be told."""

    data_dir: Annotated[Path, _said("Folder of the embedded database, blobs and the master key.")] = Path()
    database_url: Annotated[
        str | None, _said("A PostgreSQL (15 or newer) instead of the embedded one: `postgresql://…`.")
    ] = None
    database_owner_url: Annotated[
        str | None, _said("Login that migrates, where `database_url` is the application's own login.")
    ] = None
    database_dispatcher_url: Annotated[
        str | None, _said("Login of the dispatcher role, where `database_url` is the application's own login.")
    ] = None
    database_pool: Annotated[int, _said("Connections per process.", ge=2, le=100)] = 10
    host: Annotated[str, _said("Address the web process listens on.")] = "127.0.0.1"
    port: Annotated[int, _said("Port the web process listens on.", ge=1, le=65535)] = 8400
    public_url: Annotated[str, _said("How browsers and WeCom reach us; part of the callback URL.")] = ""
    wecom_base_url: Annotated[str, _said("WeCom, or a twin.")] = "https://qyapi.weixin.qq.com"
    quota_share_permille: Annotated[
        int, _said("Our share of WeCom's call limits, in thousandths; they belong to the corp.", ge=1, le=1000)
    ] = 600
    callback_tolerance_seconds: Annotated[
        int, _said("How far a callback's timestamp may be from now.", ge=1, le=86_400)
    ] = 600
    workers: Annotated[int, _said("Worker processes of `lingqu up`.", ge=1, le=64)] = 1
    clock: Annotated[str, _said("`real`, or `accelerated:<origin>:<rate>` for a demo on the twin.")] = "real"
    log_level: Annotated[str, _said("`debug`, `info`, `warning` or `error`.")] = "info"
    log_format: Annotated[str, _said("`console` or `json`.")] = "console"
    master_key: Annotated[
        str | None, _said("Base64 of 32 bytes, newest first, comma between; else `<data_dir>/master.key`.")
    ] = None

    def describe(self) -> dict[str, str]:
        """Return every setting as text, secrets masked: for the doctor and the logs."""
        values = msgspec.structs.asdict(self)
        return {
            name: "…" if name in SECRET_NAMES and value else ("" if value is None else str(value))
            for name, value in values.items()
        }


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read settings; a wrong one is an error that names its place and the mend.

    The file is `LINGQU_CONFIG`, else `lingqu.toml` in the working folder, else in the data folder.

    Raises:
        SettingError: unknown name, wrong type, or out of range.
    """
    environment = os.environ if environment is None else environment
    names = {field.name: field for field in msgspec.structs.fields(Settings)}
    from_environment = {
        key.removeprefix(PREFIX).lower(): value
        for key, value in environment.items()
        if key.startswith(PREFIX) and key not in {"LINGQU_CONFIG", "LINGQU_PARENT_PID", "LINGQU_CHROMIUM"}
    }
    data_dir = Path(from_environment.get("data_dir") or _default_data_dir(environment)).expanduser()
    path, from_file = _read_file(environment, data_dir)
    for origin, found in ((str(path), from_file), ("the environment", from_environment)):
        for name in sorted(set(found) - set(names)):
            raise SettingError(f"{origin} sets {name!r}, which is not a setting; see docs/settings.md", place=name)
    merged: dict[str, Any] = {"data_dir": data_dir, **from_file, **from_environment}
    merged["data_dir"] = Path(merged["data_dir"]).expanduser()
    settings = _converted(merged, dict.fromkeys(from_environment, "the environment"), str(path))
    if not settings.public_url:
        settings = msgspec.structs.replace(settings, public_url=f"http://{settings.host}:{settings.port}")
    return settings


def _read_file(environment: Mapping[str, str], data_dir: Path) -> tuple[Path, dict[str, Any]]:
    named = environment.get("LINGQU_CONFIG")
    candidates = [Path(named).expanduser()] if named else [Path(FILE_NAME), data_dir / FILE_NAME]
    for path in candidates:
        if path.is_file():
            try:
                return path, tomllib.loads(path.read_text(encoding="utf-8"))
            except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
                raise SettingError(f"{path} is not TOML: {error}", place=str(path)) from error
    if named:
        raise SettingError(f"LINGQU_CONFIG names {named}, which does not exist", place="LINGQU_CONFIG")
    return candidates[-1], {}


def _converted(merged: dict[str, Any], origins: Mapping[str, str], file: str) -> Settings:
    for name, value in merged.items():
        field = next(one for one in msgspec.structs.fields(Settings) if one.name == name)
        try:
            merged[name] = msgspec.convert(value, field.type, strict=False)
        except msgspec.ValidationError as error:
            place = f"{PREFIX}{name.upper()}" if name in origins else f"{name} in {file}"
            shown = "…" if name in SECRET_NAMES else repr(value)
            raise SettingError(f"{place} is {shown}: {error}", place=place) from error
    return Settings(**merged)


def _default_data_dir(environment: Mapping[str, str]) -> str:
    return str(Path(environment.get("XDG_DATA_HOME") or "~/.local/share").expanduser() / "lingqu")


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
        meta = next(one for one in field.type.__metadata__ if isinstance(one, msgspec.Meta))
        default = {"data_dir": "~/.local/share/lingqu", "public_url": "http://host:port"}.get(field.name, field.default)
        shown = "" if default is None else f"`{default}`"
        lines.append(f"| `{PREFIX}{field.name.upper()}` | `{field.name}` | {shown} | {meta.description} |")
    return "\n".join(lines) + "\n"
