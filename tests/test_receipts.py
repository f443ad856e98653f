"""The receipt of a decision: who gets it, what it says, and that an outsider can check it."""

import ast
import json
import runpy
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from screening.adopting import adopt
from screening.core.access import Person
from screening.core.facts import EditionAdopted, content
from screening.core.receipt import RECEIPT, Receipt, ReceiptEdition
from screening.receipts import as_json, receipts
from screening.service import CaseUnreadable, Desk, EditionLost, Words
from screening.settings import HOME
from screening.stores.sqlite import SqliteLog
from tests.builders import (
    ANA,
    NOON,
    ONE,
    Clock,
    a_loaded_edition,
    a_request,
    a_review,
    put,
    referred,
    vote,
)
from tests.tampering import rewrite
from tests.test_documentation import RECEIPTS, blocks, codes, table, text_of

AUDITOR = Person("auditor-1", "auditor")
OWNER = Person("owner-1", "criteria_owner")
[CHECKER] = [one.text for one in blocks(text_of(RECEIPTS["en"])) if one.file]
SCHEMA = json.loads((HOME / "docs" / "receipt-1.schema.json").read_text("utf-8"))


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[Desk]:
    log = SqliteLog(tmp_path / "screening.db")
    yield Desk(log, a_loaded_edition(), clock)
    log.close()


def recorded(desk: Desk, submission: str = "s-1", **said: Any) -> str:
    request = a_request(**{"amount": 42_000, "owner": None, **said})
    return desk.record(request, submission, ANA).case


def given(desk: Desk, case: str, by: Person = AUDITOR) -> list[dict[str, Any]]:
    """The receipts as whoever is handed their files reads them."""
    held = [json.loads(as_json(one)) for one in receipts(desk, case, by)]
    for one in held:
        Draft202012Validator(SCHEMA).validate(one)
    return held


# ── What it says ─────────────────────────────────────────────────────────────────────────────


def test_a_receipt_says_what_was_decided_by_what_and_what_seals_it(desk: Desk) -> None:
    case = recorded(desk)
    [receipt] = given(desk, case)
    edition, line = desk.log.lines()

    assert receipt == {
        "schema": "mission-desk/receipt-1",
        "case": "C-2",
        "version": 1,
        "versions": 1,
        "line": 2,
        "at": "2026-03-02T12:00:00Z",
        "by": "sales-1",
        "on": "2026-03-02",
        "engine": "0.1.0",
        "edition": {
            "name": "2026-test",
            "fingerprint": sha256(desk.loaded.text.encode()).hexdigest(),
            "line": 1,
            "at": "2026-03-02T12:00:00Z",
            "by": "sales-1",
            "in_force_from": "2026-01-01",
            "in_force_until": None,
            "minutes": None,
            "motive": None,
            "broken": [],
        },
        "answers": {"open": True, "share": 80},
        "findings": [
            {
                "criterion": "openness",
                "standing": "met",
                "points": 40,
                "out_of": 40,
                "blocks": False,
            },
            {
                "criterion": "priority",
                "standing": "met",
                "points": 60,
                "out_of": 60,
                "blocks": False,
            },
        ],
        "score": {"now": 100, "lowest": 100, "highest": 100},
        "accept_from": 60,
        "outcome": "accept",
        "procedure": None,
        "sent_because": None,
        "before": edition.seal,
        "content": line.content,
        "seal": line.seal,
        "withheld": [],
        "head": {"number": 2, "seal": line.seal},
    }


def test_every_version_of_a_case_has_its_receipt(desk: Desk) -> None:
    case = recorded(desk, answers={"open": False, "share": 80})
    recorded(desk, "s-between", reference="HS-2", title="Another")
    again = a_request(answers={"open": True, "share": 10}, amount=1, owner=None)
    desk.record(again, "s-again", ANA, Words(amends=case))
    first, second = given(desk, case)

    assert [(one["version"], one["versions"], one["line"]) for one in (first, second)] == [
        (1, 2, 2),
        (2, 2, 4),
    ]
    assert (first["answers"]["open"], first["procedure"]) == (False, "bureau")
    assert (second["answers"]["open"], second["procedure"]) == (True, "full")
    assert second["before"] == list(desk.log.lines())[2].seal
    assert first["head"] == second["head"] == {"number": 4, "seal": second["seal"]}


def test_what_a_person_sent_says_why(desk: Desk) -> None:
    words = Words(sent_because="A doubt.")
    case = desk.record(a_request(owner=None), "s-1", ANA, words).case
    [receipt] = given(desk, case)

    assert (receipt["outcome"], receipt["sent_because"]) == ("refer", "A doubt.")
    assert receipt["score"]["now"] == 100


def test_an_adopted_edition_is_named_with_its_minutes(desk: Desk, clock: Clock) -> None:
    before = recorded(desk)
    clock.turn(days=1)
    loaded = a_loaded_edition(name="2026-next", in_force_from="2026-02-01")
    fact = EditionAdopted(
        at=clock(),
        by="owner-1",
        edition="2026-next",
        fingerprint=loaded.fingerprint,
        criteria=loaded.text,
        minutes="Meeting of 3 March",
        motive="For now.",
        broken=("T",),
    )
    with desk.log.writing() as writing:
        writing.append(None, content(fact))
    desk = replace(desk, loaded=loaded)
    after = recorded(desk, "s-2", reference="HS-2", title="Another")

    [old] = given(desk, before)
    [new] = given(desk, after)

    assert (old["edition"]["name"], old["edition"]["minutes"]) == ("2026-test", None)
    judged = new["edition"]
    assert (judged["name"], judged["line"], judged["by"]) == (
        "2026-next",
        3,
        "owner-1",
    )
    # Never from before it was entered, whatever its file says.
    assert judged["in_force_from"] == "2026-03-03"
    assert (judged["minutes"], judged["motive"]) == ("Meeting of 3 March", "For now.")
    assert judged["broken"] == ["T"]


def test_an_edition_adopted_again_is_named_by_the_line_that_judged(
    desk: Desk, clock: Clock
) -> None:
    first, other = a_loaded_edition(), a_loaded_edition(name="2026-other")
    adopt(desk, first.text, "M-1", OWNER)
    one = recorded(desk)
    clock.turn(days=1)
    adopt(desk, other.text, "M-2", OWNER)
    clock.turn(days=1)
    adopt(desk, first.text, "M-3", OWNER)
    two = recorded(desk, "s-2", reference="HS-2", title="Another")

    assert given(desk, one)[0]["edition"]["minutes"] == "M-1"
    assert given(desk, two)[0]["edition"]["minutes"] == "M-3"


# ── Who gets which ───────────────────────────────────────────────────────────────────────────


def test_who_may_not_know_the_amount_gets_no_sealed_text(desk: Desk) -> None:
    case = recorded(desk)
    [full] = given(desk, case, ANA)
    [less] = given(desk, case, ONE)

    assert "42000" in full["content"]
    assert "42000" not in json.dumps(less)
    assert less == {**full, "before": None, "content": None, "withheld": ["amount"]}


def test_a_prospect_that_is_hidden_until_the_vote_is_in_no_receipt(tmp_path: Path) -> None:
    review = a_review(SqliteLog(tmp_path / "log.db"), Clock(NOON), mask_prospect=True)
    case = referred(review)
    put(review, case)
    [hidden] = given(review.desk, case, ONE)
    vote(review, case, ONE, "for")
    [voted] = given(review.desk, case, ONE)

    assert hidden["withheld"] == ["amount", "prospect"]
    assert "Atelier" not in json.dumps(hidden)
    assert voted["withheld"] == ["amount"]
    review.desk.log.close()


def test_lines_that_tell_no_case_any_more_give_no_receipt(desk: Desk, tmp_path: Path) -> None:
    case = recorded(desk)
    rewrite(tmp_path / "screening.db", 2, '"fact":"request_screened"', '"fact":"liked"')

    with pytest.raises(CaseUnreadable):
        receipts(desk, case, AUDITOR)


def test_a_version_whose_edition_was_altered_has_no_receipt(desk: Desk, tmp_path: Path) -> None:
    case = recorded(desk, answers={"open": False, "share": 80})
    other = a_loaded_edition(name="2026-other")
    adopt(desk, other.text, "M-2", OWNER)
    again = a_request(answers={"open": True, "share": 10}, owner=None)
    replace(desk, loaded=other).record(again, "s-2", ANA, Words(amends=case))
    assert len(given(desk, case)) == 2
    rewrite(tmp_path / "screening.db", 1, r"\"accept_from\":60", r"\"accept_from\":10")

    with pytest.raises(EditionLost):
        receipts(replace(desk, loaded=other), case, AUDITOR)


# ── The checker and the page that holds it ───────────────────────────────────────────────────


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., tuple[int, list[str]]]:
    """Runs the checker in a Python that knows no package and no setting."""
    program = tmp_path / "check_receipt.py"
    program.write_text(CHECKER, "utf-8")

    def check(*held: dict[str, Any] | str) -> tuple[int, list[str]]:
        file = tmp_path / "receipt.json"
        texts = [one if isinstance(one, str) else json.dumps(one) for one in held]
        file.write_text("\n".join(texts), "utf-8")
        ran = subprocess.run(
            [sys.executable, "-I", "-S", program, file],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.stderr == ""
        return ran.returncode, ran.stdout.splitlines()

    return check


def test_the_checker_is_short_and_runs_on_old_pythons_with_nothing_installed() -> None:
    tree = ast.parse(CHECKER, feature_version=(3, 9))
    imported = {
        name.name for one in ast.walk(tree) if isinstance(one, ast.Import) for name in one.names
    }
    imported |= {one.module or "" for one in ast.walk(tree) if isinstance(one, ast.ImportFrom)}

    assert len(CHECKER.splitlines()) <= 25
    assert max(map(len, CHECKER.splitlines())) <= 100
    assert imported <= sys.stdlib_module_names


def test_an_outsider_computes_the_seals_of_a_case_again(
    desk: Desk, check: Callable[..., tuple[int, list[str]]]
) -> None:
    case = recorded(desk, answers={"open": False, "share": 80}, title="Été « 2026 »")
    again = a_request(title="Été « 2026 »", owner=None)
    desk.record(again, "s-2", ANA, Words(amends=case))
    held = [as_json(one) for one in receipts(desk, case, ANA)]

    assert check(*held) == (
        0,
        ["C-2, line 2:", "  as it was sealed", "C-2, line 3:", "  as it was sealed"],
    )


SEAL = "the seal is not that of the content and of the seal before"
FORGED: dict[str, tuple[dict[str, Any], list[str]]] = {
    "an answer": ({"answers": {"open": True, "share": 90}}, ["answers is not what was sealed"]),
    "the outcome": ({"outcome": "refer"}, ["outcome is not what was sealed"]),
    "the procedure": ({"procedure": "full"}, ["procedure is not what was sealed"]),
    "the day": ({"on": "2026-03-03"}, ["on is not what was sealed"]),
    "the findings": ({"findings": []}, ["findings is not what was sealed"]),
    "the threshold": ({"accept_from": 50}, ["accept_from is not what was sealed"]),
    "the case": ({"case": "C-3"}, ["case is not what was sealed"]),
    "the seal": ({"seal": "0" * 64}, [SEAL]),
    "the seal before": ({"before": ""}, [SEAL]),
    "what was left out": (
        {"content": None, "before": None, "withheld": ["amount"]},
        ["withheld: amount; look its seal up in the log"],
    ),
}


def test_the_checker_names_what_was_forged(
    desk: Desk, check: Callable[..., tuple[int, list[str]]]
) -> None:
    [whole] = given(desk, recorded(desk))
    code, said = check(*({**whole, **changes} for changes, _ in FORGED.values()))

    named = [f"  {one}" for _, flaws in FORGED.values() for one in flaws]
    assert code == 1
    assert [one for one in said if one.startswith("  ")] == named
    assert len(said) == len(named) + len(FORGED)


def test_the_checker_names_a_forged_edition_and_a_forged_content(
    desk: Desk, check: Callable[..., tuple[int, list[str]]]
) -> None:
    [whole] = given(desk, recorded(desk))
    other = {**whole, "edition": {**whole["edition"], "name": "2025", "fingerprint": "0"}}
    poorer = {**whole, "content": whole["content"].replace("42000", "4200")}

    assert check(other)[1][1:] == [
        "  edition.name is not what was sealed",
        "  edition.fingerprint is not what was sealed",
    ]
    assert check(poorer, whole) == (
        1,
        ["C-2, line 2:", f"  {SEAL}", "C-2, line 2:", "  as it was sealed"],
    )


def test_the_schema_is_that_of_the_receipts_given() -> None:
    made = runpy.run_path(str(HOME / "docs" / "make_receipt_schema.py"))["made"]()

    assert (HOME / "docs" / "receipt-1.schema.json").read_text("utf-8") == made, (
        "keys were added: python docs/make_receipt_schema.py; were any lost, it is another schema"
    )
    assert f"{RECEIPT.split('/')[1]}.schema.json" == "receipt-1.schema.json"


@pytest.mark.parametrize("document", RECEIPTS.values())
def test_the_page_tells_every_key(document: str) -> None:
    rows = table(text_of(document))
    told = [code for name, _ in rows for code in codes(name)]
    edition = next(words for name, words in rows if codes(name) == ["edition"])

    assert told == [one.alias or name for name, one in Receipt.model_fields.items()]
    assert set(ReceiptEdition.model_fields) <= set(codes(edition))


def test_both_languages_show_the_same_checker() -> None:
    shown = [[one.text for one in blocks(text_of(path))] for path in RECEIPTS.values()]
    assert shown[0] == shown[1]


def test_two_recordings_of_the_same_have_seals_that_nobody_could_foresee(tmp_path: Path) -> None:
    """Or whoever knows all of a case but its amount would find it by trying."""
    held = []
    for name in ("one", "two"):
        log = SqliteLog(tmp_path / f"{name}.db")
        recorded(Desk(log, a_loaded_edition(), lambda: NOON))
        held.append(list(log.lines())[1])
        log.close()

    salts = [json.loads(one.content)["salt"] for one in held]
    assert [len(one) for one in salts] == [32, 32]
    assert salts[0] != salts[1]
    assert held[0].content.replace(salts[0], "") == held[1].content.replace(salts[1], "")
