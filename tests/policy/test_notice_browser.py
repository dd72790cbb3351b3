"""The notice's page before an HTML validator and before axe in a real browser.

Needs node, Chromium and three packages: npm install --prefix DIR html-validate axe-core puppeteer-core, and then
OPTLOG_TEST_NODE_MODULES=DIR/node_modules.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from optlog_policy.collection import CollectionPolicy
from optlog_policy.notice import render
from optlog_policy.rule import RuleSet
from optlog_policy.words import locales

MODULES = os.environ.get("OPTLOG_TEST_NODE_MODULES", "")
NODE = shutil.which("node")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
RULES = tuple(RuleSet.load_builtin())

pytestmark = pytest.mark.skipif(
    NODE is None or not Path(MODULES or "-").is_dir(),
    reason="needs node, and OPTLOG_TEST_NODE_MODULES with html-validate, axe-core, puppeteer-core",
)


@pytest.fixture(scope="module")
def pages(full: CollectionPolicy, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Give the files of the notice in every language, and of a draft."""
    folder = tmp_path_factory.mktemp("pages")
    made = {locale: render(full, "html", rules=RULES, locale=locale) for locale in locales()}
    made["draft"] = render(CollectionPolicy.builtin(), "html", rules=RULES, draft=True)
    for name, text in made.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return [str(folder / f"{name}.html") for name in made]


def validate(*files: str) -> subprocess.CompletedProcess[str]:
    script = Path(MODULES) / "html-validate" / "bin" / "html-validate.mjs"
    presets = ("--preset", "recommended,document,a11y")
    command = [str(NODE), str(script), *presets, *files]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_html_is_valid(pages: list[str], tmp_path: Path) -> None:
    """html-validate finds nothing in the page of any language, and does find what is wrong in a broken one."""
    done = validate(*pages)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    broken = tmp_path / "broken.html"
    page = Path(pages[0]).read_text(encoding="utf-8")
    broken.write_text(page.replace("</table>", "</div></table>", 1), encoding="utf-8")
    assert validate(str(broken)).returncode == 1


def axe(*files: str) -> list[dict[str, object]]:
    script = Path(__file__).with_name("axe.cjs")
    command = [str(NODE), str(script), MODULES, str(CHROMIUM), *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")
def test_axe_finds_nothing(pages: list[str], tmp_path: Path) -> None:
    """In every language, light and dark, axe finds no violation; in a page without a language it does."""
    for found in axe(*pages):
        assert found["told"] == [], found
        assert int(str(found["passes"])) > 30
    broken = tmp_path / "broken.html"
    page = Path(pages[0]).read_text(encoding="utf-8")
    broken.write_text(page.replace(' lang="', ' data-lang="', 1), encoding="utf-8")
    assert any("html-has-lang" in str(found["told"]) for found in axe(str(broken)))
