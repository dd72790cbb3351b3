"""Everything a host or an operator can set, read from arguments, then the environment, then a TOML file.

The file is `optlog.toml`, or the table `[tool.optlog]` of `pyproject.toml`, in the folder of the running program
(frozen applications) or the working directory (everything else). Credentials are refused there: they belong in the
environment.
"""

from __future__ import annotations

import difflib
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from optlog_policy import _toml
from pydantic import AliasChoices, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from optlog.errors import SettingsError, unreadable

__all__ = ["Level", "Profile", "Settings", "find_config"]

Level = Literal["debug", "info", "warning", "error", "critical"]
Profile = Literal["strict", "balanced", "secrets-only"]

_FILE = "optlog_config_file"
_CREDENTIALS = ("loki_api_token", "loki_username")
_APP = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_HINTS = {
    "app": "give a short name for folders and labels, such as app='agno-knowledge'",
    "loki_url": "give the base address alone, such as https://logs.example.org",
    "user_id": "give the id as text; it is replaced by a pseudonym before anything is written",
}


def _named(*names: str) -> Any:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """The settings of one application.

    Arguments win over the environment, the environment over the file. The environment names are `LOKI_URL`,
    `LOKI_USERNAME`, `LOKI_API_TOKEN`, `LOKI_TENANT`, `USER_ID`, and `OPTLOG_` plus the name for all others.

    Raises:
        SettingsError: one error that lists every wrong setting with a hint.
    """

    model_config = SettingsConfigDict(
        env_prefix="OPTLOG_",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
        populate_by_name=True,
    )

    app: str
    """Short name: folder names and the stream label `app`. Letters, digits, dot, dash, underscore; at most 64."""
    app_version: str = "0"
    """Version of the application; a stream label where the policy declares `app_version`."""
    environment: str = "production"
    """Production, staging, development, ...; a stream label where the policy declares `environment`."""

    loki_url: str | None = Field(None, validation_alias=_named("loki_url", "LOKI_URL"))
    """Base address of Loki; nothing is shipped without one."""
    loki_username: str | None = Field(
        None, validation_alias=_named("loki_username", "LOKI_USERNAME")
    )
    """User name for basic authentication (Grafana Cloud: the numeric instance id)."""
    loki_api_token: SecretStr | None = Field(
        None, validation_alias=_named("loki_api_token", "LOKI_API_TOKEN")
    )
    """Write-only token: the basic-authentication password, or a bearer token when no user name is set."""
    loki_tenant: str | None = Field(None, validation_alias=_named("loki_tenant", "LOKI_TENANT"))
    """Value of the `X-Scope-OrgID` header."""
    ca_bundle: Path | None = None
    """PEM file of certificate authorities to trust instead of the built-in ones."""
    client_cert: Path | None = None
    """PEM file of the certificate that this computer shows to the server (and of its key, without `client_key`)."""
    client_key: Path | None = None
    """PEM file of that certificate's key."""
    user_id: str | None = Field(None, validation_alias=_named("user_id", "USER_ID"))
    """The user's id in the application; leaves this computer only as a pseudonym."""

    policy: Path | None = None
    """TOML file of the collection policy; the built-in one when absent."""
    rules: tuple[Path, ...] = ()
    """TOML files of further redaction rules."""
    rule_packages: tuple[str, ...] = ()
    """Entry points of the group `optlog.rules` whose rules are used; `*` is all that are installed."""
    disabled_rules: tuple[str, ...] = ()
    """Names of built-in redaction rules to switch off."""
    profile: Profile = "balanced"
    """How much is redacted: strict, balanced, or secrets-only."""
    local_profile: Profile | None = None
    """How much is redacted in the local file and on the console alone; as `profile` by default."""
    matcher: Literal["auto", "re2", "python"] = "auto"
    """Which matcher searches; both find the same."""

    level: Level = "info"
    """Records below this level are not made."""
    console: bool | None = None
    """Readable lines on standard error; by default only when it is a terminal."""
    data_dir: Path | None = None
    """Folder of the consent ledger, the spool and the keys; the platform's user data folder by default."""
    reask_interval_days: float = Field(182, gt=0)
    """The least time between two prompts for consent, in days; a prompt is never repeated sooner."""
    use_keyring: bool = True
    """Seal the keys with a key in the system's keyring, where one works; else they lie in an owner-only file alone."""
    log_dir: Path | None = None
    """Folder of the local log; the platform's user log folder by default."""
    max_log_mib: float = Field(50, gt=0)
    """Size of all local log files together, in MiB."""
    max_log_file_mib: float = Field(5, gt=0)
    """Size at which a new local log file is begun, in MiB."""
    log_retention_days: float = Field(30, gt=0)
    """Age at which a local log file is deleted, in days."""

    capture_stdlib: bool = True
    """Take the records of the standard `logging` (third-party libraries)."""
    adopt_loggers: tuple[str, ...] = ("uvicorn", "uvicorn.access", "uvicorn.error")
    """Standard loggers whose own handlers are replaced by ours, because they do not propagate."""
    capture_warnings: bool = False
    """Take `warnings.warn`."""
    capture_excepthooks: bool = False
    """Take exceptions that nobody caught, in the main thread and others."""

    max_spool_mib: float = Field(16, gt=0)
    """Size of what may wait for shipping, in MiB; the oldest is dropped beyond it."""
    spool_max_age_days: float = Field(6, gt=0, le=6.9)
    """Age beyond which a waiting record is dropped, in days. Loki refuses lines older than 168 hours."""
    batch_max_lines: int = Field(1000, gt=0, le=10_000)
    """Most lines in one request."""
    batch_max_kib: int = Field(1024, gt=0, le=8192)
    """Most bytes in one request before compression, in KiB."""
    flush_interval_s: float = Field(5.0, gt=0)
    """Longest time a record waits for its batch, in seconds."""
    max_events_per_s: float = Field(50, gt=0)
    """Records with the same event that are shared in one second, in the long run; ten times as many at once.

    What is beyond stays in the local log and is counted as `rate_limited`.
    """
    max_daily_mib: float = Field(50, gt=0)
    """Most that is sent in one day (UTC), in MiB before compression; what is beyond waits for the next day."""
    max_sent_log_mib: float = Field(16, gt=0)
    """Size of the sent-log, in MiB."""

    def __init__(
        self, *, config_file: Path | str | Literal["auto"] | None = "auto", **values: Any
    ) -> None:
        """Read the settings.

        Args:
            config_file: TOML file to read; `"auto"` looks for one, None reads none.
            values: the settings themselves.
        """
        path = find_config() if config_file == "auto" else config_file and Path(config_file)
        try:
            arguments: dict[str, Any] = {_FILE: path or None, **values}
            super().__init__(**arguments)
        except ValidationError as error:
            raise _explain(error, path or None) from None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: arguments, environment, file."""
        del dotenv_settings, file_secret_settings
        arguments = dict(getattr(init_settings, "init_kwargs", {}))
        path = arguments.pop(_FILE, None)
        from_file = _read_file(path) if path else {}
        return (
            InitSettingsSource(settings_cls, arguments),
            env_settings,
            InitSettingsSource(settings_cls, from_file),
        )

    @field_validator("app")
    @classmethod
    def _check_app(cls, value: str) -> str:
        if not _APP.fullmatch(value):
            raise ValueError(
                "only letters, digits, '.', '-' and '_' (at most 64), beginning with a letter or digit"
            )
        return value

    @field_validator("policy", "rules", "ca_bundle", "client_cert", "client_key")
    @classmethod
    def _check_file(cls, value: Any) -> Any:
        for path in value if isinstance(value, tuple) else (value,):
            if path is not None and not path.is_file():
                raise ValueError(f"no such file: {path}")
        return value

    @field_validator("loki_url")
    @classmethod
    def _check_url(cls, value: str | None) -> str | None:
        if value is not None and not re.match(r"https?://[^/]", value):
            raise ValueError("not an http(s) address")
        return value


def find_config() -> Path | None:
    """Give the settings file of the running program, or None.

    `OPTLOG_CONFIG` names one outright. A frozen application looks beside its executable only, so that the folder it
    happens to be started in cannot redirect its logs.

    Raises:
        SettingsError: `OPTLOG_CONFIG` names a file that does not exist.
    """
    named = os.environ.get("OPTLOG_CONFIG")
    if named:
        if not Path(named).is_file():
            raise SettingsError(
                f"OPTLOG_CONFIG names a file that does not exist: {named}",
                hint="correct the path or unset the variable",
            )
        return Path(named)
    folder = Path(sys.executable).parent if getattr(sys, "frozen", False) else Path.cwd()
    for candidate in (folder / "optlog.toml", folder / "pyproject.toml"):
        if candidate.is_file() and _table(candidate) is not None:
            return candidate
    return None


def _table(path: Path) -> dict[str, Any] | None:
    try:
        data = _toml.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise unreadable(path, error) from None
    except (UnicodeDecodeError, _toml.TOMLDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}") from None
    if path.name == "pyproject.toml":
        data = data.get("tool", {}).get("optlog")
    table: dict[str, Any] | None = data
    return table


def _read_file(path: Path) -> dict[str, Any]:
    table = _table(path)
    if table is None:
        raise SettingsError(f"{path} has no table [tool.optlog]")
    kept = [name for name in table if name.lower() in _CREDENTIALS]
    if kept:
        raise SettingsError(
            f"{path}: {', '.join(kept)} must not stand in a file",
            hint="set LOKI_USERNAME and LOKI_API_TOKEN in the environment",
        )
    for name in ("policy", "ca_bundle", "client_cert", "client_key", "data_dir", "log_dir"):
        if isinstance(table.get(name), str):
            table[name] = path.parent / table[name]
    if isinstance(table.get("rules"), list):
        table["rules"] = [path.parent / str(rule) for rule in table["rules"]]
    return table


def _explain(error: ValidationError, path: Path | None) -> SettingsError:
    lines = [
        _explain_one(detail) for detail in error.errors(include_input=False, include_url=False)
    ]
    where = f" (file read: {path})" if path else ""
    return SettingsError(
        f"{len(lines)} wrong setting{'s' if len(lines) > 1 else ''}{where}:\n  "
        + "\n  ".join(lines)
    )


def _explain_one(detail: Mapping[str, Any]) -> str:
    name = ".".join(str(part) for part in detail["loc"]) or "settings"
    known = list(Settings.model_fields)
    if detail["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name.lower(), known, n=1)
        hint = f"did you mean {near[0]!r}?" if near else "remove it"
        return f"{name}: there is no such setting; hint: {hint}"
    message = str(detail["msg"]).removeprefix("Value error, ")
    message = message[:1].lower() + message[1:]
    advice = _HINTS.get(name.lower())
    return f"{name}: {message}" + (f"; hint: {advice}" if advice else "")
