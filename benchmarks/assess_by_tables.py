"""The default edition as decision tables for zen-engine (GoRules): the peer to be far faster than.

One table per criterion, as its editor would draw them, then one node that adds up. Set up for
speed: loaded once, hit policy "first", the commonest answers first. Only requests answered in
full are compared: tables give one result, not a range over what is unknown.

Written for edition 2026-1. The benchmark checks that it says the same as the criteria; after a
change of edition, change it here too.
"""

import json
from collections.abc import Callable
from typing import Any

import zen

from screening.core.assessment import Answers

Verdict = dict[str, Any]

# criterion: question, rows of (cell, standing, points, blocks); an empty cell takes all the rest.
TABLES: dict[str, tuple[str, list[tuple[str, str, int, bool]]]] = {
    "open_catalogue": (
        "catalogue_opening",
        [
            ("'existing_public', 'at_delivery', 'within_6_months'", "met", 30, False),
            ("'within_12_months'", "partly_met", 22, False),
            ("'partial'", "partly_met", 12, False),
            ("", "not_met", 0, True),
        ],
    ),
    "sector": (
        "client_sector",
        [
            ("'fossil_fuels', 'arms', 'tobacco', 'gambling'", "not_met", 0, True),
            ("", "met", 0, False),
        ],
    ),
    "priority_share": (
        "priority_share",
        [
            (">= 70", "met", 22, False),
            (">= 50", "partly_met", 15, False),
            (">= 30", "partly_met", 9, False),
            (">= 10", "partly_met", 3, False),
            ("", "not_met", 0, False),
        ],
    ),
    "priority_audiences": (
        "priority_audiences",
        [("len($) > 0", "met", 8, False), ("", "not_met", 0, False)],
    ),
    "threatened_jobs": ("jobs_threatened", [("true", "met", 8, False), ("", "not_met", 0, False)]),
    "third_party_funding": (
        "third_party_funding",
        [
            (">= 70", "met", 10, False),
            (">= 30", "partly_met", 6, False),
            (">= 1", "partly_met", 3, False),
            ("", "not_met", 0, False),
        ],
    ),
    "learner_free": ("learner_pays", [("false", "met", 0, False), ("", "not_met", 0, True)]),
    "work_study": ("contract_form", [("'none'", "not_met", 0, False), ("", "met", 9, False)]),
    "job_commitment": (
        "job_commitment",
        [
            ("'guaranteed_job', 'written_offer'", "met", 8, False),
            ("'interviews'", "partly_met", 3, False),
            ("", "not_met", 0, False),
        ],
    ),
    "certification": (
        "certification",
        [
            ("'rncp_title'", "met", 3, False),
            ("'rncp_blocks', 'cqp_or_clea'", "partly_met", 2, False),
            ("'specific'", "partly_met", 1, False),
            ("", "not_met", 0, False),
        ],
    ),
    "accessible_format": (
        "accessible_format",
        [("true", "met", 2, False), ("", "not_met", 0, False)],
    ),
    "serious_concern": ("concern", [("false", "met", 0, False), ("", "not_met", 0, True)]),
}


def load_tables(trace: bool) -> Callable[[Answers], Verdict]:
    """The decision, loaded once. It gives outcome, points and a finding by criterion."""
    decision = zen.ZenEngine().create_decision(json.dumps(_graph()))
    decision.validate()
    options: zen.DecisionEvaluateOptions = {"trace": trace}
    evaluate = decision.evaluate

    def assess_by_tables(answers: Answers) -> Verdict:
        return evaluate(answers, options)["result"]

    return assess_by_tables


def _graph() -> dict[str, Any]:
    tables = [_table(criterion, question, rows) for criterion, (question, rows) in TABLES.items()]
    points = " + ".join(f"{criterion}.points" for criterion in TABLES)
    blocks = " or ".join(f"{criterion}.blocks" for criterion in TABLES)
    verdict = [
        {"id": "points", "key": "points", "value": points},
        {
            "id": "outcome",
            "key": "outcome",
            "value": f"({blocks}) or $.points < 60 ? 'refer' : 'accept'",
        },
    ]
    nodes = [
        {"id": "request", "type": "inputNode", "name": "request"},
        *tables,
        {
            "id": "verdict",
            "type": "expressionNode",
            "name": "verdict",
            "content": {"expressions": verdict, "passThrough": True},
        },
        {"id": "answer", "type": "outputNode", "name": "answer"},
    ]
    edges = [
        *(("request", criterion) for criterion in TABLES),
        *((criterion, "verdict") for criterion in TABLES),
        ("verdict", "answer"),
    ]
    return {
        "nodes": nodes,
        "edges": [
            {"id": f"{source}-{target}", "sourceId": source, "targetId": target, "type": "edge"}
            for source, target in edges
        ],
    }


def _table(criterion: str, question: str, rows: list[tuple[str, str, int, bool]]) -> dict[str, Any]:
    return {
        "id": criterion,
        "type": "decisionTableNode",
        "name": criterion,
        "content": {
            "hitPolicy": "first",
            "inputs": [{"id": "in", "name": question, "field": question}],
            "outputs": [
                {"id": name, "name": name, "field": name}
                for name in ("standing", "points", "blocks")
            ],
            "rules": [
                {
                    "_id": f"{criterion}-{place}",
                    "in": cell,
                    "standing": f"'{standing}'",
                    "points": str(points),
                    "blocks": json.dumps(blocks),
                }
                for place, (cell, standing, points, blocks) in enumerate(rows)
            ],
            "outputPath": criterion,
            "passThrough": False,
        },
    }
