"""Where things are: from the environment, then .streamlit/secrets.toml, then the defaults."""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Settings:
    """`log` and `example_log` are addresses (sqlite:///…), of two files that never mix;
    `criteria` is a file; `language` is None to ask the browser."""

    log: str = f"sqlite:///{HOME / 'data' / 'screening.db'}"
    example_log: str = f"sqlite:///{HOME / 'data' / 'example.db'}"
    criteria: Path = HOME / "criteria.yaml"
    language: str | None = None


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """The settings in force. Relative files are taken from the folder of the project."""
    secrets = HOME / ".streamlit" / "secrets.toml"
    written = tomllib.loads(secrets.read_text("utf-8")) if secrets.exists() else {}

    def setting(name: str) -> str | None:
        value = environment.get(name) or written.get(name)
        return str(value) if value else None

    defaults = Settings()
    criteria = setting("SCREENING_CRITERIA")
    return Settings(
        log=setting("SCREENING_LOG") or defaults.log,
        example_log=setting("SCREENING_EXAMPLE_LOG") or defaults.example_log,
        criteria=HOME / criteria if criteria else defaults.criteria,
        language=setting("SCREENING_LANGUAGE"),
    )
