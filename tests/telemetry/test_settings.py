"""Settings come from arguments, then the environment, then a file; wrong ones are all told at once."""

from __future__ import annotations

from pathlib import Path

import pytest
from optlog.errors import SettingsError
from optlog.settings import Settings, find_config

NAMES = (
    "LOKI_URL",
    "LOKI_USERNAME",
    "LOKI_API_TOKEN",
    "LOKI_TENANT",
    "USER_ID",
    "OPTLOG_APP",
    "OPTLOG_CONFIG",
)


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def write(folder: Path, text: str, name: str = "optlog.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_environment_names_are_honoured(monkeypatch: pytest.MonkeyPatch) -> None:
    """The five environment names that operators know reach their settings."""
    monkeypatch.setenv("LOKI_URL", "https://logs.example.org")
    monkeypatch.setenv("LOKI_USERNAME", "4711")
    monkeypatch.setenv("LOKI_API_TOKEN", "only-for-this-test")
    monkeypatch.setenv("LOKI_TENANT", "desk")
    monkeypatch.setenv("USER_ID", "u-1")
    settings = Settings(app="notes")
    assert (settings.loki_url, settings.loki_username) == ("https://logs.example.org", "4711")
    assert settings.loki_api_token is not None
    assert settings.loki_api_token.get_secret_value() == "only-for-this-test"
    assert (settings.loki_tenant, settings.user_id) == ("desk", "u-1")


def test_arguments_beat_environment_beats_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An argument wins over the environment, and the environment over the file."""
    write(tmp_path, 'app = "file"\nenvironment = "file"\nlevel = "error"\n')
    monkeypatch.setenv("OPTLOG_APP", "env")
    monkeypatch.setenv("OPTLOG_ENVIRONMENT", "env")
    settings = Settings(app="argument")
    assert (settings.app, settings.environment, settings.level) == ("argument", "env", "error")


def test_an_environment_url_beats_the_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also a setting with a name of its own in the environment follows the order."""
    write(tmp_path, 'app = "x"\nloki_url = "https://file.example"\n')
    monkeypatch.setenv("LOKI_URL", "https://env.example")
    assert Settings().loki_url == "https://env.example"  # type: ignore[call-arg]


def test_pyproject_table(tmp_path: Path) -> None:
    """`[tool.optlog]` serves as well, and a pyproject.toml without it is passed over."""
    write(tmp_path, "[project]\nname = 'other'\n", "pyproject.toml")
    assert find_config() is None
    write(tmp_path, "[tool.optlog]\napp = 'from-pyproject'\n", "pyproject.toml")
    assert Settings().app == "from-pyproject"  # type: ignore[call-arg]


def test_every_fault_is_listed_with_a_hint() -> None:
    """One error names every wrong setting, and says what to do about a misspelt one."""
    with pytest.raises(SettingsError) as caught:
        Settings(config_file=None, app="not ok/", levl="info", loki_url="ftp://x", max_spool_mib=0)
    text = str(caught.value)
    assert text.startswith("4 wrong settings")
    assert all(name in text for name in ("app", "levl", "loki_url", "max_spool_mib"))
    assert "did you mean 'level'?" in text


def test_a_wrong_value_is_never_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that landed in the wrong setting does not stand in the error."""
    with pytest.raises(SettingsError) as caught:
        Settings(
            config_file=None, app="x", loki_url="glc_this-is-a-token", loki_api_token=["glc_secret"]
        )
    assert "glc_" not in str(caught.value)


@pytest.mark.parametrize("name", ["loki_api_token", "LOKI_API_TOKEN", "loki_username"])
def test_credentials_in_a_file_are_refused(tmp_path: Path, name: str) -> None:
    """A token in the settings file is an error that points to the environment and does not repeat it."""
    write(tmp_path, f'app = "x"\n{name} = "glc_in-a-file"\n')
    with pytest.raises(SettingsError, match="environment") as caught:
        Settings()  # type: ignore[call-arg]
    assert "glc_in-a-file" not in str(caught.value)


def test_broken_toml_names_the_file(tmp_path: Path) -> None:
    """A file that is no TOML is an error with its name and line, not a silent default."""
    path = write(tmp_path, 'app = "x\n')
    with pytest.raises(SettingsError, match="line 1") as caught:
        Settings()  # type: ignore[call-arg]
    assert str(path) in str(caught.value)


def test_named_file_that_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """`OPTLOG_CONFIG` naming nothing is an error, not a fall-back."""
    monkeypatch.setenv("OPTLOG_CONFIG", "/nowhere/optlog.toml")
    with pytest.raises(SettingsError, match="OPTLOG_CONFIG"):
        Settings(app="x")


def test_paths_in_the_file_are_beside_the_file(tmp_path: Path) -> None:
    """A relative path in the file is meant from the file's folder, wherever the program was started."""
    write(tmp_path, "")
    folder = tmp_path / "conf"
    folder.mkdir()
    write(folder, "", "own.toml")
    path = write(folder, 'app = "x"\nrules = ["own.toml"]\nlog_dir = "logs"\n')
    settings = Settings(config_file=path)  # type: ignore[call-arg]
    assert settings.rules == (folder / "own.toml",)
    assert settings.log_dir == folder / "logs"


def test_the_token_does_not_show() -> None:
    """Neither `repr` nor `str` of the settings shows the token."""
    settings = Settings(config_file=None, app="x", loki_api_token="glc_hidden")
    assert "glc_hidden" not in repr(settings) + str(settings) + settings.model_dump_json()
