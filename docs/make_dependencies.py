"""Makes dependencies.md from what is installed: python docs/make_dependencies.py"""

from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOME = Path(__file__).resolve().parent.parent
DOCUMENT = Path(__file__).with_name("dependencies.md")

_HEADING = """# What the desk runs on

Made by `python docs/make_dependencies.py` from what the packages say of themselves; a test
compares. Those that the desk itself asks for are pinned in [requirements.txt](../requirements.txt),
each with its reason in [CONTRIBUTING.md](../CONTRIBUTING.md#dependencies). `make sbom` writes the
exact versions of an installation as CycloneDX.

| Package | Licence | Asked for by |
|---|---|---|
"""
# What packages call their licences, by the identifiers of SPDX.
_SPDX = {
    "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "apache 2.0": "Apache-2.0",
    "bsd license": "BSD",
    "bsd 3-clause license": "BSD-3-Clause",
    "bsd-3-clause license": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "isc license (iscl)": "ISC",
    "isc license": "ISC",
    "mit license": "MIT",
    "mit license - https://opensource.org/license/mit": "MIT",
    "the mit license (mit)": "MIT",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "python software foundation license": "PSF-2.0",
    "the unlicense (unlicense)": "Unlicense",
}


def packages() -> dict[str, tuple[str, set[str]]]:
    """The licence of every package that runs here, and which of them ask for it, by name."""
    told: dict[str, tuple[str, set[str]]] = {}
    pinned = (HOME / "requirements.txt").read_text("utf-8").splitlines()
    asked = [
        (Requirement(line), "the desk") for line in pinned if line and not line.startswith("#")
    ]
    while asked:
        wanted, by = asked.pop()
        found = _installed(wanted)
        if found is None:
            continue  # a requirement of another system
        name = str(canonicalize_name(wanted.name))
        first = name not in told
        told.setdefault(name, (licence(found), set()))[1].add(by)
        if first:
            asked.extend((one, name) for one in _requirements(found, wanted.extras))
    return {name: told[name] for name in sorted(told)}


def _installed(wanted: Requirement) -> Distribution | None:
    try:
        return distribution(wanted.name)
    except PackageNotFoundError:
        return None


def _requirements(found: Distribution, extras: set[str]) -> Iterator[Requirement]:
    for written in found.requires or ():
        wanted = Requirement(written)
        in_extras = ({"extra": one} for one in ("", *extras))
        if wanted.marker is None or any(map(wanted.marker.evaluate, in_extras)):
            yield wanted


def licence(found: Distribution) -> str:
    """What a package says its licence is: as an expression, as a classifier, or in a few words."""
    said = found.metadata
    if expression := said.get("License-Expression"):
        return str(expression)
    classified = [
        one.rpartition(" :: ")[2]
        for one in said.get_all("Classifier", [])
        if one.startswith("License ::") and one != "License :: OSI Approved"
    ]
    written = str(said.get("License") or "").strip()
    names = classified or [written.splitlines()[0] if written else "–"]
    return " AND ".join(_SPDX.get(one.lower(), one) for one in names)


def rows() -> Iterator[str]:
    for name, (its_licence, by) in packages().items():
        yield f"| {name} | {its_licence} | {', '.join(sorted(by))} |\n"


if __name__ == "__main__":
    DOCUMENT.write_text(_HEADING + "".join(rows()), "utf-8")
