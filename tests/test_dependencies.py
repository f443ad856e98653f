"""What the desk runs on is listed, with licences that ask nothing of who runs it."""

import runpy

import pytest
from packaging.requirements import Requirement

from screening.settings import HOME

MADE = runpy.run_path(str(HOME / "docs" / "make_dependencies.py"))
LISTED = (HOME / "docs" / "dependencies.md").read_text("utf-8")
# Permissive ones, and MPL, whose terms stay with its own files.
LICENCES = {
    "0BSD",
    "Apache-2.0",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MIT-CMU",
    "MPL-2.0",
    "PSF-2.0",
    "Public Domain",
    "Unlicense",
    "Zlib",
}


@pytest.fixture(scope="module")
def packages() -> dict[str, tuple[str, set[str]]]:
    found: dict[str, tuple[str, set[str]]] = MADE["packages"]()
    return found


def test_every_package_that_runs_here_is_listed_with_its_licence(
    packages: dict[str, tuple[str, set[str]]],
) -> None:
    # Other systems need a few packages less or more, so the list may hold some that are not here.
    unlisted = [
        f"{name}: {licence}"
        for name, (licence, _) in packages.items()
        if f"\n| {name} | {licence} |" not in LISTED
    ]
    assert unlisted == [], "look at their licences, then run python docs/make_dependencies.py"


def test_every_pin_is_listed(packages: dict[str, tuple[str, set[str]]]) -> None:
    pinned = (HOME / "requirements.txt").read_text("utf-8").splitlines()
    names = {Requirement(one).name for one in pinned if not one.startswith("#")}
    ours = {name for name, (_, by) in packages.items() if "the desk" in by}
    assert {name.replace(".", "-") for name in names} == ours


def test_no_licence_asks_anything_of_who_runs_the_desk(
    packages: dict[str, tuple[str, set[str]]],
) -> None:
    for name, (licence, _) in packages.items():
        either = [set(one.split(" AND ")) for one in licence.split(" OR ")]
        assert any(one <= LICENCES for one in either), f"{name}: {licence}"
