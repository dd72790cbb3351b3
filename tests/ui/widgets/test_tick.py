"""The check box is seen in every theme, ticked or not."""

from __future__ import annotations

import pytest
from optlog_ui.lint import contrast
from optlog_ui.screenshots import THEMES, use_theme
from optlog_ui.tick import Tick
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QStyle, QStyleFactory, QStyleOptionButton


@pytest.fixture
def palette_put_back(qapp):
    before = QApplication.palette()
    yield
    QApplication.setPalette(before)


@pytest.mark.usefixtures("palette_put_back")
@pytest.mark.parametrize("ticked", [False, True])
@pytest.mark.parametrize("theme", THEMES)
def test_the_box_stands_out_from_its_background(qtbot, theme, ticked):
    """The outline and the window's colour are at least 3 to 1 apart (WCAG 2.1, 1.4.11)."""
    use_theme(theme)
    box = Tick("Error reports")
    style = QStyleFactory.create("fusion")
    style.setParent(box)
    box.setStyle(style)
    qtbot.addWidget(box)
    box.setChecked(ticked)
    box.resize(200, 40)
    box.show()
    image = box.grab().toImage()
    option = QStyleOptionButton()
    box.initStyleOption(option)
    place = style.subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, box)
    outline = QColor(image.pixel(place.left(), place.center().y()))
    background = box.palette().color(box.backgroundRole())
    assert contrast(outline, background) >= 3
