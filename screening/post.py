"""Sends messages through Apprise: by e-mail or any of the other ways it knows."""

from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from apprise import Apprise

# Stands in an address of SCREENING_NOTIFY for the e-mail address of whoever is told.
PLACEHOLDER = "{address}"


class NotifyUnusable(Exception):
    """SCREENING_NOTIFY is no list of Apprise addresses with a place for the person's. Mend it.

    The setting can hold a password: it is never shown.
    """

    def __init__(self, position: int) -> None:
        super().__init__(f"address {position}")
        self.position = position


class Post:
    """What SCREENING_NOTIFY names: Apprise addresses, with spaces between them."""

    def __init__(self, written: str) -> None:
        """Raises NotifyUnusable when an address is none that Apprise knows, or is for nobody."""
        self._addresses = written.split()
        for position, address in enumerate(self._addresses, start=1):
            example = _for_person(address, "somebody@example.org")
            if PLACEHOLDER not in address or not _apprise().add(example):
                raise NotifyUnusable(position)

    def send(self, to: str, subject: str, text: str) -> bool:
        """Sends a message to a person's e-mail address, in every way; whether each took it."""
        sender = _apprise()
        for address in self._addresses:
            sender.add(_for_person(address, to))
        return bool(sender.notify(body=text, title=subject))


def _for_person(address: str, to: str) -> str:
    # Quoted: nothing in an e-mail address can add an option, or a recipient, of its own.
    return address.replace(PLACEHOLDER, quote(to, safe=""))


def _apprise() -> "Apprise":
    from apprise import Apprise  # slow to import, and most desks send nothing

    return Apprise()
