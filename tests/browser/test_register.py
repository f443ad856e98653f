"""The register and a sample leave as files that open; the register as a fact of the log, too."""

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from screening.core.facts import LogExported, read_fact
from screening.stores.protocol import DecisionLog
from tests.browser.conftest import Served, Visit
from tests.browser.server import settled

pytestmark = pytest.mark.browser


def downloaded(page: Page, label: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("button", name=label).click()
    return Path(download.value.path()).read_bytes()


def exports(log: DecisionLog) -> list[LogExported]:
    facts = [read_fact(line.content) for line in log.lines()]
    return [one for one in facts if isinstance(one, LogExported)]


def test_a_manager_takes_the_register_along_and_each_file_is_recorded(
    desk: Served, visit: Visit
) -> None:
    page = visit()
    page.goto(f"{desk.address}/register?as=manager-1&lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Register of what was turned down")
    settled(page)
    paper = Document(BytesIO(downloaded(page, "Word document")))
    assert paper.paragraphs[0].text.startswith("Register of what was turned down, ")
    book = load_workbook(BytesIO(downloaded(page, "Excel workbook")))
    assert book.sheetnames == ["Turned down", "Made better", "Provenance"]
    assert [(one.what, one.form, one.by) for one in exports(desk.log)] == [
        ("register", "docx", "manager-1"),
        ("register", "xlsx", "manager-1"),
    ]


def test_an_auditor_takes_a_sample_along_and_nothing_is_recorded(
    desk: Served, visit: Visit
) -> None:
    before = desk.log.head()
    page = visit()
    page.goto(f"{desk.address}/audit?as=auditor-1&lang=en&log=example&seed=x&size=3")
    expect(page.get_by_role("heading", name="3 cases drawn of 33")).to_be_visible()
    settled(page)
    paper = Document(BytesIO(downloaded(page, "Their dossiers, as one Word document")))
    assert paper.paragraphs[0].text == "Sample of cases, seed “x”"
    assert desk.log.head() == before
