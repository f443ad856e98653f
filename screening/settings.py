"""Where things are: from the environment, then .streamlit/secrets.toml, then the defaults."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent
SECRETS = HOME / ".streamlit" / "secrets.toml"

_SQLITE = "sqlite:///"
_SESSION_HOURS = 12
# What the CNIL advises for prospects: three years after the last contact.
_CONTACT_MONTHS = 36


class SettingsUnreadable(Exception):
    """The file of settings cannot be read. Mend it, or set the environment and take it away."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


@dataclass(frozen=True, slots=True)
class Settings:
    """`log` and `example_log` are addresses (sqlite:///…), of two files that never mix;
    `criteria` and `committee` are files; `language` is None to ask the browser; `notify` are
    Apprise addresses, which may hold a password, and None sends nothing. A session lasts
    `session_hours` after signing in, and contacts are kept for `contact_months` after their case
    ended. `trusted_issuers` are identity providers whose addresses are taken for verified although
    they do not say so."""

    log: str = f"{_SQLITE}{HOME / 'data' / 'screening.db'}"
    example_log: str = f"{_SQLITE}{HOME / 'data' / 'example.db'}"
    criteria: Path = HOME / "criteria.yaml"
    committee: Path = HOME / "data" / "committee.yaml"
    language: str | None = None
    notify: str | None = field(default=None, repr=False)
    session_hours: int = _SESSION_HOURS
    contact_months: int = _CONTACT_MONTHS
    trusted_issuers: tuple[str, ...] = ()


def read_settings(
    environment: Mapping[str, str] = os.environ, secrets: Path | None = None
) -> Settings:
    """The settings in force. Relative files are taken from the folder of the project.

    Raises SettingsUnreadable.
    """
    written = _written(secrets or SECRETS)

    def setting(name: str) -> str | None:
        value = environment.get(name) or written.get(name)
        return str(value) if value else None

    def number(name: str, default: int, most: int) -> int:
        value = setting(name)
        if value is None:
            return default
        if not value.isdecimal() or not 1 <= int(value) <= most:
            why = f"{name} is {value}, not a whole number from 1 to {most}"
            raise SettingsUnreadable(secrets or SECRETS, why)
        return int(value)

    defaults = Settings()
    log, example_log = setting("SCREENING_LOG"), setting("SCREENING_EXAMPLE_LOG")
    criteria = HOME / (setting("SCREENING_CRITERIA") or defaults.criteria)
    if committee := setting("SCREENING_COMMITTEE"):
        seats = HOME / committee
    else:
        seats = committee_beside(criteria) or defaults.committee
    return Settings(
        log=_from_home(log) if log else defaults.log,
        example_log=_from_home(example_log) if example_log else defaults.example_log,
        criteria=criteria,
        committee=seats,
        language=setting("SCREENING_LANGUAGE"),
        notify=setting("SCREENING_NOTIFY"),
        session_hours=number("SCREENING_SESSION_HOURS", _SESSION_HOURS, 168),
        contact_months=number("SCREENING_CONTACT_MONTHS", _CONTACT_MONTHS, 120),
        trusted_issuers=tuple((setting("SCREENING_TRUSTED_ISSUERS") or "").split()),
    )


def committee_beside(criteria: Path) -> Path | None:
    """The committee.yaml in the folder of a criteria file: those who sit by its rules."""
    beside = criteria.resolve().parent / "committee.yaml"
    return beside if beside.exists() else None


def _written(secrets: Path) -> Mapping[str, object]:
    if not secrets.exists():
        return {}
    try:
        return tomllib.loads(secrets.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsUnreadable(secrets, str(error)) from error


def _from_home(address: str) -> str:
    """An address whose file no longer depends on where the program was started."""
    file = address.removeprefix(_SQLITE)
    if file in ("", address):
        return address  # not ours to read: opening it says why
    return f"{_SQLITE}{HOME / file}"
