"""The receipt of a recorded verdict: what was decided by what, and the seal that holds it.

What it repeats for whoever reads it is all in the sealed content, from which anybody computes the
seal anew (see docs/receipt.md). A receipt may gain a key; it never loses or renames one, or it is
of another kind, with another name for its schema.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from screening.core.assessment import Answer
from screening.core.committee import ProcedureName
from screening.core.facts import RecordedFinding, RecordedHead, RecordedScore
from screening.core.masking import Hidden
from screening.core.model import Model

ReceiptSchema = Literal["mission-desk/receipt-1"]
RECEIPT: ReceiptSchema = "mission-desk/receipt-1"


class ReceiptEdition(Model):
    """The edition of the criteria that judged, and by what right.

    `line` of the log holds its whole file, `fingerprint` is the SHA-256 of that. It was adopted in
    `minutes`; without any, the first decision under it entered it. `motive` is why it was adopted
    although it does not fulfil the scenarios named in `broken`. `by` is the id of who entered it.
    """

    name: str
    fingerprint: str
    line: int
    at: datetime
    by: str
    in_force_from: date
    in_force_until: date | None
    minutes: str | None
    motive: str | None
    broken: tuple[str, ...]


class Receipt(Model):
    """What one line of the log decided: the verdict on a version of a request.

    `version` counts from 1, the last of `versions`. `answers` are by question, unanswered ones
    absent. `sent_because` is why a person sent it to the committee though the criteria do not.
    `seal` is the SHA-256 of the seal `before`, a line feed and `content`. Where something in the
    content is `withheld` from whoever asked for the receipt, neither of these two is there: the
    seal can be looked up in the log, but not computed. `head` is that of the log when the receipt
    was given: the line is at or before it.
    """

    schema_: ReceiptSchema = Field(alias="schema")
    case: str
    version: int
    versions: int
    line: int
    at: datetime
    by: str
    on: date
    engine: str
    edition: ReceiptEdition
    answers: dict[str, Answer]
    findings: tuple[RecordedFinding, ...]
    score: RecordedScore
    accept_from: int
    outcome: Literal["accept", "refer"]
    procedure: ProcedureName | None
    sent_because: str | None
    before: str | None
    content: str | None
    seal: str
    withheld: tuple[Hidden, ...]
    head: RecordedHead
