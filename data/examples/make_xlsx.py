"""Makes requests.xlsx, the workbook among the examples: python data/examples/make_xlsx.py"""

from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

COLUMNS = (
    "reference", "prospect", "prospect.country", "title", "learners", "amount", "starts",
    "contact.name", "contact.email", "catalogue_opening", "client_sector", "priority_share",
    "priority_audiences", "jobs_threatened", "third_party_funding", "learner_pays",
    "contract_form", "job_commitment", "certification", "accessible_format", "concern",
)  # fmt: skip
# Cells as a person fills them: days, percentages and ticked boxes, blank where nothing is known.
REQUESTS = (
    (
        "EX-301", "Logis Aubrelle", "FR", "Conseillers numériques des résidences", 30, 75_000,
        date(2027, 1, 11), "Odile Ferrand", "o.ferrand@example.org", "at_delivery", "non_profit",
        0.8, "deprived_area; disability", False, 0.7, False, "apprenticeship", "guaranteed_job",
        "rncp_title", True, False,
    ),
    (
        "EX-302", "Casino du Lac-Serein", "FR", "Accueil et relation client", 12, None, None,
        None, None, "existing_public", "gambling", None, None, None, 0, False, None, None, None,
        None, None,
    ),
    (
        "EX-303", "Cabinet Thévenard", "FR", "Comptabilité, à la charge des stagiaires", 50,
        20_000, date(2027, 3, 1), None, None, "within_6_months", "education", 0.1, "none", False,
        0, True, "none", "none", "rncp_blocks", None, False,
    ),
    (
        "EX-304", "Fondation des Quatre-Vents", "BE", "Développeurs web, première promotion",
        None, None, None, None, None, "within_6_months", "non_profit", 1, None, None, None, None,
        None, None, None, None, None,
    ),
)  # fmt: skip
_FORMATS = {"priority_share": "0%", "third_party_funding": "0%", "starts": "mmm yyyy"}


def workbook() -> Workbook:
    """The workbook, one request per row under the columns' names."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Requests"
    sheet.append(COLUMNS)
    for request in REQUESTS:
        sheet.append(request)
    for column, cells in zip(COLUMNS, sheet.iter_cols(), strict=True):
        cells[0].font = Font(bold=True)
        sheet.column_dimensions[cells[0].column_letter].width = max(14, len(column) + 2)
        for cell in cells[1:]:
            cell.number_format = _FORMATS.get(column, "General")
    sheet.freeze_panes = "B2"
    return book


if __name__ == "__main__":
    workbook().save(Path(__file__).with_name("requests.xlsx"))
