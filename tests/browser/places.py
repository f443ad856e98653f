"""Every place of the desk worth looking at, prepared in a log and named by its address."""

import shutil
from pathlib import Path
from typing import Any

from screening import criteria_file
from screening.core.access import Person
from screening.service import NO_WORDS, Desk, Recorded, Words
from screening.stores.sqlite import open_log

SALES = Person("sales-1", "salesperson")

_NAMED = {"prospect": {"name": "Atelier Nord"}, "title": "Web developers, open to all"}
_ACCEPTED: dict[str, Any] = {
    "catalogue_opening": "existing_public",
    "client_sector": "non_profit",
    "priority_share": 80,
    "priority_audiences": ["low_skilled"],
    "learner_pays": False,
    "concern": False,
    "job_commitment": "interviews",
}
_REFERRED = {**_ACCEPTED, "catalogue_opening": "never", "client_sector": "tobacco"}

_DRAFTS: dict[str, dict[str, Any]] = {
    "undecided": {**_NAMED, "answers": {"client_sector": "business", "priority_share": 30}},
    "accept": {**_NAMED, "answers": _ACCEPTED},
    "refer": {**_NAMED, "answers": _REFERRED},
    # A month that is none, in the folded part of the form; a number out of its bounds.
    "mistaken": {**_NAMED, "starts": "next spring", "answers": {"catalogue_opening": "never"}},
}

# Addresses that every fresh desk knows, and what they show.
PLACES = {
    "an empty form": "/",
    "an undecided form": "/?draft=undecided",
    "an acceptable form": "/?draft=accept",
    "a form to refer": "/?draft=refer",
    "a form with a mistake": "/?draft=mistaken",
    "a form one may not record": "/?as=member-1",
    "a conversation": "/conversation",
    "a conversation under way": "/conversation?draft=undecided",
    "a conversation at its end": "/conversation?draft=refer",
    "one's requests": "/requests",
    "no request yet": "/requests?as=sales-2",
    "an accepted case": "/case?id=C-2",
    "a referred case": "/case?id=C-3",
    "a withdrawn case in two versions": "/case?id=C-4",
    "a case of another": "/case?id=C-2&as=sales-2",
    "an unknown case": "/case?id=C-99",
    "a recorded draft": "/?draft=recorded-1",
    "the decision log": "/decisions?as=manager-1&log=example",
    "the decision log, filtered": "/decisions?as=manager-1&log=example&status=accepted~declined"
    "&opened=2020-01-01..2030-01-01&answer=client_sector.business&amount=..1000000&typo=1",
    "the decision log, where nothing matches": "/decisions?as=auditor-1&text=nobody",
    "the decision log of another role": "/decisions",
    "an empty workshop": "/workshop?as=owner-1",
    "the workshop": "/workshop?log=example&as=owner-1",
    "a proposed edition": "/workshop?log=example&as=member-1",
    "the register": "/register?as=manager-1&log=example",
    "the register of a period without a case": "/register?as=auditor-1&period=2001-Q1",
    "the register of another role": "/register",
    "the scenarios": "/scenarios?as=chair-1&log=example",
    "the scenarios, where there are none": "/scenarios?as=member-1",
    "the scenarios of another role": "/scenarios",
    "the auditor's page, without a case": "/audit?as=auditor-1&seed=x",
    "a sample": "/audit?as=auditor-1&log=example&seed=x&size=8&strata=status",
    "the dashboard": "/dashboard?as=manager-1&log=example",
    "the dashboard of a month": "/dashboard?as=auditor-1&log=example&period=2026-10",
    "the dashboard of a period without a case": "/dashboard?as=manager-1&period=2001-Q1",
    "the dashboard of another role": "/dashboard",
    "who may do what": "/roles?as=member-1",
    "people and roles": "/people?as=owner-1",
    "people and roles, of another role": "/people?as=manager-1",
    "the mission": "/mission",
    "privacy": "/privacy",
    "how we decide": "/how-we-decide",
    "the committee's cases": "/committee?as=member-1",
    "the committee's cases, for whom nothing waits": "/committee?as=manager-1",
    "the example's requests": "/requests?log=example",
    "a case of the example": "/case?id=C-2&log=example",
}


def furnish(folder: Path, criteria: Path, filled_example: Path) -> None:
    """Puts in the folder the log and the example log that the places are about."""
    shutil.copy(filled_example, folder / "example.db")
    log = open_log(f"sqlite:///{folder / 'screening.db'}")
    desk = Desk(log, criteria_file.load(criteria))
    cases = [
        _record(desk, f"recorded-{number}", answers).case
        for number, answers in enumerate((_ACCEPTED, _REFERRED, _REFERRED), start=1)
    ]
    _record(desk, "amended", {**_REFERRED, "priority_share": 10}, Words(amends=cases[2]))
    desk.withdraw(cases[2], "withdrawn", "client_gave_up", None, SALES)
    assert cases == ["C-2", "C-3", "C-4"]
    for id, raw in _DRAFTS.items():
        desk.save_draft(id, raw, SALES)
    log.close()


def _record(
    desk: Desk, submission: str, answers: dict[str, Any], words: Words = NO_WORDS
) -> Recorded:
    raw = {**_NAMED, "reference": f"HS-{submission}", "amount": 20_000, "answers": answers}
    request, problems = desk.read(raw)
    assert request is not None, problems
    return desk.record(request, submission, SALES, words)
