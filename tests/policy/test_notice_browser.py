"""The notice's page before an HTML validator, and in a real browser before axe: light and dark, wide and narrow, on paper.

Needs node 20.19 or newer, the packages of `web/package.json` (`npm ci --prefix tests/policy/web`) and, for axe, Chromium. Where
these must be there, OPTLOG_REQUIRE_BROWSER=1 makes their absence a failure; `.ci/run` sets it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from optlog_policy.collection import CollectionPolicy
from optlog_policy.notice import render
from optlog_policy.rule import RuleSet
from optlog_policy.words import locales

WEB = Path(__file__).with_name("web")
MODULES = Path(os.environ.get("OPTLOG_TEST_NODE_MODULES") or WEB / "node_modules")
NODE = shutil.which("node")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "chrome"))), None)
RULES = tuple(RuleSet.load_builtin())
REQUIRED = os.environ.get("OPTLOG_REQUIRE_BROWSER") == "1"


def needed(there: bool, what: str) -> None:
    """Skip, or fail where everything must be there."""
    if not there:
        (pytest.fail if REQUIRED else pytest.skip)(f"needs {what}")


@pytest.fixture(autouse=True, scope="module")
def _packages() -> None:
    needed(NODE is not None, "node")
    needed((MODULES / "html-validate").is_dir(), "npm ci --prefix tests/policy/web")


@pytest.fixture(scope="module")
def pages(
    _packages: None, full: CollectionPolicy, tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """Give the files of the notice in every language, and of a draft."""
    folder = tmp_path_factory.mktemp("pages")
    made = {locale: render(full, "html", rules=RULES, locale=locale) for locale in locales()}
    made["draft"] = render(CollectionPolicy.builtin(), "html", rules=RULES, draft=True)
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return [folder / f"{name}.html" for name in made]


def broken(page: Path, folder: Path, old: str, new: str) -> Path:
    """Give a copy of a page with one thing wrong with it."""
    text = page.read_text(encoding="utf-8")
    assert old in text
    copy = folder / "broken.html"
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def ran(*command: object) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)


def validate(*files: Path) -> subprocess.CompletedProcess[str]:
    script = MODULES / "html-validate" / "bin" / "html-validate.mjs"
    return ran(NODE, script, "--preset", "recommended,document,a11y", *files)


def test_html_is_valid(pages: list[Path], tmp_path: Path) -> None:
    """html-validate finds nothing in the page of any language, and does find what is wrong in a broken one."""
    done = validate(*pages)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    assert validate(broken(pages[0], tmp_path, "</table>", "</div></table>")).returncode == 1


def opened(*files: Path) -> list[dict[str, Any]]:
    """Open pages in the browser, each light on a wide screen and dark on a narrow one; see `web/axe.cjs`."""
    needed(CHROMIUM is not None, "Chromium")
    done = ran(NODE, WEB / "axe.cjs", MODULES, CHROMIUM, *files)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    schemes = ["light"] * len(files) + ["dark"] * len(files)
    assert [item["scheme"] for item in found] == schemes
    return found


def test_a_browser_finds_nothing_wrong(pages: list[Path]) -> None:
    """In every language axe finds no violation, nothing is fetched, and nothing is wider than a telephone or a sheet of paper."""
    for found in opened(*pages):
        assert found["told"] == [], found
        assert found["passes"] > 30
        assert found["others"] == [], found
        assert found["wider"] == found.get("paper", 0) == 0, found


def test_a_browser_finds_what_is_wrong(pages: list[Path], tmp_path: Path) -> None:
    """No language, a dark screen's grey on black, a remote picture and a wide line are each found where they show."""
    page = partial(broken, pages[0], tmp_path)
    page(' lang="', ' data-lang="')
    copy = tmp_path / "broken.html"
    page = partial(broken, copy, tmp_path)
    page("--soft: #a3adb8", "--soft: #23282d")
    page("default-src 'none'", "default-src *")
    wide = '<pre style="width: 50rem">wide</pre><img alt="" src="http://127.0.0.1:9/x.png">'
    page("</main>", f"{wide}</main>")
    light, dark = opened(copy)
    told = [{text.split(":")[0] for text in found["told"]} for found in (light, dark)]
    assert all("html-has-lang" in rules for rules in told)
    assert ["color-contrast" in rules for rules in told] == [False, True]
    assert light["others"] == dark["others"] == ["http://127.0.0.1:9/x.png"]
    assert [found["wider"] > 0 for found in (light, dark)] == [False, True]
    assert light["paper"] > 0
