"""A list costs no more queries with three rows or thirty than with one. A new list without an entry here fails."""

import datetime
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from governance.domain import documents
from governance.enums import DocumentKind
from plans.models import EvidenceItem, Problem, RootCause, SpreadsheetImport
from recovery import dates
from recovery.tenancy import context
from tests.contracts.test_permission_matrix import MATRIX, views
from tests.factories import flags, gates, said, sharing, workforce
from tests.factories import plans as facts


def late(cast, plan) -> object:
    return facts.action(cast, plan, due_on=dates.today() - datetime.timedelta(days=3))


def plans(cast, rows) -> None:
    for _ in range(rows):
        late(cast, facts.plan(cast))


def plans_shared(cast, rows) -> None:
    for _ in range(rows):
        plan = facts.plan(cast)
        sharing.share(cast, plan)
        late(cast, plan)


def plans_granted(cast, rows) -> None:
    for _ in range(rows):
        plan = facts.plan(cast)
        sharing.grant(cast, plan)
        late(cast, plan)


def documents_asked_for(cast, rows) -> None:
    for _ in range(rows):
        plan = facts.plan(cast)
        with context.tenant(cast.org("alder"), by=cast.actor("manager")):
            documents.ask(plan=plan, kind=DocumentKind.PROGRESS_REPORT, by=cast.actor("manager"), at=dates.now())


def words_found(cast, rows) -> None:
    """Of every kind that is searched, all holding the word that is looked for."""
    for _ in range(rows):
        plan = facts.plan(cast, title="Safer evenings")
        action = facts.action(cast, plan, title="Staff the evenings", due_on=dates.today())
        facts.milestone(cast, action, due_on=dates.today(), name="Evenings are staffed")
        with facts.writing(cast):
            given = {"org_id": plan.org_id, "plan": plan}
            Problem.objects.create(title="Evenings are short of staff", **given)
            RootCause.objects.create(cause="nobody plans the evenings", **given)
            EvidenceItem.objects.create(
                action=action, kind="record", occurred_on=dates.today(), reference="Evening log", added_by=cast.lead,
                **given,
            )  # fmt: skip


def red_flags(cast, rows) -> None:
    plan = facts.plan(cast)
    for days in range(1, rows + 1):
        flags.flag(facts.slipped(cast, plan=plan, days=days), age=days)


def _one_plan(cast, rows, **opened) -> dict:
    plan = facts.plan(cast)
    for _ in range(rows):
        action = late(cast, plan)
        with facts.writing(cast):
            EvidenceItem.objects.create(
                org_id=plan.org_id,
                plan=plan,
                action=action,
                kind="record",
                occurred_on=dates.today(),
                reference="Log",
                added_by=cast.lead,
            )
    return {"plan_id": plan.pk}


def actions(cast, rows) -> dict:
    return _one_plan(cast, rows)


def actions_shared(cast, rows) -> dict:
    found = _one_plan(cast, rows)
    with facts.writing(cast):
        plan = facts.Plan.objects.get(pk=found["plan_id"])
    sharing.share(cast, plan)
    sharing.grant(cast, plan)
    return found


def notes(cast, rows) -> dict:
    """What an import left out, row by row."""
    plan, now = facts.plan(cast), dates.now()
    with facts.writing(cast):
        made = SpreadsheetImport.objects.create(
            org_id=plan.org_id, plan=plan, name="plan.xlsx", sha256="0" * 64, uploaded_at=now, finished_at=now,
            uploaded_by=cast.manager, notes=[["", row, "Told"] for row in range(rows)],
        )  # fmt: skip
    return {"import_id": made.pk}


def shares(cast, rows) -> dict:
    plan = facts.plan(cast)
    for _ in range(rows):
        sharing.share(cast, plan, revoked=True)
        sharing.grant(cast, plan, revoked=True)
    return {"plan_id": plan.pk}


def work(cast, rows) -> None:
    """Dates of mine, flags about them, and decisions of every kind that wait for me."""
    for days in range(1, rows + 1):
        own = facts.action(cast, facts.plan(cast), owner=cast.governance, due_on=dates.today())
        flags.flag(facts.milestone(cast, own, due_on=dates.today() - datetime.timedelta(days=days)), age=days)
        facts.plan(cast, state="submitted")
        claimed = facts.action(cast, facts.plan(cast), state="complete", due_on=dates.today())
        facts.evidence(cast, claimed, "record", "observation")
        asked = facts.action(cast, facts.plan(cast))
        facts.asked(cast, facts.milestone(cast, asked, due_on=dates.today()))
        said.comment(cast, asked.plan, "@Helen Marsh, is this enough?", action=asked)


def criteria(cast, rows) -> dict:
    """Exit criteria of every kind for the gate that comes next, and decisions about it."""
    plan = late(cast, facts.plan(cast)).plan
    for _ in range(rows):
        gates.criteria(cast, plan)
        gates.decision(cast, plan, "not_passed")
    return {"plan_id": plan.pk}


def comments(cast, rows) -> dict:
    """Said about parts of every kind, each calling somebody."""
    action = late(cast, facts.plan(cast))
    milestone = facts.milestone(cast, action, due_on=dates.today())
    for _ in range(rows):
        for about in ({}, {"action": action}, {"milestone": milestone}):
            said.comment(cast, action.plan, "@Helen Marsh, please look", **about)
    return {"plan_id": action.plan_id}


def comments_on_one(cast, rows) -> dict:
    action = late(cast, facts.plan(cast))
    for _ in range(rows):
        said.comment(cast, action.plan, "@Helen Marsh, please look", action=action)
    return {"kind": "action", "about_id": action.pk}


def people_carrying(cast, rows) -> dict:
    """One plan in which so many people have hours, and say nothing or too little about what they have."""
    people = workforce.people(cast, rows)
    plan = facts.plan(cast)
    for who in people:
        workforce.owned(cast, plan, who)
    return {"plan_id": plan.pk}


def weeks_recorded(cast, rows) -> dict:
    for back in range(1, rows + 1):
        workforce.week(cast, back=back)
    return {"service_id": cast.service("alder_house").pk}


LISTS: dict[str, tuple[str, Callable]] = {
    # address: (who looks, what makes rows)
    "search": ("manager", words_found),
    "my_work": ("governance", work),
    "plan_list": ("manager", plans),
    "plan_overview": ("manager", actions),
    "plan_write": ("manager", actions),
    "plan_evidence": ("manager", actions),
    "plan_gates": ("manager", criteria),
    "plan_comments": ("manager", comments),
    "part_comments": ("manager", comments_on_one),
    "plan_export": ("manager", actions),
    "plan_export_actions": ("manager", actions),
    "import_report": ("manager", notes),
    "plan_ledger": ("manager", actions),
    "plan_history": ("manager", actions),
    "plan_sharing": ("governance", shares),
    "plan_notices": ("manager", red_flags),
    "flag_list": ("manager", red_flags),
    "workload": ("manager", people_carrying),
    "plan_workload": ("manager", people_carrying),
    "rota_list": ("manager", weeks_recorded),
    "portfolio": ("commissioner", plans_shared),
    "portfolio_plan": ("commissioner", actions_shared),
    "audit_plans": ("auditor", plans_granted),
    "audit_plan": ("auditor", actions_shared),
    "document_list": ("manager", documents_asked_for),
}
ASKED = {"search": "?q=evenings"}
"""What a list must be asked before it lists anything."""
GROW_ANEW = (
    notes, actions, actions_shared, shares, red_flags, people_carrying, weeks_recorded, comments, comments_on_one,
    criteria,
)  # fmt: skip
"""What makes so many rows each time, and not so many more."""
NO_LISTS = {
    # Pages of one thing, forms and decisions; at most five calendar addresses.
    "calendar_feeds", "calendar_revoke",
    "plan_new", "plan_edit", "plan_submit", "plan_send_back", "plan_approve", "plan_withdraw", "plan_reopen",
    "object_history",
    "file_download", "share_new", "share_revoke", "grant_new", "grant_revoke", "flag_detail", "flag_acknowledge",
    "text_confirm", "text_unconfirm",
    "hours_own", "hours_of", "rota_record", "rota_change",
    "import_new", "import_blank", "import_sheet", "import_columns", "import_people", "import_preview", "import_faults",
    "import_cancel",
    "document_new", "document_detail", "document_cancel", "document_download", "document_progress", "document_retry",
}  # fmt: skip
PARTS = (
    "problem_", "cause_", "action_", "evidence_", "milestone_", "extension_", "protected_", "comment_", "criterion_",
    "gate_", "sustaining_", "partner_", "contribution_",
)  # fmt: skip
"""Families of forms over one part of a plan."""


def test_every_list_has_an_entry():
    asked = {name for name, capability in MATRIX.items() if capability and not name.startswith(PARTS)}
    assert asked == set(LISTS) | NO_LISTS


def _address(name: str, given) -> str:
    pattern = next(one for one in views() if one.name == name)
    return reverse(name, kwargs=given if pattern.pattern.converters else None)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_no_more_with_three_or_thirty_rows_than_with_one(own_database, cast, sign_in, name):
    who, make = LISTS[name]
    client, costs, made = sign_in(who), {}, 0
    for rows in (1, 3, 30):
        # Pages of one plan get a new plan with so many rows; lists of the organisation grow to as many.
        given = make(cast, rows if make in GROW_ANEW else rows - made)
        made = rows
        address = _address(name, given or {"plan_id": _last_plan(cast)}) + ASKED.get(name, "")
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            response = client.get(address)
        assert response.status_code == 200
        costs[rows] = len(seen)
    # Fewer is fine: what a long page pushes to its second page need not be looked up.
    assert costs[1] >= costs[3] >= costs[30], _grown(costs)


def _last_plan(cast):
    with context.tenant(cast.org("alder")):
        return facts.Plan.objects.latest("number").pk


def _grown(costs: dict[int, int]) -> str:
    return ", ".join(f"{rows} rows: {cost} queries" for rows, cost in costs.items())
