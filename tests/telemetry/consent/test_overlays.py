"""What outranks the ledger can only say no, and says no when in doubt."""

from __future__ import annotations

import os
import plistlib
import shutil
from pathlib import Path

import pytest
from optlog.consent.overlays import (
    Install,
    Managed,
    ManagedFile,
    OptOut,
    do_not_track,
    environment_off,
    managed_path_for,
)


@pytest.mark.parametrize(
    ("no", "values"),
    [(False, [None, "", "0", "false", "FALSE "]), (True, ["1", "true", "yes", "off", "no", "00"])],
)
def test_do_not_track_is_a_no_unless_empty_0_or_false(no: bool, values: list[str | None]) -> None:
    """Anything but empty, 0 and false says no."""
    for value in values:
        assert do_not_track({} if value is None else {"DO_NOT_TRACK": value}) is no


@pytest.mark.parametrize(
    ("no", "values"),
    [(False, [None, "", "on", "1", "Yes"]), (True, ["off", "OFF", "0", "false", "nope"])],
)
def test_optlog_telemetry_turns_off(no: bool, values: list[str | None]) -> None:
    """`off` and everything that is not plainly a yes turns off."""
    for value in values:
        assert environment_off({} if value is None else {"OPTLOG_TELEMETRY": value}) is no


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Managed("its file is empty")),
        ("\n", Managed("its file is empty")),
        ("# nothing is ruled here", None),
        ("collect = true", None),
        ("deny = []", None),
        ("collect = false", Managed("")),
        ('collect = false\nreason = "rule 7"', Managed("rule 7")),
        ('deny = ["usage"]\nreason = "r"', Managed("r", frozenset({"usage"}))),
        ('collect = "no"', Managed("")),
        ('deny = "usage"', Managed("")),
        ("colect = false", Managed("its file holds settings that are not known")),
        ("collect = ", Managed("its file cannot be understood")),
        ("\udcff", Managed("its file cannot be understood")),
    ],
)
def test_a_managed_file_denies_and_never_allows(
    tmp_path: Path, text: str, expected: Managed | None
) -> None:
    """Only what is plainly no denial is none; a file that cannot be understood denies everything."""
    path = tmp_path / "managed.toml"
    path.write_text(text, encoding="utf-8", errors="surrogateescape")
    assert ManagedFile(path).denied() == expected


def test_a_managed_property_list_is_read_too(tmp_path: Path) -> None:
    """Administrators of a Mac write property lists, as text or binary; a broken one denies."""
    path = tmp_path / "optlog.plist"
    for form in (plistlib.FMT_XML, plistlib.FMT_BINARY):
        path.write_bytes(plistlib.dumps({"deny": ["usage"]}, fmt=form))
        assert ManagedFile(path).denied() == Managed("", frozenset({"usage"}))
        path.write_bytes(plistlib.dumps({"collect": True}, fmt=form))
        assert ManagedFile(path).denied() is None
        path.write_bytes(plistlib.dumps({"collect": True}, fmt=form)[:-20])
        assert ManagedFile(path).denied() == Managed("its file cannot be understood")


def test_a_managed_file_is_followed_as_it_comes_changes_and_goes(tmp_path: Path) -> None:
    """No restart is needed for an administrator's rule; what cannot be read (a folder here) denies."""
    path = tmp_path / "managed.toml"
    managed = ManagedFile(path)
    assert managed.denied() is None
    path.write_text("collect = false")
    assert managed.denied() == Managed("")
    path.write_text('deny = ["a"]')
    assert managed.denied() == Managed("", frozenset({"a"}))
    path.unlink()
    assert managed.denied() is None
    path.mkdir()
    assert managed.denied() == Managed("its file cannot be read")
    assert ManagedFile(None).denied() is None


def test_a_managed_file_changed_behind_its_date_is_noticed(tmp_path: Path) -> None:
    """A file of the same size and date that says something else is read again."""
    path = tmp_path / "managed.toml"
    path.write_text("collect = true ")
    managed, found = ManagedFile(path), path.stat()
    assert managed.denied() is None
    path.write_text("collect = false")
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert managed.denied() == Managed("")


@pytest.mark.skipif(os.name != "posix", reason="links need a right on this system")
def test_a_link_to_a_managed_file_that_is_gone_denies(tmp_path: Path) -> None:
    """An administrator's rule on a share that is not mounted is no permission; when it is back it is read."""
    rule, path = tmp_path / "share.toml", tmp_path / "managed.toml"
    path.symlink_to(rule)
    managed = ManagedFile(path)
    assert managed.denied() == Managed("its file cannot be read")
    rule.write_text('deny = ["usage"]')
    assert managed.denied() == Managed("", frozenset({"usage"}))
    rule.unlink()
    assert managed.denied() == Managed("its file cannot be read")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pipe_is_a_no_and_is_not_waited_for(tmp_path: Path) -> None:
    """In the place of the managed file it denies, in that of the binding it binds nothing; a log call looks at both."""
    pipe = tmp_path / "managed.toml"
    os.mkfifo(pipe)
    assert ManagedFile(pipe).denied() == Managed("its file cannot be read")
    assert Install(pipe, tmp_path / "optlog.sqlite3").matches("nonce") is False


def test_each_platform_has_its_place_for_managed_files() -> None:
    """The places are those of the platform's administrators."""
    assert managed_path_for("linux").as_posix() == "/etc/optlog/managed.toml"
    assert managed_path_for("darwin").as_posix() == "/Library/Managed Preferences/optlog.plist"
    assert managed_path_for("win32").name == "managed.toml"


def test_the_opt_out_file_stands_from_writing_to_removal(tmp_path: Path) -> None:
    """Made by us or by hand, even as a dangling link: while the name exists it is a no."""
    opt_out = OptOut(tmp_path / "data" / "OPT_OUT")
    assert not opt_out.stands()
    opt_out.remove()
    opt_out.write()
    opt_out.write()
    assert opt_out.stands()
    assert b"Nothing is sent" in opt_out.path.read_bytes()
    opt_out.remove()
    assert not opt_out.stands()
    if os.name == "posix":
        opt_out.path.symlink_to("nowhere")
        assert opt_out.stands()


@pytest.mark.skipif(os.name != "posix", reason="links need a right on this system")
def test_what_cannot_be_found_out_is_taken_for_a_no(tmp_path: Path) -> None:
    """Where nobody can tell whether the file OPT_OUT is there it stands; the same holds for the binding and the rule."""
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    assert OptOut(loop / "OPT_OUT").stands()
    assert Install(loop / "install", loop / "database").exists()
    assert ManagedFile(loop / "managed.toml").denied() == Managed("its file cannot be read")


def test_a_profile_is_bound_to_its_folder_and_nonce(tmp_path: Path) -> None:
    """A copy in another folder, another nonce, a missing or an edited file do not match; nothing tells the machine."""
    here = Install(tmp_path / "a" / "install", tmp_path / "a" / "database")
    here.path.parent.mkdir()
    (tmp_path / "a" / "database").touch()
    assert not here.matches("n1")
    here.bind("n1")
    assert here.matches("n1")
    assert not here.matches("n2")
    shutil.copytree(tmp_path / "a", tmp_path / "b")
    assert not Install(tmp_path / "b" / "install", tmp_path / "a" / "database").matches("n1")
    assert len(here.path.read_bytes()) == 65
    here.path.write_bytes(here.path.read_bytes()[:-2] + b"x\n")
    assert not here.matches("n1")
    here.unbind()
    here.unbind()
    assert not here.path.exists()


def test_a_profile_is_bound_to_its_database_file(tmp_path: Path) -> None:
    """The same bytes in another file under the same name, as a backup puts them back, do not match; nor does none."""
    database = tmp_path / "database"
    database.write_bytes(b"x")
    install = Install(tmp_path / "install", database)
    install.bind("n")
    shutil.copy(database, tmp_path / "backup")
    (tmp_path / "backup").replace(database)
    assert not install.matches("n")
    database.unlink()
    assert not install.matches("n")


def test_a_profile_is_bound_by_its_own_file(tmp_path: Path) -> None:
    """The same bytes in another file under the binding's name do not match."""
    (tmp_path / "database").touch()
    install = Install(tmp_path / "install", tmp_path / "database")
    install.bind("n")
    shutil.copy(install.path, tmp_path / "backup")
    (tmp_path / "backup").replace(install.path)
    assert not install.matches("n")


def test_a_profile_bound_anew_is_not_released(tmp_path: Path) -> None:
    """Who takes the last yes back releases the binding of that yes, and not one made since."""
    (tmp_path / "database").touch()
    install = Install(tmp_path / "install", tmp_path / "database")
    install.bind("new")
    install.release("old")
    assert install.matches("new")
    install.release("new")
    assert not install.exists()


def test_a_profile_is_bound_to_its_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same folder on another machine does not match."""
    (tmp_path / "database").touch()
    install = Install(tmp_path / "install", tmp_path / "database")
    install.bind("n")
    monkeypatch.setattr("optlog.consent.overlays._machine_id", lambda: "another machine")
    assert not install.matches("n")
