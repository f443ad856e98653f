"""Letters as files that a person can finish and send: plain text, Word, and an e-mail draft."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from screening.core.model import tidied
from screening.language import t
from screening.letters import Letter
from screening.word_files import TAGS, blank, saved

# How an entry of a list begins in plain text, as written here or by a person.
_ENTRY = re.compile(r"[–—•-]\s+")
# An address that every mail program takes; another is left for the sender to fill in.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


def as_text(letter: Letter) -> str:
    """The letter without its subject, a blank line between parts."""
    parts = [
        part if isinstance(part, str) else "\n".join(f"–\u00a0{entry}" for entry in part)
        for part in letter.parts
    ]
    return "\n\n".join(parts) + "\n"


def edited(letter: Letter, subject: str, text: str) -> Letter:
    """The letter in a person's own words: `text` is written as `as_text` writes it.

    What no file can hold, as comes with a text pasted from a PDF, is left out.
    """
    # Of a line break, a subject makes a space.
    subject = " ".join((tidied(subject) or "").splitlines())
    parts: list[str | tuple[str, ...]] = []
    for part in re.split(r"\n\s*\n", tidied(text) or ""):
        lines = [line.strip() for line in part.splitlines()]
        if all(_ENTRY.match(line) for line in lines):
            parts.append(tuple(_ENTRY.sub("", line, count=1) for line in lines))
        else:
            parts.append("\n".join(lines))
    return replace(letter, subject=subject, parts=tuple(parts))


def as_eml(letter: Letter, *, to: str | None, at: datetime) -> bytes:
    """An e-mail that opens as a draft, without a sender: the mail program puts in its user.

    `to` is left out when it is no address that a mail program would take.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = letter.subject
    if to is not None and _ADDRESS.fullmatch(to.strip()):
        message["To"] = to.strip()
    message["Date"] = at
    message["X-Unsent"] = "1"
    message.set_content(as_text(letter), cte="quoted-printable")
    # Setting the content clears every header that describes it.
    message["Content-Language"] = TAGS[letter.language]
    return message.as_bytes()


def as_docx(letter: Letter, *, to: Sequence[str], at: datetime) -> bytes:
    """A Word document on A4: the lines of `to`, the day, the subject, the text.

    `at` is in the sender's zone: its day is the letter's.
    """
    document = blank(letter.subject, letter.language, at)
    document.add_paragraph("\n".join(to))
    document.add_paragraph(t(letter.language, "letter.dated", day=at.date()))
    subject = t(letter.language, "letter.subject_line", subject=letter.subject)
    document.add_paragraph().add_run(subject).bold = True
    for part in letter.parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        # A lead does not end a page that its list does not begin.
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        for entry in part:
            document.add_paragraph(entry, style="List Bullet")
    return saved(document)
