"""The auditor's evidence pack: a plan as at one moment, from problem to action, with what shows each and what does not.

`read` runs inside the asker's tenant. Everything after it works on the loaded record alone, so files can be checked
and pages set outside any transaction.
"""

import hashlib
import json
from collections import defaultdict
from datetime import UTC

from governance.queries.record import Record, record_of
from governance.reports.change_history import changes
from governance.reports.episodes import escalation_log
from governance.reports.fingerprints import Outcome
from governance.reports.gaps import gaps
from governance.reports.imprint import Imprint
from governance.reports.references import References
from governance.serializers import RecordData
from plans.enums import ActionState, ExtensionState, Gate, PlanState, ReviewDecision, Stage
from plans.models import Plan
from recovery import pdf

TEMPLATE = "pdf/evidence_pack.html"
DATA_NAME = "plan-data.json"
SCHEMA = "holdfast.plan-record/1"
PRINTED = 2_000
"""Changes on paper, some 280 pages. The embedded data has no limit."""

SAID = {True: "Met", False: "Not met", None: "Not said"}
OUTCOMES = {
    Outcome.MATCHES: "Matches",
    Outcome.DIFFERS: "Differs from what was received",
    Outcome.MISSING: "File not found",
}


def title_of(plan: Plan) -> str:
    return f"Evidence pack: {plan.title}"


def read(plan: Plan, imprint: Imprint) -> tuple[Record, list[dict]]:
    """The whole record, and as much of its history in words as is printed."""
    record = record_of(plan, on=imprint.day)
    return record, changes(record.events[-PRINTED:])


# Machine-readable


def data(record: Record, checks: dict, imprint: Imprint) -> bytes:
    """The whole record as JSON. The same record as at the same moment gives the same bytes, whoever asked."""
    body = {
        "schema": SCHEMA,
        "generated_at": imprint.as_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "generator": "Holdfast",
        **RecordData(record).data,
        "file_checks": [
            {
                "file": str(file.pk),
                "outcome": checks[file.pk].outcome.value,
                "sha256": checks[file.pk].sha256,
                "size": checks[file.pk].size,
            }
            for file in record.files
        ],
    }
    return json.dumps(body, ensure_ascii=False, indent=1, default=str).encode()


def attachment(content: bytes) -> pdf.Attachment:
    return pdf.Attachment(
        DATA_NAME, content, "application/json", "Everything recorded about the plan, for machines to read"
    )


# On paper


def context(record: Record, told: list[dict], checks: dict, content: bytes, imprint: Imprint) -> dict:
    found = chapters(record, checks)
    return {
        "imprint": imprint,
        "plan": record.plan,
        "provider": record.provider,
        "service": record.service,
        "data_name": DATA_NAME,
        "data_sha256": hashlib.sha256(content).hexdigest(),
        "schema": SCHEMA,
        "contains": _contains(record),
        "changes": told,
        "unprinted": len(record.events) - len(told),
        **found,
    }


def chapters(record: Record, checks: dict) -> dict:
    """The record in the order an auditor reads it: for the pack, and without `checks` for the page."""
    names = References(record)
    register = _register(record, checks, names)
    return {
        "state": PlanState(record.plan.state),
        "lead": record.person(record.plan.lead_id),
        "submitted_by": record.person(record.plan.submitted_by_id),
        "activated_by": record.person(record.plan.activated_by_id),
        "gaps": gaps(record, checks, names),
        "problems": _problems(record, names, register),
        "stages": _stages(record, register),
        "register": register,
        "gates": _gates(record),
        "sustaining": [(one, record.person(one.held_by_id)) for one in record.sustaining_reviews],
        "ledger": _ledger(record, names),
        "has_extensions": bool(record.extensions),
        "flags": escalation_log(record, names),
        "shares": _shares(record, names),
        "grants": _grants(record),
    }


def _contains(record: Record) -> list[tuple[str, int]]:
    return [
        ("Problems", len(record.problems)),
        ("Root causes", len(record.causes)),
        ("Actions", len(record.actions)),
        ("Items of evidence", len(record.evidence)),
        ("Files", len(record.files)),
        ("Red flags", len(record.flags)),
        ("Changes recorded", len(record.events)),
    ]


def _register(record: Record, checks: dict, names: References) -> list[dict]:
    """Every item of evidence, withdrawn ones too, with its file's fingerprint as computed for this pack."""
    files = {file.pk: file for file in record.files}
    rows = []
    newer = {
        item.replaces_id: f"E{place}"
        for place, item in enumerate(record.evidence, start=1)
        if item.replaces_id and not item.withdrawn_at
    }
    for place, item in enumerate(record.evidence, start=1):
        file = files.get(item.file_id)
        check = checks.get(item.file_id)
        outcome = check.outcome if check else ""
        rows.append(
            {
                "ref": f"E{place}",
                "id": item.pk,
                "problem_id": item.problem_id,
                "action_id": item.action_id,
                "kind": item.get_kind_display(),
                "occurred_on": item.occurred_on,
                "reference": item.reference,
                "summary": item.summary,
                "shows": names.of(item.problem_id or item.action_id),
                "added_by": record.person(item.added_by_id),
                "added_at": item.created_at,
                "withdrawn_at": item.withdrawn_at,
                "owner": record.person(item.owner_id),
                "expires_on": item.expires_on,
                "expired": bool(item.expires_on and item.expires_on < record.on),
                "replaced_by": newer.get(item.pk, ""),
                "file": file,
                "outcome": outcome,
                "outcome_words": OUTCOMES.get(outcome, "No file"),
                "sha256": check.sha256 if check else "",
            }
        )
    return rows


def _problems(record: Record, names: References, register: list[dict]) -> list[dict]:
    """Problem → cause → action: the chain an auditor follows."""
    causes = {cause.pk: cause for cause in record.causes}
    of_problem = record.by(record.cause_problems, "problem_id")
    of_cause = record.by(record.action_causes, "root_cause_id")
    chains = record.by((why for why in record.whys if why.withdrawn_at is None), "root_cause_id")
    evidence = defaultdict(list)
    for row in register:
        evidence[row["problem_id"]].append(row)
    numbers = {cause.pk: place for place, cause in enumerate(record.causes, start=1)}
    places = {problem.pk: place for place, problem in enumerate(record.problems, start=1)}
    first: dict = {}
    for link in sorted(record.cause_problems, key=lambda link: places[link.problem_id]):
        first.setdefault(link.root_cause_id, link.problem_id)
    return [
        {
            "ref": f"P{place}",
            "problem": problem,
            "evidence": evidence[problem.pk],
            "causes": [
                {
                    "ref": f"C{numbers[link.root_cause_id]}",
                    "cause": causes[link.root_cause_id],
                    "chain": chains[link.root_cause_id],
                    "told_under": ""
                    if first[link.root_cause_id] == problem.pk
                    else f"P{places[first[link.root_cause_id]]}",
                    "actions": sorted(
                        (names.of(each.action_id) for each in of_cause[link.root_cause_id]),
                        key=lambda name: (len(name.split(" ")[0]), name),
                    ),
                }
                for link in sorted(of_problem[problem.pk], key=lambda link: numbers[link.root_cause_id])
            ],
        }
        for place, problem in enumerate(record.problems, start=1)
    ]


def _stages(record: Record, register: list[dict]) -> list[dict]:
    evidence = defaultdict(list)
    for row in register:
        evidence[row["action_id"]].append(row)
    actions = {action.pk: action for action in record.actions}
    return [
        {
            "name": stage.label,
            "actions": [
                _action(row, actions[row.action.pk], record, evidence)
                for row in record.rows
                if row.action.stage == stage
            ],
        }
        for stage in Stage
        if any(row.action.stage == stage for row in record.rows)
    ]


def _gates(record: Record) -> list[dict]:
    """Each gate with what was agreed, withdrawn criteria too, and every decision with what was so at that time."""
    return [
        {
            "label": gate.label,
            "criteria": [one for one in record.criteria if one.gate == gate],
            "decisions": [
                {
                    "decision": one,
                    "by": record.person(one.decided_by_id),
                    "lines": [line | {"word": SAID[line["met"]]} for line in one.snapshot["criteria"]],
                }
                for one in record.gate_decisions
                if one.gate == gate
            ],
        }
        for gate in Gate
    ]


def _action(row, action, record: Record, evidence: dict) -> dict:
    partners = {one.pk: one.organisation for one in record.partners}
    return {
        "action": action,
        "status": row.status,
        "strength": action.strength.label if action.strength else "",
        "owner": record.person(action.owner_id),
        "stand_in": record.person(action.stand_in_id),
        "contact": record.person(action.escalation_contact_id),
        "contributions": [
            (partners[one.partner_id], one) for one in record.contributions if one.action_id == action.pk
        ],
        "protected": [
            (record.person(one.person_id), one) for one in record.protected_times if one.action_id == action.pk
        ],
        "original": row.original_due_on,
        "due": row.due_on,
        "forecast": row.forecast_on,
        "completed_by": record.person(action.completed_by_id),
        "verified_by": record.person(action.verified_by_id),
        "withdrawn_by": record.person(action.withdrawn_by_id),
        "stood_down_by": record.person(action.stood_down_by_id),
        "reviews": _reviews(record, action),
        "withdrawn": action.state == ActionState.WITHDRAWN,
        "evidence": evidence[action.pk],
        "milestones": [one for one in row.milestones if not one.is_completion],
    }


def _reviews(record: Record, action) -> list[dict]:
    """What was decided about a control on each of its review dates, oldest first."""
    numbers = {one.pk: one.reference for one in record.actions}
    return [
        {
            "review": review,
            "decision": ReviewDecision(review.decision),
            "replaced_by": numbers.get(review.replaced_by_id, ""),
            "by": record.person(review.decided_by_id),
        }
        for review in record.reviews
        if review.action_id == action.pk
    ]


def _ledger(record: Record, names: References) -> list[dict]:
    """Every milestone with its dates, and every extension asked for: not only those that slipped."""
    extensions = record.by(record.extensions, "milestone_id")
    slips = {key: found for row in record.rows for key, found in row.slips.items()}
    return [
        {
            "name": names.of(milestone.pk),
            "original": milestone.original_due_on,
            "due": milestone.due_on,
            "forecast": milestone.forecast_on,
            "done_at": milestone.done_at,
            "done_by": record.person(milestone.done_by_id),
            "withdrawn_at": milestone.withdrawn_at,
            "slips": slips.get(milestone.pk, []),
            "open": any(slip.open for slip in slips.get(milestone.pk, [])),
            "extensions": [
                {
                    "extension": extension,
                    "decision": ExtensionState(extension.state).label,
                    "asked_by": record.person(extension.asked_by_id),
                    "decided_by": record.person(extension.decided_by_id),
                }
                for extension in extensions[milestone.pk]
            ],
        }
        for milestone in record.milestones
    ]


def _shares(record: Record, names: References) -> list[dict]:
    return [
        {
            "with": names.of(share.commissioner_id),
            "share": share,
            "by": record.person(share.shared_by_id),
            "revoked_by": record.person(share.revoked_by_id),
        }
        for share in record.shares
    ]


def _grants(record: Record) -> list[dict]:
    return [
        {
            "to": record.person(grant.auditor_id),
            "grant": grant,
            "by": record.person(grant.granted_by_id),
            "revoked_by": record.person(grant.revoked_by_id),
        }
        for grant in record.grants
    ]
