"""The words of the committee's papers on a page: both say the same in the same words."""

from screening.core.criteria import Edition
from screening.pages.frame import Here
from screening.papers import Telling


def telling(edition: Edition, here: Here) -> Telling:
    """As the visitor reads, in the terms of the edition that judged the request."""
    desk = here.desk
    return Telling(
        here.language, here.zone, edition, desk.name_of, desk.edition_of, tuple(desk.editions())
    )
