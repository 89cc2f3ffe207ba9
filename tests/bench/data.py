"""A generator of plans for measuring: set-based SQL, as the owner of the tables, with row policies and history on.

Sizes are plans in all; each has 50 actions, each action its completion milestone. One action in ten is late.
"""

import uuid

from django.contrib.auth.hashers import make_password
from django.db import connection

from recovery.tenancy import context
from recovery.tenancy.models import Membership, Organisation, Service, User

FULL = 2_000
SMALL = FULL // 100
PROVIDERS = 10
ACTIONS = 50
MANAGER, COMMISSIONER = "manager.0@bench.example", "commissioner@bench.example"

PLANS = """
INSERT INTO plans_plan (id, org_id, version, created_at, number, service_id, title, summary, breakdown_on, starts_on,
    lead_id, state, stage, submitted_at, submitted_by_id, activated_at, activated_by_id)
SELECT gen_random_uuid(), %(org)s, 1, now(), n, %(service)s, 'Recovery plan ' || n, 'What broke down, and when.',
    current_date - 100, current_date - 90, %(lead)s, 'active', '', now() - interval '89 days', %(lead)s,
    now() - interval '88 days', %(approver)s
FROM generate_series(1, %(plans)s) n
"""
ACTION_ROWS = """
INSERT INTO plans_action (id, org_id, plan_id, version, created_at, stage, number, position, title, deliverable,
    owner_id, starts_on, evidence_expected, action_type, people_affected, review_on, step_down_criterion, state,
    started_at, completed_at, completed_by_id, completion_note)
SELECT gen_random_uuid(), p.org_id, p.id, 1, now(),
    CASE WHEN n <= 10 THEN 'immediate' WHEN n <= 30 THEN 'stabilisation' ELSE 'improvement' END, n, n,
    'Action ' || n || ' of plan ' || p.number, 'A signed record of what changed', p.lead_id, current_date - 80,
    'Two kinds of record', 'checklist', '', CASE WHEN n <= 10 THEN current_date + n END, '',
    CASE WHEN n %% 3 = 0 THEN 'complete' ELSE 'in_progress' END,
    now() - interval '70 days', CASE WHEN n %% 3 = 0 THEN now() - interval '9 days' END,
    CASE WHEN n %% 3 = 0 THEN p.lead_id END, ''
FROM plans_plan p CROSS JOIN generate_series(1, %(actions)s) n WHERE p.org_id = %(org)s
"""
MILESTONES = """
INSERT INTO plans_milestone (id, org_id, plan_id, action_id, version, created_at, is_completion, name, original_due_on,
    due_on, committed_at, done_at, done_by_id)
SELECT gen_random_uuid(), a.org_id, a.plan_id, a.id, 1, now(), true, 'Complete', d.due, d.due,
    now() - interval '88 days', a.completed_at, a.completed_by_id
FROM plans_action a
CROSS JOIN LATERAL (SELECT current_date + CASE WHEN a.number %% 10 = 1 THEN -5 ELSE 3 + a.number END AS due) d
WHERE a.org_id = %(org)s
"""
SHARES = """
INSERT INTO plans_planshare (id, org_id, plan_id, version, created_at, commissioner_id, starts_on, shared_by_id)
SELECT gen_random_uuid(), org_id, id, 1, now(), %(commissioner)s, current_date - 80, lead_id FROM plans_plan
WHERE org_id = %(org)s AND number <= 20
"""


def build(plans: int) -> None:
    """Fill an empty, migrated database. At the small size one provider has all the plans."""
    password = make_password(uuid.uuid4().hex)
    providers = 1 if plans < PROVIDERS * 10 else PROVIDERS
    with context.bare(by=context.Actor.system("bench")), connection.cursor() as cursor:
        board = Organisation.objects.create(name="Bench Integrated Care Board", code="QBB", commissions=True)
        _person(board, COMMISSIONER, ["commissioner"], password)
        for number in range(providers):
            org = Organisation.objects.create(name=f"Provider {number}", code=f"VB{number:03d}", provides=True)
            service = Service.objects.create(org=org, name="House", kind="Residential")
            lead = _person(org, f"manager.{number}@bench.example", ["manager"], password)
            approver = _person(org, f"governance.{number}@bench.example", ["governance_lead"], password)
            values = {
                "org": org.pk,
                "service": service.pk,
                "lead": lead.pk,
                "approver": approver.pk,
                "plans": plans // providers,
                "actions": ACTIONS,
                "commissioner": board.pk,
            }
            for statement in (PLANS, ACTION_ROWS, MILESTONES, SHARES):
                cursor.execute(statement, values)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")  # as after a night: what autovacuum would have done


def _person(org, email: str, roles: list[str], password: str) -> Membership:
    user = User.objects.create(email=email, name=email.split("@")[0], password=password)
    return Membership.objects.create(
        org=org, user=user, name=user.name, job_title="Registered manager", roles=roles, starts_on="2024-01-01"
    )
