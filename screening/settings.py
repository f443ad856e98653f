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
    `session_hours` after signing in; `trusted_issuers` are identity providers whose addresses are
    taken for verified although they do not say so."""

    log: str = f"{_SQLITE}{HOME / 'data' / 'screening.db'}"
    example_log: str = f"{_SQLITE}{HOME / 'data' / 'example.db'}"
    criteria: Path = HOME / "criteria.yaml"
    committee: Path = HOME / "data" / "committee.yaml"
    language: str | None = None
    notify: str | None = field(default=None, repr=False)
    session_hours: int = _SESSION_HOURS
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

    defaults = Settings()
    log, example_log = setting("SCREENING_LOG"), setting("SCREENING_EXAMPLE_LOG")
    criteria, committee = setting("SCREENING_CRITERIA"), setting("SCREENING_COMMITTEE")
    return Settings(
        log=_from_home(log) if log else defaults.log,
        example_log=_from_home(example_log) if example_log else defaults.example_log,
        criteria=HOME / criteria if criteria else defaults.criteria,
        committee=HOME / committee if committee else defaults.committee,
        language=setting("SCREENING_LANGUAGE"),
        notify=setting("SCREENING_NOTIFY"),
        session_hours=_hours(setting("SCREENING_SESSION_HOURS"), secrets or SECRETS),
        trusted_issuers=tuple((setting("SCREENING_TRUSTED_ISSUERS") or "").split()),
    )


def _written(secrets: Path) -> Mapping[str, object]:
    if not secrets.exists():
        return {}
    try:
        return tomllib.loads(secrets.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsUnreadable(secrets, str(error)) from error


def _hours(written: str | None, secrets: Path) -> int:
    """From one hour to a week: anything else is no time to stay signed in."""
    if written is None:
        return _SESSION_HOURS
    if not written.isdecimal() or not 1 <= int(written) <= 168:
        why = f"SCREENING_SESSION_HOURS is {written}, not whole hours from 1 to 168"
        raise SettingsUnreadable(secrets, why)
    return int(written)


def _from_home(address: str) -> str:
    """An address whose file no longer depends on where the program was started."""
    file = address.removeprefix(_SQLITE)
    if file in ("", address):
        return address  # not ours to read: opening it says why
    return f"{_SQLITE}{HOME / file}"
