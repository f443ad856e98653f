"""The decision log in files: a workbook, CSV and the sealed lines."""

from screening.core.facts import EXPORT_FORMS, ExportForm
from screening.exports.exporting import AlreadyExported, Exported, export, steps
from screening.exports.unfinished import FileUnwritable

__all__ = [
    "EXPORT_FORMS",
    "AlreadyExported",
    "ExportForm",
    "Exported",
    "FileUnwritable",
    "export",
    "steps",
]
