"""The wheel and the source archive work outside the checkout."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("optlog", "optlog_policy", "optlog_ui")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build both archives once."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return out


def test_the_wheel_holds_code_data_and_types(built: Path) -> None:
    """All three packages are in the wheel, with rules, policy, sample and `py.typed`, and nothing else."""
    [wheel] = built.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    tops = {name.split("/")[0] for name in names if ".dist-info" not in name}
    assert tops == set(PACKAGES)
    assert {f"{package}/py.typed" for package in PACKAGES} <= names
    assert "optlog_policy/default.toml" in names
    assert "optlog_policy/rules/keys.toml" in names
    assert "optlog_policy/benign.txt" in names
    assert "optlog/demo/samples/demo.log" in names
    languages = ("de", "fr", "es", "ar")
    assert {f"optlog_ui/translations/optlog_{one}.qm" for one in languages} <= names
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_source_archive_builds_the_same_wheel(built: Path, tmp_path: Path) -> None:
    """The source archive holds what is needed to build the packages again."""
    [archive] = built.glob("*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {name.split("/", 1)[1] for name in tar.getnames() if "/" in name}
    assert {"pyproject.toml", "LICENSE", "README.md", "telemetry/optlog/__init__.py"} <= names
    assert not any(".venv" in name for name in names)


def test_the_wheel_works_outside_the_checkout(built: Path, tmp_path: Path) -> None:
    """Installed into a new environment, `optlog` redacts a line and runs the demo's first phase."""
    [wheel] = built.glob("*.whl")
    site = tmp_path / "site"
    done = subprocess.run(
        [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(site), str(wheel)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    script = (
        f"import sys; sys.path[:0] = [{str(site)!r}]\n"
        "import optlog; assert optlog.__file__.startswith(sys.path[0]), optlog.__file__\n"
        "from optlog.cli import main; raise SystemExit(main(sys.argv[1:]))"
    )
    for words in (
        ["rules", "try", "password=Regen-im-August-99"],
        ["demo", "--before-consent-only"],
    ):
        ran = subprocess.run(
            [sys.executable, "-I", "-c", script, *words],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "Regen" not in ran.stdout
