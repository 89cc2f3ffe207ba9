"""Which address asks for which capability: one table to read, held against the application itself.

A new address without a line here fails; so does a line whose address is gone or asks for something else.
"""

import uuid

import pytest
from django.urls import get_resolver, reverse

from plans.enums import PlanState
from recovery.tenancy.enums import CAPACITY_OF, Capacity, Role
from recovery.tenancy.permissions import PROVIDER, TABLE, capacities_of
from tests.factories import plans as facts
from tests.factories import sharing

MATRIX = {
    # address: capability; None: nobody needs to be signed in
    "home": None,
    "workspace_choose": None,
    "workspace_none": None,
    "health_live": None,
    "health_ready": None,
    # plans.my_work
    "my_work": "work.view",
    # plans.search
    "search": "search.view",
    # plans.calendar
    "calendar_feeds": "work.view",
    "calendar_revoke": "work.view",
    "calendar_feed": None,
    # plans.plans
    "plan_list": "plan.view",
    # plans.starting
    "plan_new": "plan.edit",
    # plans.imports
    "import_new": "plan.edit",
    "import_blank": "plan.edit",
    "import_sheet": "plan.edit",
    "import_columns": "plan.edit",
    "import_people": "plan.edit",
    "import_preview": "plan.edit",
    "import_faults": "plan.edit",
    "import_cancel": "plan.edit",
    "import_report": "plan.edit",
    # plans.exports
    "plan_export": "plan.view",
    "plan_export_actions": "plan.view",
    # plans.overview
    "plan_overview": "plan.view",
    # plans.plans
    "plan_edit": "plan.edit",
    # plans.write
    "plan_write": "plan.view",
    # plans.checking
    "problem_check": "plan.edit",
    "cause_check": "plan.edit",
    "action_check": "plan.edit",
    # plans.approval
    "plan_submit": "plan.submit",
    "plan_send_back": "plan.approve",
    "plan_approve": "plan.approve",
    "plan_withdraw": "plan.withdraw",
    # plans.ledger
    "plan_ledger": "plan.view",
    # plans.comments
    "plan_comments": "comment.write",
    "part_comments": "comment.write",
    "comment_show": "comment.write",
    "comment_edit": "comment.write",
    "comment_withdraw": "comment.write",
    "comment_see": "comment.write",
    "action_note": "action.progress",
    "milestone_note": "action.progress",
    # plans.gates
    "plan_gates": "plan.view",
    "gate_decide": "gate.decide",
    "criterion_new": "plan.edit",
    "criterion_edit": "plan.edit",
    "criterion_remove": "plan.edit",
    "criterion_withdraw": "plan.edit",
    "sustaining_hold": "gate.decide",
    "plan_reopen": "gate.decide",
    # plans.history
    "plan_history": "plan.view",
    "object_history": "plan.view",
    # plans.problems
    "problem_new": "plan.edit",
    "problem_edit": "plan.edit",
    "problem_remove": "plan.edit",
    "problem_move": "plan.edit",
    # plans.evidence
    "evidence_new": "plan.edit",
    "action_evidence_new": "action.progress",
    "plan_evidence": "plan.view",
    "evidence_renew": "action.progress",
    "evidence_withdraw": "plan.edit",
    # plans.partners
    "partner_new": "plan.edit",
    "partner_edit": "plan.edit",
    "partner_end": "plan.edit",
    "contribution_new": "plan.edit",
    "contribution_edit": "plan.edit",
    "contribution_end": "plan.edit",
    # plans.files
    "file_download": "file.download",
    # plans.causes
    "cause_new": "plan.edit",
    "cause_edit": "plan.edit",
    "cause_remove": "plan.edit",
    "cause_move": "plan.edit",
    # plans.actions
    "action_new": "plan.edit",
    "action_detail": "plan.view",
    "action_edit": "plan.edit",
    "action_remove": "plan.edit",
    "action_as_check": "plan.edit",
    "action_move": "plan.edit",
    # plans.progress
    "action_start": "action.progress",
    "action_complete": "action.progress",
    "action_verify": "action.verify",
    "action_reopen": "action.verify",
    "action_withdraw": "plan.edit",
    # plans.reviews
    "action_review": "plan.edit",
    # plans.milestones
    "milestone_new": "plan.edit",
    "milestone_edit": "plan.edit",
    "milestone_forecast": "action.progress",
    "milestone_reach": "action.progress",
    "milestone_withdraw": "plan.edit",
    "milestone_remove": "plan.edit",
    # plans.extensions
    "extension_ask": "extension.ask",
    "extension_decide": "extension.decide",
    # plans.sharing
    "plan_sharing": "plan.view",
    "share_new": "plan.share",
    "share_revoke": "plan.share",
    "text_confirm": "plan.share",
    "text_unconfirm": "plan.share",
    "grant_new": "plan.grant_audit",
    "grant_revoke": "plan.grant_audit",
    # plans.workload
    "workload": "workforce.view",
    "plan_workload": "workforce.view",
    # plans.stated_hours
    "hours_own": "workforce.own",
    "hours_of": "workforce.edit",
    # plans.protected_time
    "protected_new": "plan.edit",
    "protected_edit": "plan.edit",
    "protected_end": "plan.edit",
    "protected_remove": "plan.edit",
    # plans.rota
    "rota_list": "workforce.view",
    "rota_record": "workforce.edit",
    "rota_change": "workforce.edit",
    # governance.audit
    "audit_plans": "audit.view",
    "audit_plan": "audit.view",
    # governance.documents
    "document_list": "document.view",
    "document_detail": "document.view",
    "document_cancel": "document.view",
    "document_download": "document.view",
    "document_progress": "document.view",
    "document_retry": "document.view",
    "document_new": "document.view",
    # governance.flags
    "flag_list": "flag.view",
    "flag_detail": "flag.view",
    "flag_acknowledge": "flag.acknowledge",
    # governance.notices
    "plan_notices": "flag.view",
    # governance.portfolio
    "portfolio": "portfolio.view",
    "portfolio_plan": "portfolio.view",
}

OTHERS = {
    # Addresses of other libraries and for developers, with the reason why they stand outside the table.
    "account_": "sign-in, before any tenant is known",
    "outbox_": "the local outbox, only while there is no mail server",
    "gallery": "the components with invented content, under DEBUG",
}


def views(patterns=None):
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            yield from views(pattern.url_patterns)
        elif not pattern.name or not pattern.name.startswith(tuple(OTHERS)):
            yield pattern


def test_every_address_is_in_the_table_with_the_capability_it_asks_for():
    assert {pattern.name: getattr(pattern.callback, "capability", "undeclared") for pattern in views()} == MATRIX


def test_every_address_has_a_name_of_its_own():
    names = [pattern.name for pattern in views()]
    assert sorted(names) == sorted(set(names))


def test_every_capability_is_asked_for_by_an_address():
    assert set(TABLE) - set(MATRIX.values()) == {"home", *ASKED_INSIDE}


ASKED_INSIDE = {"report.build", "pack.build"}
"""Capabilities that a view asks for itself, by the kind of document that is wanted."""


def test_no_capability_of_a_provider_is_held_by_a_commissioner_or_an_auditor():
    """The capacities stay apart: what changes a plan is the provider's alone."""
    for capability, holders in TABLE.items():
        outside = holders - PROVIDER
        reading = {
            "home",
            "search.view",
            "portfolio.view",
            "audit.view",
            "report.build",
            "pack.build",
            "document.view",
            "file.download",
        }
        assert not outside or capability in reading, capability


# --- The table as people meet it -----------------------------------------------------------------------------

PEOPLE = {
    # person: role
    "manager": Role.MANAGER,
    "lead": Role.ACTION_LEAD,
    "assessor": Role.ASSESSOR,
    "governance": Role.GOVERNANCE_LEAD,
    "nominated": Role.NOMINATED_INDIVIDUAL,
    "admin": Role.ORG_ADMIN,
    "commissioner": Role.COMMISSIONER,
    "auditor": Role.AUDITOR,
}
ADDRESSES = sorted(name for name, capability in MATRIX.items() if capability is not None)


@pytest.mark.django_db
@pytest.mark.parametrize("person", PEOPLE)
def test_the_answer_is_what_the_table_says(sign_in, person):
    """Nobody's id: 404 for those who may (there is nothing to see), 403 for a role that may not, 404 for a capacity
    that never can. An address without an id is a page for those who may."""
    role = PEOPLE[person]
    client = sign_in(person)
    wrong = {}
    for name in ADDRESSES:
        pattern = next(one for one in views() if one.name == name)
        arguments = {one: "problem" if one == "kind" else uuid.uuid4() for one in pattern.pattern.converters}
        response = client.get(reverse(name, kwargs=arguments))
        expected = expectation(MATRIX[name], role, bool(arguments))
        if response.status_code not in expected:
            wrong[name] = (response.status_code, expected)
    assert wrong == {}


def expectation(capability: str, role: Role, asks_for_an_id: bool) -> set[int]:
    if CAPACITY_OF.get(role, Capacity.PROVIDER) not in capacities_of(capability):
        return {404}
    if role not in TABLE[capability]:
        return {403}
    return {404, 405} if asks_for_an_id else {200, 405}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ADDRESSES)
def test_without_signing_in_every_address_leads_to_the_door(client, name):
    pattern = next(one for one in views() if one.name == name)
    arguments = {one: "problem" if one == "kind" else uuid.uuid4() for one in pattern.pattern.converters}
    address, door = reverse(name, kwargs=arguments), reverse("account_login")
    response = client.get(address)
    assert response.status_code == 302
    assert response.url.startswith(door)
    response = client.post(address)
    assert response.status_code == 401
    assert f'href="{door}"' in response.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "name", "status"),
    [
        # A plan of one's own organisation, in the open.
        ("manager", "plan_overview", 200),
        ("lead", "plan_overview", 200),
        ("admin", "plan_overview", 200),
        ("manager", "plan_edit", 200),
        ("lead", "plan_edit", 403),
        ("assessor", "plan_edit", 403),
        ("governance", "plan_withdraw", 200),
        ("manager", "plan_withdraw", 403),
        ("manager", "share_new", 200),
        ("lead", "share_new", 403),
        ("admin", "grant_new", 200),
        ("manager", "plan_notices", 200),
        # Readers from outside never reach the provider's own pages, however open the plan is to them.
        ("commissioner", "portfolio_plan", 200),
        ("commissioner", "plan_overview", 404),
        ("commissioner", "plan_edit", 404),
        ("commissioner", "audit_plan", 404),
        ("auditor", "audit_plan", 200),
        ("auditor", "plan_overview", 404),
        ("auditor", "portfolio_plan", 404),
        ("manager", "portfolio_plan", 404),
        ("manager", "audit_plan", 404),
    ],
)
def test_a_plan_that_is_shared_and_granted_opens_to_each_in_their_own_way(cast, sign_in, person, name, status):
    plan = facts.plan(cast, state=PlanState.ACTIVE)
    sharing.share(cast, plan)
    sharing.grant(cast, plan)
    assert sign_in(person).get(reverse(name, args=[plan.pk])).status_code == status
