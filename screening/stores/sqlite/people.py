"""Drafts and the directory in the file: what can be replaced and erased."""

from datetime import UTC, datetime

from sqlite_utils import Database

from screening.stores.protocol import Draft, PersonDetails


def draft(db: Database, id: str) -> Draft | None:
    return next(iter(_drafts(db, "id = ?", id)), None)


def drafts(db: Database, owner: str) -> list[Draft]:
    return _drafts(db, "owner = ?", owner)


def save_draft(db: Database, draft: Draft) -> None:
    db.table("draft").upsert({**draft._asdict(), "saved_at": _written(draft.saved_at)}, pk="id")


def drop_draft(db: Database, id: str) -> None:
    db.conn.execute("DELETE FROM draft WHERE id = ?", [id])


def person(db: Database, id: str) -> PersonDetails | None:
    return next(iter(_people(db, "id = ?", id)), None)


def people(db: Database) -> list[PersonDetails]:
    return _people(db, "true")


def keep_person(db: Database, details: PersonDetails) -> None:
    erased_at = details.erased_at and _written(details.erased_at)
    db.table("person").upsert({**details._asdict(), "erased_at": erased_at}, pk="id")


def _drafts(db: Database, where: str, *values: str) -> list[Draft]:
    sql = f"""SELECT id, owner, content, saved_at FROM draft WHERE {where}
        ORDER BY saved_at DESC, id"""
    return [
        Draft(id, owner, content, datetime.fromisoformat(saved_at))
        for id, owner, content, saved_at in db.execute(sql, values)
    ]


def _people(db: Database, where: str, *values: str) -> list[PersonDetails]:
    sql = f"SELECT id, name, email, phone, erased_at FROM person WHERE {where} ORDER BY id"
    return [
        PersonDetails(id, name, email, phone, erased_at and datetime.fromisoformat(erased_at))
        for id, name, email, phone, erased_at in db.execute(sql, values)
    ]


def _written(moment: datetime) -> str:
    """UTC in ISO 8601, which sorts as text."""
    return moment.astimezone(UTC).isoformat()
