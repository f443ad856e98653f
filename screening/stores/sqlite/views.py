"""What other programs read a log's file by: views with readable columns, over lines and index.

They say nothing that is not there already, and no name of a person: people appear by their ids.
`docs/other-programs.md` tells their columns, which keep their names as keys of facts do.
"""

from sqlite_utils import Database


def _of(line: str, key: str) -> str:
    """A key of a line's fact; null where bytes that were altered are no JSON any more."""
    content = f"{line}.content"
    return f"CASE WHEN json_valid({content}) THEN json_extract({content}, '$.{key}') END"


def _is(line: str, fact: str) -> str:
    return f"{_of(line, 'fact')} = '{fact}'"


def _day_in_paris(moment: str) -> str:
    """The day that the desk counts a moment in (see core.paris)."""

    def changes(month: str) -> str:
        # The last Sunday of a month of 31 days.
        return f"date(substr({moment}, 1, 4) || '-{month}-25', 'weekday 0') || 'T01'"

    summer = f"{moment} >= {changes('03')} AND {moment} < {changes('10')}"
    return f"date({moment}, CASE WHEN {summer} THEN '+2 hours' ELSE '+1 hours' END)"


_DECISIONS = f"""
SELECT "case", status, {_day_in_paris("opened_at")} AS opened_on,
    {_day_in_paris("decided_at")} AS decided_on,
    prospect, country, title, reference, owner, learners, amount, starts,
    outcome, score, accept_from AS points_needed, reasons AS not_met, blocking,
    edition, versions, first_outcome, improved AS made_better, procedure, ruling,
    nullif(because, '') AS because,
    closes_at AS votes_end_at, asked AS answer_awaited,
    conditions_open, conditions_kept, conditions_broken, condition_due AS next_condition_due,
    opened_at, decided_at, changed_at, number AS line
FROM case_index"""

# Who voted is told, and how once the votes are counted: nobody learns it here before.
_HIDDEN = ", ".join(f"'$.{key}'" for key in ("vote", "because", "interest"))
_FACTS = f"""
SELECT number AS line, "case", {_of("line", "fact")} AS fact, {_of("line", "at")} AS at,
    {_of("line", "by")} AS "by",
    CASE WHEN json_valid(content) THEN
        CASE WHEN {_is("line", "ballot_cast")} AND NOT EXISTS (
            SELECT 1 FROM line AS closed
            WHERE closed."case" = line."case" AND {_is("closed", "motion_closed")}
                AND {_of("closed", "motion")} = {_of("line", "motion")}
        ) THEN json_remove(content, '$.fact', '$.at', '$.by', '$.case', {_HIDDEN})
        ELSE json_remove(content, '$.fact', '$.at', '$.by', '$.case') END
    END AS details,
    seal
FROM line"""

_VERSIONS = f"""
SELECT number AS line, "case",
    NOT EXISTS (
        SELECT 1 FROM line AS later
        WHERE later."case" = line."case" AND later.number > line.number
            AND {_is("later", "request_screened")}
    ) AS latest,
    {_of("line", "at")} AS at, {_of("line", "by")} AS "by",
    {_of("line", "request.title")} AS title, {_of("line", "request.summary")} AS summary,
    {_of("line", "context")} AS context, {_of("line", "outcome")} AS outcome,
    {_of("line", "score.now")} AS score, {_of("line", "score.lowest")} AS lowest,
    {_of("line", "score.highest")} AS highest, {_of("line", "accept_from")} AS points_needed,
    {_of("line", "edition")} AS edition, {_of("line", "on")} AS judged_on,
    {_of("line", "engine")} AS engine, {_of("line", "sent_because")} AS sent_because,
    {_of("line", "repeated_because")} AS repeated_because
FROM line WHERE {_is("line", "request_screened")}"""

_FINDINGS = """
SELECT line, versions."case", latest,
    json_extract(one.value, '$.criterion') AS criterion,
    json_extract(one.value, '$.standing') AS standing,
    json_extract(one.value, '$.points') AS points,
    json_extract(one.value, '$.out_of') AS out_of,
    json_extract(one.value, '$.blocks') AS blocks
FROM versions JOIN line AS held ON held.number = versions.line,
    json_each(held.content, '$.findings') AS one"""

# One row for each option of several; of a question that was answered by none of them, `none`.
_ANSWERS = """
SELECT line, versions."case", latest, asked.key AS question,
    CASE asked.type WHEN 'true' THEN 'yes' WHEN 'false' THEN 'no'
        WHEN 'array' THEN coalesce(one.value, 'none') ELSE asked.value END AS answer,
    json_extract(held.content, '$.request.evidence."' || asked.key || '".basis') AS basis,
    json_extract(held.content, '$.request.evidence."' || asked.key || '".note') AS note
FROM versions JOIN line AS held ON held.number = versions.line,
    json_each(held.content, '$.request.answers') AS asked
    LEFT JOIN json_each(CASE asked.type WHEN 'array' THEN asked.value ELSE '[null]' END) AS one"""

_MOTIONS = f"""
SELECT put.number AS motion, put."case", {_of("put", "at")} AS at, {_of("put", "by")} AS "by",
    {_of("put", "proposal")} AS proposal, {_of("put", "because")} AS because,
    (SELECT group_concat(value, ' ') FROM json_each(put.content, '$.reasons')) AS reasons,
    {_of("put", "procedure")} AS procedure, {_of("put", "rules.authority")} AS authority,
    {_of("closed", "at")} AS closed_at, {_of("closed", "ended")} AS ended,
    {_of("closed", "tally.result")} AS result, {_of("closed", "tally.in_favour")} AS in_favour,
    {_of("closed", "tally.weight")} AS weight,
    {_of("decided", "decision")} AS decision, {_of("decided", "by")} AS decided_by,
    {_of("decided", "motive")} AS motive,
    CASE WHEN {_of("closed", "tally.result")} = 'carried' THEN
        CASE {_of("put", "rules.authority")} WHEN 'advisory' THEN {_of("decided", "decision")}
            ELSE {_of("put", "proposal")} END
    END AS ruling
FROM line AS put
    LEFT JOIN line AS closed ON closed."case" = put."case"
        AND {_is("closed", "motion_closed")}
        AND {_of("closed", "motion")} = {_of("put", "submission")}
    LEFT JOIN line AS decided ON decided."case" = put."case"
        AND {_is("decided", "decision_taken")}
        AND {_of("decided", "motion")} = {_of("put", "submission")}
WHERE {_is("put", "motion_put")}"""

# Nobody learns here how others voted before a motion is closed. The last ballot for a seat counts,
# unless whoever cast it, or holds the seat, left the case.
_BALLOTS = f"""
WITH given AS (
    SELECT voted.number AS line, voted."case", motions.motion, {_of("voted", "at")} AS at,
        {_of("voted", "by")} AS "by", {_of("voted", "seat")} AS seat,
        {_of("voted", "vote")} AS vote, {_of("voted", "because")} AS because,
        {_of("voted", "interest")} AS interest,
        EXISTS (
            SELECT 1 FROM line AS recusal
            WHERE recusal."case" = voted."case" AND {_is("recusal", "recusal_declared")}
                AND {_of("recusal", "by")} IN ({_of("voted", "by")}, {_of("voted", "seat")})
        ) AS recused
    FROM motions JOIN line AS put ON put.number = motions.motion
        JOIN line AS voted ON voted."case" = put."case"
            AND {_is("voted", "ballot_cast")}
            AND {_of("voted", "motion")} = {_of("put", "submission")}
    WHERE motions.result IS NOT NULL
)
SELECT line, "case", motion, at, "by", seat, vote, because, interest,
    NOT recused AND NOT EXISTS (
        SELECT 1 FROM given AS later
        WHERE later.motion = given.motion AND later.seat = given.seat
            AND later.line > given.line AND NOT later.recused
    ) AS counts
FROM given"""

_CONDITIONS = f"""
SELECT motions.motion, motions."case", one.key + 1 AS condition,
    json_extract(one.value, '$.text') AS text, json_extract(one.value, '$.owner') AS owner,
    json_extract(one.value, '$.due') AS due, json_extract(one.value, '$.proof') AS proof_asked,
    CASE {_of("settled", "kept")} WHEN 1 THEN 'kept' WHEN 0 THEN 'broken'
        ELSE iif(motions.ruling = 'accept_with_conditions', 'open', 'proposed') END AS standing,
    {_of("settled", "at")} AS settled_at, {_of("settled", "proof")} AS proof_given
FROM motions JOIN line AS put ON put.number = motions.motion,
    json_each(put.content, '$.conditions') AS one
    LEFT JOIN line AS settled ON settled.number = (
        SELECT max(last.number) FROM line AS last
        WHERE last."case" = put."case" AND {_is("last", "condition_settled")}
            AND {_of("last", "motion")} = {_of("put", "submission")}
            AND {_of("last", "condition")} = one.key + 1
    )"""

VIEWS = {
    name: f"CREATE VIEW {name} AS{select}"
    for name, select in {
        "decisions": _DECISIONS,
        "facts": _FACTS,
        "versions": _VERSIONS,
        "findings": _FINDINGS,
        "answers": _ANSWERS,
        "motions": _MOTIONS,
        "ballots": _BALLOTS,
        "conditions": _CONDITIONS,
    }.items()
}


def are_as_described(db: Database) -> bool:
    """Whether the file has the views of this version of the program."""
    kept = dict(db.conn.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'view'"))
    return all(kept.get(name) == sql for name, sql in VIEWS.items())


def renew(db: Database) -> None:
    """Puts them in place, within the write of the caller."""
    for name, sql in VIEWS.items():
        db.conn.execute(f"DROP VIEW IF EXISTS {name}")
        db.conn.execute(sql)
