"""Makes the README's pictures from the app itself: python -m tests.browser.screenshots"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from screening import criteria_file
from screening.core.access import Person
from screening.service import Desk
from screening.stores.sqlite import open_log
from tests.browser.server import DESKTOP, HOME, PHONE, chromium, serving, settled

PICTURES = HOME / "docs" / "pictures"
_SALES = Person("sales-1", "salesperson")

# A request as it stands on the phone: the client will not open the training.
_REQUEST = {
    "prospect": {"name": "Atelier Nord", "country": "FR"},
    "title": "Développeurs web en reconversion",
    "learners": 20,
    "answers": {
        "catalogue_opening": "never",
        "client_sector": "business",
        "priority_share": 40,
        "priority_audiences": ["low_skilled", "far_from_employment"],
        "third_party_funding": 60,
        "learner_pays": False,
        "contract_form": "professionalisation",
        "concern": False,
    },
}

# The same at the beginning of a conversation.
_BEGUN = {**_REQUEST, "answers": {"catalogue_opening": "within_6_months"}}

_SCENARIOS = "/workshop?log=example&view=scenarios"

# file: address, language, screen, colours.
_SHOTS = {
    "new-request-fr": ("/?draft=atelier", "fr-FR", DESKTOP, "light"),
    "new-request-en": ("/?draft=atelier", "en-GB", DESKTOP, "light"),
    "new-request-phone-en": ("/?draft=atelier", "en-GB", PHONE, "dark"),
    "conversation-phone-fr": ("/conversation?draft=begun", "fr-FR", PHONE, "light"),
    "conversation-phone-en": ("/conversation?draft=begun", "en-GB", PHONE, "light"),
    "hearing-phone-fr": ("/case?id=C-33&log=example&as=member-1", "fr-FR", PHONE, "light"),
    "hearing-phone-en": ("/case?id=C-33&log=example&as=member-1", "en-GB", PHONE, "light"),
    "requests-fr": ("/requests?log=example", "fr-FR", DESKTOP, "light"),
    "case-en": ("/case?id=C-34&log=example", "en-GB", DESKTOP, "dark"),
    "dashboard-fr": ("/dashboard?log=example&as=manager-1", "fr-FR", DESKTOP, "light"),
    "dashboard-en": ("/dashboard?log=example&as=manager-1", "en-GB", DESKTOP, "light"),
    "workshop-fr": ("/workshop?log=example&as=owner-1", "fr-FR", DESKTOP, "light"),
    "workshop-en": ("/workshop?log=example&as=owner-1", "en-GB", DESKTOP, "light"),
    "proposal-phone-fr": ("/workshop?log=example&as=member-1", "fr-FR", PHONE, "light"),
    "proposal-phone-en": ("/workshop?log=example&as=member-1", "en-GB", PHONE, "light"),
    "scenarios-phone-fr": (f"{_SCENARIOS}&as=member-1", "fr-FR", PHONE, "light"),
    "scenarios-phone-en": (f"{_SCENARIOS}&as=member-1", "en-GB", PHONE, "light"),
    "mission-fr": ("/mission", "fr-FR", DESKTOP, "light"),
}


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        folder = Path(name)
        log = open_log(f"sqlite:///{folder / 'screening.db'}")
        desk = Desk(log, criteria_file.load(HOME / "criteria.yaml"))
        desk.save_draft("atelier", _REQUEST, _SALES)
        desk.save_draft("begun", _BEGUN, _SALES)
        log.close()
        with serving(folder) as address, chromium() as browser:
            for file, (place, locale, screen, colours) in _SHOTS.items():
                context = browser.new_context(
                    viewport=screen,  # type: ignore[arg-type]  # a plain dict is what it takes
                    locale=locale,
                    color_scheme=colours,  # type: ignore[arg-type]
                    timezone_id="Europe/Paris",
                )
                page = context.new_page()
                page.goto(f"{address}{place}")
                page.wait_for_selector("h1")
                settled(page)
                page.wait_for_function(
                    "() => document.fonts.status === 'loaded'"
                    " && !document.querySelector('[data-testid=stSkeleton]')"
                    " && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]"
                    ".every(chart => chart.querySelector('svg'))"
                )
                page.screenshot(path=PICTURES / f"{file}.png")
                context.close()
                print(PICTURES / f"{file}.png", file=sys.stderr)


if __name__ == "__main__":
    main()
