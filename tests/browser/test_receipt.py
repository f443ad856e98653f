"""The receipt of a decision, taken from the page of its case and checked without the desk."""

import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.server import PHONE, settled
from tests.test_documentation import RECEIPTS, blocks, text_of

pytestmark = pytest.mark.browser
[CHECKER] = [one.text for one in blocks(text_of(RECEIPTS["en"])) if one.file]


def test_the_receipt_of_an_earlier_version_is_taken_along_and_holds(
    address: str, visit: Visit, tmp_path: Path
) -> None:
    page = visit(viewport=PHONE)
    page.goto(f"{address}/case?id=C-4")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    settled(page)
    field = page.get_by_role("combobox", name="Receipt of")
    field.press_sequentially("Version 1")
    expect(page.get_by_role("option").filter(has_text="Version 1, ")).to_be_visible()
    field.press("Enter")
    expect(page.locator(".receipt")).to_contain_text("Line of the log4")
    settled(page)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download the receipt").click()
    assert downloading.value.suggested_filename == "receipt-C-4-1.json"
    receipt, checker = tmp_path / "receipt.json", tmp_path / "check.py"
    downloading.value.save_as(receipt)
    checker.write_text(CHECKER, "utf-8")

    ran = subprocess.run(
        [sys.executable, "-I", "-S", checker, receipt], capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (0, "C-4, line 4:\n  as it was sealed\n")
