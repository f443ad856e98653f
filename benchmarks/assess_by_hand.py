"""The default edition as a good programmer would write it out by hand: the peer to be as fast as.

Written for edition 2026-1. The benchmark checks that it says the same as the criteria; after a
change of edition, change it here too.
"""

from screening.core.assessment import Answers, Assessment, Finding, Outcome, Score


def assess_by_hand(answers: Answers) -> Assessment:
    """Outcome, score range and a finding per criterion; weights add up to 100, accepted from 60."""
    points = 0
    reachable = 0  # by what is unanswered
    blocked = False
    may_block = False
    findings = []

    opening = answers.get("catalogue_opening")
    if opening is None:
        reachable += 30
        may_block = True
        findings.append(Finding("open-catalogue", "unanswered", 0, 30, False))
    elif opening in ("existing_public", "at_delivery", "within_6_months"):
        points += 30
        findings.append(Finding("open-catalogue", "met", 30, 30, False))
    elif opening == "within_12_months":
        points += 22
        findings.append(Finding("open-catalogue", "partly_met", 22, 30, False))
    elif opening == "partial":
        points += 12
        findings.append(Finding("open-catalogue", "partly_met", 12, 30, False))
    else:
        blocked = True
        findings.append(Finding("open-catalogue", "not_met", 0, 30, True))

    sector = answers.get("client_sector")
    if sector is None:
        may_block = True
        findings.append(Finding("sector", "unanswered", 0, 0, False))
    elif sector in ("fossil_fuels", "arms", "tobacco", "gambling"):
        blocked = True
        findings.append(Finding("sector", "not_met", 0, 0, True))
    else:
        findings.append(Finding("sector", "met", 0, 0, False))

    share = answers.get("priority_share")
    if share is None:
        reachable += 22
        findings.append(Finding("priority-share", "unanswered", 0, 22, False))
    elif share >= 70:
        points += 22
        findings.append(Finding("priority-share", "met", 22, 22, False))
    elif share >= 50:
        points += 15
        findings.append(Finding("priority-share", "partly_met", 15, 22, False))
    elif share >= 30:
        points += 9
        findings.append(Finding("priority-share", "partly_met", 9, 22, False))
    elif share >= 10:
        points += 3
        findings.append(Finding("priority-share", "partly_met", 3, 22, False))
    else:
        findings.append(Finding("priority-share", "not_met", 0, 22, False))

    audiences = answers.get("priority_audiences")
    if audiences is None:
        reachable += 8
        findings.append(Finding("priority-audiences", "unanswered", 0, 8, False))
    elif audiences:
        points += 8
        findings.append(Finding("priority-audiences", "met", 8, 8, False))
    else:
        findings.append(Finding("priority-audiences", "not_met", 0, 8, False))

    threatened = answers.get("jobs_threatened")
    if threatened is None:
        reachable += 8
        findings.append(Finding("threatened-jobs", "unanswered", 0, 8, False))
    elif threatened:
        points += 8
        findings.append(Finding("threatened-jobs", "met", 8, 8, False))
    else:
        findings.append(Finding("threatened-jobs", "not_met", 0, 8, False))

    funding = answers.get("third_party_funding")
    if funding is None:
        reachable += 10
        findings.append(Finding("third-party-funding", "unanswered", 0, 10, False))
    elif funding >= 70:
        points += 10
        findings.append(Finding("third-party-funding", "met", 10, 10, False))
    elif funding >= 30:
        points += 6
        findings.append(Finding("third-party-funding", "partly_met", 6, 10, False))
    elif funding >= 1:
        points += 3
        findings.append(Finding("third-party-funding", "partly_met", 3, 10, False))
    else:
        findings.append(Finding("third-party-funding", "not_met", 0, 10, False))

    learner_pays = answers.get("learner_pays")
    if learner_pays is None:
        may_block = True
        findings.append(Finding("learner-free", "unanswered", 0, 0, False))
    elif learner_pays:
        blocked = True
        findings.append(Finding("learner-free", "not_met", 0, 0, True))
    else:
        findings.append(Finding("learner-free", "met", 0, 0, False))

    contract = answers.get("contract_form")
    if contract is None:
        reachable += 9
        findings.append(Finding("work-study", "unanswered", 0, 9, False))
    elif contract != "none":
        points += 9
        findings.append(Finding("work-study", "met", 9, 9, False))
    else:
        findings.append(Finding("work-study", "not_met", 0, 9, False))

    commitment = answers.get("job_commitment")
    if commitment is None:
        reachable += 8
        findings.append(Finding("job-commitment", "unanswered", 0, 8, False))
    elif commitment in ("guaranteed_job", "written_offer"):
        points += 8
        findings.append(Finding("job-commitment", "met", 8, 8, False))
    elif commitment == "interviews":
        points += 3
        findings.append(Finding("job-commitment", "partly_met", 3, 8, False))
    else:
        findings.append(Finding("job-commitment", "not_met", 0, 8, False))

    certification = answers.get("certification")
    if certification is None:
        reachable += 3
        findings.append(Finding("certification", "unanswered", 0, 3, False))
    elif certification == "rncp_title":
        points += 3
        findings.append(Finding("certification", "met", 3, 3, False))
    elif certification in ("rncp_blocks", "cqp_or_clea"):
        points += 2
        findings.append(Finding("certification", "partly_met", 2, 3, False))
    elif certification == "specific":
        points += 1
        findings.append(Finding("certification", "partly_met", 1, 3, False))
    else:
        findings.append(Finding("certification", "not_met", 0, 3, False))

    accessible = answers.get("accessible_format")
    if accessible is None:
        reachable += 2
        findings.append(Finding("accessible-format", "unanswered", 0, 2, False))
    elif accessible:
        points += 2
        findings.append(Finding("accessible-format", "met", 2, 2, False))
    else:
        findings.append(Finding("accessible-format", "not_met", 0, 2, False))

    concern = answers.get("concern")
    if concern is None:
        may_block = True
        findings.append(Finding("serious-concern", "unanswered", 0, 0, False))
    elif concern:
        blocked = True
        findings.append(Finding("serious-concern", "not_met", 0, 0, True))
    else:
        findings.append(Finding("serious-concern", "met", 0, 0, False))

    outcome: Outcome
    if blocked or points + reachable < 60:
        outcome = "refer"
    elif may_block or points < 60:
        outcome = "undecided"
    else:
        outcome = "accept"
    return Assessment(outcome, Score(points, points, points + reachable), tuple(findings))
