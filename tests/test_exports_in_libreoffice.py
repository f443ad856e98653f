"""Exported workbooks in LibreOffice: opened without repair, and printed."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from screening import criteria_file
from screening.core.access import Person
from screening.core.model import LANGUAGES, Language
from screening.core.query import Query
from screening.exports import export
from screening.service import Desk
from screening.stores.sqlite import SqliteLog

pytestmark = pytest.mark.office

SAID = {
    "fr": ("Registre des décisions : synthèse", "Pourquoi le comité a été saisi", "Dossier"),
    "en": ("Decision log: summary", "Why the committee was asked", "Case"),
}


def convert(file: Path, to: str, profile: Path) -> None:
    office = shutil.which("soffice")
    assert office, "LibreOffice is not installed: apt-get install libreoffice-calc-nogui"
    converted = subprocess.run(
        [
            *(office, f"-env:UserInstallation=file://{profile}", "--headless"),
            *("--convert-to", to, "--outdir", file.parent, file),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    # Without its Calc it says so, and ends with 0.
    assert "Error" not in converted.stderr + converted.stdout, (
        f"{converted.stderr}{converted.stdout}\n"
        "LibreOffice cannot open workbooks: apt-get install libreoffice-calc-nogui"
    )


@pytest.fixture
def exported(
    tmp_path: Path, filled_example: Path, everlasting_criteria: Path, language: Language
) -> Path:
    """The whole example log as a workbook."""
    log = tmp_path / "example.db"
    shutil.copy(filled_example, log)
    desk = Desk(SqliteLog(log), criteria_file.load(everlasting_criteria))
    to = tmp_path / "log.xlsx"
    export(desk, Query(), "xlsx", language, to, Person("manager-1", "manager"))
    desk.log.close()
    return to


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_workbook_prints_with_its_charts_headings_and_footers(
    exported: Path, language: Language, tmp_path: Path
) -> None:
    convert(exported, "pdf", tmp_path / "profile")

    reader = shutil.which("pdftotext")
    assert reader, "pdftotext is not installed: apt-get install poppler-utils"
    text = subprocess.check_output(
        [reader, "-layout", exported.with_suffix(".pdf"), "-"], text=True
    )
    pages = text.replace("\u00a0", " ").split("\f")[:-1]
    title, chart, heading = SAID[language]
    # The summary is one page, charts included.
    assert title in pages[0]
    assert chart in pages[0]
    assert chart not in "".join(pages[1:])
    # Decisions take more than one, each with the heading.
    assert all(heading in " ".join(page.splitlines()[:4]) for page in pages[1:3])
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page


@pytest.mark.parametrize("language", ["en"])
def test_libreoffice_reads_the_cells_that_were_written(exported: Path, tmp_path: Path) -> None:
    # Every sheet as a file of its own, in UTF-8, texts in quotes, numbers as they are.
    options = "44,34,76,1,,0,true,false,false,false,false,-1"
    convert(exported, f"csv:Text - txt - csv (StarCalc):{options}", tmp_path / "profile")

    with (tmp_path / "log-Decisions.csv").open(encoding="utf-8") as file:
        told = list(csv.DictReader(file))
    assert len(told) == 33
    assert told[-1]["Case"] == "C-2"
    assert told[-1]["Organisation"] == "Magasins Verdelune"
    assert told[-1]["Amount"] == "210000"
    assert not any("Err:" in value or "#" in value for one in told for value in one.values())
