"""Where the settings come from, and what a relative file is relative to."""

from pathlib import Path

import pytest

from screening.settings import HOME, Settings, SettingsUnreadable, read_settings

NOWHERE = Path("/nonexistent/secrets.toml")


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    file = tmp_path / "secrets.toml"
    file.write_text('SCREENING_LOG = "sqlite:////srv/desk.db"\nSCREENING_LANGUAGE = "fr"\n')
    return file


def test_by_default_everything_lies_in_the_project() -> None:
    assert read_settings({}, NOWHERE) == Settings()
    assert Settings().log == f"sqlite:///{HOME}/data/screening.db"
    assert Settings().example_log == f"sqlite:///{HOME}/data/example.db"
    assert Settings().criteria == HOME / "criteria.yaml"
    assert Settings().committee == HOME / "data" / "committee.yaml"
    assert Settings().language is None


def test_the_file_of_secrets_comes_before_the_defaults(secrets: Path) -> None:
    settings = read_settings({}, secrets)

    assert (settings.log, settings.language) == ("sqlite:////srv/desk.db", "fr")
    assert settings.criteria == HOME / "criteria.yaml"


def test_the_environment_comes_first_and_an_empty_variable_says_nothing(secrets: Path) -> None:
    settings = read_settings(
        {"SCREENING_LOG": "sqlite:////tmp/a.db", "SCREENING_LANGUAGE": ""}, secrets
    )

    assert (settings.log, settings.language) == ("sqlite:////tmp/a.db", "fr")


def test_a_committee_beside_other_criteria_sits_by_their_rules(tmp_path: Path) -> None:
    criteria, beside = tmp_path / "criteria.yaml", tmp_path / "committee.yaml"
    environment = {"SCREENING_CRITERIA": str(criteria)}
    assert read_settings(environment, NOWHERE).committee == Settings().committee

    beside.write_text("seats: []", "utf-8")

    assert read_settings(environment, NOWHERE).committee == beside
    named = environment | {"SCREENING_COMMITTEE": "/srv/members.yaml"}
    assert read_settings(named, NOWHERE).committee == Path("/srv/members.yaml")


def test_relative_files_are_taken_from_the_folder_of_the_project(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    environment = {
        "SCREENING_LOG": "sqlite:///logs/a.db",
        "SCREENING_EXAMPLE_LOG": "sqlite:///logs/b.db",
        "SCREENING_CRITERIA": "next.yaml",
        "SCREENING_COMMITTEE": "members.yaml",
    }

    settings = read_settings(environment, NOWHERE)

    assert settings.log == f"sqlite:///{HOME}/logs/a.db"
    assert settings.example_log == f"sqlite:///{HOME}/logs/b.db"
    assert settings.criteria == HOME / "next.yaml"
    assert settings.committee == HOME / "members.yaml"


@pytest.mark.parametrize("address", ["sqlite:///", "postgres://host/db", "desk.db", "sqlite://x"])
def test_an_address_of_another_kind_is_left_for_the_store_to_refuse(address: str) -> None:
    assert read_settings({"SCREENING_LOG": address}, NOWHERE).log == address


def test_an_absolute_criteria_file_is_taken_as_it_is() -> None:
    settings = read_settings({"SCREENING_CRITERIA": "/srv/criteria.yaml"}, NOWHERE)

    assert settings.criteria == Path("/srv/criteria.yaml")


@pytest.mark.parametrize("content", [b"SCREENING_LOG = sqlite\n", b'SCREENING_LOG = "\xff"\n'])
def test_a_broken_file_of_secrets_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "secrets.toml"
    file.write_bytes(content)

    with pytest.raises(SettingsUnreadable) as unreadable:
        read_settings({}, file)

    assert unreadable.value.path == file
    assert unreadable.value.why


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsUnreadable):
        read_settings({}, tmp_path)
