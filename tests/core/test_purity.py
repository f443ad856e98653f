"""The import rule, kept by reading the source: who may know whom, and a core that only decides."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOME = Path(__file__).resolve().parents[2]
SOURCES = {
    ".".join(path.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__"): path
    for path in (HOME / "app.py", *(HOME / "screening").rglob("*.py"))
}

# All that these may know of ours. A name stands for everything inside it.
KNOWS = {
    "screening.core": {"screening.core"},
    # Stores keep lines and rows: of the core they know these, and no rule of the mission.
    "screening.stores": {
        "screening.stores",
        "screening.core.accounts",
        "screening.core.cases",
        "screening.core.chain",
        "screening.core.impact",
        "screening.core.query",
        "screening.core.verification",
    },
    "screening.alike": {"screening.alike", "screening.core"},
    "screening.likeness": {
        "screening.likeness",
        "screening.alike",
        "screening.core",
        "screening.stores.protocol",
    },
    "screening.service": {
        "screening.__version__",
        "screening.alike",
        "screening.likeness",
        "screening.core",
        "screening.criteria_file",
        "screening.directory",
        "screening.editions",
        "screening.stores.protocol",
    },
    "screening.editions": {"screening.core", "screening.criteria_file"},
    "screening.adopting": {
        "screening.core",
        "screening.criteria_file",
        "screening.editions",
        "screening.scenarios",
        "screening.service",
    },
    "screening.workshop": {
        "screening.core",
        "screening.criteria_file",
        "screening.editions",
        "screening.service",
        "screening.stores.protocol",
    },
    "screening.review": {
        "screening.core",
        "screening.service",
        "screening.stores.protocol",
    },
    "screening.register": {"screening.core", "screening.service"},
    "screening.replaying": {
        "screening.core",
        "screening.criteria_file",
        "screening.editions",
        "screening.service",
    },
    "screening.receipts": {
        "screening.core",
        "screening.editions",
        "screening.service",
        "screening.snapshot",
    },
    "screening.snapshot": {"screening.core", "screening.service", "screening.stores.protocol"},
    "screening.scenarios": {
        "screening.core",
        "screening.scenario_files",
        "screening.service",
        "screening.stores.protocol",
    },
    "screening.sample": {"screening.core", "screening.service", "screening.snapshot"},
}

# All who may know these. The page frame and the command line open the log the service works on.
KNOWN_BY = {
    "streamlit": {"app", "screening.pages", "screening.people"},
    "screening.people": {"app", "screening.pages"},
    "screening.pages": {"app", "screening.pages"},
    "screening.cli": {"screening.__main__"},
    "screening.service": {
        "app",
        "screening.accounts",
        "screening.backtesting",
        "screening.backtest_jobs",
        "screening.pages",
        "screening.cli",
        "screening.example_log",
        "screening.example_hearings",
        "screening.exports",
        "screening.review",
        "screening.register",
        "screening.replaying",
        "screening.receipts",
        "screening.adopting",
        "screening.workshop",
        "screening.sample",
        "screening.scenarios",
        "screening.snapshot",
    },
    "screening.review": {"screening.pages", "screening.cli", "screening.example_hearings"},
    "screening.criteria_file": {
        "screening.backtesting",
        "screening.backtest_jobs",
        "screening.service",
        "screening.editions",
        "screening.adopting",
        "screening.workshop",
        "screening.replaying",
        "screening.cli",
        "screening.pages.frame",
        "screening.pages.back_test",
        "screening.pages.alarms",
        "screening.pages.workshop",
        "screening.pages.scenarios_run",
    },
    "screening.stores.sqlite": {"screening.stores", "screening.cli", "screening.pages.frame"},
}

# What a page shows, the service has decided.
DECIDES = {
    "assess",
    "counterfactuals",
    "deciding_questions",
    "precedents",
    "procedure_for",
    "settled",
    "tally",
    "verify",
}

# Standard modules that give the same result for the same values, on any machine and any day.
PURE = {
    "bisect",
    "collections",
    "collections.abc",
    "dataclasses",
    "datetime",
    "difflib",
    "enum",
    "fractions",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "math",
    "operator",
    "re",
    "typing",
    "unicodedata",
    "pydantic",
    "pydantic_core",
}
# What reaches outside without being imported: built in, or from an otherwise pure module.
IMPURE_NAMES = {"open", "input", "print", "eval", "exec", "compile", "globals", "__import__"}
IMPURE_ATTRIBUTES = {"now", "utcnow", "today", "fromtimestamp", "astimezone"}


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Every imported module and, where something else than a module is picked from it, its name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                is_module = whole in SOURCES or node.module == "screening"
                yield (whole, "") if is_module else (str(node.module), alias.name)


def inside(module: str, places: set[str]) -> bool:
    return any(module == place or module.startswith(f"{place}.") for place in places)


def breaches(module: str, source: str) -> set[str]:
    """What a module imports against the rule, and what of the outside the core calls."""
    tree = ast.parse(source)
    found = set()
    for other, name in imported(tree):
        ours = inside(other, {"screening"})
        for place, known in KNOWS.items():
            if ours and inside(module, {place}) and not inside(other, known):
                found.add(other)
        for place, by in KNOWN_BY.items():
            if inside(other, {place}) and not inside(module, by | {place}):
                found.add(other)
        if inside(module, {"screening.core"}) and not ours and other not in PURE:
            found.add(other)
        if inside(module, {"screening.pages"}) and name in DECIDES:
            found.add(name)
    return found | called_outside(tree) if inside(module, {"screening.core"}) else found


def called_outside(tree: ast.Module) -> set[str]:
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = {func.id for func in called if isinstance(func, ast.Name)}
    attributes = {func.attr for func in called if isinstance(func, ast.Attribute)}
    return (names & IMPURE_NAMES) | (attributes & IMPURE_ATTRIBUTES)


@pytest.mark.parametrize("module", sorted(SOURCES))
def test_a_module_knows_only_what_the_import_rule_lets_it_know(module: str) -> None:
    assert breaches(module, SOURCES[module].read_text("utf-8")) == set()


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("screening.core.chain", "import os", "os"),
        ("screening.core.chain", "import os.path as p", "os.path"),
        ("screening.core.chain", "from time import monotonic", "time"),
        ("screening.core.chain", "def f():\n    import random", "random"),
        ("screening.core.chain", "import streamlit as st", "streamlit"),
        ("screening.core.chain", "from screening import language", "screening.language"),
        ("screening.core.chain", "from screening import __version__", "screening.__version__"),
        ("screening.core.chain", "from datetime import date\ndate.today()", "today"),
        ("screening.core.chain", "import datetime as d\nd.datetime.now(d.UTC)", "now"),
        ("screening.core.chain", "open('criteria.yaml')", "open"),
        ("screening.core.chain", "from screening.core import model", None),
        ("screening.core.chain", "score.now", None),
        (
            "screening.stores.sqlite",
            "from screening.core.access import may",
            "screening.core.access",
        ),
        ("screening.stores.sqlite", "from screening.core.chain import Line", None),
        ("screening.service", "import streamlit", "streamlit"),
        ("screening.service", "from screening.stores import sqlite", "screening.stores.sqlite"),
        ("screening.service", "from screening import __version__", None),
        ("screening.language", "from streamlit import context", "streamlit"),
        ("screening.language", "from screening.service import Desk", "screening.service"),
        ("screening.cli", "import screening.pages.frame", "screening.pages.frame"),
        ("screening.pages.case", "import screening.stores.sqlite", "screening.stores.sqlite"),
        ("screening.pages.case", "from screening.core.assessment import assess", "assess"),
        ("screening.pages.case", "from screening.core.assessment import Finding", None),
    ],
)
def test_a_breach_of_the_import_rule_is_seen(module: str, source: str, found: str | None) -> None:
    assert breaches(module, source) == ({found} if found else set())
