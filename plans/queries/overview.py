"""Named reads of a plan's overview, besides its actions: the plan itself, and what has just changed."""

import json
from collections.abc import Iterable
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS

from plans.models import Plan, PlanShare
from plans.queries import PERSON
from plans.queries.held import holding
from recovery.history.models import Event
from recovery.tenancy.models import Membership, Organisation, Service
from recovery.tenancy.rows import rows_of

PLAN = """
SELECT p.*, s.name AS service_name, lead.name AS lead_name, lead.job_title AS lead_job_title,
    (SELECT jsonb_object_agg(k.action_id, k.kinds) FROM (
        SELECT e.action_id, array_agg(DISTINCT e.kind) AS kinds FROM plans_evidenceitem e
        WHERE e.plan_id = p.id AND e.action_id IS NOT NULL AND e.withdrawn_at IS NULL
        AND (e.expires_on IS NULL OR e.expires_on >= (SELECT app.today())) GROUP BY e.action_id) k
    ) AS evidence_kinds,
    {holding} AS holds_texts
FROM plans_plan p JOIN tenancy_service s ON s.id = p.service_id LEFT JOIN tenancy_membership lead ON lead.id = p.lead_id
WHERE p.id = %s
"""
LAST = """
SELECT event.*, o.name AS commissioner_name
FROM history_event event
LEFT JOIN tenancy_organisation o ON event.tbl = 'plans_planshare'
    AND o.id = (coalesce(event.after, event.before) ->> 'commissioner_id')::uuid
WHERE event.id IN (
    SELECT min(id) FROM history_event WHERE root_id = %(plan)s AND tbl = ANY (%(tables)s)
    GROUP BY tx, at ORDER BY 1 DESC LIMIT %(count)s
) ORDER BY event.id DESC
"""


def recent_changes(plan: Plan, tables: Iterable[str], count: int = 5) -> list[Event]:
    """The first row of each of the last changes: approving a plan also commits fifty dates, and is one change. Of a
    share, `commissioner_name` too."""
    return list(Event.objects.raw(LAST, {"plan": plan.pk, "tables": list(tables), "count": count}))


def plan_led(plan_id: UUID) -> Plan | None:
    """The plan with its service's name, the name and job title of its lead, and `evidence_kinds`: of each action that
    has evidence in force, by the text of its id, the kinds of it; and `holds_texts`, whether anything is held (D1)."""
    for plan in rows_of(Plan, PLAN.replace("{holding}", holding("p.id")), [plan_id]):
        plan.service = Service.from_db(
            DEFAULT_DB_ALIAS, ("id", "org_id", "name"), (plan.service_id, plan.org_id, plan.service_name)
        )
        plan.evidence_kinds = json.loads(plan.evidence_kinds or "{}")
        if plan.lead_name is not None:
            known = (plan.lead_id, plan.org_id, plan.lead_name, plan.lead_job_title)
            plan.lead = Membership.from_db(DEFAULT_DB_ALIAS, PERSON, known)
        return plan
    return None


def shares_in(events: Iterable[Event]) -> list[PlanShare]:
    """The shares that these changes are about, each with the commissioner's name."""
    return [
        PlanShare(id=UUID(event.row_id), commissioner=Organisation(name=event.commissioner_name))
        for event in events
        if event.table == PlanShare._meta.db_table and event.commissioner_name
    ]
