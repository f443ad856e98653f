"""What every store of the decision log must do, whatever keeps it.

A store joins by a subclass with one fixture, `open_log`, that opens the same log at each call.
"""

import random
import threading
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from itertools import islice, product
from typing import Any

import pytest

from screening.core import cases, facts
from screening.core.cases import CaseRow
from screening.core.chain import EMPTY, Head, Line
from screening.core.facts import EditionAdopted
from screening.core.impact import Key, contributions
from screening.core.query import Query, matches, written
from screening.stores.protocol import (
    DecisionLog,
    Draft,
    NoticeKey,
    OrganisationSeen,
    PersonDetails,
    Writing,
)
from tests.builders import NOON, a_request, a_screening

OpenLog = Callable[[], DecisionLog]
TO_ANA = NoticeKey(7, "ana", "motion_put")


def a_row(number: int, **changes: object) -> CaseRow:
    """A row like any other, with little in it to find it by."""
    case = f"C-{number}"
    plain = a_request(reference=None, learners=None, prospect={"name": "Atelier Nord"})
    row = cases.row(cases.fold([a_screening(case, request=plain, edition="2026-1")], number))
    return row._replace(**{"text": "Atelier Nord\nWeb developers", **changes})


def index(log: DecisionLog, *rows: CaseRow) -> None:
    with log.writing() as writing:
        for row in rows:
            writing.index(row)


def recounted(rows: Iterable[CaseRow]) -> dict[Key, int]:
    """What rows add to the figures of months, added up by another way than a store's."""
    found: Counter[Key] = Counter()
    for one in rows:
        found.update(contributions(one))
    return dict(found)


def record(writing: Writing, title: str = "Web developers") -> str:
    """Records a screening as the service does, and gives its case."""
    number = writing.head.number + 1
    fact = a_screening(f"C-{number}", request=a_request(title=title))
    writing.append(fact.case, facts.content(fact))
    writing.index(cases.row(cases.fold([fact], number)))
    return fact.case


def found(log: DecisionLog, text: str, **filters: str) -> list[int]:
    chosen: dict[str, Any] = {name: (value,) for name, value in filters.items()}
    return [row.number for row in log.rows(Query(text=text, size=1_000, **chosen))]


class StoreContract:
    @pytest.fixture
    def open_log(self) -> OpenLog:
        raise NotImplementedError

    @pytest.fixture
    def log(self, open_log: OpenLog) -> Iterator[DecisionLog]:
        log = open_log()
        yield log
        log.close()

    # ── Lines ────────────────────────────────────────────────────────────────────────────────

    def test_a_new_log_is_empty(self, log: DecisionLog) -> None:
        assert log.head() == EMPTY
        assert list(log.lines()) == []
        assert list(log.lines_by_case()) == []
        assert list(log.every_row()) == []
        assert log.rows(Query()) == []
        assert log.people() == []
        assert log.protections_missing() == ()

    def test_lines_are_numbered_from_one_and_each_is_sealed_with_the_seal_before(
        self, log: DecisionLog
    ) -> None:
        with log.writing() as writing:
            writing.append(None, '{"case":null}')
            writing.append("C-2", '{"case":"C-2","é":1}')

        # printf '\n{"case":null}' | sha256sum, then the same with that seal in front.
        assert list(log.lines()) == [
            Line(
                1,
                None,
                '{"case":null}',
                "a9a4dcc5d4d9933b8874e8af564456e95be3def2ea8c9858c82c3c943465b8cc",
            ),
            Line(
                2,
                "C-2",
                '{"case":"C-2","é":1}',
                "7c74fe9acca7ec4e5b16e61f61da6b4723484b47093a7a20f215804fceae49e5",
            ),
        ]

    def test_lines_are_found_by_case_and_by_number(self, log: DecisionLog) -> None:
        with log.writing() as writing:
            for case in ("C-1", "C-2", "C-1", None, "C-1"):
                writing.append(case, "{}")

        assert [line.number for line in log.lines()] == [1, 2, 3, 4, 5]
        assert [line.number for line in log.lines(after=3)] == [4, 5]
        assert [line.number for line in log.lines(case="C-1")] == [1, 3, 5]
        assert [line.number for line in log.lines(case="C-1", after=1)] == [3, 5]
        assert list(log.lines(case="C-9")) == []

    def test_content_comes_back_to_the_letter(self, log: DecisionLog) -> None:
        contents = [
            '{"a":"é\u2028😀\\n\\u0000\\"\' ; -- %s {} \ufeff"}',
            f'{{"a":"{"x" * 100_000}"}}',
        ]
        with log.writing() as writing:
            for content in contents:
                writing.append(None, content)

        assert [line.content for line in log.lines()] == contents

    def test_a_write_sees_what_it_has_written_so_far(self, log: DecisionLog) -> None:
        with log.writing() as writing:
            first = writing.append("C-1", '{"submission":"s-1"}')

            assert writing.head == Head(1, first.seal)
            assert writing.lines("C-1") == [first]
            assert writing.submitted("s-1") == "C-1"

    def test_nobody_sees_a_write_before_it_is_committed(self, log: DecisionLog) -> None:
        with log.writing() as writing:
            writing.append(None, "{}")
            index_of_the_write = a_row(1)
            writing.index(index_of_the_write)

            assert log.head() == EMPTY
            assert log.rows(Query()) == []

        assert log.head().number == 1
        assert log.rows(Query()) == [index_of_the_write]

    def test_a_write_that_raises_leaves_nothing_and_no_gap(self, log: DecisionLog) -> None:
        log.save_draft(Draft("d-1", "ana", "{}", NOON))

        def fail(writing: Writing) -> None:
            writing.append("C-1", '{"submission":"s-1"}')
            writing.index(a_row(1, text="vanished"))
            writing.keep_person(PersonDetails("p-1", "Zoé", None, None, None))
            writing.drop_draft("d-1")
            raise KeyError

        with pytest.raises(KeyError), log.writing() as writing:
            fail(writing)

        assert log.head() == EMPTY
        assert log.submitted("s-1") is None
        assert log.row("C-1") is None
        assert found(log, "vanished") == []
        assert log.person("p-1") is None
        assert log.draft("d-1") is not None
        with log.writing() as writing:
            assert writing.append("C-1", '{"submission":"s-1"}').number == 1
            writing.index(a_row(1, text="vanished"))
        assert found(log, "vanis") == [1]

    def test_a_second_write_in_the_same_thread_is_a_mistake(self, log: DecisionLog) -> None:
        with log.writing() as writing:
            with pytest.raises(RuntimeError), log.writing():
                pass
            writing.append(None, "{}")

        assert log.head().number == 1

    def test_writes_of_many_threads_wait_for_each_other(self, log: DecisionLog) -> None:
        def write() -> None:
            for _ in range(10):
                with log.writing() as writing:
                    writing.append(None, f'{{"after":{writing.head.number}}}')

        threads = [threading.Thread(target=write) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        written = [(line.number, line.content) for line in log.lines()]
        assert written == [(n, f'{{"after":{n - 1}}}') for n in range(1, 81)]

    def test_lines_can_be_read_while_others_write(self, log: DecisionLog) -> None:
        with log.writing() as writing:
            for _ in range(300):
                writing.append(None, "{}")

        seen = []
        for line in log.lines():
            seen.append(line.number)
            if line.number % 100 == 0:
                with log.writing() as writing:
                    writing.append(None, "{}")

        assert seen[:300] == list(range(1, 301))
        assert log.head().number == 303

    def test_lines_can_be_left_half_read(self, log: DecisionLog) -> None:
        with log.writing() as writing:
            for _ in range(300):
                writing.append(None, "{}")
        for _ in range(20):
            assert [line.number for line in islice(log.lines(), 2)] == [1, 2]

        with log.writing() as writing:
            writing.append(None, "{}")
        assert [line.number for line in log.lines(after=299)] == [300, 301]

    def test_a_reading_stays_at_its_moment(self, log: DecisionLog) -> None:
        with log.writing() as writing:
            record(writing)
        with log.reading() as reading:
            with log.writing() as writing:
                record(writing)
                writing.keep_person(PersonDetails("p-1", "Zoé", None, None, None))

            assert reading.head().number == 1
            assert [line.number for line in reading.lines()] == [1]
            assert [line.number for line in reading.lines_by_case()] == [1]
            assert [row.number for row in reading.rows_by_case()] == [1]
            assert [row.number for row in reading.every_row()] == [1]
            assert [row.number for row in reading.rows(Query())] == [1]
            assert reading.people() == []

        assert log.head().number == 2

    # ── Submissions and editions ─────────────────────────────────────────────────────────────

    def test_a_submission_is_known_by_the_case_that_recorded_it(self, log: DecisionLog) -> None:
        with log.writing() as writing:
            assert writing.submitted("s-1") is None
            writing.append("C-1", '{"submission":"s-1"}')

        with log.writing() as writing:
            assert writing.submitted("s-1") == "C-1"
            assert writing.submitted("S-1") is None
        assert log.submitted("s-1") == "C-1"
        assert log.submitted("s-2") is None

    def test_no_two_lines_have_the_same_submission(self, log: DecisionLog) -> None:
        with log.writing() as writing:
            writing.append("C-1", '{"submission":"s-1"}')
        with pytest.raises(ValueError, match="line 2"), log.writing() as writing:
            writing.append("C-2", '{"submission":"s-1"}')

        assert [line.case for line in log.lines()] == ["C-1"]

    def test_an_edition_is_known_once_adopted_and_not_from_a_screening(
        self, log: DecisionLog
    ) -> None:
        screening = facts.content(a_screening("C-1", fingerprint="abc"))
        adopted = facts.content(
            EditionAdopted(at=NOON, by="eve", edition="1", fingerprint="abc", criteria="a: 1\n")
        )
        with log.writing() as writing:
            writing.append("C-1", screening)
            assert not writing.knows_edition("abc")
            line = writing.append(None, adopted)
            assert writing.knows_edition("abc")
            again = writing.append(None, adopted)

        assert log.editions() == [line, again]
        assert log.edition("abc") == line
        assert log.edition("abd") is None

    # ── The index ────────────────────────────────────────────────────────────────────────────

    def test_a_row_comes_back_with_every_column(self, log: DecisionLog) -> None:
        bare = a_row(1, owner=None)
        full = a_row(
            2,
            procedure="bureau",
            reference="HS-1",
            registration="552100554",
            country="FR",
            learners=40,
            amount=10_000_000_000,
            starts="2026-09",
            reasons="openness priority",
        )
        index(log, bare, full)

        assert log.row("C-1") == bare
        assert log.row("C-2") == full
        assert log.row("C-3") is None

    def test_a_row_takes_the_place_of_the_earlier_one(self, log: DecisionLog) -> None:
        index(log, a_row(1, status="referred", text="before"))
        index(log, a_row(1, status="accepted", text="after"))

        assert [row.status for row in log.rows(Query())] == ["accepted"]
        assert (found(log, "before"), found(log, "after")) == ([], [1])
        assert log.rows(Query(status=("referred",))) == []
        assert [row.number for row in log.rows(Query(status=("accepted",)))] == [1]

    def test_a_page_begins_with_the_newest_and_the_next_one_continues_it(
        self, log: DecisionLog
    ) -> None:
        index(log, *(a_row(number) for number in (3, 10, 1, 7)))

        first = log.rows(Query(size=2))
        second = log.rows(Query(size=2, before=7))

        assert [row.number for row in first] == [10, 7]
        assert [row.number for row in second] == [3, 1]
        assert log.rows(Query(size=2, before=1)) == []

    def test_pages_of_a_search_continue_each_other_too(self, log: DecisionLog) -> None:
        index(log, *(a_row(n, text="odd" if n % 2 else "even") for n in range(1, 11)))

        assert [row.number for row in log.rows(Query(text="odd", size=2))] == [9, 7]
        assert [row.number for row in log.rows(Query(text="odd", size=2, before=7))] == [5, 3]

    @pytest.mark.parametrize("size", [0, -1, 1_001])
    def test_a_page_holds_one_to_a_thousand_rows(self, size: int) -> None:
        with pytest.raises(ValueError, match="1 to 1000"):
            Query(size=size)

    def test_every_combination_of_filters_and_words_finds_the_cases_that_fit_them_all(
        self, log: DecisionLog
    ) -> None:
        statuses, outcomes = ("accepted", "referred"), ("accept", "refer")
        owners, editions, words = ("ana", "b.c@d", None), ("2026-1", "2026-2"), ("nord", "sud")
        kinds = list(product(statuses, outcomes, owners, editions, words))
        rows = [
            a_row(n, status=status, outcome=outcome, owner=owner, edition=edition, text=word)
            for n, (status, outcome, owner, edition, word) in enumerate(kinds * 2, start=1)
        ]
        index(log, *rows)

        for chosen in product(
            (None, *statuses),
            (None, *outcomes),
            (None, "ana", "b.c@d"),
            (None, *editions),
            (None, "nord"),
        ):
            expected = [
                row.number
                for row in reversed(rows)
                if all(
                    want is None or want == got
                    for want, got in zip(
                        chosen,
                        (row.status, row.outcome, row.owner, row.edition, row.text),
                        strict=True,
                    )
                )
            ]
            status, outcome, owner, edition = (
                () if value is None else (value,) for value in chosen[:4]
            )
            query = Query(chosen[4], status, outcome, owner=owner, edition=edition, size=1_000)
            assert [row.number for row in log.rows(query)] == expected, query

    def test_the_cases_of_an_organisation_are_found_alone_and_with_other_filters(
        self, log: DecisionLog
    ) -> None:
        index(
            log,
            a_row(1, organisation="atelier nord"),
            a_row(2, organisation="atelier nord est", owner="ben"),
            a_row(3, organisation="atelier nord", owner="ben"),
            a_row(4, organisation="東京 (tk)"),
        )

        def numbers(organisation: str, **others: Any) -> list[int]:
            query = Query(organisation=(organisation,), **others)
            return [row.number for row in log.rows(query)]

        assert numbers("atelier nord") == [3, 1]
        assert numbers("atelier nord", owner=("ben",)) == [3]
        assert numbers("atelier nord", text="nord atel") == [3, 1]
        assert numbers("東京 (tk)") == [4]
        assert numbers("atelier") == []

    def test_filters_want_the_whole_value_to_the_letter(self, log: DecisionLog) -> None:
        index(log, a_row(1, owner="ana", edition="2026-1"))

        for wrong in ("an", "Ana", "ana ", "", "aná", "ana*", '"'):
            assert log.rows(Query(owner=(wrong,))) == [], wrong
        assert log.rows(Query(edition=("2026",))) == []

    def test_a_reader_finds_no_case_that_they_left_unless_it_is_their_own(
        self, log: DecisionLog
    ) -> None:
        index(
            log,
            a_row(1, owner="ana", recused=" bo  cleo "),
            a_row(2, owner="bo", recused=" bo "),
            a_row(3, owner="ana", recused=""),
            a_row(4, owner=None, recused=" bo "),
        )

        def found(reader: str | None, **asked: Any) -> list[int]:
            query = Query(reader=reader, **asked)
            rows = [one.number for one in log.rows(query)]
            assert log.count(query, 10) == len(rows)
            return rows

        assert found(None) == found("ana") == found("b") == [4, 3, 2, 1]
        assert found("bo") == [3, 2]
        assert found("cleo") == [4, 3, 2]
        assert found("bo", owner=("ana",)) == found("bo", text="Atelier", owner=("ana",)) == [3]
        assert [one.number for one in log.rows(Query(reader="bo", size=1))] == [3]
        assert [one.number for one in log.rows(Query(reader="bo", size=1, before=3))] == [2]

    def test_every_combination_of_filters_finds_what_each_row_says_of_itself(
        self, log: DecisionLog
    ) -> None:
        chance = random.Random(5)

        def some(values: list[Any], most: int) -> list[Any]:
            return chance.sample(values, chance.randint(0, most))

        criteria = ("open-z", "open_z", "z-open")
        findings = [f"{one}:{how}" for one in criteria for how in ("met", "not_met")]
        answers = ["sector:arms", "sector:other", "asks:yes", "asks:no", "share:7", "share:70"]
        because = ["mission", "lost", "closed_content"]
        amounts = [None, 0, 9, 10, 999, 1_000, 9_999, 10_000, 12_345, 31_000, 10_000_000_000]
        moments = [NOON + timedelta(days=chance.randint(-900, 900)) for _ in range(40)]
        rows = [
            a_row(
                number,
                owner=chance.choice(["ana", "b.c@d", None]),
                procedure=chance.choice(["full", "bureau", None]),
                findings=" ".join(some(findings, 3)),
                answers=" ".join(some(answers, 4)),
                because=" ".join(some(because, 2)),
                amount=chance.choice(amounts),
                conditions_open=chance.choice([0, 0, 2]),
                conditions_kept=chance.choice([0, 1]),
                conditions_broken=chance.choice([0, 0, 1]),
                improved=chance.choice([0, 1]),
                recused=chance.choice(["", "", " bo ", " ana ", " ana  b.c@d "]),
                opened_at=written(chance.choice(moments)),
                decided_at=chance.choice([None, written(chance.choice(moments))]),
            )
            for number in range(1, 301)
        ]
        index(log, *rows)

        found_some = 0
        for _ in range(600):
            query = Query(
                owner=tuple(chance.sample(["ana", "b.c@d", "nobody"], chance.choice([0, 0, 1, 2]))),
                procedure=tuple(some(["full", "bureau"], 1)),
                findings=tuple(some([*findings, 'open-z:"', "É:met"], 2)),
                answers=tuple(some(answers, 2)),
                because=tuple(some(because, 1)),
                conditions=tuple(some(["open", "kept", "broken"], 1)),
                improved=chance.choice([*[False] * 5, True]),
                opened_from=chance.choice([None, None, *moments]),
                opened_before=chance.choice([None, None, *moments]),
                decided_from=chance.choice([*[None] * 60, *moments]),
                decided_before=chance.choice([*[None] * 60, *moments]),
                amount_from=chance.choice([*[None] * 9, -5, 0, 10, 9_999, 12_346, 30_000]),
                amount_to=chance.choice([*[None] * 9, -5, 0, 9, 1_000, 12_345, 31_000, 10**30]),
                reader=chance.choice([None, None, "ana", "b.c@d", "an"]),
                before=chance.choice([None, None, 150, -(10**30), 10**30]),
                size=1_000,
            )
            expected = [row.number for row in reversed(rows) if matches(row, query)]
            found_some += bool(expected)
            assert [row.number for row in log.rows(query)] == expected, query
            assert log.count(query, 1_000) == len(expected), query
            assert log.count(query, 3) == min(3, len(expected)), query
        assert found_some > 40

    def test_the_owners_and_editions_of_cases_come_once_each(self, log: DecisionLog) -> None:
        assert log.held("owner") == []
        index(
            log,
            a_row(1, owner="zoé", edition="2025-1"),
            a_row(2, owner="b.c@d", edition="2026-1"),
            a_row(3, owner="b.c@d", edition="2026-1"),
            a_row(4, owner=None, edition="2026-1", text="ownerabc owner616e61 editionff"),
            a_row(5, owner="gone", edition="2024-1"),
        )
        index(log, a_row(5, owner="zoé", edition="2026-1"))

        assert log.held("owner") == ["b.c@d", "zoé"]
        assert log.held("edition") == ["2025-1", "2026-1"]
        with log.reading() as reading:
            assert reading.held("owner") == ["b.c@d", "zoé"]

    # ── Organisations ────────────────────────────────────────────────────────────────────────

    def test_each_organisation_comes_once_with_its_newest_case(self, log: DecisionLog) -> None:
        index(
            log,
            a_row(1, organisation="atelier nord", registration="552100554"),
            a_row(2, organisation="banque sud"),
            a_row(3, organisation="atelier nord", registration="552100554"),
            a_row(4, organisation="atelier nord"),
        )

        assert sorted(log.organisations(), key=lambda one: one.number) == [
            OrganisationSeen("banque sud", None, 2),
            OrganisationSeen("atelier nord", "552100554", 3),
            OrganisationSeen("atelier nord", None, 4),
        ]

    def test_organisations_after_a_line_are_those_of_the_cases_it_or_a_later_one_changed(
        self, log: DecisionLog
    ) -> None:
        with log.writing() as writing:
            for number, (case, organisation) in enumerate(
                [("C-1", "atelier"), ("C-2", "banque"), (None, ""), ("C-1", "menuiserie")], start=1
            ):
                writing.append(case, "{}")
                if case:
                    row = a_row(int(case[2:]), organisation=organisation)
                    writing.index(row)
                assert writing.head.number == number

        def after(number: int) -> set[OrganisationSeen]:
            return set(log.organisations(after=number))

        menuiserie, banque = OrganisationSeen("menuiserie", None, 1), ("banque", None, 2)
        assert after(0) == after(1) == {menuiserie, banque}
        assert after(2) == after(3) == {menuiserie}
        assert after(4) == set()

    # ── Search ───────────────────────────────────────────────────────────────────────────────

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [
            ("electricite", [1]),
            ("ÉLECTRICITÉ", [1]),
            ("e\u0301lectricite\u0301", [1]),
            ("l'electricite", [1]),
            ("électri", [1]),
            ("él", [1]),
            ("electricite ", [1]),
            ("electri ", []),
            ("electri nord", []),
            ("nord electri", [1]),
            ("nord sud", []),
            ("HS-4021", [2]),
            ("hs-40", [2]),
            ("4021", [2]),
            ("4021-HS", []),
            ("C-2", [2]),
            ("øst", [3]),
            ("ØST", [3]),
            ("strasse", []),
            ("straß", [3]),
            ("東京", [3]),
            ("東", []),
            ("c", [2, 1]),  # a word by itself, but not yet the beginning of one
            ("n", []),
            ("", [3, 2, 1]),
            ("   ", [3, 2, 1]),
            ("?! … — *", [3, 2, 1]),
            ("nord ?!", [2, 1]),
            ("😀", [3, 2, 1]),
        ],
    )
    def test_words_are_found_as_people_type_them(
        self, log: DecisionLog, typed: str, expected: list[int]
    ) -> None:
        index(
            log,
            a_row(1, text="C-1\nAtelier Nord\nBrancher l’Électricité, ou s'en passer"),
            a_row(2, text="C-2\nHS-4021\nAtelier Nord"),
            a_row(3, text="ØST Straße 東京"),
        )

        assert found(log, typed) == expected

    @pytest.mark.parametrize(
        "typed",
        [
            'nord"',
            '"nord',
            "nord AND",
            "AND",
            "nord OR sud",
            "NOT nord",
            "NEAR(nord sud)",
            "text:nord",
            "nord*",
            "^nord",
            "-nord",
            "nord)",
            "{nord}",
            "nord;--",
            "nord\0",
            "nord\ud800",
            "'",
            "%",
            "x" * 100_000,
            "nord " * 10_000,
        ],
    )
    def test_what_is_typed_is_never_taken_for_a_command(self, log: DecisionLog, typed: str) -> None:
        index(log, a_row(1, text="Atelier Nord"), a_row(2, text="near and or not text sud nord"))

        words = typed.lower().replace("\0", " ").replace("\ud800", " ")
        wanted = [
            "".join(c if c.isalnum() else " " for c in part).split() for part in words.split()
        ]
        texts = {1: "atelier nord", 2: "near and or not text sud nord"}
        expected = [
            number for number in (2, 1) if all(" ".join(part) in texts[number] for part in wanted)
        ]
        assert found(log, typed) == expected

    def test_what_stands_in_other_columns_is_no_word_of_the_text(self, log: DecisionLog) -> None:
        index(log, a_row(1, status="accepted", owner="ana", text="Atelier Nord"))

        for word in ("accepted", "acc", "ana", "status", "st", "owner", "616e61"):
            assert found(log, word) == [], word

    def test_unfinished_words_find_what_looking_at_every_text_finds(self, log: DecisionLog) -> None:
        random_ = random.Random(20260302)
        parts = ["for", "ma", "tion", "é", "cole", "Ap", "pren", "tis", "ße", "l'", "ø", "ï", "12"]
        vocabulary = ["".join(random_.choices(parts, k=random_.randint(1, 4))) for _ in range(150)]
        texts = {n: " ".join(random_.choices(vocabulary, k=6)) for n in range(1, 121)}
        index(log, *(a_row(number, text=text) for number, text in texts.items()))

        def plain(text: str) -> str:
            apart = unicodedata.normalize("NFD", text.lower())
            return "".join(one for one in apart if not unicodedata.combining(one))

        def holds(text: str, typed: str) -> bool:
            # As padded words: " formation l ecole " holds " l eco".
            text = f" {' '.join(plain(text).replace(chr(39), ' ').split())} "
            wanted = [plain(part).replace("'", " ").split() for part in typed.split()]
            whole = [f" {' '.join(part)} " for part in wanted]
            if len(wanted[-1][-1]) > 1:
                whole[-1] = whole[-1][:-1]
            return all(part in text for part in whole)

        for _ in range(400):
            last = random_.choice(vocabulary)
            typed = last[: random_.randint(1, len(last))].rstrip("'") or "l"
            if random_.random() < 0.3:
                typed = f"{random_.choice(vocabulary)} {typed}"
            expected = [n for n in sorted(texts, reverse=True) if holds(texts[n], typed)]
            assert found(log, typed) == expected, typed

    def test_a_word_being_typed_is_found_however_many_begin_like_it(self, log: DecisionLog) -> None:
        texts = {n: f"forest {n}" if n % 15 else f"forêt, formation {n}" for n in range(1, 1_201)}
        index(log, *(a_row(n, text=text) for n, text in texts.items()))
        every_fifteenth = list(range(1_200, 0, -15))

        assert found(log, "forma") == every_fifteenth
        assert found(log, "foret forma", status="accepted") == every_fifteenth
        assert found(log, "forêt form ") == []
        assert [row.number for row in log.rows(Query(text="forma", size=7))] == every_fifteenth[:7]
        paged: list[int] = []
        while page := log.rows(Query(text="forma", size=9, before=paged[-1] if paged else None)):
            paged += [row.number for row in page]
        assert paged == every_fifteenth

    # ── Comparing and rebuilding ─────────────────────────────────────────────────────────────

    def test_lines_and_rows_by_case_come_in_the_same_order(self, log: DecisionLog) -> None:
        ids = ["C-9", "C-10", "C-1", "C-100", "é-1", "D-1"]
        in_order = ["C-1", "C-10", "C-100", "C-9", "D-1", "é-1"]
        with log.writing() as writing:
            writing.append(None, "{}")
            for number, case in enumerate(ids, start=2):
                writing.append(case, "{}")
                writing.index(a_row(number, case=case))
            writing.append("C-1", "{}")

        lines = [(line.case, line.number) for line in log.lines_by_case()]
        assert [case for case, _ in lines] == ["C-1", *in_order]
        assert lines[:2] == [("C-1", 4), ("C-1", 8)]
        assert [row.case for row in log.rows_by_case()] == in_order
        assert [row.number for row in log.every_row()] == [2, 3, 4, 5, 6, 7]
        assert [line.number for line in log.newest_first()] == [8, 7, 6, 5, 4, 3, 2]

    def test_the_index_is_rebuilt_from_the_lines_alone(self, log: DecisionLog) -> None:
        with log.writing() as writing:
            record(writing, "Électriciens")
            record(writing, "Soudeurs")
        right = list(log.every_row())
        index(log, right[0]._replace(title="Other", text="other"), a_row(99, text="extra"))

        log.rebuild_index()

        assert list(log.every_row()) == right
        assert (found(log, "electricien"), found(log, "other"), found(log, "extra")) == (
            [1],
            [],
            [],
        )
        with log.writing() as writing:
            record(writing, "Électriciens encore")
        assert found(log, "electricien") == [3, 1]

    # ── The sums of each month ───────────────────────────────────────────────────────────────

    def test_the_sums_are_those_of_all_rows_whatever_was_put_in_their_place(
        self, log: DecisionLog
    ) -> None:
        assert (log.first_month(), log.sums()) == (None, [])
        chance = random.Random(4)
        for _ in range(60):
            number = chance.randrange(12)
            month = chance.choice(["2025-12", "2026-01", "2026-10"])
            moment = f"{month}-{chance.randint(1, 28):02}T09:00:00+00:00"
            is_open = chance.random() < 0.4
            index(
                log,
                a_row(
                    number,
                    opened_at=moment,
                    decided_at=None if is_open else moment,
                    status="voting" if is_open else "accepted",
                    owner=chance.choice(["ana", "bo", None]),
                    learners=chance.choice([None, 5, 1_000_000]),
                ),
            )
            assert dict(log.sums()) == recounted(log.every_row())
        assert log.first_month() == "2025-12"

        before, after = log.sums("2025-12", "2026-01"), log.sums("2026-02")
        assert {key[0] for key, _ in before} == {"2025-12", "2026-01"}
        assert {key[0] for key, _ in after} == {"2026-10"}
        assert sorted([*before, *after]) == sorted(log.sums())
        assert log.sums("2026-02", "2026-09") == []

    def test_the_sums_are_undone_with_their_write_and_rebuilt_with_the_index(
        self, log: DecisionLog
    ) -> None:
        with log.writing() as writing:
            record(writing)
            record(writing)
        right = log.sums()

        def fail(writing: Writing) -> None:
            record(writing)
            raise KeyError

        with pytest.raises(KeyError), log.writing() as writing:
            fail(writing)
        assert log.sums() == right

        index(log, a_row(99, opened_at="2020-01-01T00:00:00+00:00"))
        assert log.first_month() == "2020-01"
        log.rebuild_index()
        assert sorted(log.sums()) == sorted(right)
        assert dict(right) == recounted(log.every_row())

    # ── Notices ──────────────────────────────────────────────────────────────────────────────

    def test_a_notice_is_held_by_one_sender_until_its_time_is_over(self, log: DecisionLog) -> None:
        later, latest = NOON + timedelta(minutes=10), NOON + timedelta(minutes=20)

        assert log.hold_notice(TO_ANA, NOON, later)
        assert not log.hold_notice(TO_ANA, NOON, later)
        assert not log.hold_notice(TO_ANA, later - timedelta(microseconds=1), latest)
        assert log.hold_notice(TO_ANA, later, latest)
        assert not log.hold_notice(TO_ANA, later, latest)

    def test_a_notice_that_was_sent_is_never_held_again(self, open_log: OpenLog) -> None:
        log = open_log()
        log.hold_notice(TO_ANA, NOON, NOON)
        log.notice_sent(TO_ANA, NOON)
        log.release_notice(TO_ANA)
        log.close()

        again = open_log()
        assert not again.hold_notice(TO_ANA, NOON + timedelta(days=900), NOON)
        again.close()

    def test_a_notice_that_could_not_be_sent_is_held_by_the_next(self, log: DecisionLog) -> None:
        log.hold_notice(TO_ANA, NOON, NOON + timedelta(days=1))
        log.release_notice(TO_ANA)

        assert log.hold_notice(TO_ANA, NOON, NOON)

    def test_notices_differ_by_line_by_person_and_by_what_they_tell(self, log: DecisionLog) -> None:
        log.hold_notice(TO_ANA, NOON, NOON)
        log.notice_sent(TO_ANA, NOON)

        for other in (
            TO_ANA._replace(line=8),
            TO_ANA._replace(person="ben"),
            TO_ANA._replace(what="motion_closed"),
        ):
            assert log.hold_notice(other, NOON, NOON)

    def test_of_many_senders_at_once_one_holds_a_notice(self, log: DecisionLog) -> None:
        held: list[bool] = []
        until = NOON + timedelta(days=1)
        senders = [
            threading.Thread(target=lambda: held.append(log.hold_notice(TO_ANA, NOON, until)))
            for _ in range(8)
        ]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()

        assert sorted(held) == [False] * 7 + [True]

    # ── Drafts ───────────────────────────────────────────────────────────────────────────────

    def test_drafts_of_an_owner_come_last_saved_first(self, log: DecisionLog) -> None:
        def at(minutes: int) -> datetime:
            return NOON + timedelta(minutes=minutes)

        for draft in (
            Draft("d-1", "ana", '{"a":1}', at(1)),
            Draft("d-2", "ben", "{}", at(2)),
            Draft("d-3", "ana", "{}", at(3)),
            Draft("d-1", "ana", '{"a":2}', at(4)),
        ):
            log.save_draft(draft)

        assert log.drafts("ana") == [
            Draft("d-1", "ana", '{"a":2}', at(4)),
            Draft("d-3", "ana", "{}", at(3)),
        ]
        assert log.drafts("eve") == []
        assert log.draft("d-2") == Draft("d-2", "ben", "{}", at(2))

    def test_drafts_are_dropped_alone_or_with_a_write(self, log: DecisionLog) -> None:
        for id in ("d-1", "d-2"):
            log.save_draft(Draft(id, "ana", "{}", NOON))

        log.drop_draft("d-1")
        log.drop_draft("never saved")
        with log.writing() as writing:
            writing.drop_draft("d-2")
            writing.drop_draft("never saved")

        assert log.drafts("ana") == []
        assert log.draft("d-1") is None

    def test_moments_are_kept_whatever_their_zone(self, log: DecisionLog) -> None:
        paris = timezone(timedelta(hours=1))
        earlier = datetime(2026, 3, 2, 12, 30, tzinfo=paris)  # 11:30 UTC
        for id, moment in (("early", earlier), ("late", NOON)):
            log.save_draft(Draft(id, "ana", "{}", moment))

        assert [draft.id for draft in log.drafts("ana")] == ["late", "early"]
        assert log.drafts("ana")[1].saved_at == datetime(2026, 3, 2, 11, 30, tzinfo=UTC)

    # ── The directory ────────────────────────────────────────────────────────────────────────

    def test_the_directory_keeps_replaces_and_forgets_people(self, log: DecisionLog) -> None:
        zoe = PersonDetails("p-2", "Zoé", "zoe@example.org", "+33 1", None)
        with log.writing() as writing:
            writing.keep_person(zoe)
            writing.keep_person(PersonDetails("p-1", "Max", None, None, None))
        assert log.person("p-2") == zoe
        assert [person.id for person in log.people()] == ["p-1", "p-2"]

        erased = PersonDetails("p-2", None, None, None, NOON)
        with log.writing() as writing:
            writing.keep_person(erased)

        assert log.person("p-2") == erased
        assert log.people() == [PersonDetails("p-1", "Max", None, None, None), erased]
        assert log.person("p-3") is None

    # ── Opening again ────────────────────────────────────────────────────────────────────────

    def test_everything_is_still_there_when_the_log_is_opened_again(
        self, open_log: OpenLog
    ) -> None:
        log = open_log()
        draft = Draft("d-1", "ana", "{}", NOON)
        with log.writing() as writing:
            case = record(writing, "Électriciens")
            writing.keep_person(PersonDetails("p-1", "Max", None, None, None))
        log.save_draft(draft)
        head, row = log.head(), log.row(case)
        log.close()

        log = open_log()

        assert log.head() == head
        assert log.submitted(f"submission of {case}") == case
        assert log.row(case) == row
        assert found(log, "electri") == [1]
        assert log.draft("d-1") == draft
        assert log.person("p-1") == PersonDetails("p-1", "Max", None, None, None)
        assert log.protections_missing() == ()
        log.close()

    def test_two_openings_of_a_log_are_the_same_log(self, open_log: OpenLog) -> None:
        here, there = open_log(), open_log()
        with here.writing() as writing:
            writing.append(None, "{}")
        with there.writing() as writing:
            writing.append(None, "{}")

        assert here.head() == there.head()
        assert here.head().number == 2
        here.close()
        there.close()
