"""What the committee's rules do not allow."""


class Refused(Exception):
    """The committee's rules do not allow this now.

    The locale files say, under `refused.<code>`, what stands in the way and what would be right.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code}: {values}")
        self.code = code
        self.values = values
